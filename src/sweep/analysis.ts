import { type LevelDifference, levelDifferences } from "./differences.ts";
import { type Growth, growths } from "./growth.ts";
import { type Front, sweepFront } from "./pareto.ts";
import { type SweepStatistics, sweepStatistics } from "./statistics.ts";
import type { SweepResult } from "./sweep.ts";

/** All that the files of a sweep say of it. */
export interface SweepAnalysis extends SweepStatistics {
  readonly differences: readonly LevelDifference[];
  readonly growths: readonly Growth[];
  /** Null where the sweep draws no time or no size. */
  readonly front: Front | null;
  /** How many there are to be, and what came of them. */
  readonly runs: {
    readonly total: number;
    readonly finished: number;
    readonly failed: number;
    readonly missing: number;
  };
  /** Runs that neither finished nor failed, by point: the sweep was interrupted. Points without any are left out. */
  readonly missing: readonly { readonly point: number; readonly seeds: readonly number[] }[];
}

/** Reads every point once. */
export function analyseSweep(sweep: SweepResult): SweepAnalysis {
  const statistics = sweepStatistics(sweep);
  return {
    ...statistics,
    differences: levelDifferences(statistics),
    growths: growths(statistics),
    front: sweepFront(statistics),
    runs: runCounts(statistics),
    missing: missingRuns(statistics),
  };
}

/** What came of all runs, in numbers. */
export function runCounts({ sweep, points }: SweepStatistics): SweepAnalysis["runs"] {
  const total = sweep.points.length * sweep.seeds.length;
  const finished = points.reduce((sum, { seeds }) => sum + seeds.length, 0);
  const failed = sweep.failed.length;
  return { total, finished, failed, missing: total - finished - failed };
}

function missingRuns({ sweep, points }: SweepStatistics): SweepAnalysis["missing"] {
  const failed = new Set(sweep.failed.map(({ point, seed }) => `${point} ${seed}`));
  return points
    .map(({ point, seeds }) => {
      const finished = new Set(seeds);
      return { point, seeds: sweep.seeds.filter((seed) => !finished.has(seed) && !failed.has(`${point} ${seed}`)) };
    })
    .filter(({ seeds }) => seeds.length > 0);
}
