import { behaviours, type Figures } from "../../scripts/behaviours/catalogue.mjs";
import { observe, type Simulator } from "../../scripts/behaviours/observe.mjs";
import { measure } from "../../src/measure/measure.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { run } from "../../src/simulation/run.ts";

export const simulator: Simulator = { parseScenario, run, measure };

/** Sizes and seeds that a test can afford; docs/known-behaviours.md has more. */
export const small: readonly (readonly [nodes: number, seed: number])[] = [9, 27].flatMap((nodes) =>
  [1, 2, 3].map((seed) => [nodes, seed] as const),
);

/** Runs one setting of a behaviour, named as on the page, and gives the figures that are asked for. */
export function figures<Name extends string>(
  number: number,
  setting: string,
  [nodes, seed]: readonly [nodes: number, seed: number],
  ...names: readonly Name[]
): Readonly<Record<Name, number>> {
  const behaviour = behaviours.find((one) => one.number === number)!;
  const found: Figures = observe(
    simulator,
    behaviour,
    behaviour.settings.find(({ name }) => name === setting)!,
    nodes,
    seed,
  );
  return Object.fromEntries(names.map((name) => [name, found[name] ?? Number.NaN])) as Record<Name, number>;
}
