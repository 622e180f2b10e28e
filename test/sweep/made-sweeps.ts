import { millisecond } from "../../src/kernel/time.ts";
import type { SweepResult } from "../../src/sweep/sweep.ts";
import { type MadeRun, makeSweep, names, noise, numbers, together } from "./support.ts";

const nodes = numbers("cluster.nodes", [65, 130, 195]);
const stamps = names("protocol.highWaterStamps", ["full", "delta"]);
const loss = numbers("network.loss", [0, 0.01, 0.02, 0.03, 0.04, 0.05], {
  unit: "share",
  levels: [0, 1, 2, 3, 4, 5].map((percent) => ({
    label: `${percent} %`,
    values: [`${percent} %`],
    number: percent / 100,
  })),
});
const version = together("version", ["protocol.preset", "protocol.highWaterStamps"], {
  "v2.0": ["cockroach-2.0", "full"],
  "v2.1": ["cockroach-2.1", "full"],
  "v2.1, delta": ["cockroach-2.1", "delta"],
});

/** What a run of so many nodes might show: each seed has its luck, which the levels share. */
function run(count: number, seed: number, traits: { delta?: boolean; loss?: number; fast?: boolean } = {}): MadeRun {
  const luck = 0.9 + 0.2 * noise(seed);
  const chance = 1 + 0.01 * (noise(seed, count) - 0.5);
  const bytes = Math.round(180 * count * count * (traits.delta ? 0.58 : 1) * luck * chance);
  return {
    "membership.time": Math.round(
      (traits.fast ? 700 : 900) * luck * chance * (1 + 4 * (traits.loss ?? 0)) * millisecond,
    ),
    "membership.share": 1,
    "settled.time": Math.round(2_000 * luck * chance * millisecond),
    "bytes.total": bytes,
    "bytes.wire": Math.round(bytes * 1.4),
    redundancy: 0.6,
    "hops.max": 5,
  };
}

/** The cases that every text of a sweep has to cope with. */
export const madeSweeps: Readonly<Record<string, () => SweepResult>> = {
  "one-axis": () => makeSweep({ axes: [nodes], seeds: seeds(20) }, ([level], seed) => run(65 * (level! + 1), seed)),
  "two-axes": () =>
    makeSweep(
      { axes: [nodes, stamps], seeds: seeds(20), figures: ["membership.time", "bytes.total", "redundancy"] },
      (at, seed) => run(65 * (at[0]! + 1), seed, { delta: at[1] === 1 }),
    ),
  "three-axes": () =>
    makeSweep({ axes: [nodes, loss, version], seeds: [7, 8, 11] }, (at, seed) => {
      const made = run(65 * (at[0]! + 1), seed, { loss: at[1]! / 100, fast: at[2]! > 0, delta: at[2] === 2 });
      return typeof made === "object" && at[1] === 5 && at[2] === 0 && seed === 8
        ? { ...made, "membership.time": null }
        : made;
    }),
  incomplete: () =>
    makeSweep({ axes: [nodes, stamps] }, (at, seed) => {
      if (at[0] === 2 && at[1] === 0) return seed === 2 ? "failed" : "missing";
      if (at[0] === 1 && seed > 3) return "missing";
      return run(65 * (at[0]! + 1), seed, { delta: at[1] === 1 });
    }),
  "one-seed": () =>
    makeSweep(
      { axes: [loss], seeds: [1], figures: ["dissemination.t99.p99", "hops.max"], description: "" },
      ([level], seed) => ({
        ...(run(65, seed) as object),
        "dissemination.t99.p99": level === 5 ? null : (100 + 30 * level!) * millisecond,
      }),
    ),
  sample: () =>
    makeSweep({ axes: [drawn, loss], points: samplePoints(50), seeds: [1, 2] }, (at, seed) =>
      run(drawn.levels[at[0]!]!.number!, seed, { loss: at[1]! / 100 }),
    ),
  never: () => makeSweep({ axes: [version], seeds: [1, 2] }, () => ({ "membership.time": null, "bytes.total": null })),
  hostile: () =>
    makeSweep(
      {
        name: "a *bold* <name>",
        description: "Is | this\n```\n# a heading?",
        axes: [names('workload."x,y".size', ['"a, b"', "c|d", "`e`"])],
        seeds: [1, 2],
        failed: [],
      },
      ([level], seed) => run(65 + level!, seed),
    ),
};

const drawn = numbers(
  "cluster.nodes",
  Array.from({ length: 50 }, (_, index) => 10 + 4 * index),
);

function samplePoints(count: number): [number, number][] {
  return Array.from({ length: count }, (_, index) => [(index * 17) % count, Math.floor(6 * noise(index, 5))]);
}

function seeds(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
