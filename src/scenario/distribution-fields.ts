import type * as z from "zod";
import type { Context } from "./context.ts";
import { isMapping, mapping, oneOf, real, word } from "./fields.ts";
import type { Distribution } from "./scenario.ts";
import type { Path } from "./written.ts";

/**
 * A quantity, or a distribution that it is drawn from. `quantity` makes a field of the quantity; `what` is an example of it, as
 * `64 B`.
 */
export function drawn<Quantity extends z.ZodType<number>>(quantity: () => Quantity, what: string) {
  const kinds = {
    uniform: mapping({
      kind: word("uniform").describe("Anything between two bounds, all alike."),
      min: quantity().describe("The least."),
      max: quantity().describe("The most."),
    }),
    exponential: mapping({
      kind: word("exponential").describe("As between events that know nothing of each other (Poisson)."),
      mean: quantity().describe("The mean."),
    }),
    lognormal: mapping({
      kind: word("lognormal").describe("Log-normal: most are below the mean, a few far above."),
      mean: quantity().describe("The mean."),
      sigma: real(0, 3).describe("Deviation of the logarithm."),
    }),
  };
  const expected = `${what} or a distribution such as { kind: exponential, mean: ${what} }`;
  return oneOf({ fixed: quantity(), ...kinds }, (value) => {
    if (!isMapping(value)) return "fixed";
    const { kind } = value as { readonly kind?: unknown };
    if (kind === "uniform" || kind === "exponential" || kind === "lognormal") return kind;
    const found = kind === undefined ? 'no "kind"' : `the kind ${JSON.stringify(kind)}`;
    return { expected: `${expected}; kinds: uniform, exponential, lognormal`, found };
  });
}

/** What spans the fields of a distribution. */
export function checkDrawn(quantity: number | Distribution, path: Path, { problems, written }: Context): void {
  if (typeof quantity === "number" || quantity.kind !== "uniform" || quantity.min <= quantity.max) return;
  const max = [...path, "max"];
  problems.add(max, `expected at least "min", ${written([...path, "min"])}, found ${written(max)}`);
}
