import type { Duration, Time } from "../kernel/time.ts";
import type { NodePlace } from "../scenario/scenario.ts";
import type { Probe } from "../simulation/trace.ts";
import { KeyGroups } from "./key-group.ts";
import type { BytesMeasurement, MessageKind } from "./measurements.ts";
import { summarize } from "./statistics.ts";

/** What has been sent up to a moment. */
export interface BytesSoFar {
  readonly time: Time;
  readonly total: number;
  readonly wire: number;
}

type Measured = Omit<BytesMeasurement, "coldStart" | "steady">;

/** Counts every byte at its sender: by kind of message, by component, by key, by node, over time. */
export function bytesProbe(options: {
  places: readonly NodePlace[];
  bin: Duration;
  /** Where the bins begin and end, if not with the run. */
  from?: Time;
  to?: Time;
  /** Over which nodes those figures are that are by node; all of them by default. */
  isOf?: (node: number) => boolean;
}): Probe & {
  /** Of what left by now all is in it, in the end: an acknowledgement that is told of later is added. */
  soFar(now: Time): BytesSoFar;
  /** Over [from, to), which must lie on bin boundaries. */
  between(from: Time, to: Time): { readonly total: number; readonly wire: number; readonly messages: number };
  measurement(): Measured;
} {
  const { places, bin, from: start = 0, to: end = Number.POSITIVE_INFINITY, isOf = () => true } = options;
  const nodes = places.length;
  const byKind = new Map<MessageKind, Counter>(kinds.map((kind) => [kind, { messages: 0, bytes: 0, infos: 0 }]));
  const groups = new KeyGroups((key) => ({ key, bytes: 0, infos: 0 }));
  const component = { stamps: 0, identity: 0, envelope: 0, infos: 0 };
  const wire = noWireBytes();
  const moments: { time: Time; total: number; wire: number }[] = [];
  const sentPerNode = new Float64Array(nodes);
  const receivedPerNode = new Float64Array(nodes);
  const links = new Links(nodes);
  let wholeBins = 0;
  const series = new BinnedSums<keyof Sums>(bin, {
    infos: 0,
    stamps: 0,
    identity: 0,
    envelope: 0,
    wire: 0,
    messages: 0,
  });
  const total = () => component.stamps + component.identity + component.envelope + component.infos;
  const wireTotal = () => Object.values(wire).reduce((sum, bytes) => sum + bytes, 0);

  return {
    messageSent(time, node, { kind, lengths, length, delta }, to) {
      const counter = byKind.get(kind)!;
      counter.messages++;
      counter.bytes += length;
      counter.infos += delta.length;
      const sums = series.at(time - start);
      addTo(component, lengths);
      addTo(sums, lengths);
      sums.messages++;
      sentPerNode[node - 1]! += length;
      links.add(node, to, length);
      for (const info of delta) {
        const group = groups.of(info.key);
        group.bytes += info.entryLength;
        group.infos++;
      }
    },
    messageReceived(_, node, { length }) {
      receivedPerNode[node - 1]! += length;
    },
    wireMessage(time, _, { messageBytes, compression, framing, tls, headers }) {
      wire.protobuf += messageBytes;
      wire.compression += compression;
      wire.framing += framing;
      wire.tls += tls;
      wire.headers += headers;
      series.at(time - start).wire += messageBytes + compression + framing + tls + headers;
    },
    wireControl(time, _, component, bytes) {
      wire[component] += bytes;
      series.at(time - start).wire += bytes;
      for (const moment of moments) if (time <= moment.time) moment.wire += bytes;
    },
    ended(time) {
      const length = Math.max(0, Math.min(time, end) - start);
      series.extendTo(length);
      wholeBins = Math.floor(length / bin);
    },
    soFar(now) {
      const moment = { time: now, total: total(), wire: wireTotal() };
      moments.push(moment);
      return moment;
    },
    between(from, to) {
      const sum = (name: keyof Sums) => series.sum(name, from, to);
      const total = components.reduce((bytes, name) => bytes + sum(name), 0);
      return { total, wire: sum("wire"), messages: sum("messages") };
    },
    measurement() {
      const counters = [...byKind.values()];
      const perNode = (bytes: Float64Array) => summarize(bytes.filter((_, index) => isOf(index + 1)));
      const rates = (...names: (keyof Sums)[]) =>
        summarize(series.sumsOf(names, wholeBins).map((sum) => (sum * 1e9) / bin));
      return {
        total: total(),
        messages: counters.reduce((sum, { messages }) => sum + messages, 0),
        byKind: Object.fromEntries(byKind) as Measured["byKind"],
        byComponent: { ...component },
        infosByKey: groups
          .all()
          .map((group) => ({ ...group }))
          .sort((a, b) => b.bytes - a.bytes || (a.key < b.key ? -1 : 1)),
        wire: { total: wireTotal(), ...wire },
        sentPerNode: [...sentPerNode],
        receivedPerNode: [...receivedPerNode],
        perNode: perNode(sentPerNode),
        perNodeDown: perNode(receivedPerNode),
        perLink: summarize(links.bytes()),
        perSitePair: summarize(links.bySites(places)),
        rate: rates(...components),
        wireRate: rates("wire"),
        perSecond: {
          bin,
          infos: series.values("infos"),
          stamps: series.values("stamps"),
          identity: series.values("identity"),
          envelope: series.values("envelope"),
          wire: series.values("wire"),
        },
      };
    },
  };
}

interface Counter {
  messages: number;
  bytes: number;
  infos: number;
}

/** By name instead of over the list of names: this runs for each message. */
function addTo(sums: Components, amounts: Readonly<Components>): void {
  sums.infos += amounts.infos;
  sums.stamps += amounts.stamps;
  sums.identity += amounts.identity;
  sums.envelope += amounts.envelope;
}

type Components = Record<(typeof components)[number], number>;

const components = ["infos", "stamps", "identity", "envelope"] as const;

const kinds: readonly MessageKind[] = [
  "request-first",
  "request-delta",
  "response-first",
  "response-delta",
  "response-ack",
  "response-forward",
];

type Sums = Record<"infos" | "stamps" | "identity" | "envelope" | "wire" | "messages", number>;

/** Several sums for each bin of time. */
class BinnedSums<Name extends string> {
  readonly #bin: Duration;
  readonly #zero: Readonly<Record<Name, number>>;
  readonly #bins: Record<Name, number>[] = [];
  /** The bin that was last asked for, and its span. */
  #current: Record<Name, number>;
  #from: Time = 0;
  #to: Time = 0;

  constructor(bin: Duration, zero: Readonly<Record<Name, number>>) {
    this.#bin = bin;
    this.#zero = zero;
    this.#current = { ...zero };
  }

  /** The sums of the bin that `time` lies in, to be added to. It is nearly always the same as before. */
  at(time: Time): Record<Name, number> {
    if (time < this.#from || time >= this.#to) this.#moveTo(time);
    return this.#current;
  }

  #moveTo(time: Time): void {
    while (this.#bins.length * this.#bin <= time) this.#bins.push({ ...this.#zero });
    const index = Math.floor(time / this.#bin);
    this.#current = this.#bins[index]!;
    this.#from = index * this.#bin;
    this.#to = this.#from + this.#bin;
  }

  /** As many bins as it takes to reach `time`. */
  extendTo(time: Time): void {
    while (this.#bins.length * this.#bin < time) this.#bins.push({ ...this.#zero });
  }

  /** Over [from, to), both on bin boundaries. */
  sum(name: Name, from: Time, to: Time): number {
    return this.#bins.slice(from / this.#bin, to / this.#bin).reduce((sum, bin) => sum + bin[name], 0);
  }

  /** All of these together, for each of the first `count` bins. */
  sumsOf(names: readonly Name[], count: number): number[] {
    return this.#bins.slice(0, count).map((bin) => names.reduce((sum, name) => sum + bin[name], 0));
  }

  values(name: Name): number[] {
    return this.#bins.map((bin) => bin[name]);
  }
}

/** Bytes from each node to each other that it ever sent to. A node has few peers, also of a large cluster. */
class Links {
  /** By sender, then receiver. */
  readonly #sent: Map<number, { bytes: number }>[];

  constructor(nodes: number) {
    this.#sent = Array.from({ length: nodes }, () => new Map());
  }

  add(from: number, to: number, bytes: number): void {
    const links = this.#sent[from - 1]!;
    const link = links.get(to);
    if (link === undefined) links.set(to, { bytes });
    else link.bytes += bytes;
  }

  bytes(): number[] {
    return this.#sent.flatMap((links) => [...links.values()].map(({ bytes }) => bytes));
  }

  /** From each site to each other, or itself, that anything was sent to. */
  bySites(places: readonly NodePlace[]): Iterable<number> {
    const pairs = new Map<number, number>();
    for (const [sender, links] of this.#sent.entries()) {
      for (const [receiver, { bytes }] of links) {
        const pair = places[sender]!.site * places.length + places[receiver - 1]!.site;
        pairs.set(pair, (pairs.get(pair) ?? 0) + bytes);
      }
    }
    return pairs.values();
  }
}

/** Nothing yet, component by component. */
export function noWireBytes() {
  return {
    protobuf: 0,
    compression: 0,
    framing: 0,
    tls: 0,
    headers: 0,
    acknowledgements: 0,
    handshake: 0,
    heartbeat: 0,
    retransmitted: 0,
  };
}
