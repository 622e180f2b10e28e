import { logBetween } from "../kernel/distributions.ts";
import { parseDuration, parseFactor, parseFraction, parseRate, parseSize } from "../kernel/units.ts";
import type { Problems } from "./problems.ts";
import type { DeclaredRange } from "./sweep-fields.ts";
import { type Path, show, type Written, type WrittenMapping, writtenAt } from "./written.ts";

/** What a number on an axis counts, as with figures, or bits per second. */
export type AxisUnit = "ns" | "B" | "bit/s" | "share" | "count";

/** A level before it is one of an axis; `quantity` is null for what is no number. */
export interface Value {
  readonly written: Written;
  readonly quantity: Quantity | null;
}

export interface Quantity {
  readonly number: number;
  readonly unit: AxisUnit;
}

/** The values of a list as it is written. */
export function listedValues(tree: WrittenMapping, at: Path): Value[] {
  const list = writtenAt(tree, at);
  return list?.kind === "list" ? list.items.map((written) => ({ written, quantity: quantityOf(written) })) : [];
}

/** The ends of a range, and what lies between them. */
export interface Range {
  /** The levels that it stands for; null when it leaves open how many. */
  readonly values: readonly Value[] | null;
  /** The value at a share of the way, in the scale of the range. */
  readonly at: (share: number) => Value;
}

export interface RangeOptions {
  /** Of the range. */
  readonly at: Path;
  /** Whether its field takes whole numbers alone. */
  readonly isWhole: boolean;
  readonly problems: Problems;
}

/** What a range stands for; null when something is wrong with it. */
export function rangeOf(tree: WrittenMapping, declared: DeclaredRange, options: RangeOptions): Range | null {
  const ends = endsOf(tree, declared, options);
  if (ends === null) return null;
  const { from, to, valueAt } = ends;
  const isLog = declared.scale === "log";
  const at = (share: number) => valueAt(isLog ? logBetween(from, to, share) : from + (to - from) * share);
  const { values: count, step } = declared;
  const { problems } = options;
  if (count !== undefined && step !== undefined) {
    problems.addBoth(options.at, "values", "step");
    return null;
  }
  if (count !== undefined) return { values: Array.from({ length: count }, (_, index) => at(index / (count - 1))), at };
  if (step === undefined) return { values: null, at };
  const numbers = steps(tree, ends, { ...options, isLog });
  return numbers === null ? null : { values: numbers.map(valueAt), at };
}

interface Ends {
  readonly from: number;
  readonly to: number;
  readonly unit: AxisUnit;
  /** A number of that unit as the scenario would write it. */
  readonly valueAt: (number: number) => Value;
}

function endsOf(tree: WrittenMapping, { scale }: DeclaredRange, { at, isWhole, problems }: RangeOptions): Ends | null {
  const written = ["from", "to"].map((key) => writtenAt(tree, [...at, key])!) as [Written, Written];
  const [from, to] = written.map(quantityOf);
  for (const [index, quantity] of [from, to].entries()) {
    if (quantity !== null) continue;
    const found = shown(written[index]!);
    problems.add(
      [...at, index === 0 ? "from" : "to"],
      `expected a number, or a quantity such as "10 ms", found ${found}`,
    );
    return null;
  }
  const unit = commonUnit([from!, to!]);
  if (unit === null) {
    problems.add(
      [...at, "to"],
      `expected the same kind of quantity as ${shown(written[0])}, found ${shown(written[1])}`,
    );
    return null;
  }
  if (to!.number <= from!.number) {
    problems.add([...at, "to"], `expected more than ${shown(written[0])}, found ${shown(written[1])}`);
    return null;
  }
  if (scale === "log" && from!.number <= 0) {
    problems.add([...at, "from"], `expected more than 0 where the scale is log, found ${shown(written[0])}`);
    return null;
  }
  const { place } = written[0];
  // A bare 0 has no unit that the others could be written in.
  const like = [written[1], written[0]].map(scalarOf).find((value) => typeof value === "string");
  const valueAt = (number: number): Value => {
    const value = writtenNumber(number, typeof like === "string" ? like : null, isWhole);
    const node: Written = { kind: "scalar", place, value };
    return { written: node, quantity: quantityOf(node) };
  };
  return { from: from!.number, to: to!.number, unit, valueAt };
}

/** More levels than this on one axis are not a grid that anybody meant. */
const maxLevels = 1000;

function steps(
  tree: WrittenMapping,
  { from, to, unit }: Ends,
  { at, problems, isLog }: RangeOptions & { readonly isLog: boolean },
): number[] | null {
  const node = writtenAt(tree, [...at, "step"])!;
  const factor = factorOf(node);
  const add = (problem: string): null => {
    problems.add([...at, "step"], problem);
    return null;
  };
  const quantity = quantityOf(node);
  if (factor === null && (quantity?.unit !== unit || quantity.number <= 0)) {
    return add(`expected more than 0 of the same kind as the ends, or a factor such as x2, found ${shown(node)}`);
  }
  if (factor !== null && (factor <= 1 || from <= 0)) {
    return add(
      from <= 0
        ? `expected a step that is added, as "from" is 0, found ${shown(node)}`
        : `expected a factor above 1, found ${shown(node)}`,
    );
  }
  if (factor === null && isLog) return add(`expected a factor such as x2 where the scale is log, found ${shown(node)}`);
  // Sums and products gather errors; the last level is the end when it is as good as there.
  const limit = to * (1 + 1e-9);
  const numbers: number[] = [];
  for (
    let next = from;
    next <= limit;
    next = factor === null ? from + quantity!.number * numbers.length : next * factor
  ) {
    numbers.push(Math.min(next, to));
    if (numbers.length > maxLevels) return add(`expected at most ${maxLevels} levels, found more`);
  }
  return numbers;
}

/** The one unit of all; a bare 0 is of any. Null for a mixture, and for what is no number. */
export function commonUnit(quantities: readonly (Quantity | null)[]): AxisUnit | null {
  let common: AxisUnit | null = null;
  for (const quantity of quantities) {
    if (quantity === null) return null;
    const { number, unit } = quantity;
    if (number === 0 && unit === "count") continue;
    if (common !== null && unit !== common) return null;
    common = unit;
  }
  return common ?? "count";
}

/** `10`, `"10 ms"`, `"64 KiB"`, `"1 Gbit/s"`, `"2 %"`, `"x4"`. */
function quantityOf(node: Written): Quantity | null {
  const value = scalarOf(node);
  if (typeof value === "number") return Number.isFinite(value) ? { number: value, unit: "count" } : null;
  if (typeof value !== "string") return null;
  for (const [unit, parse] of parsers) {
    const number = attempt(parse, value);
    if (number !== null) return { number, unit };
  }
  return null;
}

const parsers: readonly (readonly [AxisUnit, (text: string) => number])[] = [
  ["ns", parseDuration],
  ["B", parseSize],
  ["bit/s", parseRate],
  ["share", parseFraction],
  ["count", parseFactor],
];

function factorOf(node: Written): number | null {
  const value = scalarOf(node);
  return typeof value === "string" ? attempt(parseFactor, value) : null;
}

function attempt(parse: (text: string) => number, text: string): number | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}

/** In the unit of `like`, such as `50 ms` or `x4`, to as many digits as anybody reads; a whole number where that is all the field takes. */
function writtenNumber(number: number, like: string | null, isWhole: boolean): string | number {
  if (like === null) return isWhole ? Math.round(number) : rounded(number);
  if (/^\s*[x×]/u.test(like)) return `x${rounded(number)}`;
  const unit = like.trim().replace(/^[+-]?[\d.]+(?:[eE][+-]?\d+)?\s*/, "");
  const one = quantityOf({ kind: "scalar", place: { file: "", line: 0, column: 0 }, value: `1 ${unit}` });
  return `${rounded(number / (one?.number ?? 1))} ${unit}`;
}

function rounded(number: number): number {
  return Math.abs(number) >= 1000 ? Math.round(number) : Number(number.toPrecision(4));
}

function scalarOf(node: Written): string | number | boolean | null {
  return node.kind === "scalar" ? node.value : null;
}

function shown(node: Written): string {
  return node.kind === "scalar" ? show(node.value) : node.kind === "list" ? "a list" : "a mapping";
}
