import { expect, test } from "vitest";
import { Random } from "../../src/kernel/random.ts";
import type { Durations } from "../../src/scenario/scenario.ts";
import { drawDuration } from "../../src/simulation/durations.ts";

const count = 40_000;
const drawn = (durations: Durations) => {
  const random = new Random(`durations ${durations.kind}`);
  return Array.from({ length: count }, () => drawDuration(durations, random)).sort((a, b) => a - b);
};

// Means in closed form, within 3.5 standard errors.
test.each<[Durations, number, number]>([
  [{ kind: "constant", value: 5e9 }, 5e9, 0],
  [{ kind: "uniform", min: 1e9, max: 4e9 }, 2.5e9, 3e9 / Math.sqrt(12)],
  [{ kind: "exponential", mean: 2e9 }, 2e9, 2e9],
  [{ kind: "lognormal", mean: 2e9, sigma: 0.5 }, 2e9, 2e9 * Math.sqrt(Math.exp(0.25) - 1)],
])("%j", (durations, mean, deviation) => {
  const all = drawn(durations);
  const found = all.reduce((sum, each) => sum + each, 0) / count;
  expect(Math.abs(found - mean)).toBeLessThanOrEqual((3.5 * deviation) / Math.sqrt(count));
  expect(all.every((each) => Number.isInteger(each) && each >= 1)).toBe(true);
  if (durations.kind === "uniform") expect([all[0]! >= 1e9, all.at(-1)! <= 4e9]).toEqual([true, true]);
});
