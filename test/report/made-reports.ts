import { millisecond, second } from "../../src/kernel/time.ts";
import { buildReport, type Report } from "../../src/report/report.ts";
import type { Expectation } from "../../src/scenario/scenario.ts";
import { makeEmptyMeasurements, makeMeasurements, makeScenario, noCourse } from "./make-measurements.ts";

/** The cases that every renderer has to cope with. */
export const madeReports: Readonly<Record<string, () => Report>> = {
  "ten-nodes": () => one("ten-nodes", 10, makeMeasurements()),
  "one-node": () => one("one-node", 1, makeMeasurements({}, { nodes: 1 })),
  regions: () => one("regions", 195, makeMeasurements({}, regions)),
  thousand: () => one("thousand", 1000, stragglers()),
  partition: () => one("partition", 195, partition()),
  "never-complete": () => one("never-complete", 2, makeEmptyMeasurements()),
  "no-descriptors": () => withoutDescriptors(),
  promises: () => promises(),
  "several-seeds": () =>
    buildReport(makeScenario({ name: "several-seeds", seeds: [1, 2, 3, 4, 5] }, 30), [
      ...[1, 2, 3, 4].map((seed) => ({
        seed,
        fingerprint: `3f27ab0${seed}`,
        course: noCourse,
        measurements: replication(seed),
      })),
      { seed: 5, fingerprint: "00000005", course: noCourse, measurements: makeEmptyMeasurements() },
    ]),
};

export function madeReport(name: string): Report {
  return madeReports[name]!();
}

/** Two seeds, of which one breaks a promise, and a promise that nothing could keep. */
function promises() {
  const whole = { keys: null, nodes: null, from: 0, to: Number.POSITIVE_INFINITY };
  const over = "worst" as const;
  const expect: Expectation[] = [
    { figure: "membership.time", scope: whole, over, min: null, max: second },
    {
      figure: "dissemination.t99.max",
      scope: { ...whole, keys: "load:*", from: 10 * second, to: 20 * second },
      over,
      min: null,
      max: second,
    },
    { figure: "bytes.total", scope: whole, over, min: null, max: 40 * 1024 * 1024 },
    { figure: "redundancy", scope: { ...whole, nodes: [1, 2, 3] }, over: "mean", min: 0.2, max: 0.5 },
  ];
  const promised = (bytes: number) => [
    { value: 310 * millisecond },
    { value: null, why: "nothing" as const },
    { value: bytes * 1024 * 1024 },
    { value: 0.4 },
  ];
  return buildReport(makeScenario({ name: "promises", seeds: [6, 7], expect }), [
    { seed: 6, fingerprint: "3f27ab06", course: noCourse, measurements: makeMeasurements({ promised: promised(38) }) },
    {
      seed: 7,
      fingerprint: "3f27ab07",
      course: noCourse,
      measurements: makeMeasurements({ promised: promised(41.2) }),
    },
  ]);
}

function one(name: string, nodes: number, measurements: ReturnType<typeof makeMeasurements>): Report {
  return buildReport(makeScenario({ name }, nodes), [
    { seed: 1, fingerprint: "8a3c5f01", course: noCourse, measurements },
  ]);
}

/** Too many nodes for all to know all. */
function withoutDescriptors(): Report {
  const nodes = 100_000;
  const usual = makeMeasurements({}, { nodes, endTime: 20 * second, bin: second });
  const measurements = {
    ...usual,
    membership: { time: null, complete: false, changes: [], series: [] },
    bytes: { ...usual.bytes, coldStart: null },
  };
  const scenario = makeScenario({ name: "no-descriptors" }, nodes);
  return buildReport({ ...scenario, cluster: { ...scenario.cluster, descriptors: false } }, [
    { seed: 1, fingerprint: "8a3c5f01", course: noCourse, measurements },
  ]);
}

const regions = { nodes: 195, endTime: 60 * second, bin: second, membership: 1_320_000_000, settled: 4_100_000_000 };

function replication(seed: number) {
  const membership = (700 + seed * 50) * millisecond;
  const settled = (2000 + seed * 100) * millisecond;
  return makeMeasurements({}, { nodes: 30, seed, endTime: 10 * second, bin: 100 * millisecond, membership, settled });
}

function partition() {
  const usual = makeMeasurements({}, regions);
  const lost = 20_400_000_000;
  const regained = 31_700_000_000;
  const changes = [
    { time: lost, complete: false },
    { time: regained, complete: true },
  ];
  const series = [
    ...usual.membership.series.slice(0, -1),
    { time: lost, share: 0.91 },
    { time: 23_200_000_000, share: 0.5 },
    { time: 31 * second, share: 0.9 },
    { time: regained, share: 1 },
    { time: 60 * second, share: 1 },
  ];
  return makeMeasurements(
    { membership: { ...usual.membership, changes, series }, settled: { time: 35_300_000_000 } },
    regions,
  );
}

/** Most arrivals within a tenth of a second, a few much later. */
function stragglers() {
  const made = { nodes: 1000, endTime: 600 * second, bin: second, membership: 3.4 * second, settled: 120 * second };
  const usual = makeMeasurements({}, made);
  const times = [...Array.from({ length: 400 }, (_, index) => (index + 1) * 250_000), 9 * second, 33 * second];
  const cdf = times.map((time, index) => ({ time, share: (index + 1) / times.length }));
  return makeMeasurements({ dissemination: { ...usual.dissemination, published: 12_345, cdf } }, made);
}
