import { millisecond, second } from "../../src/kernel/time.ts";
import { noWireBytes } from "../../src/measure/bytes.ts";
import type { Course } from "../../src/measure/course.ts";
import type { Measurements, MessageKind } from "../../src/measure/measurements.ts";
import { type Summary, summarize } from "../../src/measure/statistics.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

/** A made-up run whose figures are plausible and add up; no simulation behind it. */
export interface MadeRun {
  readonly nodes?: number;
  /** Nanoseconds. */
  readonly endTime?: number;
  readonly bin?: number;
  /** When membership is complete and when the network has settled. */
  readonly membership?: number;
  readonly settled?: number;
  readonly seed?: number;
}

/** That of a run in which nothing happened. */
export const noCourse: Course = { events: 0, marks: "" };

/** Measurements of a made-up run, with any part replaced. */
export function makeMeasurements(overrides: Partial<Measurements> = {}, made: MadeRun = {}): Measurements {
  const { nodes = 10, endTime = second, bin = 50 * millisecond, seed = 1 } = made;
  const { membership = 310 * millisecond, settled = 420 * millisecond } = made;
  const dice = makeDice(seed);
  const bins = Math.ceil(endTime / bin);
  const shape = Array.from({ length: bins }, (_, index) => {
    const start = index * bin;
    const rate = start < membership ? 40 : start < settled ? 8 : 1;
    return rate * (0.7 + 0.6 * dice()) * nodes * nodes;
  });
  const part = (share: number) => shape.map((bytes) => Math.round(bytes * share));
  const infos = part(0.58);
  const stamps = part(0.31);
  const identity = part(0.07);
  const envelope = part(0.04);
  const protobuf = infos.map((bytes, index) => bytes + stamps[index]! + identity[index]! + envelope[index]!);
  const wire = protobuf.map((bytes) => Math.round(bytes * 1.17 + 40 * nodes));
  const total = sum(protobuf);
  const sent = spread(total, nodes, dice);
  const received = spread(total, nodes, dice);
  const wireTotal = sum(wire);
  const added = wireTotal - total + Math.round(total * 0.1);
  const transport = (share: number) => Math.round(added * share);
  const settledBin = Math.ceil(settled / bin);
  const steadySeconds = ((bins - settledBin) * bin) / second;
  const perSecond = (series: readonly number[]) => sum(series.slice(settledBin)) / steadySeconds;
  const cold = Math.floor(membership / bin);
  const arrivals = Array.from({ length: 400 }, () => (5 + 180 * dice() * dice() + 60 * dice()) * millisecond);
  const sorted = arrivals.map(Math.round).sort((a, b) => a - b);
  const times = (factor: number) => summarize(sorted.map((time) => Math.round(time * factor)));
  const kinds: [MessageKind, number][] = [
    ["request-first", 0.11],
    ["request-delta", 0.33],
    ["response-first", 0.09],
    ["response-delta", 0.34],
    ["response-ack", 0.12],
    ["response-forward", 0.01],
  ];
  const byKind = Object.fromEntries(
    shares(
      total,
      kinds.map(([, share]) => share),
    ).map((bytes, index) => [
      kinds[index]![0],
      { messages: Math.round(bytes / 300), bytes, infos: Math.round(bytes / 500) },
    ]),
  ) as Measurements["bytes"]["byKind"];
  const infoBytes = sum(infos);
  const edges = Array.from({ length: nodes - 1 }, (_, index) => [index + 2, Math.ceil((index + 1) / 3)] as const);
  return {
    endTime,
    nodes,
    membership: {
      time: membership,
      complete: true,
      changes: [],
      series: growth(membership, endTime, nodes),
    },
    settled: { time: settled },
    dissemination: {
      published: 40,
      complete: 38,
      overtaken: 2,
      t50: times(0.5),
      t90: times(0.9),
      t99: times(1),
      t100: times(1.2),
      cdf: sorted.map((time, index) => ({ time, share: (index + 1) / sorted.length })),
      byKey: [{ key: "node", published: 40, t50: times(0.5), t99: times(1) }],
    },
    age: times(12),
    bytes: {
      total,
      messages: sum(Object.values(byKind).map((kind) => kind.messages)),
      byKind,
      byComponent: { stamps: sum(stamps), identity: sum(identity), envelope: sum(envelope), infos: infoBytes },
      infosByKey: shares(infoBytes, [0.55, 0.3, 0.1, 0.05]).map((bytes, index) => ({
        key: ["node", "store", "gossip-clients", "sentinel"][index]!,
        bytes,
        infos: Math.round(bytes / 120),
      })),
      wire: {
        total: wireTotal,
        protobuf: total,
        compression: -Math.round(total * 0.1),
        framing: transport(0.3),
        tls: 0,
        headers: transport(0.3),
        acknowledgements: transport(0.2),
        handshake: transport(0.15),
        heartbeat: added - [0.3, 0.3, 0.2, 0.15].reduce((bytes, share) => bytes + transport(share), 0),
        retransmitted: 0,
      },
      sentPerNode: sent,
      receivedPerNode: received,
      perNode: summarize(sent.map((bytes, index) => bytes + received[index]!)),
      perNodeDown: summarize(received),
      perLink: summarize(sent.flatMap((bytes) => [Math.floor(bytes / 3), bytes - Math.floor(bytes / 3)])),
      perSitePair: summarize(shares(total, [0.5, 0.2, 0.2, 0.1])),
      rate: summarize(protobuf.map((bytes) => (bytes * second) / bin)),
      wireRate: summarize(wire.map((bytes) => (bytes * second) / bin)),
      perSecond: { bin, infos, stamps, identity, envelope, wire },
      coldStart: {
        total: sum(protobuf.slice(0, cold)),
        wire: sum(wire.slice(0, cold)),
        perNode: sum(protobuf.slice(0, cold)) / nodes,
        time: membership,
      },
      steady: {
        from: settledBin * bin,
        to: endTime,
        bytesPerSecond: perSecond(protobuf),
        wireBytesPerSecond: perSecond(wire),
        bytesPerSecondPerNode: perSecond(protobuf) / nodes,
        messagesPerSecond: perSecond(protobuf) / 280,
      },
    },
    infos: { sent: 1010, received: 1000, fresh: 390, redundancy: 0.61 },
    callbacks: 2000,
    hops: [0, 900 * nodes, 1400 * nodes, 700 * nodes, 90 * nodes, 1],
    connections: {
      opened: nodes * 4,
      refused: nodes,
      forwarded: nodes - 1,
      duplicate: 3,
      culled: 5,
      tightened: 4,
      closed: nodes + 12,
      failed: 0,
      overlay: { edges, diameter: nodes === 1 ? 0 : 4, degrees: Array.from({ length: nodes }, (_, i) => 1 + (i % 3)) },
      series: [
        { time: 0, open: 0 },
        { time: membership, open: nodes * 3 },
      ],
    },
    bound: { time: 80 * millisecond, stretch: times(0.00000003), bytes: Math.round(total / 5.3), overhead: 5.3 },
    openFaults: [],
    promised: [],
    ...overrides,
  };
}

export const emptySummary: Summary<number> = summarize([]);

/** What a run looks like in which nothing was published and nobody was reached. */
export function makeEmptyMeasurements(): Measurements {
  const { bytes, ...rest } = makeMeasurements({}, { nodes: 2 });
  const none = { messages: 0, bytes: 0, infos: 0 };
  return {
    ...rest,
    membership: { time: null, complete: false, changes: [], series: [{ time: 0, share: 0.5 }] },
    settled: { time: null },
    dissemination: {
      published: 0,
      complete: 0,
      overtaken: 0,
      t50: emptySummary,
      t90: emptySummary,
      t99: emptySummary,
      t100: emptySummary,
      cdf: [],
      byKey: [],
    },
    age: emptySummary,
    bytes: {
      ...bytes,
      total: 0,
      messages: 0,
      byKind: {
        "request-first": none,
        "request-delta": none,
        "response-first": none,
        "response-delta": none,
        "response-ack": none,
        "response-forward": none,
      },
      byComponent: { stamps: 0, identity: 0, envelope: 0, infos: 0 },
      infosByKey: [],
      wire: { total: 0, ...noWireBytes() },
      sentPerNode: [0, 0],
      receivedPerNode: [0, 0],
      perNode: summarize([0, 0]),
      perNodeDown: summarize([0, 0]),
      perLink: emptySummary,
      perSitePair: emptySummary,
      rate: emptySummary,
      wireRate: emptySummary,
      perSecond: { bin: bytes.perSecond.bin, infos: [], stamps: [], identity: [], envelope: [], wire: [] },
      coldStart: null,
      steady: null,
    },
    infos: { sent: 0, received: 0, fresh: 0, redundancy: null },
    callbacks: 0,
    hops: [],
    connections: {
      ...rest.connections,
      opened: 0,
      refused: 0,
      forwarded: 0,
      duplicate: 0,
      culled: 0,
      tightened: 0,
      closed: 0,
      failed: 12,
      overlay: { edges: [], diameter: null, degrees: [0, 0] },
      series: [],
    },
    bound: { time: null, stretch: emptySummary, bytes: 0, overhead: null },
    openFaults: ["node 2 is cut off from node 1 since 0 s"],
  };
}

export function makeScenario(overrides: Partial<Scenario> = {}, nodes = 10): Scenario {
  const sites = ["eu-de", "us-east", "jp-tok"];
  return {
    name: "made-up",
    description: "What do a few made-up figures look like on paper?",
    seeds: [1],
    duration: 60 * second,
    stop: null,
    cluster: {
      nodes: Array.from({ length: nodes }, (_, index) => ({
        group: "",
        site: index % sites.length,
        cluster: 0,
        startDelay: 0,
      })),
      join: { kind: "nodes", nodes: [1] },
      start: { within: 100 * millisecond, listen: "at-start", order: "any" },
      descriptors: true,
      locality: [{ key: "region", value: "{site}" }],
    },
    network: {
      sites,
      latency: [250_000, 45e6, 120e6, 45e6, 250_000, 80e6, 120e6, 80e6, 250_000],
      links: null,
      remarks: [],
      loss: 0,
      limits: [],
      loopback: 20_000,
      jitter: { kind: "lognormal", sigma: 0.1 },
      host: { up: 1e9, down: Number.POSITIVE_INFINITY },
      transport: {
        kind: "grpc",
        compression: "none",
        headers: true,
        acknowledgements: true,
        handshakes: true,
        heartbeats: true,
      },
      keepalive: { heartbeat: second, silence: 10 * second },
      connectTimeout: 20 * second,
      writeQuota: 65536,
    },
    host: {
      processing: { message: 30_000, info: 2_000, wakeUp: 0, stream: 0, streamSpread: 0 },
      processor: "own",
      order: "arrival",
      receiverFirst: 0.5,
      persistAddresses: true,
    },
    protocol: {
      preset: "cockroach-2.1",
      maxHops: 5,
      minPeers: 3,
      peersRoot: 3,
      resend: "ratchet",
      highWaterStamps: "delta",
      identity: "every-request",
      startMarkers: true,
      firstSend: "after-reply",
      emptyFirstReply: true,
      clientsInterval: Number.POSITIVE_INFINITY,
      clientsTtl: 4 * second,
      stallInterval: second,
      bootstrapInterval: second,
      cullInterval: 60 * second,
      jitter: 0.25,
      batchDelay: 0,
      tightenInterval: second,
      incomingSlack: 2,
      callbacks: "changed-or-redundant",
    },
    workload: [
      { use: "cockroach-2.1", storesPerNode: 1, storeSize: 200 },
      {
        infos: [{ key: "load:{node}", size: 64, ttl: Number.POSITIVE_INFINITY }],
        from: Array.from({ length: nodes }, (_, index) => index + 1),
        at: 0,
        of: null,
        every: 10 * second,
        burst: null,
        phase: "fixed",
        jitter: 0.1,
      },
    ],
    faults: [
      {
        kind: "partition",
        name: null,
        within: 0,
        every: null,
        times: 1,
        at: 20 * second,
        for: Number.POSITIVE_INFINITY,
        sides: [[1, 2, 3], [4]],
      },
    ],
    measure: { settle: 5 * second, bin: second },
    expect: [],
    tolerances: [],
    ...overrides,
  };
}

/** A small linear congruential generator: the same made-up figures every time. */
export function makeDice(seed: number): () => number {
  let state = (seed * 2654435761) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function growth(complete: number, endTime: number, nodes: number): { time: number; share: number }[] {
  const own = 1 / nodes;
  const series = Array.from({ length: 101 }, (_, index) => {
    const x = index / 100;
    return { time: Math.round(complete * (0.05 + 0.95 * x)), share: own + (1 - own) * x * x * (3 - 2 * x) };
  });
  return [{ time: 0, share: own * own }, ...series, { time: endTime, share: 1 }];
}

function spread(total: number, nodes: number, dice: () => number): number[] {
  const weights = Array.from({ length: nodes }, () => 0.5 + dice() + (dice() < 0.04 ? 3 : 0));
  const all = sum(weights);
  return shares(
    total,
    weights.map((weight) => weight / all),
  );
}

/** Whole numbers in these proportions that add up to the total; the last takes what rounding left. */
function shares(total: number, proportions: readonly number[]): number[] {
  const parts = proportions.slice(0, -1).map((share) => Math.floor(total * share));
  return [...parts, total - sum(parts)];
}

function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0);
}
