import type { Duration, Time } from "../kernel/time.ts";
import { Membership } from "../simulation/membership.ts";
import type { Probe } from "../simulation/trace.ts";
import type { MembershipMeasurement } from "./measurements.ts";

/** The share of known pairs is recorded whenever it has changed by this much. */
const seriesStep = 0.005;

/** When everybody knew everybody: the `node:` infos of live nodes at live nodes, once all nodes have started. */
export function membershipProbe(options: { nodes: number; onFirstComplete: (time: Time) => void }): Probe & {
  measurement(): MembershipMeasurement;
} {
  const membership = new Membership();
  const started = new Set<number>();
  const changes: { time: Time; complete: boolean }[] = [];
  const series: { time: Time; share: number }[] = [];
  let first: Time | null = null;
  let complete = false;

  const share = () => membership.known / (options.nodes * options.nodes);
  const record = (time: Time) => {
    // Several changes of one moment are one point.
    if (series.at(-1)?.time === time) series.pop();
    series.push({ time, share: share() });
  };
  membership.onChange = (time) => {
    const isComplete = membership.isComplete && started.size === options.nodes;
    if (isComplete !== complete) {
      complete = isComplete;
      if (first === null) {
        first = time;
        options.onFirstComplete(time);
      } else {
        changes.push({ time, complete });
      }
      record(time);
    } else if (Math.abs(share() - (series.at(-1)?.share ?? -1)) >= seriesStep) {
      record(time);
    }
  };

  return {
    nodeUp(time, node) {
      started.add(node);
      membership.nodeUp(time, node);
    },
    nodeDown: (time, node) => membership.nodeDown(time, node),
    stored: (time, node, info) => membership.stored(time, node, info),
    ended(time) {
      membership.ended(time);
      record(time);
    },
    measurement: () => ({ time: first, complete, changes, series }),
  };
}

/** When connections came to rest: the first moment after which none was opened, closed or refused for the settle span. */
export function settledProbe(options: { settle: Duration }): Probe & { measurement(): { time: Time | null } } {
  let last: Time = 0;
  let settled: Time | null = null;
  const look = (time: Time) => {
    if (settled === null && time - last >= options.settle) settled = last;
  };
  return {
    connection(time) {
      look(time);
      last = time;
    },
    ended: look,
    measurement: () => ({ time: settled }),
  };
}
