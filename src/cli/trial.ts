import { measure } from "../measure/measure.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { run } from "../simulation/run.ts";
import { endEstimate } from "./end-estimate.ts";
import type { OnProgress, RunEstimate, SimulationJob } from "./simulator.ts";

/**
 * Milliseconds that a run would take in this thread: a short one is repeated, since the first ones of a thread are slow; one that takes longer
 * than `patience` is ended then, and told by how far it came.
 */
export function estimate(job: SimulationJob, patience: number): RunEstimate {
  const deadline = performance.now() + patience;
  let best = trial(job, deadline);
  for (let runs = 1; runs < enoughRuns && performance.now() < deadline; runs++) {
    const next = trial(job, deadline);
    // What was measured once is worth more than what the deadline cut short.
    if (next.found === "measured" && next.milliseconds < best.milliseconds) best = next;
  }
  return best;
}

const enoughRuns = 4;

/** One run, or so much of it as there is until `deadline`. */
function trial({ scenario, seed, wire }: SimulationJob, deadline: number): RunEstimate {
  const startedAt = performance.now();
  const looks: Look[] = [{ passed: 0, time: 0, membership: 0 }];
  const { probes } = measure(scenario);
  const onProgress: OnProgress = (time, membership) => {
    const now = performance.now();
    looks.push({ passed: now - startedAt, time, membership });
    if (now >= deadline && time > 0) throw new Enough();
  };
  try {
    run(scenario, { seed, wire, probes, onProgress });
  } catch (error) {
    if (error instanceof Enough) return extrapolate(scenario, looks);
    throw error;
  }
  return { milliseconds: performance.now() - startedAt, found: "measured" };
}

/** Ends a run that has told what there was to learn. */
class Enough extends Error {}

/** What a run has come to. */
interface Look {
  /** Milliseconds. */
  readonly passed: number;
  /** Virtual. */
  readonly time: number;
  /** Share of it that is known. */
  readonly membership: number;
}

/**
 * From the looks at a run, the first at its start. What ends at a known time goes on at the pace that it had so far. What ends when membership is
 * complete, and has not come to that, goes on at the pace that it had of late, as it slows down until everybody talks to everybody; the rest becomes known as
 * fast as it did so far at best, and mostly not nearly.
 */
export function extrapolate(scenario: Scenario, looks: readonly Look[]): RunEstimate {
  const end = endEstimate(scenario);
  const ends = looks.map(({ time, membership }) => end(time, membership));
  const last = looks.at(-1)!;
  if (scenario.stop === null || last.membership === 1)
    return { milliseconds: (last.passed * ends.at(-1)!) / last.time, found: "extrapolated" };
  const middle = looks.findLast(({ passed, time }) => passed <= last.passed / 2 && time < last.time)!;
  const lately = (last.membership - middle.membership) / (last.time - middle.time);
  const growth = Math.max(last.membership / last.time, lately);
  const rest = Math.min(scenario.duration - last.time, (1 - last.membership) / growth);
  const perTime = (last.passed - middle.passed) / (last.time - middle.time);
  return { milliseconds: last.passed + perTime * rest, found: "least" };
}
