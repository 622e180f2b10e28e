import type { Comparison } from "./comparison.ts";
import type { ShownParting } from "./comparison-text.ts";
import type { FailedRun } from "./report.ts";

/** What came out of holding one scenario against its promises and its baseline. */
export interface CheckedScenario {
  readonly name: string;
  /** As the user named it. */
  readonly file: string;
  /** Those that were run. */
  readonly seeds: readonly number[];
  /** In the order of the scenario's `expect`. */
  readonly promises: readonly CheckedPromise[];
  /** Null: there is no baseline to compare with. */
  readonly comparison: Comparison | null;
  /** Of the first seed whose run took another course. */
  readonly parting: ShownParting | null;
  /** Runs that came to no end: then nothing can be said. */
  readonly failed: readonly FailedRun[];
}

/** What becomes of the baselines: runs are held against them, they are recorded, or left as they were though they should have been. */
export type Recording = "none" | "done" | "withheld";

/** A promise of the scenario, and what came of it. */
export interface CheckedPromise {
  /** `bytes.total at most 40 MiB`. */
  readonly label: string;
  readonly isKept: boolean;
  /** `41.2 MiB, 3 % over, worst seed 7`. */
  readonly words: string;
}

/** `failed`: a run came to no end. `broken`: a promise is. `changed`: against the baseline, with all promises kept. */
export type Outcome = "kept" | "changed" | "broken" | "failed";

export function outcomeOf({ promises, comparison, failed }: CheckedScenario): Outcome {
  if (failed.length > 0) return "failed";
  if (promises.some(({ isKept }) => !isKept)) return "broken";
  return comparison?.verdict === "changed" ? "changed" : "kept";
}
