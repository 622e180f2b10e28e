import { describe, expect, test } from "vitest";
import { valueData } from "../../src/gossip/checksum.ts";
import { decodeNodeDescriptor } from "../../src/gossip/descriptors.ts";
import type { GossipOptions } from "../../src/gossip/options.ts";
import { presets } from "../../src/scenario/presets.ts";
import type { ProtocolSettings } from "../../src/scenario/scenario.ts";
import {
  connectedNode,
  deltas,
  dials,
  hangUp,
  kinds,
  nodeInfo,
  requestFrom,
  responseFrom,
  zero,
} from "../gossip/conversation.ts";
import { addressOf, descriptor, info, TestNode } from "../gossip/support.ts";
import { record, scenario, second } from "./support.ts";

/** The options of the specification's first table, each with a value that is no preset's, as a scenario file writes it and as it is meant. */
const options: Readonly<Record<Exclude<keyof ProtocolSettings, "preset">, readonly [written: string, meant: unknown]>> =
  {
    maxHops: ["7", 7],
    minPeers: ["4", 4],
    peersRoot: ["2", 2],
    resend: ["replace", "replace"],
    highWaterStamps: ["delta", "delta"],
    identity: ["first-request", "first-request"],
    startMarkers: ["false", false],
    firstSend: ["at-once", "at-once"],
    emptyFirstReply: ["false", false],
    clientsInterval: ["off", Number.POSITIVE_INFINITY],
    clientsTtl: ["5 s", 5 * second],
    stallInterval: ["3 s", 3 * second],
    bootstrapInterval: ["4 s", 4 * second],
    cullInterval: ["50 s", 50 * second],
    jitter: ["10 %", 0.1],
    batchDelay: ["10 ms", 0.01 * second],
    tightenInterval: ["1 s", second],
    incomingSlack: ["2", 2],
    callbacks: ["all", "all"],
  };

describe("options are named the same in the specification, in scenario files and in the core", () => {
  test.each(Object.entries(options))("%s", (name, [written, meant]) => {
    const { protocol } = scenario({ protocol: `${name}: ${written}` });
    const { [name as keyof ProtocolSettings]: value, ...rest } = protocol;
    expect(value).toBe(meant);
    const { [name as keyof ProtocolSettings]: default_, ...others } = presets["cockroach-2.1"];
    expect(value).not.toBe(default_);
    expect(rest).toEqual(others);
  });

  // No file writes the version, which goes with the preset, nor what becomes of an address that is used again, as none ever is.
  test("the core's are the same, and beside them two that no file writes", () => {
    const core: Record<Exclude<keyof GossipOptions, "version" | "addressReuse">, unknown> = options;
    const file: Record<Exclude<keyof ProtocolSettings, "preset">, unknown> = core;
    expect(Object.keys(file).sort()).toEqual(
      Object.keys(presets["cockroach-2.1"])
        .filter((name) => name !== "preset")
        .sort(),
    );
  });

  test("another name is refused", () => {
    expect(() => scenario({ protocol: "maxHop: 7" })).toThrow("maxHop");
  });
});

// Section F: what the versions disagree about, row by row. The specification's v1.1 has no preset: it is 2.0 with the timestamps of 1.0.

const versions = ["1.0", "2.0", "2.1"] as const;
type Version = (typeof versions)[number];

const protocolOf = (version: Version): GossipOptions => ({
  ...presets[`cockroach-${version}`],
  version,
  addressReuse: "erase",
});
const nodeOf = (version: Version, nodeId = 1) => new TestNode({ nodeId, options: protocolOf(version) });
/** A node of a version with a stream to node 2, which has answered, and without keys of its own. */
const connected = (version: Version) => connectedNode({ options: protocolOf(version) });

interface Row {
  readonly topic: string;
  readonly shown: (version: Version) => unknown;
  /** For 1.0, 2.0 and 2.1. */
  readonly expected: readonly [unknown, unknown, unknown];
}

const rows: readonly Row[] = [
  {
    topic: "maxPeers divisor: connections each way among 64 nodes",
    shown(version) {
      const node = nodeOf(version, 99);
      node.accept(requestFrom(2, { delta: Array.from({ length: 64 }, (_, i) => nodeInfo(i + 1)) }));
      return [node.gossip.outgoing.maxSize, node.gossip.server.incoming.maxSize];
    },
    expected: [
      [3, 3],
      [4, 4],
      [4, 4],
    ],
  },
  {
    topic: "timestamp bytes in infos: length of an info with 10 bytes of data at its origin",
    shown(version) {
      const parts = { nodes: 1, workload: ['{ key: "k", from: 1, size: 10 B, ttl: 1 min }'], duration: "1 s" };
      const { infos } = record({ ...parts, protocol: `preset: cockroach-${version}` });
      return infos.find(({ info }) => info.key === "k")!.info.length;
    },
    expected: [55, 53, 53],
  },
  {
    topic: "client's first full send: what has left before the first reply, and after 1 s",
    shown(version) {
      const node = nodeOf(version);
      node.gossip.addInfo("a", zero, 0);
      node.gossip.start([addressOf(2)]);
      node.environment.settle();
      node.lastDialled.handler.opened();
      node.environment.settle();
      const before = deltas(node.lastDialled);
      node.environment.advance(second);
      return [before, deltas(node.lastDialled)];
    },
    expected: [
      [
        [[], ["a"]],
        [[], ["a"]],
      ],
      [
        [[], ["a"]],
        [[], ["a"]],
      ],
      [[[]], [[], ["a"]]],
    ],
  },
  {
    topic: "server's first reply when there is nothing to send",
    shown: (version) => kinds(nodeOf(version).accept(requestFrom(2))),
    expected: [["response-ack"], ["response-ack"], ["response-first", "response-ack"]],
  },
  {
    topic: "remote stamps: what a client that stays silent is sent of two infos that come one after the other",
    shown(version) {
      const node = nodeOf(version);
      const stream = node.accept(requestFrom(2));
      stream.sent.length = 0;
      for (const key of ["a", "b"]) {
        node.gossip.addInfo(key, zero, 0);
        node.environment.settle();
      }
      return deltas(stream);
    },
    expected: [
      [["a"], ["a", "b"]],
      [["a"], ["a", "b"]],
      [["a"], ["b"]],
    ],
  },
  {
    topic: "markers at the start of a stream",
    shown(version) {
      const { node, stream } = connected(version);
      stream.handler.received(responseFrom(2, [nodeInfo(3)]));
      const stamps = node.gossip.store.highWater.snapshot(null);
      const accepted = node.accept({ ...requestFrom(4), stamps });
      return accepted.sent.flatMap(({ delta }) => delta.map(({ key }) => key));
    },
    expected: [[], [], ["node:3"]],
  },
  {
    topic: "callbacks on an unchanged value: plain, redundant",
    shown(version) {
      const { gossip, environment } = nodeOf(version);
      const calls = [0, 0];
      gossip.registerCallback(/^k$/, () => calls[0]!++);
      gossip.registerCallback(/^k$/, () => calls[1]!++, { redundant: true });
      for (let i = 0; i < 2; i++) gossip.addInfo("k", zero, 0);
      environment.settle();
      return calls;
    },
    expected: [
      [2, 2],
      [2, 2],
      [1, 2],
    ],
  },
  {
    topic: "own id in mostDistant",
    shown(version) {
      const node = nodeOf(version);
      node.accept(requestFrom(2, { delta: [nodeInfo(1, 6)] }));
      return node.gossip.store.mostDistant(() => false);
    },
    expected: [
      { nodeId: 1, hops: 7 },
      { nodeId: 1, hops: 7 },
      { nodeId: 0, hops: 0 },
    ],
  },
  {
    topic: "getInfo deletes expired: infos left in the store",
    shown(version) {
      const node = nodeOf(version);
      node.gossip.addInfo("a", zero, second);
      node.environment.advance(2 * second);
      expect(node.gossip.getInfo("a")).toBeUndefined();
      return node.gossip.store.size;
    },
    expected: [0, 0, 1],
  },
  {
    topic: "stall timer: seconds until a node notices that the sentinel has ended",
    shown(version) {
      const { node, stream } = connected(version);
      const ttlStamp = node.environment.time + 100 * second;
      stream.handler.received(responseFrom(2, [nodeInfo(3), info({ key: "sentinel", nodeId: 2, ttlStamp })]));
      node.environment.advance(100 * second);
      const before = node.environment.dialled.length;
      let waited = 0;
      for (; node.environment.dialled.length === before && waited < 60; waited++) node.environment.advance(second);
      // Shorter than the longest interval of 2.1, or longer than that and shorter than that of the others.
      return waited <= 3 ? "3" : waited <= 38 ? "38" : "more";
    },
    expected: ["38", "38", "3"],
  },
  {
    topic: "sentinel: seconds between two, seconds that one lives",
    shown(version) {
      const { infos } = record({ nodes: 1, workload: [`{ use: cockroach-${version} }`], duration: "130 s" });
      const sentinels = infos.filter(({ info }) => info.key === "sentinel");
      const [first, next] = sentinels;
      return [
        (next!.time - first!.time) / second,
        (Number(first!.info.ttlStamp) - Number(first!.info.value.time)) / second,
      ];
    },
    expected: [
      [60, 120],
      [60, 120],
      [2.25, 4.5],
    ],
  },
  {
    topic:
      "stalled when single: a node with a sentinel that has lost its peer and knows no other address from gossip dials again",
    shown(version) {
      const { node, stream } = connected(version);
      node.gossip.addInfo("sentinel", zero, 0);
      node.environment.advance(10 * second);
      expect(dials(node)).toEqual([addressOf(2)]);
      hangUp(node, stream);
      node.environment.advance(60 * second);
      return dials(node).length > 1;
    },
    expected: [true, true, false],
  },
  {
    topic: "jitter: seconds between stall timers of 10 s, drawn 0, 0.5, 1",
    shown(version) {
      const options = { ...protocolOf(version), stallInterval: 10 * second, cullInterval: Number.POSITIVE_INFINITY };
      const node = new TestNode({ options });
      const { environment, gossip } = node;
      node.accept(requestFrom(2));
      const checks: number[] = [];
      const get = gossip.store.get.bind(gossip.store);
      gossip.store.get = (key: string) => {
        if (key === "sentinel") checks.push(environment.time);
        return get(key);
      };
      gossip.start([]);
      environment.settle();
      // With a peer and without addresses only the timer makes the node look for the sentinel, once the loop has paused.
      const intervals: number[] = [];
      let last = environment.time;
      for (const draw of [0.5, 1, 0]) {
        environment.uniformNumber = draw;
        environment.advance(1.5 * second);
        checks.length = 0;
        while (checks.length === 0) environment.advance(second / 10);
        intervals.push((checks[0]! - last) / second);
        last = checks[0]!;
      }
      return intervals;
    },
    expected: [
      [7.5, 7.5, 7.5],
      [7.5, 7.5, 7.5],
      [7.5, 10, 12.5],
    ],
  },
  {
    topic: "gossip-clients: how often within 10.5 s, seconds that one lives",
    shown(version) {
      const node = nodeOf(version);
      const lives = new Set<number>();
      let count = 0;
      node.gossip.start([]);
      node.environment.settle();
      const hear = (key: string) => {
        const { ttlStamp, value } = node.gossip.store.get(key)!;
        lives.add((Number(ttlStamp) - Number(value.time)) / second);
        count++;
      };
      node.gossip.registerCallback({ prefix: "gossip-clients" }, hear, { redundant: true });
      node.environment.advance(10.5 * second);
      return [count, ...lives];
    },
    expected: [[0], [0], [5, 4]],
  },
  {
    topic: "node ttl in hours",
    shown(version) {
      const node = nodeOf(version);
      node.describe(1, addressOf(1));
      const { ttlStamp, value } = node.gossip.store.get("node:1")!;
      return (Number(ttlStamp) - Number(value.time)) / (3600 * second);
    },
    expected: [1, 1, 2],
  },
  {
    topic: "address reuse: the one who had the address before is erased",
    shown(version) {
      const node = nodeOf(version);
      node.describe(2, addressOf(7));
      node.describe(3, addressOf(7));
      return node.gossip.getInfo("node:2")?.length;
    },
    expected: [0, 0, 0],
  },
  {
    topic: "NodeDescriptor fields: build tag, start time, locality addresses as others read them",
    shown(version) {
      const node = nodeOf(version);
      const tier = { key: "zone", value: "1" };
      const localityAddresses = [{ address: "private:26257", tier }];
      const whole = { ...descriptor(1, addressOf(1)), buildTag: "v2.1.0", startedAt: 7n, localityAddresses };
      node.gossip.setNodeDescriptor(whole);
      const read = decodeNodeDescriptor(valueData(node.gossip.store.get("node:1")!.value.bytes));
      return [read.buildTag, read.startedAt, read.localityAddresses.length];
    },
    expected: [
      ["", 0n, 0],
      ["", 0n, 0],
      ["v2.1.0", 7n, 1],
    ],
  },
];

describe("F: what the versions disagree about", () => {
  test.each(rows)("F: $topic", ({ shown, expected }) => {
    expect(versions.map(shown)).toEqual(expected);
  });
});
