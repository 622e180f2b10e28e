import { describe, expect, test } from "vitest";
import { type Recorder, record, type ScenarioParts, second } from "./support.ts";

const background = ["{ use: cockroach-2.1 }"];

/** Twelve nodes that join through one, with the dice of jitter and of three crashes. */
const base: ScenarioParts = {
  nodes: 12,
  within: "300 ms",
  workload: [...background, '{ key: "load:{node}", from: all, every: 1 s, jitter: 20 %, size: 40 B, ttl: 3 s }'],
  duration: "6 s",
  network: "jitter: { kind: lognormal, sigma: 0.1 }",
  faults: ["{ crash: { random: 3 }, at: 2.5 s, restart: 1 s }"],
};

const count = (recorder: Recorder, kind: string) => recorder.sent.filter(({ message }) => message.kind === kind).length;
const dials = (recorder: Recorder, cause: string) =>
  recorder.events("dialled").filter(({ event }) => event.cause === cause).length;
const clientsInfos = (recorder: Recorder) =>
  recorder.infos.filter(
    ({ node, info }) => info.nodeId === node && info.hops === 0 && info.key.startsWith("gossip-clients:"),
  );
const infosSent = (recorder: Recorder) => recorder.sent.reduce((sum, { message }) => sum + message.delta.length, 0);
/** Most connections that came in at one node at a time. */
const mostIncoming = (recorder: Recorder) => {
  const incoming = new Map<number, number>();
  let most = 0;
  for (const { node, event } of recorder.connections) {
    if (event.type === "accepted") incoming.set(node, (incoming.get(node) ?? 0) + 1);
    if (event.type === "left") incoming.set(node, incoming.get(node)! - 1);
    most = Math.max(most, incoming.get(node) ?? 0);
  }
  return most;
};

interface Case {
  readonly option: string;
  /** What is written beside the preset. */
  readonly written: string;
  readonly preset?: string;
  readonly parts?: ScenarioParts;
  /** What the option changes, given the run without and the run with it. */
  readonly shows: (without: Recorder, with_: Recorder) => void;
}

const cases: readonly Case[] = [
  {
    option: "maxHops",
    written: "maxHops: 2",
    parts: { nodes: 8, join: "line" },
    shows(without, with_) {
      expect(dials(with_, "tighten")).toBeGreaterThan(dials(without, "tighten"));
    },
  },
  {
    option: "minPeers",
    written: "minPeers: 6",
    parts: { faults: [] },
    shows(without, with_) {
      expect([mostIncoming(without), mostIncoming(with_)]).toEqual([3, 6]);
      expect(with_.events("refused").length).toBeLessThan(without.events("refused").length);
    },
  },
  {
    option: "peersRoot",
    written: "peersRoot: 2",
    parts: { nodes: 30, faults: [], duration: "1 s" },
    shows(without, with_) {
      expect(mostIncoming(without)).toBeLessThanOrEqual(4);
      expect(mostIncoming(with_)).toBeGreaterThan(4);
      expect(mostIncoming(with_)).toBeLessThanOrEqual(6);
    },
  },
  {
    option: "resend",
    written: "resend: replace",
    shows(without, with_) {
      expect(infosSent(with_)).toBeGreaterThan(1.2 * infosSent(without));
    },
  },
  {
    option: "highWaterStamps",
    written: "highWaterStamps: delta",
    shows(without, with_) {
      const stamps = (recorder: Recorder) =>
        recorder.sent.reduce((sum, { message }) => sum + message.lengths.stamps, 0);
      expect(stamps(with_)).toBeLessThan(stamps(without) / 2);
      // What is known does not depend on it: the same messages, only smaller.
      expect(with_.sent.length).toBeGreaterThan(0.9 * without.sent.length);
    },
  },
  {
    option: "identity",
    written: "identity: first-request",
    shows(without, with_) {
      const named = (recorder: Recorder) =>
        recorder.sent.filter(({ message }) => "identity" in message && message.identity !== null).length;
      expect(named(without)).toBe(count(without, "request-first") + count(without, "request-delta"));
      expect(named(with_)).toBe(count(with_, "request-first"));
    },
  },
  {
    option: "startMarkers",
    written: "startMarkers: false",
    shows(without, with_) {
      const markers = (recorder: Recorder) =>
        recorder.sent
          .filter(({ message, time }) => message.kind === "response-first" && time > second)
          .reduce((sum, { message }) => sum + message.delta.filter(({ key }) => key.startsWith("node:")).length, 0);
      expect(markers(with_)).toBeLessThan(markers(without));
    },
  },
  {
    option: "firstSend",
    written: "firstSend: at-once",
    shows(without, with_) {
      /** First Requests that were followed by a delta before any answer had come. */
      const dumps = (recorder: Recorder) =>
        recorder.sent.filter(({ message, time, node }) => {
          if (message.kind !== "request-first") return false;
          const next = recorder.sent.find(
            (one) => one.node === node && one.time > time && one.message.kind.startsWith("request"),
          );
          return next?.message.kind === "request-delta" && next.time - time < 500_000;
        }).length;
      expect(dumps(without)).toBe(0);
      expect(dumps(with_)).toBeGreaterThan(5);
    },
  },
  {
    option: "emptyFirstReply",
    written: "emptyFirstReply: false, startMarkers: false",
    parts: { nodes: 2, join: "line", workload: [], faults: [], protocol: "startMarkers: false" },
    shows(without, with_) {
      const empty = (recorder: Recorder) =>
        recorder.sent.filter(({ message }) => message.kind === "response-first" && message.delta.length === 0).length;
      expect(empty(without)).toBeGreaterThan(0);
      expect(empty(with_)).toBe(0);
    },
  },
  {
    option: "clientsInterval",
    written: "clientsInterval: off",
    shows(without, with_) {
      expect(clientsInfos(without).length).toBeGreaterThan(12 * 2);
      expect(clientsInfos(with_)).toEqual([]);
    },
  },
  {
    option: "clientsInterval, another one",
    written: "clientsInterval: 500 ms",
    shows(without, with_) {
      expect(clientsInfos(with_).length).toBeGreaterThan(2 * clientsInfos(without).length);
    },
  },
  {
    option: "clientsTtl",
    written: "clientsTtl: 7 s",
    shows(without, with_) {
      const ttls = (recorder: Recorder) =>
        new Set(clientsInfos(recorder).map(({ info }) => Number(info.ttlStamp) - Number(info.value.time)));
      expect([[...ttls(without)], [...ttls(with_)]]).toEqual([[4 * second], [7 * second]]);
    },
  },
  {
    option: "stallInterval",
    written: "stallInterval: 20 s",
    // The sentinel ends without a disconnect: only the timer tells.
    parts: { nodes: 3, workload: ['{ key: "sentinel", from: 1, size: 16 B, ttl: 4 s }'], faults: [] },
    shows(without, with_) {
      const late = (recorder: Recorder) => recorder.events("dialled").filter(({ time }) => time > 4.1 * second).length;
      expect(late(without)).toBeGreaterThan(0);
      expect(late(with_)).toBe(0);
    },
  },
  {
    option: "bootstrapInterval",
    written: "bootstrapInterval: 100 ms",
    parts: { nodes: 2, workload: background, faults: [], within: "0 s" },
    shows(without, with_) {
      const again = (recorder: Recorder) => recorder.events("dialled").filter(({ node }) => node === 1)[1]!.time;
      expect(Math.round(again(without) / 1e8)).toBe(10);
      expect(Math.round(again(with_) / 1e8)).toBe(1);
    },
  },
  {
    option: "cullInterval",
    written: "cullInterval: 1 s, maxHops: 1",
    parts: { nodes: 12, faults: [], duration: "2.5 s", protocol: "maxHops: 1" },
    shows(without, with_) {
      expect(without.events("culled")).toEqual([]);
      expect(with_.events("culled").length).toBeGreaterThan(0);
    },
  },
  {
    option: "jitter",
    written: "jitter: 0 %",
    // The first check after the sentinel's end, by the timer alone, leads to a dial.
    parts: {
      nodes: 3,
      within: "0 s",
      duration: "8 s",
      workload: ['{ key: "sentinel", from: 1, size: 16 B, ttl: 4.5 s }'],
      faults: [],
    },
    shows(without, with_) {
      const first = (recorder: Recorder) =>
        [1, 2, 3].map(
          (id) => recorder.events("dialled").find(({ node, time }) => node === id && time > 4.5 * second)!.time,
        );
      for (const time of first(with_)) expect(Math.abs(time - 6 * second)).toBeLessThan(0.01 * second);
      for (const time of first(without)) expect(Math.abs(time - 6 * second)).toBeGreaterThan(0.01 * second);
    },
  },
  {
    option: "batchDelay",
    written: "batchDelay: 50 ms",
    shows(without, with_) {
      expect(with_.sent.length).toBeLessThan(0.9 * without.sent.length);
    },
  },
  {
    option: "tightenInterval",
    written: "tightenInterval: 5 s, maxHops: 1",
    parts: { nodes: 8, join: "line", faults: [], protocol: "maxHops: 1" },
    shows(without, with_) {
      const early = (recorder: Recorder) =>
        recorder.events("dialled").filter(({ time, event }) => event.cause === "tighten" && time < 2 * second).length;
      expect(early(with_)).toBeLessThan(early(without));
    },
  },
  {
    option: "incomingSlack",
    written: "incomingSlack: 2",
    parts: { faults: [] },
    shows(without, with_) {
      expect([mostIncoming(without), mostIncoming(with_)]).toEqual([3, 5]);
    },
  },
];

describe("every option has its effect, and messages as bytes give the run that messages as objects give", () => {
  test.each(cases)("$option", ({ written, parts = {}, shows }) => {
    const { protocol: baseline = "", ...rest } = parts;
    const all = { ...base, ...rest };
    const without = record({ ...all, protocol: baseline });
    const with_ = record({ ...all, protocol: written });
    expect(with_.fingerprint()).not.toBe(without.fingerprint());
    shows(without, with_);
    expect(record({ ...all, protocol: written }, { wire: "encoded" }).fingerprint()).toBe(with_.fingerprint());
  });

  // It costs the nodes work and nothing on the wire: the callbacks that lead to messages run on unchanged values either way (K6).
  test("callbacks", () => {
    const all = record({ ...base, protocol: "callbacks: all" });
    const fewer = record({ ...base, protocol: "callbacks: changed-or-redundant" });
    expect(all.callbacks).toBeGreaterThan(fewer.callbacks);
    expect(all.fingerprint()).toBe(fewer.fingerprint());
    expect(record({ ...base, protocol: "callbacks: all" }, { wire: "encoded" }).fingerprint()).toBe(all.fingerprint());
  });

  test.each(["cockroach-1.0", "cockroach-2.0", "cockroach-2.1"])("preset %s", (preset) => {
    const parts = { ...base, protocol: `preset: ${preset}`, workload: [`{ use: ${preset} }`] };
    const counted = record(parts);
    expect(counted.bytes).toBeGreaterThan(10_000);
    expect(record(parts, { wire: "encoded" }).fingerprint()).toBe(counted.fingerprint());
  });

  test("the presets differ from each other", () => {
    const prints = ["1.0", "2.0", "2.1"].map((version) =>
      record({ ...base, protocol: `preset: cockroach-${version}` }).fingerprint(),
    );
    expect(new Set(prints).size).toBe(3);
  });

  test("v1.0: each info is two bytes longer", () => {
    const parts = { nodes: 2, workload: ['{ key: "k", from: 1, size: 40 B }'], duration: "1 s" };
    const length = (preset: string) =>
      record({ ...parts, protocol: `preset: ${preset}` }).infos.find(({ info }) => info.key === "k")!.info.length;
    expect(length("cockroach-1.0") - length("cockroach-2.0")).toBe(2);
  });
});

describe("settings of network and host", () => {
  const full = (recorder: Recorder) =>
    Math.max(...Array.from({ length: 12 }, (_, i) => recorder.storedAt(1, `node:${i + 1}`)));

  test("wire bytes are what the messages count themselves, the rest is apart", () => {
    for (const transport of ["none", "grpc", "grpc-tls"]) {
      const recorder = record({ ...base, network: `transport: ${transport}`, faults: [] });
      const { messages, messageBytes, framing, headers, handshake, heartbeat } = recorder.wire;
      const left = recorder.sent.slice(0, messages);
      // All but those still on a processor, or meant for a stream that was closed meanwhile.
      expect(messages).toBeGreaterThan(0.98 * recorder.sent.length);
      expect(messageBytes).toBeLessThanOrEqual(recorder.bytes);
      expect(messageBytes).toBeGreaterThan(0.98 * left.reduce((sum, { message }) => sum + message.length, 0));
      expect([framing > 0, headers > 0, handshake > 0, heartbeat > 0]).toEqual(new Array(4).fill(transport !== "none"));
    }
  });

  test("latency, handshakes, bandwidth and processing each make joining slower", () => {
    const time = (parts: ScenarioParts) => full(record({ ...base, faults: [], ...parts, duration: "30 s" }));
    const plain = time({ network: "" });
    expect(time({ latency: "50 ms", network: "" })).toBeGreaterThan(plain);
    expect(time({ network: "transport: none", within: "0 s" })).toBeLessThan(time({ network: "", within: "0 s" }));
    expect(time({ network: "host: { up: 100 kbit/s, down: unlimited }" })).toBeGreaterThan(plain);
    expect(time({ network: "", host: "{ processing: { message: 20 ms, info: 1 ms } }" })).toBeGreaterThan(plain);
  });

  test("back-pressure: with a small quota and a slow link messages are fewer and fuller, and all still arrives", () => {
    const parts: ScenarioParts = {
      nodes: 2,
      join: "line",
      workload: ['{ key: "a", from: 1, every: 10 ms, size: 4 kB }', '{ key: "b", from: 1, every: 10 ms, size: 4 kB }'],
      duration: "5 s",
      // Without a sentinel it would dial again, and the second stream would share the link.
      protocol: "bootstrapInterval: 10 s",
    };
    const free = record(parts);
    const tight = record({ ...parts, network: "host: { up: 1 Mbit/s, down: unlimited }, writeQuota: 1 B" });
    const deltas = (recorder: Recorder) =>
      recorder.sent.filter(({ node, message }) => node === 1 && message.delta.length > 0).length;
    expect(deltas(free)).toBeGreaterThan(490);
    expect(deltas(tight)).toBeLessThan(160);
    const ages = tight.received
      .filter(({ node, message }) => node === 2 && message.delta.length > 0)
      .map(({ time, message }) => time - Number(message.delta[0]!.value.time));
    expect(Math.max(...ages.slice(5))).toBeLessThan(0.2 * second);
    const encoded = record(
      { ...parts, network: "host: { up: 1 Mbit/s, down: unlimited }, writeQuota: 1 B" },
      { wire: "encoded" },
    );
    expect(encoded.fingerprint()).toBe(tight.fingerprint());
  });
});
