import { endOfFault } from "../scenario/faults.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Virtual time at which the run will end, as far as one can tell by now. */
export function endEstimate({ duration, stop, faults }: Scenario): (time: number, membership: number) => number {
  const faultsOver = faults.reduce((last, fault) => Math.max(last, endOfFault(fault)), 0);
  let completeSince: number | null = null;
  return (time, membership) => {
    if (membership < 1) completeSince = null;
    else completeSince ??= time;
    if (stop === null || completeSince === null) return duration;
    return Math.min(duration, Math.max(completeSince, faultsOver) + stop.settle);
  };
}
