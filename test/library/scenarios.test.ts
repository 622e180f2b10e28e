import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import {
  defineScenario,
  loadScenario,
  parseScenario,
  type ScenarioDefinition,
  ScenarioError,
} from "../../src/index.ts";
import { folderWith, repository, tiny } from "../cli/support.ts";

/** Every kind of field that has several forms. */
const rich = {
  name: "rich",
  duration: "30 s",
  seeds: [1, 7],
  stop: { when: "membership", settle: 0 },
  cluster: {
    groups: [
      { name: "eu", nodes: 3, site: "a" },
      { name: "us", nodes: 2, site: "b" },
    ],
    join: { random: 2 },
    start: { within: "50 ms" },
  },
  network: {
    sites: { names: ["a", "b"], latency: "40 ms", within: "0.5 ms" },
    jitter: { kind: "lognormal", sigma: 0.1 },
    host: { up: "1 Gbit/s", down: "unlimited" },
    transport: { kind: "grpc-tls", heartbeats: false },
  },
  protocol: { highWaterStamps: "delta", clientsInterval: "off" },
  workload: [
    { use: "cockroach-2.1", storesPerNode: 2 },
    { key: "load:{node}", from: ["eu", 4], every: "10 s", jitter: "10 %", size: "64 B", ttl: "30 s" },
    { infos: [{ key: "config", size: "4 KiB" }], from: 1, at: "20 s" },
  ],
  faults: [
    { partition: [["eu"], ["us"]], at: "20 s", for: "5 s" },
    { crash: { random: "20 %" }, at: "25 s", restart: "1 s" },
  ],
} as const satisfies ScenarioDefinition;

describe("defineScenario", () => {
  test("says what a file with the same fields says", () => {
    expect(defineScenario(rich)).toEqual(parseScenario(stringify(rich)));
  });

  test("leaves out what is undefined", () => {
    const { cluster, ...rest } = rich;
    const written = { ...rest, description: undefined, cluster: { ...cluster, nodes: undefined } };
    expect(defineScenario(written as unknown as ScenarioDefinition)).toEqual(defineScenario(rich));
  });

  test("is laid over the file that it extends, whose fields null takes away", () => {
    const base = join(folderWith({ "base.yaml": tiny }), "base.yaml");
    const scenario = defineScenario({ extends: base, name: "four", cluster: { nodes: 4 }, stop: null });
    expect(scenario).toMatchObject({ name: "four", duration: 3e9, stop: null });
    expect(scenario.cluster.nodes).toHaveLength(4);
  });

  test("reads the matrix that it names", () => {
    const rtt = join(repository, "scenarios/data/ibm-cloud-regions-rtt-2026-08.csv");
    expect(defineScenario({ ...whole, network: { sites: { rtt } } }).network.sites).toContain("eu-de");
  });

  const circle: { faults?: unknown[] } = {};
  circle.faults = [circle];

  test.each<readonly [string, unknown, string]>([
    ["a wrong number", { cluster: { nodes: 0 } }, "cluster.nodes: expected a whole number from 1 to 200000, found 0"],
    [
      "a number without its unit",
      { duration: 10 },
      'duration: expected a duration with its unit such as "60 s", found 10',
    ],
    [
      "no number",
      { cluster: { nodes: Number.NaN } },
      "cluster.nodes: expected a whole number from 1 to 200000, found NaN",
    ],
    ["a misspelt key", { duratoin: "10 s" }, 'unknown key "duratoin"; did you mean "duration"?'],
    [
      "a place in a list",
      { workload: [{ use: "x" }] },
      'workload.0.use: expected cockroach-2.1, cockroach-2.0 or cockroach-1.0, found "x"',
    ],
    [
      "a contradiction",
      { stop: { when: "membership", settle: "1 h" } },
      'stop.settle: expected at most the duration of the run, "3 s", found "1 h"',
    ],
    [
      "a function",
      { name: () => "tiny" },
      "name: expected text, a number, true, false, a list or a mapping, found a function",
    ],
    [
      "a date",
      { faults: [{ at: new Date(0) }] },
      "faults.0.at: expected text, a number, true, false, a list or a mapping, found a Date",
    ],
    ["what holds itself", circle, "faults: nested more than 50 deep"],
    ["a file that is not there", { extends: "gone.yaml" }, "cannot read gone.yaml: no such file or folder"],
  ])("names the field of a mistake in one line: %s", (_, mistake, message) => {
    expect(() => defineScenario({ ...whole, ...(mistake as object) } as ScenarioDefinition)).toThrow(
      new ScenarioError({ file: "defineScenario", line: 0, column: 0 }, message),
    );
  });

  test("is a mapping", () => {
    expect(() => defineScenario([] as never)).toThrow(
      'defineScenario: expected a scenario, a mapping with keys such as "name", found a list',
    );
  });

  test("tells the compiler what may be written", () => {
    const mistaken: readonly ScenarioDefinition[] = [
      // @ts-expect-error: a duration has a unit
      { ...whole, duration: 10 },
      // @ts-expect-error: one of several words
      { ...whole, protocol: { highWaterStamps: "some" } },
      // @ts-expect-error: no form of a fault
      { ...whole, faults: [{ at: "1 s", crsh: 1 }] },
      // @ts-expect-error: no form of a join
      { ...whole, cluster: { nodes: 2, join: { rnadom: 1 } } },
      // @ts-expect-error: a whole scenario has a cluster
      { name: "x", duration: "1 s", network: { sites: { latency: "1 ms" } } },
      // @ts-expect-error: a promise about no figure
      { ...whole, expect: { "bytes.totl": { max: "1 KiB" } } },
      // @ts-expect-error: null takes away only what a file said
      { ...whole, stop: null },
    ];
    for (const definition of mistaken) expect(() => defineScenario(definition)).toThrow(ScenarioError);
  });
});

const whole = {
  name: "tiny",
  duration: "3 s",
  cluster: { nodes: 2 },
  network: { sites: { latency: "1 ms" } },
} satisfies ScenarioDefinition;

describe("loadScenario", () => {
  test("reads a file by path or URL, and the files it names, with values replaced", () => {
    const folder = folderWith({ "base.yaml": tiny, "over.yaml": "extends: base.yaml\nname: over\n" });
    const file = join(folder, "over.yaml");
    const scenario = loadScenario(file, { set: ["cluster.nodes=3", "cluster.nodes=5"] });
    expect(scenario.cluster.nodes).toHaveLength(5);
    expect(loadScenario(pathToFileURL(file), { set: ["cluster.nodes=5"] })).toEqual(scenario);
  });

  test("a file that is not there, or is wrong, is one line", () => {
    const folder = folderWith({ "wrong.yaml": `${tiny}sede: 1\n` });
    const problem = (name: string) => () => loadScenario(join(folder, name));
    expect(problem("gone.yaml")).toThrow(
      new ScenarioError({ file: join(folder, "gone.yaml"), line: 0, column: 0 }, "no such file or folder"),
    );
    expect(problem("wrong.yaml")).toThrow(
      new ScenarioError(
        { file: join(folder, "wrong.yaml"), line: 7, column: 1 },
        'unknown key "sede"; did you mean "seed"?',
      ),
    );
  });
});

describe("parseScenario", () => {
  test("names the text, replaces values, and reads other files as it is told", () => {
    const files = new Map([["somewhere/base.yaml", tiny]]);
    const scenario = parseScenario("extends: base.yaml", {
      file: "somewhere/over.yaml",
      read: (path) => files.get(path) ?? "",
      set: ["seed=7"],
    });
    expect(scenario).toMatchObject({ name: "tiny", seeds: [7] });
    expect(() => parseScenario(`${tiny}sede: 1`, { file: "mine" })).toThrow('mine:7:1: unknown key "sede"; did you');
    expect(() => parseScenario("")).toThrow("scenario:1:1: expected a scenario, found an empty file");
  });
});
