import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import { parseScenario } from "../../src/scenario/parse.ts";
import { printScenario } from "../../src/scenario/print.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import { folderWith, gossipsim, repository, tiny } from "../cli/support.ts";
import { mutations } from "./mutations.ts";
import { base } from "./support.ts";

const read = (path: string) => readFileSync(join(repository, path), "utf8");
const files = readdirSync(join(repository, "scenarios"), { recursive: true, encoding: "utf8" })
  .map((file) => `scenarios/${file.replaceAll("\\", "/")}`)
  .filter((file) => file.endsWith(".yaml"));

function print(text: string, file = "scenarios/x.yaml", overrides: readonly string[] = []): string {
  return printScenario({ file, text, read, overrides });
}

/** Read where the program runs, as the output of a command is. */
function parsed(text: string, file = "x.yaml", overrides: readonly string[] = []) {
  return parseScenario({ file, text, read, overrides });
}

describe("what is printed is the same scenario", () => {
  test.each(files)("%s", (file) => {
    const printed = print(read(file), file);
    expect(parsed(printed)).toEqual(parsed(read(file), file));
    expect(print(printed, "x.yaml"), "nothing is left unsaid").not.toContain(" # ");
  });

  test("of mutated files, as far as they are scenarios", () => {
    let valid = 0;
    for (const { file, text } of mutations(
      files.map((file) => ({ file, text: read(file) })),
      1000,
      "print",
    )) {
      const scenario = accepted(text, file);
      if (scenario === null) continue;
      valid++;
      if (!isDeepStrictEqual(parsed(print(text, file)), scenario)) expect.fail(`printed as another one:\n${text}`);
    }
    expect(valid).toBeGreaterThan(80);
  });
});

function accepted(text: string, file: string) {
  try {
    return parsed(text, file);
  } catch (error) {
    if (error instanceof ScenarioError) return null;
    throw error;
  }
}

test("all of a scenario, with where it comes from", async () => {
  const rich = `${base}
protocol: { preset: cockroach-2.0, maxHops: 4 }
workload:
  - { key: "load:{node}", from: [eu, 4], every: 10 s, size: 64 B }
faults:
  - { at: 10 s, for: 5 s, partition: [[eu], [us]] }
expect:
  membership.time: { max: 5 s }
`;
  await expect(print(rich, "x.yaml", ["network.jitter={ kind: lognormal, sigma: 0.1 }"])).toMatchFileSnapshot(
    "snapshots/printed.yaml",
  );
});

test("layers and overrides are applied, and paths are those of the folder in which it is printed", async () => {
  const folder = folderWith({ "base.yaml": tiny, "over.yaml": "extends: base.yaml\nname: over\n" });
  const { out, code } = await gossipsim(folder, ["validate", "over.yaml", "--print", "--set", "cluster.nodes=7"]);
  expect(code).toBe(0);
  expect(parsed(out)).toEqual(parsed(tiny.replace("tiny", "over").replace("nodes: 2", "nodes: 7")));
  expect(out).not.toContain("extends");
  expect(print(read("scenarios/thirteen-regions.yaml"), "scenarios/x.yaml")).toContain(
    "rtt: scenarios/data/ibm-cloud-regions-rtt-2026-08.csv",
  );
});

test("so is the path of a recording, of which `validate` says how much is replayed", async () => {
  const text = `${tiny}workload: [{ replay: data/m.csv }]\n`;
  const csv = "time,node,key,size\n1 s,1,k,64 B\n2 min,1,k,64 B\n";
  expect(printScenario({ file: "in/x.yaml", text, read: () => csv })).toContain("- replay: in/data/m.csv\n");
  const folder = folderWith({ "x.yaml": text.replace("data/", ""), "m.csv": csv });
  const { out, code } = await gossipsim(folder, ["validate", "x.yaml"]);
  expect(code).toBe(0);
  expect(out).toMatch(
    /\n {2}a recording of 1 info under 1 key, 64 B, from node 1, from 1 s to 1 s, without 1 info past the end of the run\n$/,
  );
});

test("long lists of nodes stand in one line", () => {
  const ids = Array.from({ length: 200 }, (_, index) => index + 1).join(", ");
  const text = tiny.replace("nodes: 2", `nodes: 200, join: { nodes: [${ids}] }`);
  expect(print(text).split("\n").length).toBeLessThan(90);
});

test("one file at a time", async () => {
  const folder = folderWith({ "a.yaml": tiny, "b.yaml": tiny });
  expect(await gossipsim(folder, ["validate", ".", "--print"])).toEqual({
    code: 2,
    out: "",
    err: "gossipsim: validate: --print goes with one file, found 2\n",
  });
});
