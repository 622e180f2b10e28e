import { expect, test } from "vitest";
import { Random } from "../../src/kernel/random.ts";
import type { Distribution } from "../../src/scenario/scenario.ts";
import { draw, meanOf } from "../../src/simulation/draw.ts";

const count = 40_000;
const drawn = (quantity: number | Distribution, most = Number.MAX_SAFE_INTEGER) => {
  const random = new Random(`drawn ${JSON.stringify(quantity)}`);
  return Array.from({ length: count }, () => draw(random, quantity, most)).sort((a, b) => a - b);
};

// Means in closed form, within 3.5 standard errors.
test.each<[number | Distribution, number, number]>([
  [5e9, 5e9, 0],
  [{ kind: "uniform", min: 1e9, max: 4e9 }, 2.5e9, 3e9 / Math.sqrt(12)],
  [{ kind: "exponential", mean: 2e9 }, 2e9, 2e9],
  [{ kind: "lognormal", mean: 2e9, sigma: 0.5 }, 2e9, 2e9 * Math.sqrt(Math.exp(0.25) - 1)],
])("%j", (quantity, mean, deviation) => {
  const all = drawn(quantity);
  const found = all.reduce((sum, each) => sum + each, 0) / count;
  expect(Math.abs(found - mean)).toBeLessThanOrEqual((3.5 * deviation) / Math.sqrt(count));
  expect(meanOf(quantity)).toBe(mean);
  expect(all.every((each) => Number.isInteger(each) && each >= 0)).toBe(true);
  if (typeof quantity === "object" && quantity.kind === "uniform")
    expect([all[0]! >= 1e9, all.at(-1)! <= 4e9]).toEqual([true, true]);
});

test("never more than the most", () => {
  const all = drawn({ kind: "exponential", mean: 10 }, 20);
  expect(all.at(-1)).toBe(20);
  expect(all[0]).toBe(0);
});
