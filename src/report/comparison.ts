import { type Parting, partingOf } from "../measure/course.ts";
import { replicate } from "../measure/statistics.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { wildcard } from "../scenario/wildcard.ts";
import { figureNamed, type Recorded, type RecordedFigure, type RecordedRun } from "./record.ts";

/** How the runs of one record differ from those of another, seed by seed. */
export interface Comparison {
  readonly before: Recorded;
  readonly after: Recorded;
  /** Seeds that both have: only they are compared. */
  readonly seeds: readonly number[];
  /** Do the scenarios decide alike how a run goes? If so, what differs is the program's doing. */
  readonly sameSettings: boolean;
  /** The figures that differ for any seed, in the order of the list. */
  readonly changes: readonly Change[];
  /** Figures that only one of the two has, from another version of the program. */
  readonly unpaired: readonly string[];
  /** Seeds whose runs took another course, and where each left the old one. */
  readonly partings: readonly { readonly seed: number; readonly parting: Parting | null }[];
  /** `tolerated`: what differs is within the tolerances that were given. */
  readonly verdict: "same" | "tolerated" | "changed";
}

/** One figure that differs. */
export interface Change {
  readonly figure: RecordedFigure;
  /** For each seed that both have, in their order. */
  readonly pairs: readonly Pair[];
  /** Means over the seeds for which both have a value; null without any. */
  readonly before: number | null;
  readonly after: number | null;
  readonly difference: number | null;
  /** Of the mean paired difference, 95 %; null for fewer than two seeds. */
  readonly interval: readonly [number, number] | null;
  /** Difference over `before`; null where that is 0. */
  readonly relative: number | null;
  readonly direction: "better" | "worse" | "neither";
  readonly isTolerated: boolean;
}

export interface Pair {
  readonly seed: number;
  readonly before: number | null;
  readonly after: number | null;
}

/** Compares `after` with `before`. The records may be of different scenarios. */
export function compareRecords(before: Recorded, after: Recorded, tolerances: Scenario["tolerances"] = []): Comparison {
  const paired = pairRuns(before, after);
  const names = [...new Set([...namesIn(after), ...namesIn(before)])];
  const unpaired = names.filter((name) => !isOfKeys(name) && !paired.every((pair) => isIn(name, pair)));
  const changes = names
    .filter((name) => !unpaired.includes(name))
    .map((name) => changeOf(name, paired, toleranceOf(name, tolerances)))
    .filter((change) => change !== null);
  const partings = paired
    .filter(([a, b]) => a.fingerprint !== b.fingerprint)
    .map(([a, b]) => ({ seed: a.seed, parting: partingOf(a.course, b.course) }));
  return {
    before,
    after,
    seeds: paired.map(([{ seed }]) => seed),
    sameSettings: before.settings === after.settings,
    changes,
    unpaired,
    partings,
    verdict: verdictOf(changes, partings.length > 0, tolerances.length > 0),
  };
}

/** Another course is a change even where no figure shows it, unless the author has said that some leeway is fine. */
function verdictOf(changes: readonly Change[], otherCourse: boolean, lenient: boolean): Comparison["verdict"] {
  if (changes.length === 0 && !otherCourse) return "same";
  const isKept = lenient && changes.every(({ isTolerated }) => isTolerated);
  return isKept ? "tolerated" : "changed";
}

type PairedRuns = readonly (readonly [RecordedRun, RecordedRun])[];

function pairRuns(before: Recorded, after: Recorded): PairedRuns {
  const bySeed = new Map(before.runs.map((run) => [run.seed, run]));
  return after.runs.flatMap((run) => {
    const other = bySeed.get(run.seed);
    return other === undefined ? [] : [[other, run] as const];
  });
}

function namesIn({ runs }: Recorded): string[] {
  return runs.flatMap(({ figures }) => Object.keys(figures));
}

/** Keys come and go with what is published: where there are none, none were sent. */
function isOfKeys(name: string): boolean {
  return name.startsWith("infos.bytes.") || name.startsWith("infos.sent.");
}

function isIn(name: string, [before, after]: PairedRuns[number]): boolean {
  return Object.hasOwn(before.figures, name) && Object.hasOwn(after.figures, name);
}

/** Null: it is the same for every seed. */
function changeOf(name: string, paired: PairedRuns, tolerance: number): Change | null {
  const absent = isOfKeys(name) ? 0 : null;
  const pairs = paired.map(([before, after]) => ({
    seed: before.seed,
    before: before.figures[name] ?? absent,
    after: after.figures[name] ?? absent,
  }));
  if (pairs.every(({ before, after }) => before === after)) return null;
  const figure = figureNamed(name);
  // What is infinite, as a ratio to nothing, has no difference from anything.
  const complete = pairs.filter((pair): pair is CompletePair => isNumber(pair.before) && isNumber(pair.after));
  const before = mean(complete.map((pair) => pair.before));
  const over = replicate(complete.map(({ seed, ...pair }) => ({ seed, value: pair.after - pair.before })));
  const difference = over?.mean ?? null;
  const appeared = pairs.filter((pair) => pair.before === null && pair.after !== null).length;
  const vanished = pairs.filter((pair) => pair.before !== null && pair.after === null).length;
  return {
    figure,
    pairs,
    before,
    after: mean(complete.map((pair) => pair.after)),
    difference,
    interval: over?.interval ?? null,
    relative: before === null || difference === null || before === 0 ? null : difference / Math.abs(before),
    direction: directionOf(figure, appeared, vanished, difference ?? 0),
    isTolerated:
      tolerance > 0 && complete.length === pairs.length && Math.abs(difference!) <= tolerance * Math.abs(before!),
  };
}

function isNumber(value: number | null): boolean {
  return value !== null && Number.isFinite(value);
}

type CompletePair = Pair & { readonly before: number; readonly after: number };

/** What happens now and did not before is better, but for what only describes; what does not happen any more is worse. */
function directionOf(
  { worse }: RecordedFigure,
  appeared: number,
  vanished: number,
  difference: number,
): Change["direction"] {
  if (worse === "neither") return "neither";
  if (appeared !== vanished) return appeared > vanished ? "better" : "worse";
  if (difference === 0) return "neither";
  return difference > 0 === (worse === "higher") ? "worse" : "better";
}

/** Of the entries that fit the figure the last one holds. */
function toleranceOf(name: string, tolerances: Scenario["tolerances"]): number {
  return tolerances.findLast(({ figures }) => wildcard(figures)(name))?.tolerance ?? 0;
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
