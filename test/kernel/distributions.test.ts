import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exponential, jitterFactor, lognormalFactor, normal } from "../../src/kernel/distributions.ts";
import { Random } from "../../src/kernel/random.ts";

const count = 40_000;
const drawn = (label: string, draw: (random: Random) => number) => {
  const random = new Random(label);
  return Array.from({ length: count }, () => draw(random)).sort((a, b) => a - b);
};
const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
/** Share of the sorted numbers below a bound, in standard errors from what it should be. */
const deviation = (numbers: readonly number[], bound: number, share: number) =>
  Math.abs(numbers.filter((number) => number < bound).length - share * count) / Math.sqrt(count * share * (1 - share));

/** Quantiles of the standard normal distribution. */
const quantiles = [
  [-2.326348, 0.01],
  [-1.281552, 0.1],
  [-0.67449, 0.25],
  [0, 0.5],
  [0.67449, 0.75],
  [1.281552, 0.9],
  [2.326348, 0.99],
] as const;

// Bounds are 3.5 standard errors: a right implementation passes one in two thousand of them.
const bound = 3.5;

describe("normal", () => {
  test.each(quantiles)("below %d there is %d of all", (quantile, share) => {
    expect(deviation(drawn("normal", normal), quantile, share)).toBeLessThan(bound);
  });

  test("two draws in a row know nothing of each other", () => {
    const random = new Random("pairs");
    const products = Array.from({ length: count }, () => normal(random) * normal(random));
    expect(Math.abs(mean(products)) * Math.sqrt(count)).toBeLessThan(bound);
  });
});

describe.each([0.05, 0.3, 1])("log-normal factor, sigma %d", (sigma) => {
  const factors = drawn(`lognormal ${sigma}`, (random) => lognormalFactor(random, sigma));

  test("has mean 1", () => {
    const variance = Math.exp(sigma * sigma) - 1;
    expect((Math.abs(mean(factors) - 1) * Math.sqrt(count)) / Math.sqrt(variance)).toBeLessThan(bound);
  });

  test.each(quantiles)("normal quantile %d has share %d", (quantile, share) => {
    expect(deviation(factors, Math.exp(sigma * quantile - (sigma * sigma) / 2), share)).toBeLessThan(bound);
  });
});

test("sigma 0 is no jitter", () => {
  expect(lognormalFactor(new Random("x"), 0)).toBe(1);
});

describe("jitter factor", () => {
  test("stays within its width and reaches for both ends", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (width) => {
        const random = new Random("width");
        const factors = Array.from({ length: 200 }, () => jitterFactor(random, width));
        expect(Math.min(...factors)).toBeGreaterThanOrEqual(1 - width);
        expect(Math.max(...factors)).toBeLessThanOrEqual(1 + width);
        expect(Math.min(...factors)).toBeLessThanOrEqual(1 - 0.9 * width);
        expect(Math.max(...factors)).toBeGreaterThanOrEqual(1 + 0.9 * width);
      }),
    );
  });

  test.each([0.1, 0.25, 0.5, 0.9])("share %d lies below its place", (share) => {
    const factors = drawn("jitter", (random) => jitterFactor(random, 0.25));
    expect(deviation(factors, 0.75 + 0.5 * share, share)).toBeLessThan(bound);
  });
});

describe("exponential", () => {
  test.each([0.1, 0.5, 0.9, 0.99])("quantile %d", (share) => {
    expect(deviation(drawn("exponential", exponential), -Math.log(1 - share), share)).toBeLessThan(bound);
  });
});
