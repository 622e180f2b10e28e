import { describe, expect, test } from "vitest";
import type { Info } from "../../src/gossip/info.ts";
import { run } from "../../src/simulation/run.ts";
import type { Probe } from "../../src/simulation/trace.ts";
import { millisecond, type ScenarioParts, scenario, second } from "./support.ts";

const background = ["{ use: cockroach-2.1 }"];

/** A few round trips of 2 ms over a handful of nodes. */
const roundTrips = 50 * millisecond;
/** A node told of its own address only dials that first, and an address that it has stored after a pause. */
const withStored = second + roundTrips;
/**
 * What a node that has come back without addresses waits for: the sentinel of those from whom it was cut off lives 4.5 s, their
 * stall timer comes 2.5 s later at the latest, and then they try one address a second.
 */
const withoutStored = (addresses: number) => (4.5 + 2.5 + addresses) * second;

/** What each live node holds, as time goes by. */
class Stores implements Probe {
  readonly live = new Map<number, Map<string, Info>>();
  /** When a node came or went last. */
  changedAt = 0;
  readonly #look: (stores: Stores, time: number) => void;

  constructor(look: (stores: Stores, time: number) => void) {
    this.#look = look;
  }

  nodeUp(time: number, node: number): void {
    this.live.set(node, new Map());
    this.changedAt = time;
    this.#look(this, time);
  }

  nodeDown(time: number, node: number): void {
    this.live.delete(node);
    this.changedAt = time;
    this.#look(this, time);
  }

  stored(time: number, node: number, info: Info): void {
    this.live.get(node)!.set(info.key, info);
    this.#look(this, time);
  }

  everywhere(key: string, time: number): boolean {
    return [...this.live.values()].every((infos) => infos.get(key)?.isExpired(time) === false);
  }

  /** Whom each node says that it is connected to, as `node` has heard; by node. */
  view(node: number, time: number): [number, string][] {
    const said = [...this.live.get(node)!.values()].filter(({ key }) => key.startsWith("gossip-clients:"));
    return said
      .filter((info) => !info.isExpired(time))
      .map(({ nodeId, value }): [number, string] => [nodeId, Buffer.from(value.bytes.subarray(5)).toString()])
      .sort(([a], [b]) => a - b);
  }
}

/** After each start how long it took until all nodes were up and each had the descriptors of all, the cluster id and a sentinel. */
function recoveries(parts: ScenarioParts & { nodes: number }, seed: number): number[] {
  const keys = [...Array.from({ length: parts.nodes }, (_, i) => `node:${i + 1}`), "cluster-id", "sentinel"];
  const took = new Map<number, number>();
  const stores = new Stores((now, time) => {
    if (now.live.size < parts.nodes) return;
    if (!took.has(now.changedAt)) took.set(now.changedAt, Number.POSITIVE_INFINITY);
    if (took.get(now.changedAt) === Number.POSITIVE_INFINITY && keys.every((key) => now.everywhere(key, time)))
      took.set(now.changedAt, time - now.changedAt);
  });
  run(scenario({ workload: background, ...parts }), { seed, probes: [stores] });
  return [...took.values()];
}

/** How long it takes node 1 to recover from a restart with range 1 on node 2. */
function restartOfNode1({ nodes, stored, seed }: { nodes: number; stored: boolean; seed: number }): number {
  const workload = ["sentinel, ttl: 4.5 s", "cluster-id"].map(
    (key) => `{ key: ${key}, from: 2, every: 2.25 s, size: 16 B }`,
  );
  const faults = ["{ crash: 1, at: 20.3 s, restart: 5 s }"];
  const host = `{ persistAddresses: ${stored} }`;
  return recoveries({ nodes, workload, host, faults, duration: "100 s" }, seed)[1]!;
}

// Whoever loses its only peer dials node 1 again, whose address it has learned too (D3); whoever still has one is not stalled and looks
// for nobody (M2, Q1). With many others some keep at it until node 1 is back; a few have found each other by then.
test.each([
  [3, 0],
  [9, 9],
])("D.3 49: without stored addresses node 1 is found by some of %i nodes, with %i of ten seeds", (nodes, found) => {
  const times = Array.from({ length: 10 }, (_, i) => restartOfNode1({ nodes, stored: false, seed: i + 1 }));
  expect(times.filter((time) => time < 2.5 * second)).toHaveLength(found);
  expect(times.filter((time) => time === Number.POSITIVE_INFINITY)).toHaveLength(10 - found);
});

describe.each([1, 2])("a cluster whose nodes restart, seed %i", (seed) => {
  test.each([
    [true, withStored],
    [false, withoutStored(5)],
  ])(
    "D.3 47: node 1 and nodes by chance restart in turn, and all come to know all; addresses stored: %s",
    (stored, limit) => {
      const faults = Array.from({ length: 20 }, (_, i) => {
        const who = i % 2 === 0 ? "1" : "{ random: 1 }";
        return `{ crash: ${who}, at: ${15 + 15 * i} s, restart: 1 s }`;
      });
      const host = `{ persistAddresses: ${stored} }`;
      const took = recoveries({ nodes: 5, host, faults, duration: "315 s" }, seed);
      expect(took).toHaveLength(21);
      expect(Math.max(...took)).toBeLessThan(limit);
    },
  );

  test.each([true, false])("D.3 48: all crash together and start again; addresses stored: %s", (stored) => {
    const faults = ["{ crash: [1, 2, 3, 4, 5], at: 10 s, restart: 1 s }"];
    const host = `{ persistAddresses: ${stored} }`;
    const took = recoveries({ nodes: 5, host, faults, duration: "20 s" }, seed);
    expect(took).toHaveLength(2);
    expect(Math.max(...took)).toBeLessThan(roundTrips);
  });

  // Range 1 has moved to node 2: the others keep their sentinel while node 1 is away. Node 1 is told of its own address alone.
  test.each([
    [2, false, "node 2, which has lost its only peer, dials it until it is back", 2.5 * second],
    [5, true, "it dials the addresses that it has stored", withStored],
  ])("D.3 49: among %i nodes, addresses stored: %s, node 1 recovers: %s", (nodes, stored, _, limit) => {
    expect(restartOfNode1({ nodes, stored, seed })).toBeLessThan(limit);
  });

  test("D.3 50: in a hundred rounds the dead node vanishes from all views, all are equal, and equal again once it is back", () => {
    const pause = 20;
    const faults = Array.from(
      { length: 100 },
      (_, i) => `{ crash: { random: 1 }, at: ${pause * (2 * i + 1)} s, restart: ${pause} s }`,
    );
    /** By the time at which a node came or went, how long it took until all views were equal and spoke of live nodes only, and all. */
    const agreed = new Map<number, number>();
    const stores = new Stores((now, time) => {
      if (now.changedAt === 0) return;
      if (!agreed.has(now.changedAt)) agreed.set(now.changedAt, Number.POSITIVE_INFINITY);
      if (agreed.get(now.changedAt) !== Number.POSITIVE_INFINITY) return;
      const live = [...now.live.keys()].sort();
      const first = now.view(live[0]!, time);
      if (!speaksOf(first, live)) return;
      const others = live.slice(1).map((node) => now.view(node, time).join());
      if (others.every((view) => view === first.join())) agreed.set(now.changedAt, time - now.changedAt);
    });
    run(scenario({ nodes: 9, faults, duration: `${pause * 201} s`, workload: background }), { seed, probes: [stores] });
    expect(agreed.size).toBe(200);
    // Of the dead node its peers hear at once, and what it said last lives for 4 s; the rest is as above.
    expect(Math.max(...agreed.values())).toBeLessThan(withoutStored(1));
  });
});

/** Does a view have a line of each of these nodes and of no others, and do the lines name no others? */
function speaksOf(view: readonly [number, string][], live: readonly number[]): boolean {
  const named = view.flatMap(([, peers]) => (peers === "" ? [] : peers.split(",").map(Number)));
  return view.map(([node]) => node).join() === live.join() && named.every((node) => live.includes(node));
}
