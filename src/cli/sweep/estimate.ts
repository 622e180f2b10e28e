import type { Scenario } from "../../scenario/scenario.ts";
import type { Study } from "../../scenario/study.ts";
import type { Io } from "../io.ts";
import type { RunEstimate, Simulator } from "../simulator.ts";
import { scenarioOf } from "./plan.ts";

/** Points that are tried out, evenly over those in question; the others take as long as their neighbours. */
const mostTrials = 8;

/**
 * Milliseconds that one of them may take: at first for nothing, as long as threads are slow, and then in earnest. Where none comes to its end, the
 * smallest has more time.
 */
const patience = { warmUp: 150, trial: 300, smallest: 3000 };

/**
 * About how many milliseconds a run takes in the mean of these points: a few of them are tried out for a moment. Rejects with the `UserError` of
 * a point that is wrong.
 */
export async function estimateRun(
  study: Study,
  points: readonly number[],
  {
    seed,
    simulator,
    io,
  }: { readonly seed: number; readonly simulator: Simulator; readonly io: Pick<Io, "interrupted"> },
): Promise<number> {
  const count = Math.min(points.length, mostTrials);
  const tried = Array.from(
    { length: count },
    (_, trial) => points[Math.floor(((trial + 0.5) * points.length) / count)]!,
  );
  const stop = (): void => void simulator.close();
  io.interrupted.addEventListener("abort", stop);
  try {
    const scenarios = tried.map((point) => scenarioOf(study, point));
    const tryOut = async (scenario: Scenario, patience: number): Promise<Trial> => {
      const estimate = await simulator.estimate({ scenario, seed, wire: "counted" }, patience);
      return { ...estimate, nodes: scenario.cluster.nodes.length };
    };
    await Promise.all(scenarios.map((scenario) => tryOut(scenario, patience.warmUp)));
    const trials = await Promise.all(scenarios.map((scenario) => tryOut(scenario, patience.trial)));
    if (trials.every(({ isMeasured }) => !isMeasured)) {
      const smallest = trials.reduce((least, { nodes }, index) => (nodes < trials[least]!.nodes ? index : least), 0);
      trials[smallest] = await tryOut(scenarios[smallest]!, patience.smallest);
    }
    return timesOf(trials).reduce((sum, time) => sum + time, 0) / count;
  } finally {
    io.interrupted.removeEventListener("abort", stop);
  }
}

interface Trial extends RunEstimate {
  readonly nodes: number;
}

/**
 * Milliseconds for each. The first moments of a large cluster say little of those to come, when everybody talks to everybody: it takes at least
 * what the runs that came to an end let expect of its size.
 */
export function timesOf(trials: readonly Trial[]): number[] {
  const measured = trials.filter(({ isMeasured, milliseconds }) => isMeasured && milliseconds > 0);
  if (measured.length === 0) return trials.map(({ milliseconds }) => milliseconds);
  const largest = Math.max(...measured.map(({ nodes }) => nodes));
  const smallest = Math.min(...measured.map(({ nodes }) => nodes));
  const [above, below] = [largest, smallest].map((size) => mean(measured.filter(({ nodes }) => nodes === size)));
  const exponent = largest > smallest ? Math.log(above! / below!) / Math.log(largest / smallest) : usualExponent;
  const growth = Math.min(Math.max(exponent, 1), 3);
  return trials.map(({ isMeasured, milliseconds, nodes }) =>
    isMeasured || nodes <= largest ? milliseconds : Math.max(milliseconds, above! * (nodes / largest) ** growth),
  );
}

/** By which the work of a cold start grows with the nodes. */
const usualExponent = 2.5;

function mean(trials: readonly Trial[]): number {
  return trials.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / trials.length;
}
