import { figureValues } from "../measure/figures.ts";
import { measure } from "../measure/measure.ts";
import { run } from "../simulation/run.ts";
import { endEstimate } from "./end-estimate.ts";
import type { OnProgress, RunEstimate, RunSummary, SimulationJob, SimulationResult } from "./simulator.ts";

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

/**
 * Milliseconds that a run would take in this thread: a short one is repeated, since the first ones of a thread are slow; one that takes longer
 * than `patience` is ended then, and told by how far it came.
 */
export function estimate(job: SimulationJob, patience: number): RunEstimate {
  const deadline = performance.now() + patience;
  let latest: RunEstimate = { milliseconds: 0, isMeasured: false };
  for (let runs = 0; runs < enoughRuns && performance.now() < deadline; runs++) {
    const next = trial(job, deadline);
    // What was measured once is worth more than what a later deadline cut short.
    if (next.isMeasured || !latest.isMeasured) latest = next;
  }
  return latest;
}

const enoughRuns = 5;

/** One run, or so much of it as there is until `deadline`. */
function trial({ scenario, seed, wire }: SimulationJob, deadline: number): RunEstimate {
  const startedAt = performance.now();
  const end = endEstimate(scenario);
  const { probes } = measure(scenario);
  const onProgress: OnProgress = (time, membership) => {
    const now = performance.now();
    if (now < deadline) return;
    // Before it is complete nobody can know; most of the time passes before anything spreads at all.
    const complete = scenario.stop === null ? Number.POSITIVE_INFINITY : time * (2 - membership) + scenario.stop.settle;
    throw new Enough(((now - startedAt) * Math.min(end(time, membership), complete)) / time);
  };
  try {
    run(scenario, { seed, wire, probes, onProgress });
  } catch (error) {
    if (error instanceof Enough) return { milliseconds: error.milliseconds, isMeasured: false };
    throw error;
  }
  return { milliseconds: performance.now() - startedAt, isMeasured: true };
}

/** Ends a run that has told what there was to learn. */
class Enough extends Error {
  readonly milliseconds: number;

  constructor(milliseconds: number) {
    super("enough");
    this.milliseconds = milliseconds;
  }
}

/** Infinite: a ratio to nothing, which has no place in a table. */
function finite(value: number | null): number | null {
  return Number.isFinite(value) ? value : null;
}
