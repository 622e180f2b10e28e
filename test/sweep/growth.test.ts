import { describe, expect, it } from "vitest";
import { studentT975 } from "../../src/measure/statistics.ts";
import { growths } from "../../src/sweep/growth.ts";
import { fitPowerLaw } from "../../src/sweep/power-law.ts";
import { sweepStatistics } from "../../src/sweep/statistics.ts";
import fc from "../property.ts";
import { makeSweep, names, noise, numbers } from "./support.ts";

describe("fitPowerLaw", () => {
  it("finds a law that holds exactly", () => {
    const sample = [1, 2, 4, 8, 16].map((x) => ({ x, cost: 3 * x * x }));
    expect(fitPowerLaw(sample)).toEqual({
      count: 5,
      factor: 3,
      exponent: 2,
      interval: [2, 2],
      r2: 1,
      between: [2, 2, 2, 2],
    });
    expect(fitPowerLaw([1, 2, 3].map((x) => ({ x, cost: 7 })))).toMatchObject({ exponent: 0, r2: null, factor: 7 });
  });

  it("finds what is computed by hand", () => {
    // In powers of two: x 0, 1, 2 with costs 0, 2; 3; 4, 6. Sxx = 4, Sxy = 8, Syy = 20: the exponent is 2, the rest 4.
    const sample = [
      { x: 1, cost: 1 },
      { x: 1, cost: 4 },
      { x: 2, cost: 8 },
      { x: 4, cost: 16 },
      { x: 4, cost: 64 },
    ];
    const law = fitPowerLaw(sample)!;
    expect(law).toMatchObject({ count: 5, factor: 2, exponent: 2, r2: 0.8, between: [2, 2] });
    // sqrt(4 / 3 / 4) of t(3) = 3.182
    expect(law.interval).toEqual([
      Number((2 - 3.182 / Math.sqrt(3)).toFixed(6)),
      Number((2 + 3.182 / Math.sqrt(3)).toFixed(6)),
    ]);
  });

  it("says by the exponents in between that a curve is no power law", () => {
    const law = fitPowerLaw([1, 10, 100].map((x) => ({ x, cost: x + x * x })))!;
    expect(law.between[0]).toBeCloseTo(Math.log10(110 / 2), 6);
    expect(law.between[1]).toBeCloseTo(Math.log10(10100 / 110), 6);
  });

  it("is none of two places, and none where something is not positive", () => {
    const at = (...costs: number[]) => costs.map((cost, index) => ({ x: index + 1, cost }));
    expect(fitPowerLaw([...at(1, 2), ...at(1, 3)])).toBeNull();
    expect(fitPowerLaw(at(1, 0, 2))).toBeNull();
    expect(fitPowerLaw(at(1, -1, 2))).toBeNull();
    expect(fitPowerLaw([...at(1, 2, 3), { x: 0, cost: 1 }])).toBeNull();
    expect(fitPowerLaw([])).toBeNull();
  });

  it("agrees with the correlation's formulas", () => {
    const run = fc.record({ x: fc.integer({ min: 1, max: 1000 }), cost: fc.integer({ min: 1, max: 1_000_000 }) });
    fc.assert(
      fc.property(fc.array(run, { minLength: 3, maxLength: 40 }), (sample) => {
        fc.pre(new Set(sample.map(({ x }) => x)).size >= 3 && new Set(sample.map(({ cost }) => cost)).size >= 2);
        const xs = sample.map(({ x }) => Math.log(x));
        const ys = sample.map(({ cost }) => Math.log(cost));
        // Over all pairs of runs instead of distances from the mean; the standard error from the correlation.
        const pairs = (a: number[], b: number[]) =>
          a.reduce((all, _, i) => all + a.reduce((s, _, j) => s + (a[i]! - a[j]!) * (b[i]! - b[j]!), 0), 0);
        const [xx, xy, yy] = [pairs(xs, xs), pairs(xs, ys), pairs(ys, ys)];
        const correlation = xy / Math.sqrt(xx * yy);
        const freedom = sample.length - 2;
        const error = Math.sqrt((yy / xx) * Math.max(0, 1 - correlation * correlation)) / Math.sqrt(freedom);
        const law = fitPowerLaw(sample)!;
        // Levels that lie close together make exponents of thousands.
        const scale = Math.max(1, Math.abs(xy / xx), error);
        expect(law.exponent / scale).toBeCloseTo(xy / xx / scale, 5);
        expect(law.r2!).toBeCloseTo(correlation * correlation, 5);
        expect((law.interval[1] - law.exponent) / scale).toBeCloseTo((studentT975(freedom) * error) / scale, 3);
      }),
      { numRuns: 300 },
    );
  });

  it("covers the true exponent in 95 of 100 sweeps", () => {
    let covered = 0;
    const sweeps = 2000;
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const sample = [65, 130, 195].flatMap((x, level) =>
        [1, 2, 3, 4].map((seed) => {
          const draws = Array.from({ length: 12 }, (_, draw) => noise(seed, (sweep * 3 + level) * 12 + draw));
          return { x, cost: 5 * x ** 1.9 * Math.exp(0.2 * (draws.reduce((sum, value) => sum + value, 0) - 6)) };
        }),
      );
      const [low, high] = fitPowerLaw(sample)!.interval;
      if (low <= 1.9 && 1.9 <= high) covered += 1;
    }
    expect(covered / sweeps).toBeGreaterThan(0.935);
    expect(covered / sweeps).toBeLessThan(0.965);
  });
});

describe("growths", () => {
  const nodes = numbers("cluster.nodes", [10, 20, 40]);
  const stamps = names("protocol.highWaterStamps", ["full", "delta"]);
  const square = ([level]: readonly number[]) => (10 << level!) * (10 << level!);

  it("fits a law for each combination of the other axes", () => {
    const made = makeSweep({ axes: [nodes, stamps] }, (levels) => ({
      "bytes.total": levels[1] === 0 ? square(levels) : 10 << levels[0]!,
    }));
    const found = growths(sweepStatistics(made)).filter(({ figure }) => figure === "bytes.total");
    expect(found.map(({ axis, points, law }) => [axis, points, law!.exponent, law!.count])).toEqual([
      [0, [0, 2, 4], 2, 15],
      [0, [1, 3, 5], 1, 15],
    ]);
  });

  it("is none of names, of zeros, of fewer than three levels, of shares, and of samples", () => {
    const law = (...axes: Parameters<typeof makeSweep>[0]["axes"]) =>
      growths(
        sweepStatistics(
          makeSweep({ axes, figures: ["redundancy", "bytes.total"] }, (levels) => ({
            "bytes.total": square(levels),
            redundancy: 0.5,
          })),
        ),
      );
    expect(law(names("transport", ["a", "b", "c"]))).toEqual([]);
    expect(law(numbers("network.loss", [0, 0.1, 0.2]))).toEqual([]);
    expect(law(numbers("cluster.nodes", [1, 2]))).toEqual([]);
    expect(law(nodes).map(({ figure }) => figure)).toContain("bytes.total");
    expect(law(nodes).map(({ figure }) => figure)).not.toContain("redundancy");
    const sample = makeSweep(
      {
        axes: [nodes, stamps],
        points: [
          [0, 0],
          [1, 0],
          [2, 0],
        ],
      },
      () => ({ "bytes.total": 1 }),
    );
    expect(growths(sweepStatistics(sample))).toEqual([]);
  });

  it("is over the runs that finished, and null where one of those has no value", () => {
    const figures = ["bytes.total", "membership.time", "bytes.wire"] as const;
    const made = makeSweep({ axes: [nodes], figures }, (levels, seed) => {
      if (levels[0] === 1 && seed < 3) return seed === 1 ? "failed" : "missing";
      return { "bytes.total": square(levels), "membership.time": seed === 4 ? null : 1 };
    });
    const found = growths(sweepStatistics(made));
    expect(found.find(({ figure }) => figure === "bytes.total")!.law).toMatchObject({ exponent: 2, count: 13 });
    expect(found.find(({ figure }) => figure === "membership.time")!.law).toBeNull();
    expect(found.find(({ figure }) => figure === "bytes.wire")!.law).toBeNull();
  });
});
