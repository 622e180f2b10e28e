import type { ReportedRun } from "../report/report.ts";
import { type FigureName, figureByName } from "../scenario/figures.ts";
import { suggestion } from "../scenario/nearest-name.ts";

/**
 * The value of a figure that a test relies on, in the figure's unit: nanoseconds, bytes, a fraction of one. In `run.figures` it is null where
 * it did not happen, and null is less than any limit; here that is an error.
 *
 * @throws RangeError in one line when there is no such figure, or the run has no value for it.
 */
export function figureOf({ seed, figures }: Pick<ReportedRun, "seed" | "figures">, name: FigureName): number {
  if (!figureByName.has(name)) {
    throw new RangeError(
      `figureOf: no figure is called ${JSON.stringify(name)}${suggestion(name, [...figureByName.keys()])}`,
    );
  }
  const value = figures[name];
  if (typeof value !== "number") throw new RangeError(`figureOf: ${name} did not happen in the run with seed ${seed}`);
  return value;
}
