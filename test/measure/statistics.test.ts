import { expect, it } from "vitest";
import { Histogram } from "../../src/measure/histogram.ts";
import { replicate, studentT975, summarize } from "../../src/measure/statistics.ts";

it("summarizes by nearest rank", () => {
  expect(summarize([5, 1, 4, 2, 3])).toEqual({ count: 5, mean: 3, min: 1, p50: 3, p90: 5, p99: 5, max: 5 });
  expect(summarize([])).toEqual({ count: 0, mean: null, min: null, p50: null, p90: null, p99: null, max: null });
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(summarize(hundred)).toMatchObject({ p50: 50, p90: 90, p99: 99, max: 100 });
});

it("gives mean, median, Student's interval and the worst seed of replications", () => {
  const runs = [2, 4, 9].map((value, index) => ({ seed: 10 + index, value }));
  const result = replicate(runs)!;
  expect(result).toMatchObject({ count: 3, mean: 5, median: 4, worst: { seed: 12, value: 9 } });
  // s = sqrt(13), t(2) = 4.303: 5 ± 4.303 · sqrt(13 / 3)
  expect(result.interval![1]).toBeCloseTo(5 + 4.303 * Math.sqrt(13 / 3), 9);
  expect(replicate(runs.slice(0, 1))!.interval).toBeNull();
  expect(replicate([])).toBeNull();
});

it("takes the lowest for the worst where that is worse, and the first of equals", () => {
  const runs = [4, 2, 2, 4].map((value, index) => ({ seed: 10 + index, value }));
  expect(replicate(runs, "lower")!.worst).toEqual({ seed: 11, value: 2 });
  expect(replicate(runs)!.worst).toEqual({ seed: 10, value: 4 });
});

it.each([1, 2, 3, 5, 10, 29, 30, 31, 32, 40, 99, 1000, 99_998])(
  "knows Student's t of %i degrees of freedom",
  (freedom) => {
    // The density, up to a factor, under x = sqrt(freedom) * tan(angle): cos(angle) ** (freedom - 1). By Simpson's rule.
    const area = (to: number) => {
      const steps = 20_000;
      let sum = 0;
      for (let step = 0; step <= steps; step++) {
        const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
        sum += weight * Math.cos((step / steps) * to) ** (freedom - 1);
      }
      return (sum * to) / steps / 3;
    };
    const quantileOf = (t: number) => 0.5 + area(Math.atan(t / Math.sqrt(freedom))) / area(Math.PI / 2) / 2;
    const t = studentT975(freedom);
    expect(quantileOf(t - 0.0006)).toBeLessThan(0.975);
    expect(quantileOf(t + 0.0006)).toBeGreaterThan(0.975);
  },
);

it("bins within a 32nd and keeps the order of shares", () => {
  const histogram = new Histogram();
  const values = Array.from({ length: 2000 }, (_, index) => Math.floor(1.013 ** index % 9e15));
  for (const value of values) histogram.add(value);
  const points = histogram.cumulative();
  expect(points.at(-1)!.share).toBe(1);
  for (const { bound, share } of points) {
    const exact = values.filter((value) => value < bound).length / values.length;
    expect(share).toBe(exact);
  }
  const bounds = points.map(({ bound }) => bound);
  for (const value of values) {
    const bound = bounds.find((candidate) => candidate > value)!;
    expect(bound - value).toBeLessThanOrEqual(Math.max(1, value / 32 + 1));
  }
});
