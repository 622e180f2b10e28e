import { measure } from "../measure/measure.ts";
import { run } from "../simulation/run.ts";
import type { OnProgress, SimulationJob, SimulationResult } from "./simulator.ts";

/** One run in this thread, which it keeps busy until the end. */
export function simulate({ scenario, seed, wire }: SimulationJob, onProgress: OnProgress): SimulationResult {
  const startedAt = performance.now();
  const measured = measure(scenario);
  const { events } = run(scenario, { seed, wire, probes: measured.probes, onProgress });
  const taken = { fingerprint: measured.fingerprint(), course: measured.course() };
  return {
    run: { seed, ...taken, measurements: measured.measurements() },
    events,
    milliseconds: performance.now() - startedAt,
  };
}
