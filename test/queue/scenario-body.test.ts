import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readScenario, writeScenario } from "../../src/cli/queue/scenario-body.ts";
import { summarize } from "../../src/cli/simulate.ts";
import { runKeys } from "../../src/cli/sweep/run-key.ts";
import { millisecond } from "../../src/kernel/time.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { repository, tiny } from "../cli/support.ts";

const folder = join(repository, "scenarios");
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yaml"));

function load(file: string): Scenario {
  const path = join(folder, file);
  const read = (other: string) => readFileSync(other, "utf8");
  return parseScenario({ file: path, text: readFileSync(path, "utf8"), read });
}

function parsed(text: string): Scenario {
  return parseScenario({ file: "tiny.yaml", text, read: (path) => expect.fail(path) });
}

describe("a scenario that travels", () => {
  test.each(files)("%s reads back as it was, but for what decides nothing", (file) => {
    const scenario = load(file);
    const back = readScenario(writeScenario(scenario));
    expect(back).toStrictEqual({ ...scenario, name: "", description: "", seeds: [], expect: [], tolerances: [] });
    expect(runKeys(back)(7)).toBe(runKeys(scenario)(7));
    expect(writeScenario(back).hash).toBe(writeScenario(scenario).hash);
  });

  test.each(files)("%s does the same", (file) => {
    // What makes runs differ shows within moments.
    const scenario: Scenario = { ...load(file), duration: 100 * millisecond, stop: null };
    const run = (given: Scenario) => ({
      ...summarize({ scenario: given, seed: 3, wire: "counted" }, () => {}),
      milliseconds: 0,
    });
    expect(run(readScenario(writeScenario(scenario)))).toStrictEqual(run(scenario));
  });

  test("has the same body whatever it is called and promises", () => {
    const other = `${tiny.replace("name: tiny", "name: other")}seeds: 5\nexpect: { bytes.total: { max: 1 GiB } }\n`;
    expect(writeScenario(parsed(other)).hash).toBe(writeScenario(parsed(tiny)).hash);
    expect(writeScenario(parsed(tiny.replace("1 ms", "2 ms"))).hash).not.toBe(writeScenario(parsed(tiny)).hash);
  });

  test("keeps the numbers for which JSON has no digits", () => {
    const odd = { ...parsed(tiny), faults: [{ a: Infinity, b: -Infinity, c: -0, d: 0, e: ["$number"] }] };
    const back = readScenario(writeScenario(odd as unknown as Scenario));
    expect(back.faults).toStrictEqual(odd.faults);
  });
});

describe("what is no scenario", () => {
  const { hash, bytes } = writeScenario(parsed(tiny));

  test("another one than its hash names", () => {
    expect(() => readScenario({ hash: "0".repeat(32), bytes })).toThrow("not the one that its hash names");
  });

  test("bytes that are none of ours", () => {
    expect(() => readScenario({ hash, bytes: Buffer.from("no gzip") })).toThrow("incorrect header check");
  });

  test("few bytes that would be very many", () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(1024 * 1024);
    expect(() => readScenario({ hash, bytes: bomb })).toThrow(/Cannot create a Buffer larger than/);
  });

  test.each([
    ["no nodes", { ...parsed(tiny), cluster: { nodes: [] } }],
    ["a number that is a text", { ...parsed(tiny), host: { $number: "rm -rf" } }],
    ["no time", { ...parsed(tiny), duration: -1 }],
  ])("%s", (_, value) => {
    const written = writeScenario(value as unknown as Scenario);
    expect(() => readScenario(written)).toThrow();
  });
});
