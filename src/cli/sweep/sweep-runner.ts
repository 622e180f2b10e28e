import type { Scenario } from "../../scenario/scenario.ts";
import type { OnProgress, RunSummary } from "../simulator.ts";

/** Does the runs of a sweep: on this machine's threads, or on other machines. */
export interface SweepRunner {
  /** Runs that may be asked for at once, and keep it busy. */
  readonly width: number;
  /** Rejects with what the run failed with; the others go on. */
  run(job: SweepJob, onProgress: OnProgress): Promise<RunSummary>;
  /** Also ends the runs under way, which then reject. */
  close(): Promise<void>;
}

export interface SweepJob {
  /** Tells this run from all others, of whatever sweep: equal keys, equal results. */
  readonly key: string;
  readonly scenario: Scenario;
  readonly seed: number;
}
