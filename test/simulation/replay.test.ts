import { describe, expect, test } from "vitest";
import { parse } from "../scenario/support.ts";
import { type Recorder, record, second } from "./support.ts";

interface Given {
  readonly nodes?: number;
  readonly start?: string;
  readonly at?: string;
  readonly faults?: string;
}

/** A run of ten seconds in which the nodes publish these rows, and nothing else by themselves. */
function replayed(rows: string, { nodes = 3, start = "within: 0 s", at = "0 s", faults = "[]" }: Given = {}): Recorder {
  const text = `name: x
duration: 10 s
cluster: { nodes: ${nodes}, start: { ${start} } }
network: { sites: { latency: 1 ms } }
protocol: { clientsInterval: off }
workload: [{ replay: m.csv, at: ${at} }]
faults: ${faults}
`;
  return record(parse(text, { files: { "scenarios/m.csv": `time,node,key,size,ttl\n${rows}` } }));
}

/** Seconds, key, publisher, bytes of the value and seconds to live of what was published, in order. */
function published({ infos }: Recorder) {
  return infos
    .filter(({ info }) => info.hops === 0 && !info.key.startsWith("node:"))
    .map(({ time, node, info: { key, value, ttlStamp } }) => {
      const ttl = (Number(ttlStamp) - Number(value.time)) / second;
      return [Math.round((time / second) * 1000) / 1000, key, node, value.bytes.length - 5, ttl];
    });
}

const never = Number.POSITIVE_INFINITY;

test("each row is published by its node, at its time, of its size and for its time to live", () => {
  const recorder = replayed("5 s,2,b,0 B,\n1.5 s,1,a,64 B,30 s\n6 s,3,l:{node},1 KiB,\n");
  expect(published(recorder)).toEqual([
    [1.5, "a", 1, 64, 30],
    [5, "b", 2, 0, never],
    [6, "l:3", 3, 1024, never],
  ]);
  for (const node of [1, 2, 3])
    for (const key of ["a", "b", "l:3"]) expect(recorder.storedAt(node, key)).toBeLessThan(7 * second);
});

test("times count from `at`", () => {
  expect(published(replayed("0,1,a,1 B,\n1 s,2,b,1 B,\n", { at: "4 s" }))).toEqual([
    [4, "a", 1, 1, never],
    [5, "b", 2, 1, never],
  ]);
});

test("values of one key differ from one to the next, and from other keys'", () => {
  const { infos } = replayed("2 s,1,a,64 B,\n3 s,1,a,64 B,\n4 s,1,b,64 B,\n");
  const own = infos.filter(({ node, info }) => node === 1 && info.hops === 0 && !info.key.startsWith("node:"));
  expect(new Set(own.map(({ info }) => Buffer.from(info.value.bytes.subarray(5)).toString("hex"))).size).toBe(3);
});

test("what one node publishes at one moment travels together", () => {
  const { sent } = replayed("5 s,1,a,8 B,\n5 s,1,b,8 B,\n5 s,1,c,8 B,\n", { nodes: 2 });
  const carrying = sent.filter(({ message }) => message.delta.some(({ key }) => ["a", "b", "c"].includes(key)));
  const keys = carrying.map(({ message }) => message.delta.map(({ key }) => key).sort());
  expect(keys[0]).toEqual(["a", "b", "c"]);
});

describe("a node that is not up", () => {
  test("publishes at its first start, of each key the last", () => {
    const recorder = replayed("0,2,a,1 B,\n0,2,b,2 B,\n1 ns,2,a,3 B,\n0,1,c,4 B,\n", { start: "within: 2 s" });
    const rows = published(recorder);
    expect(rows.map(([, key, , size]) => [key, size]).sort()).toEqual([
      ["a", 3],
      ["b", 2],
      ["c", 4],
    ]);
    const descriptor = recorder.infos.find(({ node, info }) => node === 2 && info.key === "node:2");
    expect(recorder.storedAt(2, "a") - descriptor!.time).toBeLessThan(second / 1000);
    expect(descriptor!.time).toBeGreaterThan(0);
  });

  test("does not publish what comes while it is down, nor later", () => {
    const recorder = replayed("2 s,2,a,1 B,\n4 s,2,b,1 B,\n7 s,2,c,1 B,\n", {
      faults: "[{ at: 3 s, crash: 2, restart: 3 s }]",
    });
    expect(published(recorder).map(([time, key]) => [time, key])).toEqual([
      [2, "a"],
      [7, "c"],
    ]);
  });

  test("publishes after a pause what came in it, of each key the last", () => {
    const recorder = replayed("4 s,2,a,1 B,\n5 s,2,a,2 B,\n", { faults: "[{ at: 3 s, pause: 2, for: 3 s }]" });
    expect(published(recorder)).toEqual([[6, "a", 2, 2, never]]);
  });
});

test("draws nothing: all else goes as without it, until its first info", () => {
  const jittered = `name: x
duration: 3 s
cluster: { nodes: 5 }
network: { sites: { latency: 1 ms }, jitter: { kind: lognormal, sigma: 0.3 } }
workload:
  - use: cockroach-2.1
`;
  const files = { "scenarios/m.csv": "time,node,key,size\n2 s,1,late,1 B\n" };
  const without = record(parse(jittered));
  const withIt = record(parse(`${jittered}  - { replay: m.csv }\n`, { files }));
  const until = (recorder: Recorder) => recorder.sent.filter(({ time }) => time < 2 * second).map(({ time }) => time);
  expect(until(withIt)).toEqual(until(without));
  expect(withIt.fingerprint()).not.toBe(without.fingerprint());
});
