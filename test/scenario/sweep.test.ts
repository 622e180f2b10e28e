import { describe, expect, test } from "vitest";
import { printScenario } from "../../src/scenario/print.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import { readStudy, type Study } from "../../src/scenario/study.ts";
import { base, refusal } from "./support.ts";

function study(sweep: string, { file = "scenarios/x.yaml", files = {} as Record<string, string> } = {}): Study {
  const read = (path: string): string => files[path] ?? expect.fail(`read ${path}`);
  return readStudy({ file, text: `${base}${sweep}`, read });
}

const labels = (sweep: string) => study(sweep).sweep.axes.map(({ levels }) => levels.map(({ label }) => label));
const inRange = (range: string, field = "network.loss") => labels(`sweep: { ${field}: ${range} }`)[0];

describe("levels", () => {
  test.each([
    ["{ from: 0 %, to: 5 %, values: 6 }", ["0 %", "1 %", "2 %", "3 %", "4 %", "5 %"]],
    ["{ from: 0 %, to: 5 %, step: 2 % }", ["0 %", "2 %", "4 %"]],
    ["{ from: 0.1 %, to: 10 %, values: 3, scale: log }", ["0.1 %", "1 %", "10 %"]],
    ["{ from: 0.1 %, to: 10 %, step: x10 }", ["0.1 %", "1 %", "10 %"]],
    ["{ from: 0.1 %, to: 0.3 %, step: 0.1 % }", ["0.1 %", "0.2 %", "0.3 %"]],
  ])("of %s", (range, levels) => {
    expect(inRange(range)).toEqual(levels);
  });

  test("are written in the unit of the end, whatever the first is in", () => {
    expect(inRange("{ from: 500 us, to: 8 ms, step: x4 }", "network.sites.latency")).toEqual([
      "0.5 ms",
      "2 ms",
      "8 ms",
    ]);
    expect(inRange("{ from: 0, to: 50 ms, values: 3 }", "cluster.start.within")).toEqual(["0 ms", "25 ms", "50 ms"]);
  });

  test("are whole where the field takes nothing else, and only there", () => {
    const whole = "{ from: 10, to: 400, values: 5, scale: log }";
    expect(inRange(whole, "protocol.minPeers")).toEqual(["10", "25", "63", "159", "400"]);
    expect(inRange("{ from: 0, to: 1, values: 3 }", "network.jitter.sigma")).toEqual(["0", "0.5", "1"]);
  });

  test("know their numbers, and whether these lie evenly as multiples", () => {
    const { axes } = study("sweep: { protocol.minPeers: [10, 20, 50, 100, 200], network.loss: [0 %, 1 %, 2 %] }").sweep;
    expect(axes.map(({ scale, unit }) => [scale, unit])).toEqual([
      ["log", "count"],
      ["linear", "share"],
    ]);
    expect(axes[1]!.levels.map(({ number }) => number)).toEqual([0, 0.01, 0.02]);
  });

  test("of words are names", () => {
    const { axes } = study("sweep: { cluster.join: [first, ring, { random: 3 }] }").sweep;
    expect(axes[0]).toMatchObject({ scale: "names", unit: "count" });
    expect(axes[0]!.levels.map(({ label, number }) => [label, number])).toEqual([
      ["first", null],
      ["ring", null],
      ["{ random: 3 }", null],
    ]);
  });
});

describe("the grid", () => {
  const grid = `sweep:
  protocol.maxHops: [4, 5]
  together:
    - label: version
      labels: [old, new, "new, delta"]
      protocol.preset: [cockroach-2.0, cockroach-2.1, cockroach-2.1]
      protocol.highWaterStamps: [full, full, delta]
`;

  test("has every combination, the last axis advancing first", () => {
    const { sweep, settingsAt, scenarioAt } = study(grid);
    expect(sweep.axes.map(({ name }) => name)).toEqual(["protocol.maxHops", "version"]);
    expect(sweep.points).toEqual([
      [0, 0],
      [0, 1],
      [0, 2],
      [1, 0],
      [1, 1],
      [1, 2],
    ]);
    expect(settingsAt(5)).toEqual([
      "protocol.maxHops=5",
      "protocol.preset=cockroach-2.1",
      "protocol.highWaterStamps=delta",
    ]);
    expect(scenarioAt(3).protocol).toMatchObject({ maxHops: 5, preset: "cockroach-2.0" });
  });

  test("gives at each point the scenario that --set gives", () => {
    const { sweep, settingsAt, scenarioAt } = study(grid);
    for (const point of sweep.points.keys()) {
      const text = `${base}${grid}`;
      const overrides = settingsAt(point);
      const set = readStudy({ file: "scenarios/x.yaml", text, read: expect.fail, overrides }).scenario;
      expect(scenarioAt(point)).toEqual(set);
    }
  });

  test("is not part of the scenario, and promises are not kept or broken at its points", () => {
    const { scenario, scenarioAt } = study(`${grid}expect: { bytes.total: { max: 1 MiB } }\n`);
    expect(scenario).not.toHaveProperty("sweep");
    expect(scenario.expect).toHaveLength(1);
    expect(scenarioAt(0).expect).toEqual([]);
  });

  test("may be replaced, axis by axis, from the command line", () => {
    const read = expect.fail;
    const overrides = [
      "sweep.protocol.maxHops=[7]",
      "sweep.together.0.protocol.preset=[cockroach-2.1, cockroach-1.0, cockroach-2.1]",
    ];
    const { sweep } = readStudy({ file: "x.yaml", text: `${base}${grid}`, read, overrides });
    expect(sweep.axes[0]!.levels).toHaveLength(1);
    expect(sweep.axes[1]!.levels[1]!.values).toEqual(["cockroach-1.0", "full"]);
  });

  test("names files relative to the file in which they stand", () => {
    const matrix = "from\\to,a,b\na,0,60\nb,60,0\n";
    const files = { "scenarios/one.csv": matrix, "scenarios/two.csv": matrix.replaceAll("60", "80") };
    const text = "sweep: { network.sites.rtt: [one.csv, two.csv] }\n";
    const whole = base.replace(/cluster:[\s\S]*/, "cluster: { nodes: 4 }\nnetwork: { sites: { rtt: one.csv } }\n");
    const read = (path: string): string => (files as Record<string, string>)[path] ?? expect.fail(`read ${path}`);
    const source = { file: "scenarios/x.yaml", text: `${whole}${text}`, read };
    const { settingsAt, scenarioAt } = readStudy(source);
    expect(settingsAt(1)).toEqual(["network.sites.rtt=scenarios/two.csv"]);
    expect(Math.max(...scenarioAt(1).network.latency)).toBe(40e6);
    const printed = printScenario(source);
    expect(printed).toContain("network.sites.rtt: [ scenarios/one.csv, scenarios/two.csv ]");
    expect(readStudy({ file: "printed.yaml", text: printed, read }).scenarioAt(1)).toEqual(scenarioAt(1));
  });
});

describe("a random sample", () => {
  const sampled = (sample: string) =>
    study(`sweep: { sample: ${sample}, network.loss: { from: 0 %, to: 5 % }, protocol.maxHops: [4, 5, 6] }\n`);

  test("is the same for the same seed, and another for another", () => {
    const settings = (sample: string) => {
      const { sweep, settingsAt } = sampled(sample);
      return sweep.points.map((_, point) => settingsAt(point).join(" "));
    };
    expect(settings("20")).toHaveLength(20);
    expect(settings("20")).toEqual(settings("{ points: 20, seed: 1 }"));
    expect(settings("20")).not.toEqual(settings("{ points: 20, seed: 2 }"));
    // More of them go on where fewer end.
    expect(settings("30").slice(0, 20)).toEqual(settings("20"));
  });

  test("draws evenly between the ends of a range, or of their logarithms", () => {
    const numbers = (range: string) => {
      const { axes, points } = study(`sweep: { sample: 2000, network.loss: ${range} }\n`).sweep;
      return points.map(([level]) => axes[0]!.levels[level!]!.number!);
    };
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const even = numbers("{ from: 0 %, to: 10 % }");
    expect(mean(even)).toBeGreaterThan(0.047);
    expect(mean(even)).toBeLessThan(0.053);
    const log = numbers("{ from: 0.01 %, to: 10 %, scale: log }");
    expect(mean(log.map((value) => Math.log10(value)))).toBeGreaterThan(-2.58);
    expect(mean(log.map((value) => Math.log10(value)))).toBeLessThan(-2.42);
    for (const value of [...even, ...log]) expect(value >= 0 && value <= 0.1).toBe(true);
  });

  test("of a grid has no point twice", () => {
    const { points } = study(
      "sweep: { sample: 10, protocol.maxHops: [3, 4, 5, 6], protocol.minPeers: [3, 4, 5] }\n",
    ).sweep;
    expect(new Set(points.map(String)).size).toBe(10);
  });
});

describe("mistakes", () => {
  test("each is told in one line with its place", async () => {
    const sweeps = `
sweep: { }
sweep: { cluster.nods: [1, 2] }
sweep: { clutser.nodes: [1, 2] }
sweep: { protocol.maxHops.x: [1, 2] }
sweep: { workload.7.size: [1 B] }
sweep: { seeds: [3, 4] }
sweep: { expect.bytes.total: [1 B] }
sweep: { protocol.maxHops: [] }
sweep: { protocol.maxHops: 4 }
sweep: { protocol.maxHops: { form: 3, to: 4 } }
sweep: { protocol.maxHops: { from: 3 } }
sweep: { protocol.maxHops: { from: 3, to: 6 } }
sweep: { protocol.maxHops: { from: 3, to: 6, values: 1 } }
sweep: { protocol.maxHops: { from: 3, to: 6, values: 2, step: 1 } }
sweep: { protocol.maxHops: { from: 6, to: 3, values: 2 } }
sweep: { protocol.maxHops: { from: 3, to: 10 ms, values: 2 } }
sweep: { protocol.maxHops: { from: a, to: 4, values: 2 } }
sweep: { protocol.maxHops: { from: true, to: [4], values: 2 } }
sweep: { protocol.maxHops: { from: 3, to: 6, step: 0 } }
sweep: { protocol.maxHops: { from: 3, to: 6, step: x1 } }
sweep: { protocol.maxHops: { from: 3, to: 6, step: 1 ms } }
sweep: { protocol.maxHops: { from: 1, to: 1e9, step: 1 } }
sweep: { network.loss: { from: 0 %, to: 5 %, values: 3, scale: log } }
sweep: { network.loss: { from: 0 %, to: 5 %, step: x2 } }
sweep: { network.loss: { from: 1 %, to: 5 %, step: 1 %, scale: log } }
sweep: { protocol.maxHops: [4, 5, 4] }
sweep: { protocol.maxHops: [4, five] }
sweep: { protocol.maxHops: [4, 5], together: [{ protocol.maxHops: [4, 5] }] }
sweep: { protocol: [{ maxHops: 3 }], protocol.maxHops: [4, 5] }
sweep: { together: [{ label: x }] }
sweep: { together: [{ protocol.maxHops: [4, 5], protocol.minPeers: [4] }] }
sweep: { together: [{ protocol.maxHops: [4, 5], labels: [a] }] }
sweep: { protocol.maxHops: [4, 5], figures: [bytes.totl] }
sweep: { protocol.maxHops: [4, 5], figures: [] }
sweep: { protocol.maxHops: [4, 5], sample: 3 }
sweep: { protocol.maxHops: [4, 5], sample: none }
sweep: { protocol.maxHops: { from: 1, to: 100, values: 100 }, protocol.minPeers: { from: 1, to: 100, values: 100 }, cluster.nodes: { from: 1, to: 101, values: 101 } }
`;
    const told = sweeps
      .trim()
      .split("\n")
      .map((sweep) => `${sweep}\n    ${messageOf(sweep)}\n`);
    await expect(told.join("\n")).toMatchFileSnapshot("snapshots/sweep-messages.txt");
  });

  test("a sweep that is missing", () => {
    expect(messageOf("")).toBe(
      'scenarios/x.yaml: missing key "sweep", such as `sweep: { cluster.nodes: [10, 20, 40] }`',
    );
  });

  test("a run and a sweep refuse the same", () => {
    expect(refusal(`${base}sweep: { cluster.nods: [1, 2] }\n`)).toBe(messageOf("sweep: { cluster.nods: [1, 2] }"));
  });

  test("values that do not go together are told with the point", () => {
    const sweep = "sweep: { protocol.preset: [cockroach-2.1, cockroach-2.0], protocol.highWaterStamps: [delta] }";
    const { scenarioAt } = study(sweep);
    expect(scenarioAt(0).protocol.highWaterStamps).toBe("delta");
    expect(() => scenarioAt(1)).toThrow(
      /^scenarios\/x\.yaml:10:\d+: .*; in the sweep with protocol\.preset=cockroach-2\.0, protocol\.highWaterStamps=delta$/,
    );
  });
});

/** What is said of a sweep, or of the first of its points that is wrong. */
function messageOf(sweep: string): string {
  try {
    const { sweep: read, scenarioAt } = study(`${sweep}\n`);
    for (const point of read.points.keys()) scenarioAt(point);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error(`accepted: ${sweep}`);
}
