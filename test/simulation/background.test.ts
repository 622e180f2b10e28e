import { describe, expect, test } from "vitest";
import { parse } from "../scenario/support.ts";
import { type Recorder, record, second } from "./support.ts";

// B.12: what a node gossips by itself.

interface Line {
  readonly key: string;
  /** Who publishes it in a cluster of four with the range of the configuration on the first three. */
  readonly by: readonly number[];
  /** Seconds between two by one node; null: once. */
  readonly every: number | null;
  /** Seconds; null: for ever. */
  readonly ttl: number | null;
  /** Bytes of the value; null where they vary. */
  readonly size: number | null;
}

const common: readonly Line[] = [
  { key: "store:2", by: [2], every: 60, ttl: 120, size: 261 },
  { key: "liveness:2", by: [1], every: 4.5, ttl: null, size: 18 },
  { key: "system-db", by: [1], every: null, ttl: null, size: 2048 },
  { key: "distsql-version:2", by: [2], every: null, ttl: null, size: 4 },
  { key: "distsql-draining:2", by: [2], every: null, ttl: null, size: 2 },
];
/** Before 2.1 nothing was said of clients, and the sentinel came once a minute. */
const old: readonly Line[] = [
  ...common,
  { key: "gossip-clients:2", by: [], every: null, ttl: null, size: null },
  { key: "sentinel", by: [1], every: 60, ttl: 120, size: 16 },
  { key: "first-range", by: [1], every: 60, ttl: null, size: 43 },
  { key: "cluster-id", by: [1, 2, 3], every: 60, ttl: null, size: 16 },
];
const lines: Readonly<Record<string, readonly Line[]>> = {
  "2.1": [
    ...common,
    { key: "gossip-clients:2", by: [2], every: 2, ttl: 4, size: null },
    { key: "sentinel", by: [1], every: 2.25, ttl: 4.5, size: 16 },
    { key: "first-range", by: [1], every: 2.25, ttl: null, size: 43 },
    { key: "cluster-id", by: [1, 2, 3], every: 2.25, ttl: null, size: 16 },
  ],
  "2.0": old,
  "1.0": old,
};

/** From here on only timers publish. */
const settled = 10 * second;
/** A timer that fires while the processor is busy is late by so much at most. */
const late = second / 1000;

function published(recorder: Recorder, key: string, node: number): { time: number; ttl: number; size: number }[] {
  return recorder.infos
    .filter(({ info }) => info.key === key && info.hops === 0 && info.nodeId === node)
    .map(({ time, info: { ttlStamp, value } }) => ({
      time,
      ttl: (Number(ttlStamp) - Number(value.time)) / second,
      size: value.bytes.length - 5,
    }));
}

describe.each(Object.keys(lines))("version %s", (version) => {
  const run = (nodes: number, duration: string) =>
    record({
      nodes,
      protocol: `preset: cockroach-${version}`,
      workload: [`{ use: cockroach-${version} }`],
      duration,
    });
  let four: Recorder | null = null;

  test.each(lines[version]!)("B.12: $key", ({ key, by, every, ttl, size }) => {
    four ??= run(4, "190 s");
    for (const node of [1, 2, 3, 4]) {
      const all = published(four, key, node);
      expect(all.length > 0).toBe(by.includes(node));
      for (const one of all) expect([one.ttl, size === null || one.size]).toEqual([ttl ?? infinity, size ?? true]);
      const times = all.map(({ time }) => time);
      if (every === null) expect(times.length).toBe(by.includes(node) ? 1 : 0);
      else for (const interval of intervals(times)) expect(Math.abs(interval - every * second)).toBeLessThan(late);
      if (every !== null && by.includes(node)) expect(intervals(times).length).toBeGreaterThan(0);
    }
  });

  test("B.12: and nothing else", () => {
    four ??= run(4, "190 s");
    const perNode = ["node", "store", "liveness", "distsql-version", "distsql-draining"];
    if (version === "2.1") perNode.push("gossip-clients");
    const expected = ["sentinel", "first-range", "cluster-id", "system-db"];
    for (const key of perNode) for (const node of [1, 2, 3, 4]) expected.push(`${key}:${node}`);
    expect([...new Set(four.infos.map(({ info }) => info.key))].sort()).toEqual(expected.sort());
  });

  test("B.12: node:<id>, once an hour", () => {
    const [first, next] = published(run(1, "3601 s"), "node:1", 1);
    expect(Math.abs(next!.time - first!.time - 3600 * second)).toBeLessThan(late);
    expect(first!.ttl).toBe(version === "2.1" ? 7200 : 3600);
  });
});

describe("B.12: two clusters on one network", () => {
  const groups = "[{ name: blue, nodes: 2, cluster: blue }, { name: red, nodes: 4, cluster: red }]";
  const text = `name: x
duration: 30 s
cluster: { groups: ${groups}, join: { nodes: [1, 3] }, start: { within: 0 s } }
network: { sites: { latency: 1 ms } }
workload: [{ use: cockroach-2.1 }]
`;
  const origins = (recorder: Recorder, key: string, after = 0) => {
    const own = recorder.infos.filter(({ time, info }) => info.key === key && info.hops === 0 && time >= after);
    return [...new Set(own.map(({ info }) => info.nodeId))].sort();
  };

  test("each has range 1 on its own first nodes, and keeps to itself what they say", () => {
    const recorder = record(parse(text));
    expect(origins(recorder, "sentinel")).toEqual([1, 3]);
    expect(origins(recorder, "first-range")).toEqual([1, 3]);
    expect(origins(recorder, "system-db")).toEqual([1, 3]);
    expect(origins(recorder, "cluster-id")).toEqual([1, 2, 3, 4, 5]);
    expect(["liveness:1", "liveness:2"].map((key) => origins(recorder, key))).toEqual([[1], [1]]);
    expect(["liveness:3", "liveness:6"].map((key) => origins(recorder, key))).toEqual([[3], [3]]);
    const held = (node: number) =>
      recorder.infos
        .filter((one) => one.node === node && one.info.key === "sentinel")
        .map(({ info }) => Buffer.from(info.value.bytes.subarray(5)).toString("hex"));
    // Every node gets one, each time of its own cluster: their values differ.
    const values = [1, 2, 3, 4, 5, 6].map((node) => new Set(held(node)));
    expect(values.map(({ size }) => size)).toEqual([1, 1, 1, 1, 1, 1]);
    const [blue, , red] = values.map(([value]) => value!);
    expect(blue).not.toBe(red);
    expect(values.map(([value]) => value)).toEqual([blue, blue, red, red, red, red]);
  });

  test("a lease is taken over within the cluster", () => {
    const recorder = record(
      parse(`${text}faults: [{ at: 5 s, crash: 3 }]
`),
    );
    expect(origins(recorder, "sentinel", 20 * second)).toEqual([1, 4]);
    expect(origins(recorder, "liveness:6", 20 * second)).toEqual([4]);
    expect(origins(recorder, "liveness:2", 20 * second)).toEqual([1]);
  });
});

const infinity = Number.POSITIVE_INFINITY;

function intervals(times: readonly number[]): number[] {
  const regular = times.filter((time) => time > settled);
  return regular.slice(1).map((time, i) => time - regular[i]!);
}
