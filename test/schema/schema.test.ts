import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { type Outline, scenarioOutline } from "../../src/scenario/outline.ts";
import { gossipsim, repository, tiny } from "../cli/support.ts";
import { base, parse, refusal } from "../scenario/support.ts";
import { exampleFiles, examples } from "./examples.ts";
import { jsonSchema } from "./json-schema.ts";
import { reasonFor } from "./reasons.ts";
import { reference } from "./reference.ts";

const files = ["scenarios", "templates"].flatMap((folder) =>
  readdirSync(join(repository, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith(".yaml")),
);
const validate = new Ajv({ strict: false, allErrors: true }).compile(jsonSchema());

function complaints(text: string): string[] {
  return validate(parseYaml(text))
    ? []
    : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe("`npm run schema` writes", () => {
  test("the JSON Schema", async () => {
    await expect(`${JSON.stringify(jsonSchema(), null, 2)}\n`).toMatchFileSnapshot("../../schema/scenario.schema.json");
  });

  test("the reference", async () => {
    await expect(reference()).toMatchFileSnapshot("../../docs/scenario-reference.md");
  });

  test("and the command prints the first", async () => {
    const written = readFileSync(join(repository, "schema/scenario.schema.json"), "utf8");
    expect(await gossipsim(repository, ["schema"])).toEqual({ code: 0, out: written, err: "" });
  });
});

describe("the JSON Schema accepts", () => {
  test.each(files)("%s", (file) => {
    expect(complaints(readFileSync(join(repository, file), "utf8"))).toEqual([]);
  });

  test.each(Object.entries(examples))("the example of %s, as gossipsim does", (key, example) => {
    const field = new RegExp(`^${key}:.*\\n(?: .*\\n)*`, "m");
    const text = `${base.replace(field, "")}${example}`;
    expect(complaints(text)).toEqual([]);
    parse(text, { files: exampleFiles });
  });
});

/** Changes to a small scenario that gossipsim refuses, as an editor has to. */
const broken: readonly (readonly [string, string, string])[] = [
  ["a misspelt key", "duration", "duratoin"],
  ["a missing key", "duration: 3 s\n", ""],
  ["a missing key within", "latency: 1 ms", ""],
  ["a duration without unit", "duration: 3 s", "duration: 3"],
  ["an unknown unit", "duration: 3 s", "duration: 3 parsec"],
  ["a size for a duration", "duration: 3 s", "duration: 3 KiB"],
  ["a word that is none of those", "when: membership", "when: ever"],
  ["a number out of range", "nodes: 2", "nodes: 0"],
  ["text for a number", "nodes: 2", "nodes: two"],
  ["an unknown key within", "nodes: 2", "nodes: 2, colour: red"],
  ["a list for a mapping", "{ nodes: 2 }", "[2]"],
  ["nothing", "{ nodes: 2 }", ""],
  ["a name with capitals", "name: tiny", "name: Tiny"],
  ["an unknown figure", "duration: 3 s", "duration: 3 s\nexpect: { membership.tiem: { max: 1 s } }"],
  ["a bound in the wrong unit", "duration: 3 s", "duration: 3 s\nexpect: { membership.time: { max: 1 MiB } }"],
  ["a part that a figure has not", "duration: 3 s", "duration: 3 s\nexpect: { settled.time: { max: 1 s, nodes: 1 } }"],
  ["a fault without its time", "duration: 3 s", "duration: 3 s\nfaults: [{ partition: [[1], [2]] }]"],
  ["a partition with one side", "duration: 3 s", "duration: 3 s\nfaults: [{ at: 1 s, partition: [[1, 2]] }]"],
  ["an info without a size", "duration: 3 s", "duration: 3 s\nworkload: [{ key: k, from: 1 }]"],
  ["a percentage without its sign", "duration: 3 s", "duration: 3 s\nprotocol: { jitter: 0.25 }"],
];

describe("the JSON Schema refuses", () => {
  test.each(broken)("%s", (_, right, wrong) => {
    const text = tiny.replace(right, wrong);
    expect(text).not.toBe(tiny);
    expect(refusal(text)).not.toBe("");
    expect(complaints(text)).not.toEqual([]);
  });
});

test("a layer may leave out what the file below says, and take it away", () => {
  expect(complaints("extends: base.yaml\nname: x\nstop:\nnetwork: { sites: { within: 1 ms } }\n")).toEqual([]);
  expect(complaints("extends: base.yaml\nname: x\ncluster: { nodse: 3 }\n")).not.toEqual([]);
  expect(complaints(tiny.replace(/stop: .*/, "stop:"))).not.toEqual([]);
});

test("every field is explained, and every default has a reason", () => {
  const missing: string[] = [];
  const look = (outline: Outline, path: string, isField: boolean) => {
    const { description, default: value, kind } = outline;
    if (isField && description === "") missing.push(`${path} says nothing`);
    const isSimple = value !== undefined && typeof value !== "object" && value !== "";
    if (isSimple && reasonFor(description) === undefined) missing.push(`the default of ${path} has no reason`);
    if (kind.type === "mapping") for (const [key, field] of kind.fields) look(field, `${path}.${key}`, true);
    if (kind.type === "list") look(kind.item, `${path}[]`, false);
    if (kind.type === "any keys") look(kind.value, `${path}.*`, false);
    if (kind.type === "forms") for (const form of kind.forms.values()) look(form, path, false);
  };
  look(scenarioOutline(), "", false);
  expect(missing).toEqual([]);
});

test("what expects the path of a file says so to whoever moves the scenario", () => {
  const folder = join(repository, "src/scenario");
  const wrong = readdirSync(folder).filter(
    (file) => file !== "fields.ts" && /\btext\(\s*["'`]the path of/.test(readFileSync(join(folder, file), "utf8")),
  );
  expect(wrong, 'filePath("a CSV file"), not text("the path of a CSV file")').toEqual([]);
});
