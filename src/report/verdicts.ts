import { formatDuration, formatPercent } from "../kernel/units.ts";
import type { PromisedValue } from "../measure/measurements.ts";
import { type FigureUnit, figureByName } from "../scenario/figures.ts";
import { formatIds } from "../scenario/node-words.ts";
import type { Expectation, Scope } from "../scenario/scenario.ts";
import { formatFigure } from "./figure.ts";
import type { Run } from "./report.ts";

/** Whether a promise of the scenario was kept. Values in the figure's unit. */
export interface Verdict {
  /** What was promised, in words: the figure's name and the part of the run. */
  readonly subject: string;
  /** Name of the figure. */
  readonly figure: string;
  readonly unit: FigureUnit;
  readonly label: string;
  readonly kept: boolean;
  /** What was found of it, in words. */
  readonly finding: string;
  readonly over: Expectation["over"];
  /** One for each bound that was promised, the broken ones first. */
  readonly bounds: readonly BoundVerdict[];
  /** In the order of the runs; null: it has no value there. */
  readonly values: readonly { readonly seed: number; readonly value: number | null }[];
}

export interface BoundVerdict {
  readonly bound: "max" | "min";
  readonly limit: number;
  /** What of all seeds is held against it; null: there is no such value, which breaks any bound. */
  readonly value: number | null;
  readonly kept: boolean;
  readonly worstSeed: number;
}

/** What became of the promises, in their order: a pure function of them and the runs. */
export function verdictsOn(expect: readonly Expectation[], runs: readonly Run[]): Verdict[] {
  return expect.map((expectation, index): Verdict => {
    const { figure, scope, over } = expectation;
    const { label, unit } = figureByName.get(figure)!;
    const found = runs.map(({ seed, measurements: { promised, endTime } }) => ({
      seed,
      endTime,
      promised: promised[index]!,
    }));
    const values = found.map(({ seed, promised }) => ({ seed, value: promised.value }));
    const bounds = boundsOf(expectation)
      .map(([bound, limit]) => boundVerdict(bound, limit, over, values))
      .sort((a, b) => Number(a.kept) - Number(b.kept));
    const kept = bounds.every((bound) => bound.kept);
    const finding = findingInWords(expectation, bounds[0]!, found, unit);
    return { subject: `${figure}${scopeInWords(scope)}`, figure, unit, label, kept, finding, over, bounds, values };
  });
}

type Bound = BoundVerdict["bound"];

function boundsOf({ max, min }: Expectation): [Bound, number][] {
  const bounds: [Bound, number | null][] = [
    ["max", max],
    ["min", min],
  ];
  return bounds.filter((bound): bound is [Bound, number] => bound[1] !== null);
}

function boundVerdict(bound: Bound, limit: number, over: Expectation["over"], values: Verdict["values"]): BoundVerdict {
  const badness = (value: number | null) =>
    value === null ? Number.POSITIVE_INFINITY : bound === "max" ? value : -value;
  // The best first. Infinity less itself is no number, and no order.
  const sorted = [...values].sort((a, b) =>
    badness(a.value) === badness(b.value) ? 0 : badness(a.value) - badness(b.value),
  );
  const worst = values.reduce((a, b) => (badness(b.value) > badness(a.value) ? b : a));
  const value = valueOver(
    over,
    sorted.map(({ value }) => value),
  );
  const kept = value !== null && (bound === "max" ? value <= limit : value >= limit);
  return { bound, limit, value, kept, worstSeed: worst.seed };
}

/** Of values of which the best come first; those that are none come last, and make whatever they have a part in none. */
function valueOver(over: Expectation["over"], values: readonly (number | null)[]): number | null {
  const count = values.length;
  switch (over) {
    case "worst":
      return values[count - 1]!;
    case "p95":
      return values[Math.ceil(0.95 * count) - 1]!;
    case "median":
      return meanOf([values[(count - 1) >> 1]!, values[count >> 1]!]);
    case "mean":
      return meanOf(values);
  }
}

function meanOf(values: readonly (number | null)[]): number | null {
  const present = values.filter((value) => value !== null);
  return present.length < values.length ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
}

interface Found {
  readonly seed: number;
  readonly endTime: number;
  readonly promised: PromisedValue;
}

function findingInWords(
  expectation: Expectation,
  verdict: BoundVerdict,
  found: readonly Found[],
  unit: FigureUnit,
): string {
  const { over, figure, scope } = expectation;
  const { value, worstSeed } = verdict;
  const limits = boundsOf(expectation).map(
    ([bound, limit]) => `at ${bound === "max" ? "most" : "least"} ${formatFigure(limit, unit)}`,
  );
  const promised = `${limits.join(" and ")} promised`;
  const many = found.length > 1;
  if (value === null) {
    const without = found.filter((run) => run.promised.value === null);
    const why = absenceInWords(figure, scope, without[0]!);
    return `${why}${many ? ` (${seedsInWords(without, found.length)})` : ""}, ${promised}`;
  }
  const said = `${many && over !== "worst" ? `${over} ` : ""}${formatFigure(value, unit)}, ${promised}`;
  return verdict.kept ? said : `${said} (${missInWords(verdict, unit)}${many ? `; worst seed ${worstSeed}` : ""})`;
}

function seedsInWords(without: readonly Found[], count: number): string {
  if (without.length === count) return `all ${count} seeds`;
  const seeds = without.slice(0, 3).map(({ seed }) => seed);
  return `seed${without.length === 1 ? "" : "s"} ${seeds.join(", ")}${without.length > 3 ? ", …" : ""}`;
}

/** "3 % over", in points where the figure is a percentage itself. */
function missInWords({ bound, limit, value }: BoundVerdict, unit: FigureUnit): string {
  const side = bound === "max" ? "over" : "under";
  const difference = Math.abs(value! - limit);
  if (unit === "share") return `${formatPercent(difference).replace(" %", "")} points ${side}`;
  const share = formatPercent(difference / limit);
  // Nothing is a share of nothing, and a share may be too little to be written.
  return limit === 0 || share === "0 %" ? side : `${share} ${side}`;
}

/** " of load:* at nodes 1–3 from 10 s to 20 s"; nothing for the whole run. */
function scopeInWords({ keys, nodes, from, to }: Scope): string {
  const of = keys === null ? "" : ` of ${keys}`;
  const at = nodes === null ? "" : ` at ${nodes.length === 1 ? "node" : "nodes"} ${formatIds(nodes, 4)}`;
  const start = from === 0 ? "" : ` from ${formatDuration(from)}`;
  const end = to === Number.POSITIVE_INFINITY ? "" : ` ${from === 0 ? "up to" : "to"} ${formatDuration(to)}`;
  return of + at + start + end;
}

/** Why a figure has no value. */
function absenceInWords(figure: string, scope: Scope, { promised, endTime }: Found): string {
  const why = "why" in promised ? promised.why : "nothing";
  if (why === "ended") return `the run ended at ${formatDuration(endTime)}, before ${formatDuration(scope.from)}`;
  const table = why === "never" ? neverInWords : nothingInWords;
  const words = table.find(([start]) => figure.startsWith(start))![1];
  const share = /\.t(\d+)\./.exec(figure)?.[1];
  return words.replace("{share}", share ?? "");
}

/** By how names of figures begin. */
const neverInWords: readonly (readonly [string, string])[] = [
  ["coldStart.", "membership was never complete"],
  ["overlay.diameter", "the overlay is not connected"],
  ["dissemination.", "no version reached {share} % of the nodes"],
  ["bound.", "no version reached every node"],
  ["", "never"],
];

const nothingInWords: readonly (readonly [string, string])[] = [
  ["dissemination.", "no info was published"],
  ["bound.overhead", "no bytes were due"],
  ["bound.", "no info was published"],
  ["age.", "no info was held at the end of a bin"],
  ["hops.", "no info arrived"],
  ["redundancy", "no info was received"],
  ["bytes.perLink", "no message was sent"],
  ["bytes.perSitePair", "no message was sent"],
  ["bytes.", "there was no whole bin"],
  ["steady.", "the run ended too early"],
  ["", "nothing was measured"],
];
