import {
  exponentialFactor,
  jitterFactor,
  lognormalFactor,
  normalFactor,
  paretoFactor,
  quantileFactor,
} from "../kernel/distributions.ts";
import type { Jitter } from "../network/topology.ts";
import type { JitterSettings } from "../scenario/scenario.ts";

/** How a scenario's jitter is drawn; null where latencies are always the same. */
export function jitterOf(settings: JitterSettings): Jitter | null {
  switch (settings.kind) {
    case "none":
      return null;
    case "uniform":
      return settings.spread === 0 ? null : (random) => jitterFactor(random, settings.spread);
    case "normal":
      return settings.deviation === 0 ? null : (random) => normalFactor(random, settings);
    case "lognormal":
      return settings.sigma === 0 ? null : (random) => lognormalFactor(random, settings.sigma);
    case "exponential":
      return settings.share === 0 ? null : (random) => exponentialFactor(random, settings.share);
    case "pareto":
      return (random) => paretoFactor(random, settings.shape);
    case "empirical":
      return (random) => quantileFactor(random, settings.quantiles);
    default:
      return settings satisfies never;
  }
}
