import { parentPort } from "node:worker_threads";
import { simulate } from "./simulate.ts";
import type { SimulationJob, SimulationResult } from "./simulator.ts";

export interface WorkerTask {
  readonly id: number;
  readonly job: SimulationJob;
}

/** How far a task is. */
export interface WorkerProgress {
  readonly id: number;
  readonly time: number;
  readonly membership: number;
}

/** Milliseconds between two messages of progress: as often as a reader can follow. */
const progressInterval = 100;

/** What a thread of the pool does. */
export default function ({ id, job }: WorkerTask): SimulationResult {
  let told = performance.now();
  return simulate(job, (time, membership) => {
    if (performance.now() - told < progressInterval) return;
    told = performance.now();
    parentPort?.postMessage({ id, time, membership } satisfies WorkerProgress);
  });
}
