import type { Random } from "./random.ts";

// The only place that may call log, exp and cos (see scheduler.ts, rule 5). All factors have mean 1.

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

/** Normal with mean 1 and this deviation, cut off at `least` and as far above 1, which keeps the mean (drawn again until it lies within). */
export function normalFactor(random: Random, { deviation, least }: { deviation: number; least: number }): number {
  if (deviation === 0) return 1;
  for (;;) {
    const factor = 1 + deviation * normal(random);
    if (factor >= least && factor <= 2 - least) return factor;
  }
}

/** `share` of it is exponential, the rest is always the same. */
export function exponentialFactor(random: Random, share: number): number {
  return 1 - share - share * Math.log(1 - random.uniform());
}

/** Pareto; `shape` is the exponent of its tail, above 1. The least factor is (shape - 1) / shape. */
export function paretoFactor(random: Random, shape: number): number {
  return ((shape - 1) / shape) * Math.exp(-Math.log(1 - random.uniform()) / shape);
}

/** `share` of all lies below `factor`. */
export interface Quantile {
  readonly share: number;
  readonly factor: number;
}

/** As the quantiles say, linear between one and the next; from share 0 to share 1, ascending. */
export function quantileFactor(random: Random, quantiles: readonly Quantile[]): number {
  const share = random.uniform();
  let below = 0;
  let above = quantiles.length - 1;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (quantiles[middle]!.share <= share) below = middle;
    else above = middle;
  }
  const [low, high] = [quantiles[below]!, quantiles[above]!];
  return low.factor + ((share - low.share) / (high.share - low.share)) * (high.factor - low.factor);
}

/** Exponential with mean 1. */
export function exponential(random: Random): number {
  return -Math.log(1 - random.uniform());
}

/** The number at a share of the way between two positive ones, in even steps of its logarithm. */
export function logBetween(from: number, to: number, share: number): number {
  return from * Math.exp(share * Math.log(to / from));
}
