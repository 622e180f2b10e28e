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
  /** Null: there is no baseline to compare with. */
  readonly comparison: Comparison | null;
  /** Of the first seed whose run took another course. */
  readonly parting: ShownParting | null;
  /** Runs that came to no end: then nothing can be said. */
  readonly failed: readonly FailedRun[];
}

/** `failed`: a run came to no end. `changed`: against the baseline. `recorded`: there was none. */
export type Outcome = "kept" | "changed" | "failed" | "recorded";

export function outcomeOf({ comparison, failed }: CheckedScenario): Outcome {
  if (failed.length > 0) return "failed";
  if (comparison === null) return "kept";
  return comparison.verdict === "changed" ? "changed" : "kept";
}
