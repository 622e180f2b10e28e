import type { FigureValues } from "../measure/figures.ts";
import type { Retelling, RetellingJob } from "../measure/retelling.ts";
import type { Run } from "../report/report.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Runs scenarios, as many at a time as it has threads. */
export interface Simulator {
  /**
   * Rejects with what the run failed with; the simulator goes on to be of use. `onProgress` gets the virtual time in
   * nanoseconds and the share of membership known.
   */
  simulate(job: SimulationJob, onProgress: OnProgress): Promise<SimulationResult>;
  /** The same for those who have thousands of runs: series and tables stay behind. */
  summarize(job: SimulationJob, onProgress: OnProgress): Promise<RunSummary>;
  /** About how long a run takes; finds out within `patience`, in milliseconds, or not much more. */
  estimate(job: SimulationJob, patience: number): Promise<RunEstimate>;
  /** Tells what a run does in a window of its events; rejects as `simulate` does. */
  retell(job: RetellingJob): Promise<Retelling>;
  /** Also ends the runs under way, which then reject. */
  close(): Promise<void>;
}

/** How many threads will be of use: surely, and at most. */
export interface Threads {
  readonly least: number;
  readonly most: number;
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

/** What is left of a run when its series and tables are left out. */
export interface RunSummary {
  /** Digest of everything that happened. */
  readonly fingerprint: string;
  /** All of the list, by name; null also where a value is infinite. */
  readonly figures: FigureValues;
  /** Events executed. */
  readonly events: number;
  /** Wall time that the run took. */
  readonly milliseconds: number;
}

/** About how long a run takes. */
export interface RunEstimate {
  readonly milliseconds: number;
  /** One came to its end; or its first moments were all that was seen of it, and not even when it will end, so that it takes as long as that at least. */
  readonly found: "measured" | "extrapolated" | "least";
}

export type OnProgress = (time: number, membership: number) => void;
