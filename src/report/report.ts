import type { Course } from "../measure/course.ts";
import { type FigureValues, figureValues } from "../measure/figures.ts";
import type { Measurements } from "../measure/measurements.ts";
import { type Replicated, replicate } from "../measure/statistics.ts";
import { type Figure, type FigureUnit, figures } from "../scenario/figures.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { writeJson } from "./json.ts";
import { type ReportedScenario, reportedScenario } from "./reported-scenario.ts";
import { type Verdict, verdictsOn } from "./verdicts.ts";

/** Everything found out about one scenario: a pure function of it and its runs. Times in nanoseconds, sizes in bytes. */
export interface Report {
  /** Changes with any change that a reader of report.json would notice. */
  readonly format: "gossipsim-report/2";
  readonly scenario: ReportedScenario;
  /** In the order of the scenario's seeds. */
  readonly runs: readonly ReportedRun[];
  /** Each figure over all seeds; empty for a single run. */
  readonly replications: readonly Replication[];
  /** What became of the scenario's promises, in the order of its `expect`. */
  readonly verdicts: readonly Verdict[];
  /** Seeds of the scenario that are missing above. Absent from a complete report. */
  readonly failed?: readonly FailedRun[];
}

/** A run that came to no end. */
export interface FailedRun {
  readonly seed: number;
  /** In one line. */
  readonly reason: string;
}

export interface Run {
  readonly seed: number;
  /** Digest of everything that happened: equal for equal runs. */
  readonly fingerprint: string;
  /** Tells where two runs part. */
  readonly course: Course;
  readonly measurements: Measurements;
}

export interface ReportedRun extends Run {
  /** By name. */
  readonly figures: FigureValues;
}

/** One figure over several seeds. The statistics are over the runs that have a value. */
export interface Replication {
  readonly name: string;
  readonly unit: FigureUnit;
  readonly label: string;
  /** Null when no run has a value. */
  readonly over: Replicated | null;
  /** Seeds of the runs without a value: it never happened there. They are worse than the worst. */
  readonly missing: readonly number[];
}

/** @throws RangeError without any run: there is nothing to report. */
export function buildReport(scenario: Scenario, runs: readonly Run[], failed: readonly FailedRun[] = []): Report {
  if (runs.length === 0) throw new RangeError(`no run of scenario ${scenario.name} to report`);
  const reported = runs.map(({ seed, fingerprint, course, measurements }) => ({
    seed,
    fingerprint,
    course,
    figures: figureValues(measurements),
    measurements,
  }));
  return {
    format: "gossipsim-report/2",
    scenario: reportedScenario(scenario),
    runs: reported,
    replications: runs.length === 1 ? [] : figures.map((figure) => replicationOf(reported, figure)),
    verdicts: verdictsOn(scenario.expect, runs),
    ...(failed.length === 0 ? {} : { failed: [...failed].sort((a, b) => a.seed - b.seed) }),
  };
}

/** "20 seeds", or how many of them when some failed; the seed where there is one only. */
export function seedsInWords({ runs, failed = [] }: Report): string {
  if (failed.length > 0) return `${runs.length} of ${runs.length + failed.length} seeds`;
  return runs.length === 1 ? `seed ${runs[0]!.seed}` : `${runs.length} seeds`;
}

/** `report.json`: deterministic to the byte, no dates, no names of machines. */
export function serializeReport(report: Report): string {
  return writeJson(report);
}

/** One figure over the runs of several seeds. */
export function replicationOf(
  runs: readonly { readonly seed: number; readonly figures: FigureValues }[],
  { name, unit, label, worse }: Figure,
): Replication {
  const results = runs.map(({ seed, figures }) => ({ seed, value: figures[name]! }));
  const present = results.filter((result): result is { seed: number; value: number } => Number.isFinite(result.value));
  // Infinite: a ratio to nothing. Like null it has no place in a mean.
  const missing = results.filter((result) => !Number.isFinite(result.value)).map((result) => result.seed);
  return { name, unit, label, over: replicate(present, worse === "lower" ? "lower" : "higher"), missing };
}
