import { totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { Piscina } from "piscina";
import type { Retelling } from "../measure/retelling.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { heapLimit } from "./heap-limit.ts";
import type { WorkerProgress, WorkerTask } from "./simulation-worker.ts";
import type { OnProgress, RunEstimate, RunSummary, SimulationResult, Simulator, Threads } from "./simulator.ts";
import { UserError } from "./user-error.ts";

/**
 * Runs in a pool of worker threads, each on a core of its own; this thread stays free to hear an interrupt while runs,
 * which never pause, are under way. A thread that dies fails its run only: the next run gets a new one. Works only when
 * built.
 */
export function createWorkerSimulator({ least, most }: Threads): Simulator {
  const pool = new Piscina({
    filename: fileURLToPath(new URL("./simulation-worker.js", import.meta.url)),
    minThreads: least,
    maxThreads: most,
    resourceLimits: { maxYoungGenerationSizeMb, ...roomFor(most) },
  });
  const underWay = new Map<number, { readonly onProgress: OnProgress; readonly reject: (error: unknown) => void }>();
  let started = 0;
  let failure: unknown = new Error("worker threads end before they have begun");
  pool.on("message", ({ id, time, membership }: WorkerProgress) => underWay.get(id)?.onProgress(time, membership));
  pool.on("error", (error) => {
    failure = error;
  });
  // The pool gives up when threads cannot even start, but leaves the runs waiting that have none yet.
  pool.on("workerDestroy", () =>
    setImmediate(() => {
      if (pool.threads.length > 0) return;
      for (const { reject } of underWay.values()) reject(failure);
    }),
  );
  const ask = async <Answer>(task: WorkerTask, onProgress: OnProgress): Promise<Answer> => {
    try {
      return await new Promise<Answer>((resolve, reject) => {
        underWay.set(task.id, { onProgress, reject });
        pool.run(task).then(resolve, reject);
      });
    } catch (error) {
      throw isOutOfMemory(error) ? outOfMemory(task.job.scenario) : error;
    } finally {
      underWay.delete(task.id);
    }
  };
  return {
    simulate: (job, onProgress) => ask<SimulationResult>({ kind: "simulate", id: started++, job }, onProgress),
    summarize: (job, onProgress) => ask<RunSummary>({ kind: "summarize", id: started++, job }, onProgress),
    estimate: (job, patience) => ask<RunEstimate>({ kind: "estimate", id: started++, job, patience }, () => {}),
    retell: (job) => ask<Retelling>({ kind: "retell", id: started++, job }, () => {}),
    close: () => pool.destroy(),
  };
}

/** Messages die young, but not within the default's few mebibytes: with room for them a tenth of the time is saved. */
const maxYoungGenerationSizeMb = 96;

function roomFor(threads: number): { maxOldGenerationSizeMb?: number } {
  const maxOldGenerationSizeMb = heapLimit(threads, {
    total: totalmem(),
    constrained: process.constrainedMemory?.(),
    nodeOptions: `${process.execArgv.join(" ")} ${process.env.NODE_OPTIONS ?? ""}`,
  });
  return maxOldGenerationSizeMb === undefined ? {} : { maxOldGenerationSizeMb };
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
}

function outOfMemory({ cluster }: Scenario): UserError {
  const nodes = cluster.nodes.length;
  return new UserError(
    `out of memory with ${nodes} ${nodes === 1 ? "node" : "nodes"}; each run may have more with --jobs 1, or NODE_OPTIONS=--max-old-space-size=8192 (MiB)`,
  );
}
