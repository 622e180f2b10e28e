import { describe, expect, test } from "vitest";
import type { Gossip } from "../../src/gossip/gossip.ts";
import { Info } from "../../src/gossip/info.ts";
import type { Request } from "../../src/gossip/messages.ts";
import type { GossipOptions } from "../../src/gossip/options.ts";
import type { Probe } from "../../src/simulation/trace.ts";
import { info, madeAt } from "../gossip/support.ts";
import { Recorder, second } from "./support.ts";
import { addressOf, type NodeStart, TestWorld } from "./world.ts";

const ms = 1_000_000;
const off = Number.POSITIVE_INFINITY;
const nothing = new Uint8Array();

/** Without what a node publishes by itself. */
const quiet: Partial<GossipOptions> = { clientsInterval: off };

/** Whoever has a sentinel and a connection is not stalled, and dials nobody. */
const contented = (gossip: Gossip) => gossip.addInfo("sentinel", nothing, 0);

const connected = (gossip: Gossip) => gossip.server.connectedNodes().map(({ peerId }) => peerId);
const farthest = (gossip: Gossip) => gossip.store.mostDistant(() => false);

describe("few nodes", () => {
  test("D.3 32: of two clients from one node to another one stays", () => {
    const world = new TestWorld({ latency: ms / 10 });
    const second = world.start(2, { options: quiet });
    // Two names of one node: the second dial is no attempt that is under way already.
    const options = { ...quiet, bootstrapInterval: ms };
    const resolve: NodeStart["resolve"] = (address, endpoint) =>
      address === "alias:26257" ? world.endpoint(2) : endpoint;
    const first = world.start(1, { options, join: [2, "alias:26257"], resolve });
    world.run(1.1 * ms);
    contented(first);
    expect([first.outgoing.size, second.server.incoming.size]).toEqual([2, 1]);
    world.run(10 * ms);
    expect([first.outgoing.size, second.server.incoming.size]).toEqual([1, 1]);
    expect([connected(first), connected(second)]).toEqual([[], [1]]);
  });

  test("D.3 34: a resolver that fails three times is asked again after each pause, until it answers", () => {
    const world = new TestWorld({ latency: ms / 10 });
    const tries: number[] = [];
    world.start(1, { before: (gossip) => gossip.addInfo("key", nothing, 0) });
    world.start(2, {
      join: [1],
      options: { ...quiet, bootstrapInterval: 10 * ms },
      resolve: (_, endpoint) => {
        tries.push(world.scheduler.now);
        return tries.length > 3 ? endpoint : null;
      },
    });
    world.run(31 * ms);
    // The fourth finds it, and the dial looks it up once more.
    expect(tries.map((time) => time / ms)).toEqual([0, 10, 20, 30, 30]);
    expect(world.gossip(2).store.get("key")).toBeDefined();
  });

  test("D.3 35: a node dials no more than it may, however many are too far away", () => {
    const world = new TestWorld({ latency: ms / 10 });
    const gossip = world.start(1, { options: quiet, before: contented });
    for (const id of [2, 3, 4, 5]) world.start(id, { options: quiet, join: [1] });
    world.run(100 * ms);
    expect(connected(gossip)).toHaveLength(3);
    expect(gossip.outgoing.size).toBe(0);
    for (const { key, value, originStamp, ttlStamp, nodeId, peerId } of gossip.store.infos()) {
      const later = { ...value, time: Number(value.time) + 1 };
      gossip.store.add(Info.of({ key, value: later, originStamp, ttlStamp, nodeId, hops: 6, peerId }, "v2"));
    }
    // Each Request of a peer leads to a look (V4.3), and so does each delta of a server.
    const looks = 4;
    for (let look = 0; look < looks; look++) {
      world.gossip(2).addInfo(`look ${look}`, nothing, 0);
      const exceeds = () => gossip.outgoing.size > 3 || gossip.clientPeers().length > 3;
      expect(world.runUntil(exceeds, 10 * ms)).toBe(off);
    }
    expect([gossip.outgoing.size, gossip.clientPeers().length]).toEqual([3, 3]);
  });

  test("D.3 38: of three peers a node that culls keeps two", () => {
    const world = new TestWorld({ latency: ms / 10 });
    for (const id of [2, 3, 4]) world.start(id, { options: quiet });
    const options = { ...quiet, bootstrapInterval: 10 * ms, stallInterval: 5 * ms, cullInterval: second };
    const gossip = world.start(1, { options, join: [2, 3, 4] });
    // Without a sentinel it dials one after the other.
    world.run(25 * ms);
    contented(gossip);
    expect(gossip.outgoing.ids()).toEqual([2, 3, 4]);
    world.run(1.25 * second);
    expect(gossip.outgoing.size).toBe(2);
    world.run(10 * second);
    expect(gossip.outgoing.size).toBe(2);
  });

  test("D.3 39: a node that has lost its only peer dials it until it is back", () => {
    const world = new TestWorld({ latency: ms });
    const options = { ...quiet, stallInterval: 5 * ms };
    world.start(2, { options });
    const gossip = world.start(1, { options, join: [2], before: contented });
    world.run(2 * second);
    expect(gossip.outgoing.ids()).toEqual([2]);
    world.stop(2);
    world.run(2 * ms);
    expect(gossip.outgoing.has(2)).toBe(false);
    world.run(10 * second);
    world.start(2, { options });
    // The breaker opens after at most 1.5 s, and the next try comes a pause of 1 s after that at the latest.
    expect(world.runUntil(() => gossip.outgoing.has(2), 2.5 * second + 10 * ms)).toBeLessThan(off);
  });

  test("D.3 40: a node does not join two clusters", () => {
    const id = (byte: number) => new Uint8Array(16).fill(byte);
    const recorder = new Recorder();
    const world = new TestWorld({ latency: ms / 10, probes: [recorder] });
    const options = { ...quiet, bootstrapInterval: 10 * ms, stallInterval: 10 * ms };
    const first = world.start(1, { options, clusterId: id(1) });
    const second = world.start(2, { options, clusterId: id(2) });
    world.start(3, { options, clusterId: id(1), join: [1, 2] });
    world.run(20 * ms);
    expect([connected(first), connected(second)]).toEqual([[3], []]);
    world.stop(1);
    world.run(20 * ms);
    expect(connected(second)).toEqual([]);
    const refused = recorder.events("hung-up").filter(({ event }) => event.reason === "cluster id mismatch");
    expect(refused.length).toBeGreaterThan(0);
    expect(second.store.infos().map(({ nodeId }) => nodeId)).toEqual([2]);
  });

  test.each([
    ["has published since", false, true],
    ["has published nothing yet", true, false],
  ])("D.3 42: an own info of an earlier life comes back to a node that %s: %s", (_, comesBack, hasPublished) => {
    const world = new TestWorld({ latency: ms });
    const old = madeAt("foo", "of an earlier life", -10);
    const foo = info({ key: "foo", nodeId: 1, value: old, originStamp: -9, hops: 1, peerId: 1 });
    world.start(2, { options: quiet, before: (gossip) => gossip.store.add(foo) });
    const gossip = world.start(1, { options: quiet, join: [2], describes: false });
    if (hasPublished) gossip.addInfo("bar", nothing, 0);
    world.run(10 * second);
    expect(gossip.outgoing.ids()).toEqual([2]);
    expect(gossip.store.get("foo") !== undefined).toBe(comesBack);
  });
});

describe("D.3 36: a chain of ten in which nobody cares how far another is", () => {
  function chain(startMarkers: boolean): TestWorld {
    const world = new TestWorld({ latency: ms });
    for (let id = 1; id <= 10; id++) {
      const options = { ...quiet, startMarkers, maxHops: 100 };
      world.start(id, id === 1 ? { options, before: contented } : { options, join: [id - 1] });
      world.run(20 * ms);
    }
    expect(farthest(world.gossip(1))).toEqual({ nodeId: 10, hops: 9 });
    const sizes = Array.from({ length: 10 }, (_, i) => world.gossip(i + 1).store.size);
    expect(sizes).toEqual(new Array(10).fill(11));
    return world;
  }

  /** Lets a node at one end of the chain mind that the other end is 9 hops away. */
  function close(world: TestWorld, from: number): void {
    world.options(from).maxHops = 8;
    world.gossip(5).addInfo("poke", nothing, 0);
    world.run(20 * ms);
    expect(world.gossip(from).outgoing.ids()).toContain(11 - from);
  }

  test.each([
    [1, 10],
    [10, 1],
  ])("D.3 36: once an edge from %i to %i closes it, node 6 is the farthest from node 1, 5 hops away", (from) => {
    const world = chain(true);
    close(world, from);
    expect(farthest(world.gossip(1))).toEqual({ nodeId: 6, hops: 5 });
  });

  test("S7: without markers distances stay as they were, but for what is published anew", () => {
    const world = chain(false);
    close(world, 1);
    expect(farthest(world.gossip(1))).toEqual({ nodeId: 10, hops: 9 });
  });
});

/**
 * The original's own simulator, in which the last lines of the catalogue were measured: all nodes are told the address of node 1, itself included;
 * every 5 ms comes a cycle, in which node 1 publishes sentinel and cluster id, every node its address as a key, and every stream's
 * receiver takes its next Request (V4.5).
 */
class CycleWorld {
  refusals = 0;
  readonly #known = new Set<string>();
  readonly #world: TestWorld;
  readonly #nodes: number[];
  readonly #receivers: (() => void)[] = [];
  #cycle = 0;

  constructor(count: number, seed: number) {
    const probe: Probe = {
      connection: (_, __, { type }) => {
        if (type === "refused") this.refusals++;
      },
      stored: (_, node, { key }) => {
        if (key.startsWith("node:")) this.#known.add(`${key} at ${node}`);
      },
    };
    this.#world = new TestWorld({ latency: ms / 20, probes: [probe], seed });
    this.#nodes = Array.from({ length: count }, (_, i) => i + 1);
    for (const id of this.#nodes) {
      this.#world.start(id, { join: [1], before: (gossip) => this.#gate(gossip) });
      this.#world.gossip(id).addInfo(addressOf(id), counterValue(0), hour);
    }
  }

  /** Cycles until that is so; Infinity when it is not within 1000. */
  runUntil(isSo: () => boolean): number {
    const first = this.#cycle;
    while (!isSo()) {
      if (this.#cycle - first === 1000) return off;
      this.runCycle();
    }
    return this.#cycle - first;
  }

  /** Every node holds the descriptor of every node. */
  get isFullyConnected(): boolean {
    return this.#known.size === this.#nodes.length * this.#nodes.length;
  }

  runCycle(): void {
    const value = counterValue(++this.#cycle);
    const first = this.#world.gossip(1);
    first.addInfo("sentinel", value, hour);
    first.addInfo("cluster-id", value, 0);
    for (const id of this.#nodes) this.#world.gossip(id).addInfo(addressOf(id), value, hour);
    for (const release of this.#receivers) release();
    this.#world.run(5 * ms);
  }

  /** V4.5: having answered a Request, a receiver waits for the cycle's signal before it takes the next. */
  #gate(gossip: Gossip): void {
    const accept = gossip.accept.bind(gossip);
    gossip.accept = (stream) => {
      const handler = accept(stream);
      const waiting: Request[] = [];
      let isReady = true;
      const take = () => {
        const request = isReady ? waiting.shift() : undefined;
        if (request === undefined) return;
        isReady = false;
        handler.received(request);
      };
      this.#receivers.push(() => {
        isReady = true;
        take();
      });
      return {
        received: (request) => {
          waiting.push(request);
          take();
        },
        closed: (reason) => handler.closed(reason),
      };
    };
  }
}

const hour = 3600 * second;

function counterValue(counter: number): Uint8Array {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setBigUint64(0, BigInt(counter));
  return value;
}

describe("the original's simulator", () => {
  const seeds = [1, 2, 3];

  test.each(seeds)(
    "D.3 43, V4.5: ten nodes know each other after about a dozen cycles and refusals, seed %i",
    (seed) => {
      const world = new CycleWorld(10, seed);
      const cycles = world.runUntil(() => world.isFullyConnected);
      // Half a dozen to two dozen.
      expect(cycles).toBeGreaterThanOrEqual(6);
      expect(cycles).toBeLessThanOrEqual(24);
      expect(world.refusals).toBeGreaterThanOrEqual(6);
      expect(world.refusals).toBeLessThanOrEqual(24);
    },
  );

  /** Cycles until so many have gone by without a refusal. */
  function untilQuiet(world: CycleWorld, cycles: number): number {
    let last = -1;
    let quiet = 0;
    return world.runUntil(() => {
      quiet = world.refusals === last ? quiet + 1 : 0;
      last = world.refusals;
      return quiet === cycles;
    });
  }

  test.each(seeds)("D.3 44: among 24 nodes refusals die out, seed %i", (seed) => {
    const world = new CycleWorld(24, seed);
    // Where the original's simulator stops: of 120 runs 102 after 6 cycles, and the others after 10 to 19. Nodes that tighten cause some more refusals; a
    // dozen cycles later they have all found their places.
    expect(untilQuiet(world, 5)).toBeLessThanOrEqual(20);
    expect(world.refusals).toBeGreaterThanOrEqual(20);
    expect(untilQuiet(world, 100)).toBeLessThanOrEqual(120);
    expect(world.isFullyConnected).toBe(true);
  });

  test("D.3 44: mostly they do within a dozen cycles", () => {
    const cycles = Array.from({ length: 20 }, (_, index) => untilQuiet(new CycleWorld(24, index + 1), 5));
    // 17 are to be expected, and fewer than 14 once in fifty times.
    expect(cycles.filter((count) => count <= 12).length).toBeGreaterThanOrEqual(14);
  });
});
