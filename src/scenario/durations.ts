import { mapping, oneOf, real, span, word } from "./fields.ts";
import type { Problems } from "./problems.ts";
import type { Durations } from "./scenario.ts";
import { type Path, show } from "./written.ts";

/** A distribution of durations: `10 s`, or `{ kind: exponential, mean: 10 s }`. */
export function durations() {
  return oneOf(
    {
      constant: span().transform((value) => ({ kind: "constant" as const, value })),
      uniform: mapping({
        kind: word("uniform").describe("Any from `min` to `max`."),
        min: span().describe("The shortest."),
        max: span().describe("The longest."),
      }),
      exponential: mapping({
        kind: word("exponential").describe("As between events that know nothing of each other."),
        mean: span().describe("On average."),
      }),
      lognormal: mapping({
        kind: word("lognormal").describe("Log-normal: mostly short, now and then very long."),
        mean: span().describe("On average."),
        sigma: real(0, 3).describe("Deviation of the logarithm."),
      }),
    },
    (value) => {
      if (typeof value !== "object" || value === null) return "constant";
      const { kind } = value as { kind?: unknown };
      if (kind === "uniform" || kind === "exponential" || kind === "lognormal") return kind;
      const expected = "10 s or a mapping with the kind uniform, exponential or lognormal";
      return { expected, found: kind === undefined ? "none" : show(kind) };
    },
  );
}

/** What spans the fields of a distribution. */
export function checkDurations(declared: Durations, path: Path, written: (path: Path) => string, problems: Problems) {
  if (declared.kind !== "uniform" || declared.min <= declared.max) return;
  const max = [...path, "max"];
  problems.add(max, `expected at least min, ${written([...path, "min"])}, found ${written(max)}`);
}
