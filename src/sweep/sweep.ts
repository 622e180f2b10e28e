import type { FigureValues } from "../measure/figures.ts";
import type { FigureName } from "../scenario/figures.ts";
import type { Axis, PointLevels } from "../scenario/sweep.ts";

/** What a sweep was asked for, and what has come of it so far. */
export interface SweepResult {
  /** Of the scenario that is swept. */
  readonly name: string;
  readonly description: string;
  readonly axes: readonly Axis[];
  /** Every point of the grid, or every sample, by its number from 0. */
  readonly points: readonly PointLevels[];
  /** Of each point, the same. */
  readonly seeds: readonly number[];
  /** What is drawn against the parameters; not empty. The first time and the first size make the plane of time against bytes. */
  readonly figures: readonly FigureName[];
  /** The finished runs of a point in the order of the seeds. Read anew at each call: 10,000 runs need not be in memory at once. */
  readonly runsOf: (point: number) => readonly SweepRun[];
  /** By point, then by seed. Runs that are neither here nor finished are missing: the sweep was interrupted. */
  readonly failed: readonly FailedSweepRun[];
}

/** One finished run. */
export interface SweepRun {
  readonly seed: number;
  /** Digest of everything that happened. */
  readonly fingerprint: string;
  /** All of the list, by name. */
  readonly figures: FigureValues;
}

export interface FailedSweepRun {
  readonly point: number;
  readonly seed: number;
  /** In one line. */
  readonly reason: string;
}
