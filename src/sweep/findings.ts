import { relativeInWords, signed } from "../report/change-words.ts";
import { counted, formatFigure } from "../report/figure.ts";
import { type FigureName, figureByName } from "../scenario/figures.ts";
import type { SweepAnalysis } from "./analysis.ts";
import { isClear, type LevelDifference } from "./differences.ts";
import { variedAxes } from "./grid.ts";
import type { Growth } from "./growth.ts";
import type { PowerLaw } from "./power-law.ts";
import { sizeAxisOf } from "./size-axis.ts";
import { meanOfAll } from "./statistics.ts";
import { pointInWords } from "./words.ts";

/** What the numbers say of the figures that are drawn: a sentence each, plain text without an end, the weightiest first. */
export function findings(analysis: SweepAnalysis): string[] {
  const { axes, figures } = analysis.sweep;
  return [
    ...figures.flatMap((name) => absence(analysis, name)),
    ...axes.flatMap((_, axis) => figures.flatMap((name) => growthAlong(analysis, axis, name))),
    ...axes.flatMap((_, axis) => effectsOf(analysis, axis)),
    ...front(analysis),
    ...figures.flatMap((name) => range(analysis, name)),
  ];
}

/** A time that is never reached is the first thing to know of a sweep. */
function absence({ sweep, points, runs }: SweepAnalysis, name: FigureName): string[] {
  const absent = points.map((point) => ({ ...point, missing: point.figures.get(name)!.missing.length }));
  const count = absent.reduce((sum, { missing }) => sum + missing, 0);
  if (count === 0) return [];
  if (count === runs.finished) return [`${name} has no value in any run`];
  const most = absent.reduce((a, b) => (b.missing > a.missing ? b : a));
  const share = sweep.seeds.length === 1 ? "" : ` (${most.missing} of ${most.seeds.length})`;
  const where = `${count === most.missing ? "at" : "the most at"} ${pointInWords(sweep, most.levels)}${share}`;
  return [`${name} has no value in ${count} of ${counted(runs.finished, "run")}, ${where}`];
}

/** Of several combinations of the other axes those with the least and the greatest exponent, where they differ. */
function growthAlong({ sweep, growths }: SweepAnalysis, axis: number, name: FigureName): string[] {
  const laws = growths
    .filter((growth): growth is Growth & { law: PowerLaw } => growth.law !== null)
    .filter((growth) => growth.axis === axis && growth.figure === name)
    .sort((a, b) => a.law.exponent - b.law.exponent);
  const [least, most] = [laws[0], laws.at(-1)];
  if (least === undefined || most === undefined) return [];
  const variable = sweep.axes[axis]!.name;
  const words = ({ law }: typeof least) => lawInWords(variable, law);
  const where = ({ points }: typeof least) => pointInWords(sweep, sweep.points[points[0]!]!, axis);
  const place = where(least) === "" ? "" : ` at ${where(least)}`;
  if (laws.length === 1) return [`${name} ${words(least)}${place}`];
  if (laws.every(({ law }) => !isClear(law)))
    return [
      `${name} does not clearly grow or fall with ${variable} in any of ${laws.length} combinations of the other axes`,
    ];
  if (least.law.exponent.toFixed(1) === most.law.exponent.toFixed(1)) {
    const others = laws.length === 2 ? `at ${where(most)}` : `in all ${laws.length} combinations of the other axes`;
    return [`${name} ${words(least)}${place}, and much the same ${others}`];
  }
  const between = laws.length === 2 ? "" : `; ${counted(laws.length - 2, "more combination")} in between`;
  return [`${name} ${words(least)}${place}; it ${words(most)} at ${where(most)}${between}`];
}

function lawInWords(variable: string, law: PowerLaw): string {
  const { exponent, interval, r2, between } = law;
  const range = interval.map((end) => end.toFixed(2)).join(" to ");
  if (r2 === null) return `does not change with ${variable}`;
  if (!isClear(law)) return `does not clearly grow or fall with ${variable} (exponent ${range})`;
  const steps = between.map((step) => step.toFixed(2));
  const few = steps.length <= 5 ? steps.join(", ") : `${steps[0]} … ${steps.at(-1)}`;
  const bend = steps.every((step) => step === steps[0]) ? "" : `; from level to level ${few}`;
  return `${exponent > 0 ? "grows" : "falls"} as ${variable}^${exponent.toFixed(2)} (${range}${bend}; R² ${r2.toFixed(3)})`;
}

/** What a level does at most to each figure, in relation to what that was; then the figures to which none does anything clear. */
function effectsOf({ sweep, differences }: SweepAnalysis, axis: number): string[] {
  if (sweep.seeds.length < 2) return [];
  const { name: variable, levels } = sweep.axes[axis]!;
  const label = (point: number) => levels[sweep.points[point]![axis]!]!.label;
  const clear: string[] = [];
  const unclear: FigureName[] = [];
  for (const name of sweep.figures) {
    const all = differences.filter((found) => found.axis === axis && found.figure === name && found.interval !== null);
    const largest = largestOf(all.filter(isClear));
    if (largest !== null) {
      const change = `${variable} ${label(largest.point)} instead of ${label(largest.reference)} changes ${name}`;
      const where = pointInWords(sweep, sweep.points[largest.point]!, axis);
      clear.push(`${change} by ${effectInWords(largest)}${where === "" ? "" : ` at ${where}`}`);
    } else if (all.length > 0) unclear.push(name);
  }
  return [...clear, ...(unclear.length > 0 ? [`no level of ${variable} clearly changes ${unclear.join(" or ")}`] : [])];
}

function largestOf(differences: readonly LevelDifference[]): LevelDifference | null {
  const size = ({ relative }: LevelDifference) => (relative === null ? 0 : Math.abs(relative));
  return differences.reduce<LevelDifference | null>((a, b) => (a === null || size(b) > size(a) ? b : a), null);
}

function effectInWords({ figure, mean, interval, relative, seeds }: LevelDifference): string {
  const { unit } = figureByName.get(figure)!;
  const [low, high] = interval!;
  const range = low === high ? "" : `${signed(low, unit)} to ${signed(high, unit)}`;
  const sides = seeds === null ? "" : sidesInWords(seeds);
  // Beyond the double a multiple says more than a percentage.
  const size = relative !== null && relative >= 1 ? formatFigure(1 + relative, "ratio") : relativeInWords({ relative });
  const rest = [range, size, sides].filter((part) => part !== "");
  return `${signed(mean!, unit)} (${rest.join("; ")})`;
}

function sidesInWords({ better, worse, equal }: NonNullable<LevelDifference["seeds"]>): string {
  const count = better + worse + equal;
  const most = Math.max(better, worse);
  return `${better >= worse ? "better" : "worse"} for ${most === count ? "each" : most} of ${count} seeds`;
}

function front({ sweep, points, front }: SweepAnalysis): string[] {
  if (front === null || front.points.length === 0) return [];
  const words = (point: number, name: FigureName) =>
    formatFigure(points[point]!.figures.get(name)!.over!.mean, figureByName.get(name)!.unit);
  const listOf = (some: readonly number[], most: number, except?: number) => {
    const list = some.slice(0, most).map((point) => {
      const costs = `${words(point, front.time)}, ${words(point, front.bytes)}`;
      return `${pointInWords(sweep, sweep.points[point]!, except)} (${costs})`;
    });
    return `${list.join("; ")}${some.length > most ? `; and ${some.length - most} more` : ""}`;
  };
  if (front.sizes === undefined)
    return [
      `the Pareto front, which no other point beats in both ${front.time} and ${front.bytes}: ${listOf(front.points, mostOnFront)}`,
    ];
  const size = sizeAxisOf(sweep.axes)!;
  // Where nothing but the size varies there is nothing to choose.
  if (variedAxes(sweep.axes).length === 1) return [];
  const except = new Set(size.nodes).size === size.nodes.length ? size.axis : undefined;
  const lists = front.sizes.map(
    ({ nodes, points }) => `with ${counted(nodes, "node")} ${listOf(points, mostOnFrontOfSize, except)}`,
  );
  return [
    `the Pareto fronts, which no other point of their size beats in both ${front.time} and ${front.bytes}: ${lists.join(" | ")}`,
  ];
}

const mostOnFront = 6;
const mostOnFrontOfSize = 3;

/** Where its mean is least and where greatest; of a single axis the table shows that. */
function range({ sweep, points }: SweepAnalysis, name: FigureName): string[] {
  const means = points.flatMap(({ levels, figures }) => {
    const mean = meanOfAll(figures.get(name)!);
    return mean === null ? [] : [{ levels, mean }];
  });
  if (sweep.axes.length < 2 || means.length < 2) return [];
  const least = means.reduce((a, b) => (b.mean < a.mean ? b : a));
  const most = means.reduce((a, b) => (b.mean > a.mean ? b : a));
  const words = (mean: number) => formatFigure(mean, figureByName.get(name)!.unit);
  if (least.mean === most.mean) return [`${name} is ${words(least.mean)} at every point`];
  const [low, high] = [least, most].map(({ levels, mean }) => `${words(mean)} at ${pointInWords(sweep, levels)}`);
  return [`${name} goes from ${low} to ${high}${sweep.seeds.length > 1 ? " in the mean" : ""}`];
}
