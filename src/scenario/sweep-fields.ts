import * as z from "zod";
import { defaults } from "./defaults.ts";
import { hasKey, isMapping, listOf, mapping, mappingAndMore, oneOf, text, whole, word } from "./fields.ts";

/** More levels than this on one axis are not a grid that anybody meant. */
const maxLevels = 1000;

/** A value for the field that is swept, which knows what may stand there. */
const anything = () => z.unknown().meta({ title: "value of that field" });

const quantity = () =>
  oneOf({ number: z.number(), text: text("a quantity") }, (value) =>
    typeof value === "number"
      ? "number"
      : typeof value === "string"
        ? "text"
        : { expected: 'a number, or a quantity such as "10 ms"' },
  );

const range = mapping({
  from: quantity().describe("The first level, such as `10` or `0.5 ms`."),
  to: quantity().describe("The last level."),
  values: whole(2, maxLevels).exactOptional().describe("How many levels, both ends among them; either this or `step`."),
  step: quantity()
    .exactOptional()
    .describe("From one level to the next: so much more, as `10 ms`, or `x2` for so many times as much."),
  scale: word("linear", "log")
    .prefault(defaults.sweepScale)
    .describe("Whether `values`, or random samples, are even between the ends, or even in their logarithms."),
});

const levels = oneOf({ list: listOf(anything(), "a list of values", 1), range }, (value) =>
  Array.isArray(value)
    ? "list"
    : isMapping(value) && ["from", "to", "values", "step", "scale"].some((key) => hasKey(value, key))
      ? "range"
      : { expected: "a list of values, or a range such as { from: 0 %, to: 5 %, values: 6 }" },
);

const together = mappingAndMore(
  {
    label: text("a name")
      .exactOptional()
      .describe("What tables and charts call these fields together; without it their paths."),
    labels: listOf(text("a name"), "a list of names", 1)
      .exactOptional()
      .describe("What they call each step; without it the values."),
  },
  listOf(anything(), "a list of values", 1).describe("The values of this field, one for each step."),
);

const sample = oneOf(
  {
    count: whole(1, 1_000_000),
    drawn: mapping({
      points: whole(1, 1_000_000).describe("How many points."),
      seed: whole(0, 4_294_967_295).prefault(defaults.sampleSeed).describe("Which points are drawn."),
    }),
  },
  (value) =>
    typeof value === "number"
      ? "count"
      : isMapping(value)
        ? "drawn"
        : { expected: "a number of points, or a mapping such as { points: 50, seed: 1 }" },
);

export const sweepSchema = mappingAndMore(
  {
    together: listOf(together, "a list of fields that advance together", 1)
      .exactOptional()
      .describe("Fields that advance together, as one axis: their first values together, then their second ones …"),
    sample: sample
      .exactOptional()
      .describe(
        "So many random points of the space instead of each of the grid: a range is then drawn from as a whole.",
      ),
    figures: listOf(text("the name of a figure"), "a list of figures", 1)
      .exactOptional()
      .describe(
        "What charts show against the axes; without it the time until membership is complete (or of dissemination), and all bytes.",
      ),
  },
  levels.describe("The levels of the field with this path, as `--set` takes it: a list of values, or a range of them."),
);

export type DeclaredSweep = z.output<typeof sweepSchema>;
export type DeclaredRange = z.output<typeof range>;
