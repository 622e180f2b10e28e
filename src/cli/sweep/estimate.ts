import type { Study } from "../../scenario/study.ts";
import type { Io } from "../io.ts";
import type { Simulator } from "../simulator.ts";
import { scenarioOf } from "./plan.ts";

/** Points that are tried out, evenly over the grid; those between take as long as their neighbours. */
const mostTrials = 8;

/** Milliseconds that one of them may take. */
const patience = 300;

/**
 * About how many milliseconds one thread would be busy with each point once: a few points are tried out for a moment. Rejects with the
 * `UserError` of a point that is wrong.
 */
export async function estimatePoints(
  study: Study,
  { seed, simulator, io }: { readonly seed: number; readonly simulator: Simulator; readonly io: Pick<Io, "interrupted"> },
): Promise<number> {
  const { points } = study.sweep;
  const trials = Math.min(points.length, mostTrials);
  const tried = Array.from({ length: trials }, (_, trial) => Math.floor(((trial + 0.5) * points.length) / trials));
  const stop = (): void => void simulator.close();
  io.interrupted.addEventListener("abort", stop);
  try {
    const times = await Promise.all(
      tried.map((point) => simulator.estimate({ scenario: scenarioOf(study, point), seed, wire: "counted" }, patience)),
    );
    return (times.reduce((sum, time) => sum + time, 0) * points.length) / trials;
  } finally {
    io.interrupted.removeEventListener("abort", stop);
  }
}
