import { distributions, figures } from "./figures.ts";
import { suggestion } from "./nearest-name.ts";
import type { Problems } from "./problems.ts";
import type { Scenario } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { wildcard } from "./wildcard.ts";
import { show } from "./written.ts";

type DeclaredTolerance = NonNullable<Declared["baseline"]>["tolerance"];

/** How far which figures may be from the baseline, in the order in which it is written: a later entry holds over an earlier one. */
export function resolveTolerances(declared: DeclaredTolerance | undefined, problems: Problems): Scenario["tolerances"] {
  if (declared === undefined) return [];
  if (typeof declared === "number") return [{ figures: "*", tolerance: declared }];
  return Object.entries(declared).map(([pattern, tolerance]) => {
    const fits = wildcard(pattern);
    if (!figures.some(({ name }) => fits(name))) {
      const areas = new Set(figures.map(({ name }) => `${name.split(".", 1)}.*`));
      const known = [...areas, ...distributions.map((name) => `${name}.*`), ...figures.map(({ name }) => name)];
      problems.add(
        ["baseline", "tolerance", pattern],
        `no figure is called ${show(pattern)}${suggestion(pattern, known)}`,
      );
    }
    return { figures: pattern, tolerance };
  });
}
