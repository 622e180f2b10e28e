import { figureValues } from "../measure/figures.ts";
import { measure } from "../measure/measure.ts";
import { run } from "../simulation/run.ts";
import type { OnProgress, RunSummary, SimulationJob, SimulationResult } from "./simulator.ts";

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

/** The same, and of what was measured no more than the figures. */
export function summarize(job: SimulationJob, onProgress: OnProgress): RunSummary {
  const { run, events, milliseconds } = simulate(job, onProgress);
  const figures = Object.entries(figureValues(run.measurements)).map(([name, value]) => [name, finite(value)]);
  return { fingerprint: run.fingerprint, figures: Object.fromEntries(figures), events, milliseconds };
}

/** Infinite: a ratio to nothing, which has no place in a table. */
function finite(value: number | null): number | null {
  return Number.isFinite(value) ? value : null;
}
