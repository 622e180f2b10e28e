import { expect, it } from "vitest";
import { studentT975 } from "../../src/measure/statistics.ts";
import { isClear, levelDifferences } from "../../src/sweep/differences.ts";
import { sweepStatistics } from "../../src/sweep/statistics.ts";
import fc from "../property.ts";
import { makeSweep, names, noise, numbers } from "./support.ts";

const nodes = numbers("cluster.nodes", [65, 130, 195]);
const stamps = names("protocol.highWaterStamps", ["full", "delta"]);

it("compares each level with the first of its axis, all other axes fixed", () => {
  const differences = levelDifferences(sweepStatistics(makeSweep({ axes: [nodes, stamps] }, () => ({}))));
  const pairs = differences
    .filter(({ figure }) => figure === "bytes.total")
    .map(({ axis, reference, point }) => [axis, reference, point]);
  // Points 0 … 5: full and delta of 65, of 130, of 195.
  expect(pairs).toEqual([
    [0, 0, 2],
    [0, 0, 4],
    [0, 1, 3],
    [0, 1, 5],
    [1, 0, 1],
    [1, 2, 3],
    [1, 4, 5],
  ]);
});

it("pairs the runs of a seed, so that the luck of the seed falls out", () => {
  const made = makeSweep({ axes: [stamps], seeds: [1, 2, 3] }, ([level], seed) => ({
    "bytes.total": 1000 * seed + (level === 0 ? 0 : -100 + seed),
  }));
  const found = levelDifferences(sweepStatistics(made)).find(({ figure }) => figure === "bytes.total")!;
  expect(found).toMatchObject({ count: 3, mean: -98, relative: -98 / 2000, seeds: { better: 3, worse: 0, equal: 0 } });
  // Differences -99, -98, -97: a standard deviation of 1, t(2) = 4.303.
  expect(found.interval![0]).toBeCloseTo(-98 - 4.303 / Math.sqrt(3), 9);
  expect(isClear(found)).toBe(true);
});

it("uses the seeds that finished at both points", () => {
  const made = makeSweep({ axes: [stamps], seeds: [1, 2, 3, 4] }, ([level], seed) => {
    if (level === 0 && seed === 1) return "failed";
    if (level === 1 && seed === 2) return "missing";
    return { "bytes.total": level! * seed };
  });
  const found = levelDifferences(sweepStatistics(made)).find(({ figure }) => figure === "bytes.total")!;
  expect(found).toMatchObject({ count: 2, mean: 3.5, relative: null, seeds: { better: 0, worse: 2, equal: 0 } });
});

it("counts a value that comes as better, and one that goes as worse, and leaves both out of the mean", () => {
  const values = [
    [null, 3],
    [2, null],
    [null, null],
    [5, 6],
    [7, 7],
  ] as const;
  const made = makeSweep({ axes: [stamps] }, ([level], seed) => ({
    "membership.time": values[seed - 1]![level!]!,
    "membership.share": values[seed - 1]![level!]!,
    "bound.time": values[seed - 1]![level!]!,
  }));
  const statistics = sweepStatistics({ ...made, figures: ["membership.time", "membership.share", "bound.time"] });
  const [time, share, bound] = levelDifferences(statistics);
  expect(time).toMatchObject({ count: 2, mean: 0.5, seeds: { better: 1, worse: 2, equal: 2 } });
  expect(share).toMatchObject({ count: 2, mean: 0.5, seeds: { better: 2, worse: 1, equal: 2 } });
  expect(bound).toMatchObject({ figure: "bound.time", count: 2, mean: 0.5, seeds: null });
});

it("has none where no seed finished at both points, and none of a random sample", () => {
  const apart = makeSweep({ axes: [stamps], seeds: [1, 2] }, ([level], seed) => (level === seed - 1 ? {} : "missing"));
  expect(levelDifferences(sweepStatistics(apart))).toEqual([]);
  const sample = makeSweep(
    {
      axes: [nodes, stamps],
      points: [
        [0, 0],
        [0, 1],
        [2, 0],
      ],
    },
    () => ({}),
  );
  expect(levelDifferences(sweepStatistics(sample))).toEqual([]);
});

it("gives the textbook's interval of paired values", () => {
  const value = fc.integer({ min: -1_000_000, max: 1_000_000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(value, value), { minLength: 2, maxLength: 40 }), (pairs) => {
      const seeds = pairs.map((_, index) => index + 1);
      const made = makeSweep({ axes: [stamps], seeds }, ([level], seed) => ({
        "bytes.total": pairs[seed - 1]![level!]!,
      }));
      const found = levelDifferences(sweepStatistics(made)).find(({ figure }) => figure === "bytes.total")!;
      // The variance of a difference by way of variances and covariance, instead of from the differences.
      const n = BigInt(pairs.length);
      const sums = pairs.reduce(
        (all, [a, b]) => {
          const [x, y] = [BigInt(a), BigInt(b)];
          return { x: all.x + x, y: all.y + y, xx: all.xx + x * x, yy: all.yy + y * y, xy: all.xy + x * y };
        },
        { x: 0n, y: 0n, xx: 0n, yy: 0n, xy: 0n },
      );
      const spread = n * (sums.xx + sums.yy - 2n * sums.xy) - (sums.x - sums.y) * (sums.x - sums.y);
      const half = studentT975(pairs.length - 1) * Math.sqrt(Number(spread) / Number(n * n * (n - 1n)));
      const mean = Number(sums.y - sums.x) / pairs.length;
      expect(found.mean).toBeCloseTo(mean, 6);
      expect(found.interval![0]).toBeCloseTo(mean - half, 4);
      expect(found.interval![1]).toBeCloseTo(mean + half, 4);
      const { better, worse, equal } = found.seeds!;
      expect(better + worse + equal).toBe(pairs.length);
    }),
    { numRuns: 300 },
  );
});

it("covers the true difference in 95 of 100 sweeps", () => {
  let covered = 0;
  const sweeps = 1000;
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const made = makeSweep(
      { axes: [stamps], figures: ["bytes.total"], seeds: [1, 2, 3, 4, 5, 6, 7, 8] },
      ([level], seed) => {
        // Each seed has its luck, much larger than the effect of 7; the rest of each run is a sum of uniform draws.
        const luck = 10_000 * noise(seed, sweep);
        const rest = Array.from({ length: 12 }, (_, draw) => noise(seed, (sweep * 2 + level!) * 12 + draw + 1e6));
        return { "bytes.total": luck + 7 * level! + rest.reduce((sum, value) => sum + value, 0) };
      },
    );
    const [low, high] = levelDifferences(sweepStatistics(made))[0]!.interval!;
    if (low <= 7 && 7 <= high) covered += 1;
  }
  // Three standard deviations of a binomial count are 2.1 %.
  expect(covered / sweeps).toBeGreaterThan(0.93);
  expect(covered / sweeps).toBeLessThan(0.971);
});
