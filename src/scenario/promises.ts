import { formatDuration } from "../kernel/units.ts";
import type { NodeNames } from "./cluster.ts";
import { type Context, checkBeforeEnd } from "./context.ts";
import { type Figure, isMeant } from "./figures.ts";
import { suggestion } from "./nearest-name.ts";
import { promisedFigure } from "./promise-fields.ts";
import { fitsAny, type KeyForm, publishedKeys } from "./published-keys.ts";
import type { Expectation, Scenario, Scope } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { type Path, show } from "./written.ts";

type DeclaredPromise = Exclude<Declared["expect"][keyof Declared["expect"]], undefined | readonly unknown[]>;

/** The promises of a scenario in the order of the list of figures, each of which can be kept and can be broken. */
export function resolvePromises(
  declared: Declared["expect"],
  scenario: Scenario,
  names: NodeNames,
  context: Context,
): Expectation[] {
  const keys = publishedKeys(scenario);
  const seen = new Set<string>();
  return Object.entries(declared).flatMap(([name, promises]) => {
    const figure = promisedFigure(name)!;
    const path: Path = ["expect", name];
    if (!isMeant(figure.name, scenario)) {
      context.problems.add(path, "has no meaning where nodes publish no descriptors (cluster.descriptors: false)");
    }
    const several = Array.isArray(promises);
    return [promises].flat().map((promise, index): Expectation => {
      const at = several ? [...path, index] : path;
      checkBounds(promise, figure, at, context);
      const scope = resolveScope(promise, at, keys, names, scenario, context);
      const { over, min = null, max = null } = promise;
      const id = JSON.stringify([figure.name, over, scope]);
      if (seen.has(id)) context.problems.add(at, `${figure.name} is promised twice over the same part of the run`);
      seen.add(id);
      return { figure: figure.name, scope, over, min, max };
    });
  });
}

function resolveScope(
  { keys, nodes, from = 0, to }: DeclaredPromise,
  path: Path,
  published: readonly KeyForm[],
  names: NodeNames,
  { cluster, duration }: Scenario,
  context: Context,
): Scope {
  const { problems, written } = context;
  if (keys !== undefined && !fitsAny(keys, published)) {
    const known = [...new Set(published.map(({ form }) => form.replace(/\{(?:node|of)\}/g, "*")))];
    problems.add([...path, "keys"], `no key of this scenario fits ${show(keys)}${suggestion(keys, known)}`);
  }
  checkBeforeEnd(from, [...path, "from"], context);
  if (to !== undefined && to > duration) {
    problems.add(
      [...path, "to"],
      `expected at most the duration of the run, ${written(["duration"])}, found ${written([...path, "to"])}`,
    );
  }
  if (to !== undefined && to <= from) {
    problems.add(
      [...path, "to"],
      `expected a time after "from", ${formatDuration(from)}, found ${written([...path, "to"])}`,
    );
  }
  const found = nodes === undefined ? null : names.findAll(nodes, [...path, "nodes"]);
  return {
    keys: keys === undefined || /^\*+$/.test(keys) ? null : keys,
    nodes: found?.length === cluster.nodes.length ? null : found,
    from,
    to: to ?? Number.POSITIVE_INFINITY,
  };
}

/** A bound that every run keeps, or none, promises nothing. That a figure has no value breaks both. */
function checkBounds({ min, max, from = 0 }: DeclaredPromise, figure: Figure, path: Path, context: Context): void {
  const { problems, duration, written } = context;
  const { name, unit, always } = figure;
  const wrong = (key: "min" | "max", why: string) =>
    problems.add([...path, key], `${why}, found ${written([...path, key])}`);
  if (min === undefined && max === undefined) problems.add(path, 'expected "min" or "max" or both, found neither');
  if (min !== undefined && max !== undefined && min > max)
    wrong("min", `expected at most "max", ${written([...path, "max"])}`);
  if (min === 0 && always && name !== mayBeNegative) wrong("min", "expected more than 0, which no run can be below");
  if (max !== undefined && max >= 1 && unit === "share" && always)
    wrong("max", "expected less than 100 %, which no run can be above");
  if (max !== undefined && max < 1 && name.startsWith("hops."))
    wrong("max", "expected at least 1: no info arrives over fewer hops");
  // What the network would take is no time of the run.
  if (unit !== "ns" || name === "bound.time" || min === undefined) return;
  const longest = name.startsWith("dissemination.") ? duration - from : duration;
  if (min > longest) wrong("min", `expected at most ${formatDuration(longest)}, as long as a run can take over it`);
}

/** What compression adds. */
const mayBeNegative = "wire.compression";
