import { expect, test } from "vitest";
import { parse } from "../scenario/support.ts";
import { record, second } from "./support.ts";

const scenario = (join: string, sites = "{ latency: 1 ms }", nodes = 6) =>
  parse(`name: x
duration: 8 s
cluster: { nodes: ${nodes}, join: ${join}, start: { within: 0 s } }
network: { sites: ${sites} }
workload: [{ use: cockroach-2.1 }]
`);
/** Of which nodes a node has the descriptor in the end. */
const knownBy = (recorder: ReturnType<typeof record>, node: number, nodes: number) =>
  Array.from({ length: nodes }, (_, index) => index + 1).filter(
    (id) => recorder.storedAt(node, `node:${id}`) < 8 * second,
  );

test("nodes dial whom their lists name, and two clusters that name only themselves never meet", () => {
  const recorder = record(scenario("{ lists: { 1: [1], 2: [1], 3: [1, 2], 4: [4], 5: [4], 6: [5] } }"));
  const dialled = recorder.events("dialled").filter(({ time }) => time === 0);
  expect(dialled.map(({ node, event }) => `${node} ${event.address}`).sort()).toEqual([
    "1 node00001:26257",
    "2 node00001:26257",
    "3 node00001:26257",
    "4 node00004:26257",
    "5 node00004:26257",
    "6 node00005:26257",
  ]);
  for (const node of [1, 2, 3]) expect(knownBy(recorder, node, 6)).toEqual([1, 2, 3]);
});

test("one address between them is enough", () => {
  const recorder = record(scenario("{ lists: { 1: [1], 2: [1], 3: [1, 2], 4: [3], 5: [4], 6: [5] } }"));
  for (const node of [1, 2, 3, 4, 5, 6]) expect(knownBy(recorder, node, 6)).toEqual([1, 2, 3, 4, 5, 6]);
});

test("a list for everybody is the same run as the shorter way to say it", () => {
  const first = record(scenario("first")).fingerprint();
  expect(record(scenario("{ first: 1 }")).fingerprint()).toBe(first);
  expect(record(scenario("{ nodes: [1] }")).fingerprint()).toBe(first);
  expect(record(scenario("{ lists: { all: [1] } }")).fingerprint()).toBe(first);
  expect(record(scenario("{ lists: { all: [2] } }")).fingerprint()).not.toBe(first);
});

test("news takes the latency of the path through the graph", () => {
  const sites = "{ generate: line, count: 3, latency: 100 ms, within: 1 ms }";
  const recorder = record(scenario("{ lists: { 1: [1], 2: [1], 3: [1] } }", sites, 3));
  // A handshake of a round trip and a half (SYN, SYN-ACK, first data) is the least that a dial takes.
  const met = (node: number) => recorder.storedAt(1, `node:${node}`);
  expect(met(2)).toBeGreaterThanOrEqual(0.3 * second);
  expect(met(3) - met(2)).toBeGreaterThanOrEqual(0.3 * second);
  expect(met(3)).toBeLessThan(2 * second);
});
