import type { Simulator } from "./simulator.ts";

/** Runs in the calling thread, one run at a time: an interrupt is heard only between two. */
export function createInlineSimulator(): Simulator {
  return {
    async simulate(job, onProgress) {
      const { simulate } = await import("./simulate.ts");
      return simulate(job, onProgress);
    },
    async summarize(job, onProgress) {
      const { summarize } = await import("./simulate.ts");
      return summarize(job, onProgress);
    },
    async estimate(job, patience) {
      const { estimate } = await import("./trial.ts");
      return estimate(job, patience);
    },
    async retell({ scenario, seed, wire, from, to }) {
      const { retell } = await import("../measure/retelling.ts");
      return retell(scenario, seed, wire, { from, to });
    },
    async close() {},
  };
}
