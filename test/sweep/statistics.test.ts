import { expect, it } from "vitest";
import { meanOfAll, sweepStatistics } from "../../src/sweep/statistics.ts";
import { makeSweep, numbers } from "./support.ts";

const nodes = numbers("cluster.nodes", [10, 20]);

it("shows the figures of the sweep in its order, then the key figures", () => {
  const { figures } = sweepStatistics(
    makeSweep({ axes: [nodes], figures: ["bytes.wire", "callbacks", "membership.time"] }, () => ({})),
  );
  expect(figures.slice(0, 5).map(({ name }) => name)).toEqual([
    "bytes.wire",
    "callbacks",
    "membership.time",
    "membership.share",
    "settled.time",
  ]);
  expect(figures).toHaveLength(21);
});

it("has mean, median, p95, interval and the worst seed of each point", () => {
  const seeds = Array.from({ length: 20 }, (_, index) => index + 1);
  const { points } = sweepStatistics(
    makeSweep({ axes: [nodes], seeds }, ([level], seed) => ({
      "bytes.total": (level! + 1) * 100 + seed,
      "membership.share": seed / 20,
    })),
  );
  const bytes = points[1]!.figures.get("bytes.total")!;
  expect(bytes.over).toMatchObject({ count: 20, mean: 210.5, median: 210.5, worst: { seed: 20, value: 220 } });
  // The variance of 1 … 20 is 35; t(19) = 2.093.
  expect(bytes.over!.interval![1]).toBeCloseTo(210.5 + 2.093 * Math.sqrt(35 / 20), 9);
  expect(bytes.p95).toBe(219);
  expect(points[0]!.figures.get("bytes.total")!.p95).toBe(119);
  const share = points[1]!.figures.get("membership.share")!;
  expect(share).toMatchObject({ p95: 0.1, over: { worst: { seed: 1, value: 0.05 } } });
});

it("keeps seeds without a value, and those that did not finish, out of the statistics", () => {
  const { points } = sweepStatistics(
    makeSweep({ axes: [nodes] }, ([level], seed) => {
      if (level === 0 && seed === 2) return "failed";
      if (level === 0 && seed === 3) return "missing";
      return { "membership.time": seed === 4 ? null : seed, "bound.overhead": Number.POSITIVE_INFINITY };
    }),
  );
  expect(points[0]!.seeds).toEqual([1, 4, 5]);
  const time = points[0]!.figures.get("membership.time")!;
  expect(time).toMatchObject({
    missing: [4],
    over: { count: 2, mean: 3 },
    values: [
      { seed: 1, value: 1 },
      { seed: 5, value: 5 },
    ],
  });
  expect(meanOfAll(time)).toBeNull();
  expect(meanOfAll(points[0]!.figures.get("bytes.total")!)).toBe(0);
  const overhead = points[1]!.figures.get("bound.overhead")!;
  expect(overhead).toMatchObject({ missing: [1, 2, 3, 4, 5], over: null, p95: null, values: [] });
  expect(meanOfAll(overhead)).toBeNull();
});

it("has nothing to say of a point without runs", () => {
  const { points } = sweepStatistics(makeSweep({ axes: [nodes] }, ([level]) => (level === 0 ? "missing" : {})));
  expect(points[0]!.seeds).toEqual([]);
  expect(points[0]!.figures.get("bytes.total")).toMatchObject({ over: null, missing: [], p95: null });
  expect(meanOfAll(points[0]!.figures.get("bytes.total")!)).toBeNull();
});
