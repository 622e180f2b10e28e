import { figures } from "../scenario/figures.ts";
import type { Measurements } from "./measurements.ts";
import type { Summary } from "./statistics.ts";

/** The value of every figure of a run by name, in the order of the list. Null: it did not happen, or there was nothing to measure. */
export type FigureValues = Readonly<Record<string, number | null>>;

export function figureValues(measurements: Measurements): FigureValues {
  const found = valuesIn(measurements);
  return Object.fromEntries(
    figures.map(({ name }) => {
      const value = found[name];
      if (value === undefined) throw new Error(`nobody measures ${name}`);
      return [name, value];
    }),
  );
}

function valuesIn(m: Measurements): Record<string, number | null> {
  const { bytes, connections, dissemination } = m;
  const { coldStart, steady, wire } = bytes;
  const { overlay } = connections;
  const values: Record<string, number | null> = {
    "membership.time": m.membership.time,
    "membership.share": membershipShare(m),
    "settled.time": m.settled.time,

    "dissemination.published": dissemination.published,
    "dissemination.complete": dissemination.complete,
    "dissemination.overtaken": dissemination.overtaken,
    ...statistics("dissemination.t50", dissemination.t50),
    ...statistics("dissemination.t90", dissemination.t90),
    ...statistics("dissemination.t99", dissemination.t99),
    ...statistics("dissemination.t100", dissemination.t100),

    "bytes.total": bytes.total,
    "bytes.wire": wire.total,
    "bytes.messages": bytes.messages,
    ...named("bytes", bytes.byComponent),
    ...statistics("bytes.perNode", bytes.perNode),
    ...named("wire", wire),

    "coldStart.bytes": coldStart?.total ?? null,
    "coldStart.wire": coldStart?.wire ?? null,
    "coldStart.bytesPerNode": coldStart?.perNode ?? null,
    "steady.bytesPerSecond": steady?.bytesPerSecond ?? null,
    "steady.wirePerSecond": steady?.wireBytesPerSecond ?? null,
    "steady.bytesPerSecondPerNode": steady?.bytesPerSecondPerNode ?? null,
    "steady.messagesPerSecond": steady?.messagesPerSecond ?? null,

    ...named("infos", m.infos),
    redundancy: m.infos.redundancy,
    callbacks: m.callbacks,
    "hops.mean": meanHops(m.hops),
    "hops.max": maxHops(m.hops),

    ...named("connections", connections),
    "overlay.edges": overlay.edges.length,
    "overlay.diameter": overlay.diameter,
    "overlay.degree.max": overlay.degrees.length === 0 ? null : most(overlay.degrees),

    "bound.time": m.bound.time,
    ...statistics("bound.stretch", m.bound.stretch),
    "bound.bytes": m.bound.bytes,
    "bound.overhead": m.bound.overhead,
  };
  for (const [kind, counter] of Object.entries(bytes.byKind)) {
    values[`bytes.${kind}`] = counter.bytes;
    values[`messages.${kind}`] = counter.messages;
  }
  return values;
}

/** Share of (holder, subject) pairs held at the end of the run; null when nothing was ever sampled. */
export function membershipShare(m: Measurements): number | null {
  return m.membership.series.at(-1)?.share ?? null;
}

/** Over arrivals; null without any. */
export function meanHops(hops: readonly number[]): number | null {
  let arrivals = 0;
  let sum = 0;
  for (const [distance, count] of hops.entries()) {
    arrivals += count;
    sum += distance * count;
  }
  return arrivals === 0 ? null : sum / arrivals;
}

/** The longest way of any arrival; null without any. */
export function maxHops(hops: readonly number[]): number | null {
  const last = hops.findLastIndex((count) => count > 0);
  return last < 0 ? null : last;
}

function statistics(name: string, { mean, p50, p90, p99, max }: Summary<number>): Record<string, number | null> {
  return named(name, { mean, p50, p90, p99, max });
}

/** The numbers of a record, under the names of figures. */
function named(name: string, record: object): Record<string, number | null> {
  const numbers = Object.entries(record).filter(([, value]) => value === null || typeof value === "number");
  return Object.fromEntries(numbers.map(([key, value]) => [`${name}.${key}`, value]));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
