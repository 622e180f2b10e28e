import type { Duration, Time } from "../kernel/time.ts";
import type { Probe } from "../simulation/trace.ts";
import { KeyGroups } from "./key-group.ts";
import type { BytesMeasurement, MessageKind } from "./measurements.ts";
import { summarize } from "./statistics.ts";

/** What has been sent up to a moment. */
export interface BytesSoFar {
  readonly total: number;
  readonly wire: number;
}

type Measured = Omit<BytesMeasurement, "coldStart" | "steady">;

/** Counts every byte at its sender: by kind of message, by component, by key, by node, over time. */
export function bytesProbe(options: { nodes: number; bin: Duration }): Probe & {
  soFar(): BytesSoFar;
  /** Over [from, to), which must lie on bin boundaries. */
  between(from: Time, to: Time): BytesSoFar & { readonly messages: number };
  measurement(): Measured;
} {
  const { nodes, bin } = options;
  const byKind = new Map<MessageKind, Counter>(kinds.map((kind) => [kind, { messages: 0, bytes: 0, infos: 0 }]));
  const byKey = new Map<string, { bytes: number; infos: number }>();
  const groups = new KeyGroups();
  const component = { stamps: 0, identity: 0, envelope: 0, infos: 0 };
  const wire = { framing: 0, headers: 0, handshake: 0, heartbeat: 0, retransmitted: 0, messages: 0 };
  const sentPerNode = new Float64Array(nodes);
  const receivedPerNode = new Float64Array(nodes);
  const series = { infos: new Series(bin), stamps: new Series(bin), identity: new Series(bin), envelope: new Series(bin) };
  const wireSeries = new Series(bin);
  const messageSeries = new Series(bin);
  const total = () => component.stamps + component.identity + component.envelope + component.infos;
  const wireTotal = () =>
    wire.messages + wire.framing + wire.headers + wire.handshake + wire.heartbeat + wire.retransmitted;

  return {
    messageSent(time, node, { kind, lengths, length, delta }) {
      const counter = byKind.get(kind)!;
      counter.messages++;
      counter.bytes += length;
      counter.infos += delta.length;
      for (const name of components) component[name] += lengths[name];
      for (const name of components) series[name].add(time, lengths[name]);
      messageSeries.add(time, 1);
      sentPerNode[node - 1]! += length;
      for (const info of delta) {
        const group = groups.of(info.key);
        let entry = byKey.get(group);
        if (entry === undefined) {
          entry = { bytes: 0, infos: 0 };
          byKey.set(group, entry);
        }
        entry.bytes += info.entryLength;
        entry.infos++;
      }
    },
    messageReceived(_, node, { length }) {
      receivedPerNode[node - 1]! += length;
    },
    wireMessage(time, _, bytes, framing, headers) {
      wire.messages += bytes;
      wire.framing += framing;
      wire.headers += headers;
      wireSeries.add(time, bytes + framing + headers);
    },
    wireControl(time, _, name, bytes) {
      wire[name] += bytes;
      wireSeries.add(time, bytes);
    },
    ended(time) {
      for (const each of [...Object.values(series), wireSeries, messageSeries]) each.extendTo(time);
    },
    soFar: () => ({ total: total(), wire: wireTotal() }),
    between(from, to) {
      const sum = (each: Series) => each.sum(from, to);
      const sums = components.map((name) => sum(series[name]));
      return { total: sums.reduce((a, b) => a + b, 0), wire: sum(wireSeries), messages: sum(messageSeries) };
    },
    measurement() {
      const { framing, headers, handshake, heartbeat, retransmitted } = wire;
      const counters = [...byKind.values()];
      return {
        total: total(),
        messages: counters.reduce((sum, { messages }) => sum + messages, 0),
        byKind: Object.fromEntries(byKind) as Measured["byKind"],
        byComponent: { ...component },
        infosByKey: [...byKey]
          .map(([key, counts]) => ({ key, ...counts }))
          .sort((a, b) => b.bytes - a.bytes || (a.key < b.key ? -1 : 1)),
        wire: { total: wireTotal(), framing, headers, handshake, heartbeat, retransmitted },
        sentPerNode: [...sentPerNode],
        receivedPerNode: [...receivedPerNode],
        perNode: summarize(sentPerNode),
        perSecond: {
          bin,
          infos: series.infos.values(),
          stamps: series.stamps.values(),
          identity: series.identity.values(),
          envelope: series.envelope.values(),
          wire: wireSeries.values(),
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

const components = ["infos", "stamps", "identity", "envelope"] as const;

const kinds: readonly MessageKind[] = [
  "request-first",
  "request-delta",
  "response-first",
  "response-delta",
  "response-ack",
  "response-forward",
];

/** Sums by bin of time. */
class Series {
  readonly #bin: Duration;
  readonly #sums: number[] = [];

  constructor(bin: Duration) {
    this.#bin = bin;
  }

  add(time: Time, amount: number): void {
    const index = Math.floor(time / this.#bin);
    while (this.#sums.length <= index) this.#sums.push(0);
    this.#sums[index]! += amount;
  }

  /** As many bins as it takes to reach `time`. */
  extendTo(time: Time): void {
    while (this.#sums.length * this.#bin < time) this.#sums.push(0);
  }

  sum(from: Time, to: Time): number {
    let sum = 0;
    for (let index = from / this.#bin; index < to / this.#bin; index++) sum += this.#sums[index] ?? 0;
    return sum;
  }

  values(): number[] {
    return [...this.#sums];
  }
}
