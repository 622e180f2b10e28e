import type { Simulator } from "../simulator.ts";
import type { SweepRunner } from "./sweep-runner.ts";

/** Does the runs on the threads of this machine, `width` at a time. */
export function localRunner(simulator: Simulator, width: number): SweepRunner {
  return {
    width,
    run: ({ scenario, seed }, onProgress) => simulator.summarize({ scenario, seed, wire: "counted" }, onProgress),
    close: () => simulator.close(),
  };
}
