import { expect, test } from "vitest";
import { failAt, readRows } from "../../src/scenario/csv-rows.ts";

/** Each with its column behind it. */
const fields = (line: string) => readRows("m.csv", line)[0]!.fields.map(({ text, column }) => `${text}@${column}`);

test.each([
  ["a,b", ["a@1", "b@3"]],
  [" a , b ", ["a@2", "b@6"]],
  ["a,,", ["a@1", "@3", "@4"]],
  ["a, ,b", ["a@1", "@4", "b@5"]],
  ['"a,b",c', ["a,b@1", "c@7"]],
  ['a, "b ""c""" ,d', ["a@1", 'b "c"@4', "d@15"]],
  ['"",x', ["@1", "x@4"]],
  ['" a "', [" a @1"]],
  ['a"b,"c"', ['a"b@1', "c@5"]],
])("%s", (line, expected) => {
  expect(fields(line)).toEqual(expected);
});

test("comments at the top, empty lines, all ends of lines, and a byte order mark", () => {
  const rows = readRows("m.csv", "\uFEFF# from\n#there\r\na,b\r\n\n  \n#c,d\re,f");
  expect(rows.map(({ line, fields }) => [line, ...fields.map(({ text }) => text)])).toEqual([
    [3, "a", "b"],
    [6, "#c", "d"],
    [7, "e", "f"],
  ]);
  expect(readRows("m.csv", "# nothing\n")).toEqual([]);
});

test.each([
  ['a,"b', "m.csv:1:3: expected a closing quotation mark in the same line"],
  ['a,"b""', "m.csv:1:3: expected a closing quotation mark in the same line"],
  ['a,"b" c,d', 'm.csv:1:6: expected a comma after the closing quotation mark, found "c"'],
  ['"a"b"', 'm.csv:1:4: expected a comma after the closing quotation mark, found "b\\""'],
])("%s is refused", (line, message) => {
  expect(() => readRows("m.csv", line)).toThrow(message);
});

test("a mistake stands at its field, or at the last one where that is missing", () => {
  const [row] = readRows("m.csv", "\na, b\n");
  expect(() => failAt(row!, 1, "wrong")).toThrow("m.csv:2:4: wrong");
  expect(() => failAt(row!, 5, "wrong")).toThrow("m.csv:2:4: wrong");
});
