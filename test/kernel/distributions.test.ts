import { describe, expect, test } from "vitest";
import {
  exponential,
  exponentialFactor,
  jitterFactor,
  lognormalFactor,
  normal,
  normalFactor,
  paretoFactor,
  quantileFactor,
} from "../../src/kernel/distributions.ts";
import { Random } from "../../src/kernel/random.ts";
import fc from "../property.ts";

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

/** Mean of what was drawn, in standard errors from 1. */
const fromOne = (factors: readonly number[], variance: number) =>
  (Math.abs(mean(factors) - 1) * Math.sqrt(count)) / Math.sqrt(variance);

describe("jitter factor, over its whole width", () => {
  test.each([0.1, 0.5, 1])("has mean 1 (width %d)", (width) => {
    expect(
      fromOne(
        drawn("uniform", (random) => jitterFactor(random, width)),
        (width * width) / 3,
      ),
    ).toBeLessThan(bound);
  });
});

describe("normal factor", () => {
  // Cut off at the quantiles of 10 and 90 %, what is left is spread over 80 %.
  const deviation_ = 0.2;
  const least = 1 - 1.281552 * deviation_;
  const factors = drawn("normal factor", (random) => normalFactor(random, { deviation: deviation_, least }));

  test("has mean 1, and nothing beyond its bounds", () => {
    // Variance of a normal cut at c on both sides: 1 - 2 c phi(c) / (2 Phi(c) - 1).
    const phi = 0.175498;
    const variance = deviation_ * deviation_ * (1 - (2 * 1.281552 * phi) / 0.8);
    expect(fromOne(factors, variance)).toBeLessThan(bound);
    expect(factors[0]).toBeGreaterThanOrEqual(least);
    expect(factors[0]).toBeLessThan(least + 0.001);
    expect(factors.at(-1)).toBeLessThanOrEqual(2 - least);
  });

  test.each(quantiles.slice(2, 5))("normal quantile %d", (quantile, share) => {
    expect(deviation(factors, 1 + deviation_ * quantile, (share - 0.1) / 0.8)).toBeLessThan(bound);
  });

  test("deviation 0 is no jitter", () => {
    expect(normalFactor(new Random("x"), { deviation: 0, least: 0.5 })).toBe(1);
  });
});

describe.each([0.1, 0.5, 1])("exponential factor, share %d", (share) => {
  const factors = drawn(`exponential ${share}`, (random) => exponentialFactor(random, share));

  test("has mean 1, and nothing below its fixed part", () => {
    expect(fromOne(factors, share * share)).toBeLessThan(bound);
    expect(factors[0]).toBeGreaterThanOrEqual(1 - share);
  });

  test.each([0.01, 0.1, 0.5, 0.9, 0.99])("quantile %d", (quantile) => {
    expect(deviation(factors, 1 - share - share * Math.log(1 - quantile), quantile)).toBeLessThan(bound);
  });
});

describe.each([2.5, 3, 10])("Pareto factor, shape %d", (shape) => {
  const factors = drawn(`pareto ${shape}`, (random) => paretoFactor(random, shape));
  const least = (shape - 1) / shape;

  test("has mean 1, and nothing below its least", () => {
    expect(fromOne(factors, (least * least * shape) / ((shape - 1) * (shape - 1) * (shape - 2)))).toBeLessThan(bound);
    expect(factors[0]).toBeGreaterThanOrEqual(least);
  });

  test.each([0.01, 0.1, 0.5, 0.9, 0.99])("quantile %d", (quantile) => {
    expect(deviation(factors, least * (1 - quantile) ** (-1 / shape), quantile)).toBeLessThan(bound);
  });
});

describe("factor from quantiles", () => {
  // Half of it uniform from 0.5 to 0.9, half from 0.9 to 1.7: mean 1, variance 0.1067.
  const measured = [
    { share: 0, factor: 0.5 },
    { share: 0.5, factor: 0.9 },
    { share: 1, factor: 1.7 },
  ];
  const factors = drawn("measured", (random) => quantileFactor(random, measured));

  test("has their mean", () => {
    const variance = 0.5 * (0.7 * 0.7 + (0.4 * 0.4) / 12) + 0.5 * (1.3 * 1.3 + (0.8 * 0.8) / 12) - 1;
    expect(fromOne(factors, variance)).toBeLessThan(bound);
  });

  test.each([
    [0.7, 0.25],
    [0.9, 0.5],
    [1.54, 0.9],
  ])("below %d lies %d", (factor, share) => {
    expect(deviation(factors, factor, share)).toBeLessThan(bound);
  });
});

describe("exponential", () => {
  test.each([0.1, 0.5, 0.9, 0.99])("quantile %d", (share) => {
    expect(deviation(drawn("exponential", exponential), -Math.log(1 - share), share)).toBeLessThan(bound);
  });
});
