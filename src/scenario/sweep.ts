import { stringify } from "yaml";
import { Random } from "../kernel/random.ts";
import { formatCount } from "../kernel/units.ts";
import { defaults } from "./defaults.ts";
import { type FigureName, figureByName } from "./figures.ts";
import { resolvePath } from "./file-path.ts";
import { suggestion } from "./nearest-name.ts";
import { isPath, isWhole, outlinesAt } from "./outline.ts";
import { overridePath } from "./override-path.ts";
import type { Problems } from "./problems.ts";
import type { DeclaredRange, DeclaredSweep } from "./sweep-fields.ts";
import { type AxisUnit, commonUnit, listedValues, type Range, rangeOf, type Value } from "./sweep-levels.ts";
import { type Path, plainValue, show, type Written, type WrittenMapping } from "./written.ts";

/** One direction of a sweep: a field of the scenario, or several that advance together. */
export interface Axis {
  /** What tables and charts call it: the path of its field, or of several the name that they were given, or else all their paths. */
  readonly name: string;
  /** Of the fields, as `--set` takes them; at least one. */
  readonly paths: readonly string[];
  /** At least one; of a random sample those that were drawn, in ascending order where they are numbers. */
  readonly levels: readonly Level[];
  /** How the levels lie: on a line of numbers, or as names without one. */
  readonly scale: "linear" | "log" | "names";
  /** Of the numbers. */
  readonly unit: AxisUnit;
}

/** One step on an axis. */
export interface Level {
  /** For tables and charts: `65`, `2 %`, `v2.1, delta`. */
  readonly label: string;
  /** For each path of the axis what a scenario would say there, as YAML on one line. */
  readonly values: readonly string[];
  /** In the unit of the axis: nanoseconds, bytes, a fraction of one; null on an axis of names. */
  readonly number: number | null;
}

/** A point of the grid: for each axis the index of its level. */
export type PointLevels = readonly number[];

/** A sweep as a scenario asks for it. */
export interface Sweep {
  readonly axes: readonly SweptAxis[];
  /** The points of the grid, the last axis advancing first; or those that were drawn. */
  readonly points: readonly PointLevels[];
  /** What is to be drawn; null when the scenario leaves it open. */
  readonly figures: readonly FigureName[] | null;
}

/** With what is to be written in the scenario for each level, path by path. */
export interface SweptAxis extends Axis {
  readonly written: readonly (readonly Written[])[];
}

/** More points than this are nobody's study. */
const maxPoints = 1_000_000;

/** `tree` gives the places. Null without a sweep, or when something is wrong with it. */
export function resolveSweep(
  declared: DeclaredSweep | undefined,
  tree: WrittenMapping,
  problems: Problems,
): Sweep | null {
  if (declared === undefined) return null;
  const { together = [], sample, figures = null, ...single } = declared;
  const add: Add = (path, problem) => {
    problems.add(["sweep", ...path], problem);
    return null;
  };
  const context: SweepContext = { tree, problems, add, sample: sampleOf(sample) };
  const columns = [
    ...Object.keys(single).map((path) => ({ path, at: [path] })),
    ...together.flatMap((fields, index) => columnsOf(fields).map((path) => ({ path, at: ["together", index, path] }))),
  ];
  if (!columns.map((column) => checkField(column, columns, context)).every(Boolean)) return null;
  const axes = [
    ...Object.entries(single).map(([path, levels]) => singleAxis(path, levels as readonly unknown[], context)),
    ...together.map((fields, index) => togetherAxis(fields, index, context)),
  ];
  const unknown = (figures ?? []).findIndex((name) => !figureByName.has(name));
  if (unknown >= 0) {
    const name = figures![unknown]!;
    return add(["figures", unknown], `no figure is called ${show(name)}${suggestion(name, [...figureByName.keys()])}`);
  }
  if (!axes.every((axis) => axis !== null)) return null;
  if (axes.length === 0) return add([], "expected at least one field to vary, such as `cluster.nodes: [10, 20, 40]`");
  const points = pointsOf(axes, context);
  const unsampled = axes.map(({ draws: _, ...axis }) => axis);
  return points === null ? null : { axes: unsampled, points, figures: figures as readonly FigureName[] | null };
}

/** Adds a problem at a path within the sweep. */
type Add = (path: Path, problem: string) => null;

interface SweepContext {
  readonly tree: WrittenMapping;
  readonly problems: Problems;
  readonly add: Add;
  /** How many points are drawn, and how; null for the whole grid. */
  readonly sample: { readonly count: number; readonly random: Random } | null;
}

/** An axis, and of a random sample which of its levels each point has. */
interface DrawnAxis extends SweptAxis {
  readonly draws: readonly number[] | null;
}

function sampleOf(sample: DeclaredSweep["sample"]): SweepContext["sample"] {
  if (sample === undefined) return null;
  const { points, seed } = typeof sample === "number" ? { points: sample, seed: defaults.sampleSeed } : sample;
  return { count: points, random: new Random(`sweep/${seed}`) };
}

function columnsOf({ label: _, labels: __, ...fields }: NonNullable<DeclaredSweep["together"]>[number]): string[] {
  return Object.keys(fields);
}

interface Column {
  /** Of a field of the scenario. */
  readonly path: string;
  /** Where it stands in the sweep. */
  readonly at: Path;
}

/** What is the same for all points of a study, or decides nothing about how a run goes. */
const fixed = new Set(["name", "description", "extends", "seed", "seeds", "expect", "baseline", "sweep"]);

/** Whether there is such a field, which can be varied, and no other axis varies it. */
function checkField(column: Column, all: readonly Column[], { add }: SweepContext): boolean {
  const { path, at } = column;
  const steps = overridePath(path);
  const found = steps.findIndex((_, index) => outlinesAt(steps.slice(0, index + 1)).length === 0);
  if (found >= 0) {
    const known = outlinesAt(steps.slice(0, found)).flatMap(({ kind }) =>
      kind.type === "mapping" ? [...kind.fields.keys()] : [],
    );
    const where = found === 0 ? "a scenario" : steps.slice(0, found).join(".");
    add(at, `${where} has no field ${show(steps[found])}${suggestion(steps[found]!, known)}`);
    return false;
  }
  if (fixed.has(steps[0]!)) {
    const hint = steps[0]!.startsWith("seed") ? '; every point is run with each of the "seeds"' : "";
    add(at, `${show(steps[0])} cannot vary from point to point${hint}`);
    return false;
  }
  const other = all.find((other) => other !== column && `${path}.`.startsWith(`${other.path}.`));
  if (other !== undefined && (other.path !== path || all.indexOf(other) < all.indexOf(column))) {
    add(at, `${show(other.path)} varies it already`);
    return false;
  }
  return true;
}

function singleAxis(
  path: string,
  declared: readonly unknown[] | DeclaredRange,
  context: SweepContext,
): DrawnAxis | null {
  const { tree, problems, add, sample } = context;
  const at: Path = ["sweep", path];
  if (Array.isArray(declared)) {
    const values = listedValues(tree, at);
    return axisOf({ name: path, paths: [path], rows: values.map((value) => [value]), labels: null }, [path], context);
  }
  // One that says linear may still multiply from level to level.
  const scale = (declared as DeclaredRange).scale === "log" ? "log" : undefined;
  const whole = outlinesAt(overridePath(path)).some(isWhole);
  const range = rangeOf(tree, declared as DeclaredRange, { at, isWhole: whole, problems });
  if (range === null) return null;
  if (range.values === null && sample === null) {
    return add([path], 'expected how many levels, "values" or "step": only random samples can do without');
  }
  const values = range.values ?? drawn(range, path, sample!);
  const rows = values.map((value) => [value]);
  // Random values may well be the same when they are whole.
  const distinct = range.values === null ? withoutRepeats(rows) : rows;
  const axis = axisOf(
    { name: path, paths: [path], rows: distinct, labels: null, ...(scale && { scale }) },
    [path],
    context,
  );
  if (axis === null || range.values !== null) return axis;
  const places = new Map(axis.levels.map(({ values: [text] }, index) => [text, index]));
  return { ...axis, draws: values.map(({ written }) => places.get(yamlOf(plainValue(written)))!) };
}

/** A value for each point of the sample. */
function drawn(range: Range, path: string, { count, random }: NonNullable<SweepContext["sample"]>): Value[] {
  const stream = random.fork(path);
  return Array.from({ length: count }, () => range.at(stream.uniform()));
}

/** In ascending order. */
function withoutRepeats(rows: readonly (readonly Value[])[]): (readonly Value[])[] {
  const byNumber = new Map(rows.map((row) => [row[0]!.quantity!.number, row]));
  return [...byNumber].sort(([a], [b]) => a - b).map(([, row]) => row);
}

function togetherAxis(
  fields: NonNullable<DeclaredSweep["together"]>[number],
  index: number,
  context: SweepContext,
): DrawnAxis | null {
  const { tree, add } = context;
  const { label, labels = null } = fields;
  const paths = columnsOf(fields);
  const at: Path = ["together", index];
  if (paths.length === 0) return add(at, "expected at least one field with its values");
  const columns = paths.map((path) => listedValues(tree, ["sweep", ...at, path]));
  const steps = columns[0]!.length;
  for (const [column, { length }] of [...columns, ...(labels === null ? [] : [labels])].entries()) {
    const key = paths[column] ?? "labels";
    if (length !== steps) return add([...at, key], `expected ${steps} values, as ${paths[0]} has, found ${length}`);
  }
  const rows = columns[0]!.map((_, step) => columns.map((column) => column[step]!));
  return axisOf({ name: label ?? paths.join(", "), paths, rows, labels }, at, context);
}

interface AxisParts {
  readonly name: string;
  readonly paths: readonly string[];
  /** The values of each level, path by path. */
  readonly rows: readonly (readonly Value[])[];
  readonly labels: readonly string[] | null;
  /** As a range says; otherwise as the levels lie. */
  readonly scale?: "linear" | "log";
}

function axisOf({ name, paths, rows, labels, scale }: AxisParts, at: Path, { add }: SweepContext): DrawnAxis | null {
  const texts = rows.map((row) => row.map((value, column) => textOf(value, paths[column]!)));
  const seen = new Set<string>();
  for (const values of texts) {
    const key = values.join("\n");
    if (seen.has(key)) return add(at, `the level ${show(values.join(", "))} stands there twice`);
    seen.add(key);
  }
  const firsts = rows.map(([first]) => first!.quantity);
  const unit = labels === null ? commonUnit(firsts) : null;
  const numbers = unit === null ? null : firsts.map((quantity) => quantity!.number);
  const levels = rows.map((row, index) => ({
    label: labels?.[index] ?? row.map(labelOf).join(", "),
    values: texts[index]!,
    number: numbers?.[index] ?? null,
  }));
  return {
    name,
    paths,
    levels,
    scale: numbers === null ? "names" : (scale ?? (isGeometric(numbers) ? "log" : "linear")),
    unit: unit ?? "count",
    written: rows.map((row) => row.map(({ written }) => written)),
    draws: null,
  };
}

/** As a `--set` takes it in the folder in which the program runs. */
function textOf({ written }: Value, path: string): string {
  const value = plainValue(written);
  const names = typeof value === "string" && outlinesAt(overridePath(path)).some(isPath);
  return yamlOf(names ? resolvePath(written.place.line === 0 ? "" : written.place.file, value as string) : value);
}

function labelOf({ written }: Value): string {
  return written.kind === "scalar" && written.value !== null ? String(written.value) : yamlOf(plainValue(written));
}

function yamlOf(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 })
    .trim()
    .replace(/\s*\n\s*/g, " ");
}

/** Whether positive numbers in ascending order lie more evenly as multiples of each other than as steps. */
function isGeometric(numbers: readonly number[]): boolean {
  if (numbers.length < 3 || numbers[0]! <= 0 || numbers.at(-1)! < numbers[0]! * leastSpan) return false;
  const steps = numbers.slice(1).map((number, index) => number - numbers[index]!);
  const multiples = numbers.slice(1).map((number, index) => number / numbers[index]! - 1);
  if (steps.some((step) => step <= 0)) return false;
  return unevenness(multiples) < unevenness(steps);
}

/** A span that a line of even steps shows as well needs no logarithms. */
const leastSpan = 8;

function unevenness(values: readonly number[]): number {
  return Math.max(...values) / Math.min(...values);
}

function pointsOf(axes: readonly DrawnAxis[], { add, sample }: SweepContext): PointLevels[] | null {
  const size = axes.reduce((product, { levels }) => product * levels.length, 1);
  if (sample === null) {
    if (size > maxPoints) {
      return add([], `the grid has ${formatCount(size)} points, at most ${formatCount(maxPoints)} are allowed`);
    }
    return Array.from({ length: size }, (_, index) => pointAt(index, axes));
  }
  const { count, random } = sample;
  if (axes.every(({ draws }) => draws === null)) {
    if (count > size)
      return add(["sample"], `expected at most the ${formatCount(size)} points of the grid, found ${count}`);
    if (size <= maxPoints) {
      const all = Array.from({ length: size }, (_, index) => index);
      return random
        .fork("points")
        .sample(all, count)
        .map((index) => pointAt(index, axes));
    }
  }
  const streams = axes.map(({ name }) => random.fork(`levels ${name}`));
  return Array.from({ length: count }, (_, point) =>
    axes.map(({ draws, levels }, axis) => draws?.[point] ?? streams[axis]!.below(levels.length)),
  );
}

/** The last axis advances first. */
function pointAt(index: number, axes: readonly Axis[]): PointLevels {
  const levels: number[] = [];
  let rest = index;
  for (const { levels: of } of [...axes].reverse()) {
    levels.unshift(rest % of.length);
    rest = Math.floor(rest / of.length);
  }
  return levels;
}
