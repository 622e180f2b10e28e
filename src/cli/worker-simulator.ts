import { Worker } from "node:worker_threads";
import type { WorkerMessage } from "./simulation-worker.ts";
import type { OnProgress, SimulationJob, SimulationResult, Simulator } from "./simulator.ts";
import { UserError } from "./user-error.ts";

/**
 * Runs in one worker thread, so that this thread stays free to hear an interrupt while a run, which never pauses, is under
 * way. The worker is started by the first run and kept for the others. Works only when built.
 */
export function createWorkerSimulator(): Simulator {
  let worker: Worker | null = null;
  const close = async (): Promise<void> => {
    const closing = worker;
    worker = null;
    await closing?.terminate();
  };
  const simulate = (job: SimulationJob, onProgress: OnProgress, signal: AbortSignal): Promise<SimulationResult> => {
    signal.throwIfAborted();
    worker ??= new Worker(new URL("./simulation-worker.js", import.meta.url), {
      resourceLimits: { maxYoungGenerationSizeMb },
    });
    const used = worker;
    return new Promise<SimulationResult>((resolve, reject) => {
      const end = (settle: () => void): void => {
        used.off("message", heard).off("error", failed).off("exit", exited);
        signal.removeEventListener("abort", aborted);
        settle();
      };
      const fail = (error: unknown): void => {
        void close();
        end(() => reject(error));
      };
      const aborted = (): void => fail(signal.reason);
      const failed = (error: unknown): void => fail(isOutOfMemory(error) ? outOfMemory(job) : error);
      const exited = (code: number): void => fail(new Error(`the worker thread ended with ${code}`));
      const heard = (message: WorkerMessage): void => {
        if (message.kind === "progress") onProgress(message.time, message.membership);
        else end(() => (message.kind === "done" ? resolve(message.result) : reject(message.error)));
      };
      used.on("message", heard).on("error", failed).on("exit", exited);
      signal.addEventListener("abort", aborted);
      used.postMessage(job);
    });
  };
  return { simulate, close };
}

/** Messages die young, but not within the default's few mebibytes: with room for them a tenth of the time is saved. */
const maxYoungGenerationSizeMb = 96;

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

function outOfMemory({ scenario, seed }: SimulationJob): UserError {
  return new UserError(
    `${scenario.name}, seed ${seed}: out of memory; give Node.js more with NODE_OPTIONS=--max-old-space-size=8192 (MiB)`,
  );
}
