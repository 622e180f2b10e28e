import type { Time } from "../kernel/time.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Probe } from "../simulation/trace.ts";
import { ageProbe } from "./age.ts";
import { pathBounds } from "./bound.ts";
import { type BytesSoFar, bytesProbe } from "./bytes.ts";
import { connectivityProbe } from "./connectivity.ts";
import { membershipProbe, settledProbe } from "./convergence.ts";
import { countsProbe } from "./counts.ts";
import type { Course } from "./course.ts";
import { disseminationProbe } from "./dissemination.ts";
import { fingerprint } from "./fingerprint.ts";
import type { BytesMeasurement, Measurements } from "./measurements.ts";
import { measurePromises } from "./promised.ts";
import { steadySpan } from "./steady.ts";

/** Everything that is measured in one run: hand the probes to it, ask for the measurements after it. */
export function measure(scenario: Scenario): {
  readonly probes: readonly Probe[];
  measurements(): Measurements;
  fingerprint(): string;
  course(): Course;
} {
  const nodes = scenario.cluster.nodes.length;
  const { settle, bin } = scenario.measure;
  /** By description: how often each is open. */
  const openFaults = new Map<string, { readonly words: string; readonly count: number }>();
  const faultTimes: Time[] = [];
  let endTime: Time = 0;
  let coldStart: BytesSoFar | null = null;

  const bytes = bytesProbe({ places: scenario.cluster.nodes, bin });
  const membership = scenario.cluster.descriptors
    ? membershipProbe({
        nodes,
        onFirstComplete: (time) => {
          coldStart = bytes.soFar(time);
        },
      })
    : noMembership;
  const settled = settledProbe({ settle });
  const dissemination = disseminationProbe({ nodes, bounds: pathBounds(scenario) });
  const age = ageProbe({ nodes, bin });
  const counts = countsProbe();
  const connectivity = connectivityProbe({ nodes, bin });
  const promises = measurePromises(scenario);
  const digest = fingerprint();
  const rest: Probe = {
    fault: (time, description, active, words) => {
      if (active) faultTimes.push(time);
      const count = (openFaults.get(description)?.count ?? 0) + (active ? 1 : -1);
      if (count > 0) openFaults.set(description, { words, count });
      else openFaults.delete(description);
    },
    ended: (time) => {
      endTime = time;
    },
  };

  const steady = (): BytesMeasurement["steady"] => {
    const span = steadySpan({
      endTime,
      settled: settled.measurement().time,
      known: membership.measurement().time,
      faults: faultTimes,
      bin,
      round: scenario.protocol.clientsInterval,
    });
    if (span === null) return null;
    const { from, to } = span;
    const sums = bytes.between(from, to);
    const perSecond = (amount: number) => (amount * 1e9) / (to - from);
    return {
      from,
      to,
      bytesPerSecond: perSecond(sums.total),
      wireBytesPerSecond: perSecond(sums.wire),
      bytesPerSecondPerNode: perSecond(sums.total) / nodes,
      messagesPerSecond: perSecond(sums.messages),
    };
  };

  return {
    probes: [bytes, membership, settled, dissemination, age, counts, connectivity, digest, rest, ...promises.probes],
    fingerprint: () => digest.digest(),
    course: () => digest.course(),
    measurements() {
      const byteCounts = bytes.measurement();
      const sent = Object.values(byteCounts.byKind).reduce((sum, { infos }) => sum + infos, 0);
      const measured = {
        endTime,
        nodes,
        membership: membership.measurement(),
        settled: settled.measurement(),
        dissemination: dissemination.measurement(),
        age: age.measurement(),
        bytes: {
          ...byteCounts,
          coldStart: coldStart === null ? null : { ...coldStart, perNode: coldStart.total / nodes },
          steady: steady(),
        },
        infos: { sent, ...counts.received() },
        callbacks: counts.callbacks(),
        hops: dissemination.hops(),
        connections: connectivity.measurement(),
        bound: dissemination.bound(byteCounts.total),
        openFaults: [...openFaults.values()].map(({ words }) => words),
      };
      return { ...measured, promised: promises.values(measured) };
    },
  };
}

/** Where no descriptors are published there is nothing to know. */
const noMembership: ReturnType<typeof membershipProbe> = {
  measurement: () => ({ time: null, complete: false, changes: [], series: [] }),
};
