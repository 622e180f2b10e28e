import { parentPort } from "node:worker_threads";
import { simulate } from "./simulate.ts";
import type { SimulationJob, SimulationResult } from "./simulator.ts";

/** What a worker tells about its job. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly time: number; readonly membership: number }
  | { readonly kind: "done"; readonly result: SimulationResult }
  | { readonly kind: "failed"; readonly error: unknown };

const port = parentPort;
if (port === null) throw new Error("simulation-worker runs in a worker thread");

/** Milliseconds between two messages of progress: as often as a reader can follow. */
const progressInterval = 100;

port.on("message", (job: SimulationJob) => {
  let told = performance.now();
  const onProgress = (time: number, membership: number): void => {
    if (performance.now() - told < progressInterval) return;
    told = performance.now();
    port.postMessage({ kind: "progress", time, membership } satisfies WorkerMessage);
  };
  try {
    port.postMessage({ kind: "done", result: simulate(job, onProgress) } satisfies WorkerMessage);
  } catch (error) {
    port.postMessage({ kind: "failed", error } satisfies WorkerMessage);
  }
});
