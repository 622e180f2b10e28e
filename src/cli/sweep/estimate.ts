import type { Study } from "../../scenario/study.ts";
import type { Io } from "../io.ts";
import type { Simulator } from "../simulator.ts";
import { scenarioOf } from "./plan.ts";

/** Points that are tried out, evenly over the grid; those between take as long as their neighbours. */
const mostTrials = 8;

/** Milliseconds that one of them may take: at first for nothing, as long as threads are slow, and then in earnest. */
const patience = { warmUp: 150, trial: 300 };

/**
 * About how many milliseconds a run takes in the mean of all points: a few points are tried out for a moment. Rejects with the `UserError` of
 * a point that is wrong.
 */
export async function estimateRun(
  study: Study,
  {
    seed,
    simulator,
    io,
  }: { readonly seed: number; readonly simulator: Simulator; readonly io: Pick<Io, "interrupted"> },
): Promise<number> {
  const { points } = study.sweep;
  const trials = Math.min(points.length, mostTrials);
  const tried = Array.from({ length: trials }, (_, trial) => Math.floor(((trial + 0.5) * points.length) / trials));
  const stop = (): void => void simulator.close();
  io.interrupted.addEventListener("abort", stop);
  try {
    const scenarios = tried.map((point) => scenarioOf(study, point));
    const tryOut = (patience: number) =>
      Promise.all(scenarios.map((scenario) => simulator.estimate({ scenario, seed, wire: "counted" }, patience)));
    await tryOut(patience.warmUp);
    const times = await tryOut(patience.trial);
    return times.reduce((sum, time) => sum + time, 0) / trials;
  } finally {
    io.interrupted.removeEventListener("abort", stop);
  }
}
