import type { Simulator } from "./simulator.ts";

/** Runs in the calling thread: an interrupt is heard only between two runs. */
export function createInlineSimulator(): Simulator {
  return {
    async simulate(job, onProgress, signal) {
      signal.throwIfAborted();
      const { simulate } = await import("./simulate.ts");
      return simulate(job, onProgress);
    },
    async close() {},
  };
}
