import type { Run } from "../report/report.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Runs scenarios, one run at a time. */
export interface Simulator {
  /**
   * Rejects with what the run failed with, or with the signal's reason once that is aborted. `onProgress` gets the virtual
   * time in nanoseconds and the share of membership known.
   */
  simulate(job: SimulationJob, onProgress: OnProgress, signal: AbortSignal): Promise<SimulationResult>;
  close(): Promise<void>;
}

export interface SimulationJob {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly wire: "counted" | "encoded";
}

export interface SimulationResult {
  readonly run: Run;
  /** Events executed. */
  readonly events: number;
  /** Wall time that the run took. */
  readonly milliseconds: number;
}

export type OnProgress = (time: number, membership: number) => void;
