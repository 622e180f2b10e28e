import { expect, test } from "vitest";
import { createInlineSimulator } from "../../../src/cli/inline-simulator.ts";
import type { Simulator } from "../../../src/cli/simulator.ts";
import { estimateRuns, growthOf, isKnown, type Trial, timeOf } from "../../../src/cli/sweep/estimate.ts";
import { extrapolate } from "../../../src/cli/trial.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import { readStudy } from "../../../src/scenario/study.ts";
import { tiny } from "../support.ts";

const trial = (nodes: number, milliseconds: number, found: Trial["found"]): Trial => ({
  point: 0,
  nodes,
  milliseconds,
  found,
});

test("a cluster whose first moments are all that is known takes what the growth of the others lets expect", () => {
  const trials = [trial(10, 2, "measured"), trial(20, 8, "measured"), trial(80, 5, "extrapolated")];
  const growth = growthOf(trials, 0);
  // From 10 to 20 nodes four times as much: by the square of the nodes.
  expect(trials.map((trial) => Math.round(timeOf(trial, growth)))).toEqual([2, 8, 128]);
  expect(timeOf(trial(80, 1000, "least"), growth)).toBe(1000);
  expect(timeOf(trial(15, 1, "extrapolated"), growth)).toBe(1);
});

test("growth is that of the largest clusters that came to an end, within bounds", () => {
  const exponent = (least: number, ...times: [nodes: number, milliseconds: number][]) =>
    growthOf(
      times.map(([nodes, milliseconds]) => trial(nodes, milliseconds, "measured")),
      least,
    )!.exponent;
  expect(exponent(0, [5, 7], [10, 7], [20, 28])).toBeCloseTo(2);
  expect(exponent(3, [10, 7], [20, 28])).toBe(3);
  expect(exponent(0, [10, 1], [20, 1000])).toBe(3.5);
  expect(exponent(0, [10, 8], [20, 4])).toBe(0);
  // Two sizes that are nearly the same say nothing of a third.
  expect(growthOf([trial(20, 1, "measured"), trial(21, 8, "measured")], 0)).toMatchObject({ nodes: 21, isSeen: false });
  expect(growthOf([trial(10, 7, "least"), trial(100, 900, "extrapolated")], 0)).toBeNull();
});

test("what no trial saw the end of is known from two smaller sizes up to four times the larger, and else at least", () => {
  const seen = growthOf([trial(10, 1, "measured"), trial(20, 8, "measured")], 0);
  const single = growthOf([trial(20, 8, "measured")], 0);
  const known = (growth: typeof seen) => [20, 80, 81].map((nodes) => isKnown(trial(nodes, 1, "least"), growth));
  expect(known(seen)).toEqual([true, true, false]);
  expect(known(single)).toEqual([true, false, false]);
  expect(known(null)).toEqual([false, false, false]);
});

const joining = (nodes: string) => {
  const sweep = `sweep:\n  cluster.nodes: ${nodes}\n  protocol.highWaterStamps: [full, delta]\n`;
  return readStudy({ file: "x.yaml", text: `${tiny}${sweep}`, read: (path) => expect.fail(path) });
};
const io = { now: () => performance.now(), interrupted: new AbortController().signal };

test("smaller clusters are tried out first, and each point takes as long as the one most like it", async () => {
  const tried: number[] = [];
  const simulator: Simulator = {
    ...createInlineSimulator(),
    async estimate({ scenario: { cluster, protocol } }) {
      const nodes = cluster.nodes.length;
      tried.push(nodes);
      return { milliseconds: nodes ** 2 * (protocol.highWaterStamps === "delta" ? 10 : 1), found: "measured" };
    },
  };
  const study = joining("[40, 20, 10, 80, 160]");
  const points = [...study.sweep.points.keys()];
  const { perRun, isLeast } = await estimateRuns(study, points, { seed: 1, simulator, width: 1, io });
  expect(tried).toEqual([...tried].sort((a, b) => a - b));
  expect(tried).toHaveLength(8);
  expect(isLeast).toBe(false);
  // Points 0 to 9: full and delta of each size; those of 10 nodes are tried both.
  expect([perRun(4), perRun(5)]).toEqual([100, 1000]);
});

test("where no trial sees an end, all is at least", async () => {
  const simulator: Simulator = {
    ...createInlineSimulator(),
    estimate: async () => ({ milliseconds: 70, found: "least" }),
  };
  const study = joining("[40]");
  const { perRun, isLeast } = await estimateRuns(study, [0, 1], { seed: 1, simulator, width: 2, io });
  expect([perRun(0), perRun(1), isLeast]).toEqual([70, 70, true]);
});

const looks = [
  { passed: 0, time: 0, membership: 0 },
  { passed: 100, time: 1e8, membership: 0.1 },
  { passed: 200, time: 1.5e8, membership: 0.3 },
];
const scenarioOf = (text: string) => parseScenario({ file: "x.yaml", text, read: (path) => expect.fail(path) });
const withStop = scenarioOf(tiny);
const withoutStop = scenarioOf(tiny.replace(/^stop.*\n/m, ""));

test("a run whose end is known goes on as it did, one that ends with membership as it did of late", () => {
  // 3 s are twenty times what took 200 ms.
  expect(extrapolate(withoutStop, looks)).toEqual({ milliseconds: 4000, found: "extrapolated" });
  // Of late a fifth more in 50 ms, each of which took 2 ms: for the 0.7 that are left 175 of them.
  const { milliseconds, found } = extrapolate(withStop, looks);
  expect(found).toBe("least");
  expect(milliseconds).toBeCloseTo(200 + 350);
});

test("a short run is measured; of one that takes for ever it is told how long, in about the time given", async () => {
  const { estimate } = createInlineSimulator();
  const job = (text: string) => ({ scenario: scenarioOf(text), seed: 1, wire: "counted" }) as const;
  expect(await estimate(job(tiny), 2000)).toMatchObject({ found: "measured" });
  const endless = tiny.replace("duration: 3 s", "duration: 1000 h\nmeasure: { bin: 1 min }").replace(/^stop.*\n/m, "");
  const startedAt = performance.now();
  const { milliseconds, found } = await estimate(job(endless), 100);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(found).toBe("extrapolated");
  expect(milliseconds).toBeGreaterThan(60_000);
});
