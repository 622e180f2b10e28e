import type { Random } from "./random.ts";

// The only place that may call log, exp and cos (see scheduler.ts, rule 5).

/** Standard normal deviate (Box and Muller 1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
  return radius * Math.cos(2 * Math.PI * random.uniform());
}

/** Log-normal with mean 1, `sigma` the standard deviation of its logarithm. */
export function lognormalFactor(random: Random, sigma: number): number {
  return Math.exp(sigma * normal(random) - (sigma * sigma) / 2);
}

/** Uniform in [1 - width, 1 + width). */
export function jitterFactor(random: Random, width: number): number {
  return 1 + width * (2 * random.uniform() - 1);
}

/** Exponential with mean 1. */
export function exponentialFactor(random: Random): number {
  return -Math.log(1 - random.uniform());
}

/** Log-normal with median 1. */
export function lognormalAroundMedian(random: Random, sigma: number): number {
  return Math.exp(sigma * normal(random));
}

/** How much larger the mean of that is than its median. */
export function lognormalMean(sigma: number): number {
  return Math.exp((sigma * sigma) / 2);
}
