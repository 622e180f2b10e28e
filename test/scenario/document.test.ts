import { expect, test } from "vitest";
import { base, parse, refusal } from "./support.ts";

const bomb = ["a0: &a0 [x, x]", ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join(
  "\n",
);

test.each([
  ["", "1:1: expected a scenario, found an empty file"],
  ["# nothing\n", "1:1: expected a scenario, found an empty file"],
  ["---\n", '1:4: expected a scenario, a mapping with keys such as "name", found nothing'],
  ["- a\n", '1:1: expected a scenario, a mapping with keys such as "name", found a list'],
  ["\n\nhello\n", '3:1: expected a scenario, a mapping with keys such as "name", found "hello"'],
  ["name: \0", "1:7: expected UTF-8 text, found the character U+0000"],
  ["a: 1\nb: \u001b[0m", "2:4: expected UTF-8 text, found the character U+001B"],
  ["\ufffd\ufffd\ufffd", "1:1: expected UTF-8 text, found the character U+FFFD"],
  ["name: x\n\tfoo: 1", "2:1: not valid YAML: tabs are not allowed as indentation"],
  ["name: a: b", "1:7: not valid YAML: nested mappings are not allowed in compact mappings"],
  ["name: 'x", "1:9: not valid YAML: missing closing 'quote"],
  ["name: x\n---\nname: y\n", "2:1: expected one YAML document, found a second"],
  ["name: !secret x", "1:7: not valid YAML: unresolved tag: !secret"],
  ["name: !!binary aGk=", "1:16: expected plain text, a number, true or false"],
  ["name: x\nseed: 1\nseed: 2", '3:1: duplicate key "seed"; it stands already in line 2'],
  ["host: { a: 1, a: 2 }", '1:15: duplicate key "a"; it stands already in line 1'],
  ["? [a]\n: 1", '1:3: expected a key such as "name"'],
  ["name: *x", "1:7: there is no anchor &x before this alias"],
  ["name: &x [*x]", "1:10: nested more than 50 deep"],
  [bomb, "1:9: aliases stand for more than 1000 values"],
  ["[".repeat(10_000), "nested more than 50 deep"],
  [`name: ${"[".repeat(60)}${"]".repeat(60)}`, "1:57: nested more than 50 deep"],
])("%j", (text, message) => {
  const told = refusal(text);
  // How deep the YAML library itself gets before it gives up depends on the stack.
  if (text.startsWith("[[")) expect(told).toMatch(/^scenarios\/x\.yaml:1:\d+: nested more than 50 deep$/);
  else expect(told).toBe(`scenarios/x.yaml:${message}`);
});

test("an anchor may repeat a value", () => {
  const text = `${base}measure: { settle: &t 2 s, bin: *t }\n`;
  expect(parse(text).measure).toEqual({ settle: 2_000_000_000, bin: 2_000_000_000 });
});

test("Windows line ends and a byte order mark change nothing", () => {
  expect(parse(`\ufeff${base.replaceAll("\n", "\r\n")}`)).toEqual(parse(base));
});
