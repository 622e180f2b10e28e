import { exponential, lognormalFactor } from "../kernel/distributions.ts";
import type { Random } from "../kernel/random.ts";
import type { Distribution } from "../scenario/scenario.ts";

/** A whole quantity, which may not be more than `most`. */
export function draw(random: Random, quantity: number | Distribution, most: number): number {
  return typeof quantity === "number" ? quantity : Math.min(most, Math.round(drawn(random, quantity)));
}

export function meanOf(quantity: number | Distribution): number {
  if (typeof quantity === "number") return quantity;
  return quantity.kind === "uniform" ? (quantity.min + quantity.max) / 2 : quantity.mean;
}

function drawn(random: Random, quantity: Distribution): number {
  switch (quantity.kind) {
    case "uniform":
      return quantity.min + (quantity.max - quantity.min) * random.uniform();
    case "exponential":
      return quantity.mean * exponential(random);
    case "lognormal":
      return quantity.mean * lognormalFactor(random, quantity.sigma);
  }
}
