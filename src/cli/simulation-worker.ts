import { parentPort } from "node:worker_threads";
import { type Retelling, type RetellingJob, retell } from "../measure/retelling.ts";
import { simulate, summarize } from "./simulate.ts";
import type { OnProgress, RunEstimate, RunSummary, SimulationJob, SimulationResult } from "./simulator.ts";
import { estimate } from "./trial.ts";

/** What a thread is asked for. */
export type WorkerTask =
  | { readonly kind: "simulate"; readonly id: number; readonly job: SimulationJob }
  | { readonly kind: "summarize"; readonly id: number; readonly job: SimulationJob }
  | { readonly kind: "estimate"; readonly id: number; readonly job: SimulationJob; readonly patience: number }
  | { readonly kind: "retell"; readonly id: number; readonly job: RetellingJob };

/** How far a task is. */
export interface WorkerProgress {
  readonly id: number;
  readonly time: number;
  readonly membership: number;
}

/** Milliseconds between two messages of progress: as often as a reader can follow. */
const progressInterval = 100;

/** What a thread of the pool does. */
export default function (task: WorkerTask): SimulationResult | RunSummary | RunEstimate | Retelling {
  if (task.kind === "simulate") return simulate(task.job, progressOf(task.id));
  if (task.kind === "summarize") return summarize(task.job, progressOf(task.id));
  if (task.kind === "estimate") return estimate(task.job, task.patience);
  const { scenario, seed, wire, from, to } = task.job;
  return retell(scenario, seed, wire, { from, to });
}

function progressOf(id: number): OnProgress {
  let told = performance.now();
  return (time, membership) => {
    if (performance.now() - told < progressInterval) return;
    told = performance.now();
    parentPort?.postMessage({ id, time, membership } satisfies WorkerProgress);
  };
}
