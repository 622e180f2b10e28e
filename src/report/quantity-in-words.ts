import type { Distribution } from "../scenario/scenario.ts";

/** A quantity, or what it is drawn from: `20 s`, `1 s to 3 s`, `20 s on average (exponential)`. */
export function quantityInWords(quantity: number | Distribution, format: (value: number) => string): string {
  if (typeof quantity === "number") return format(quantity);
  switch (quantity.kind) {
    case "uniform":
      return `${format(quantity.min)} to ${format(quantity.max)}`;
    case "exponential":
      return `${format(quantity.mean)} on average (exponential)`;
    case "lognormal":
      return `${format(quantity.mean)} on average (log-normal with sigma ${quantity.sigma})`;
  }
}
