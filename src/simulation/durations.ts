import { exponential, lognormalFactor } from "../kernel/distributions.ts";
import type { Random } from "../kernel/random.ts";
import type { Duration } from "../kernel/time.ts";
import type { Durations } from "../scenario/scenario.ts";

/** One duration of a distribution, of at least a nanosecond. */
export function drawDuration(durations: Durations, random: Random): Duration {
  return Math.max(1, Math.round(draw(durations, random)));
}

function draw(durations: Durations, random: Random): number {
  switch (durations.kind) {
    case "constant":
      return durations.value;
    case "uniform":
      return durations.min + (durations.max - durations.min) * random.uniform();
    case "exponential":
      return durations.mean * exponential(random);
    case "lognormal":
      return durations.mean * lognormalFactor(random, durations.sigma);
  }
}
