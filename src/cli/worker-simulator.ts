import { Worker } from "node:worker_threads";
import type { WorkerMessage } from "./simulation-worker.ts";
import type { OnProgress, SimulationJob, SimulationResult, Simulator } from "./simulator.ts";
import { UserError } from "./user-error.ts";

/**
 * Runs in one worker thread, so that this thread stays free to hear an interrupt while a run, which never pauses, is under
 * way. The worker is started by the first run and kept for the others.
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
    worker ??= new Worker(workerFile(), { resourceLimits: { maxYoungGenerationSizeMb } });
    const used = worker;
    return new Promise<SimulationResult>((resolve, reject) => {
      const end = (settle: () => void): void => {
        used.removeAllListeners();
        signal.removeEventListener("abort", aborted);
        settle();
      };
      const fail = (error: unknown): void => {
        void close();
        end(() => reject(error));
      };
      const aborted = (): void => fail(signal.reason);
      signal.addEventListener("abort", aborted);
      used.on("error", (error) => fail(isOutOfMemory(error) ? outOfMemory(job) : error));
      used.on("exit", (code) => fail(new Error(`the worker thread ended with ${code}`)));
      used.on("message", (message: WorkerMessage) => {
        switch (message.kind) {
          case "progress":
            return onProgress(message.time, message.membership);
          case "done":
            return end(() => resolve(message.result));
          case "failed":
            return end(() => reject(message.error));
          default:
            return message satisfies never;
        }
      });
      used.postMessage(job);
    });
  };
  return { simulate, close };
}

/** Messages die young, but not within the default's few mebibytes: with room for them a tenth of the time is saved. */
const maxYoungGenerationSizeMb = 96;

/** Beside this file: TypeScript when run from the sources, JavaScript when built. */
function workerFile(): URL {
  return new URL(`./simulation-worker${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

function outOfMemory({ scenario, seed }: SimulationJob): UserError {
  return new UserError(
    `${scenario.name}, seed ${seed}: out of memory; give Node.js more with NODE_OPTIONS=--max-old-space-size=8192 (MiB)`,
  );
}
