import { figures } from "../scenario/figures.ts";
import type { Measurements } from "./measurements.ts";
import type { Summary } from "./statistics.ts";

/** The value of every figure of a run by name, in the order of the list. Null: it did not happen, or there was nothing to measure. */
export type FigureValues = Readonly<Record<string, number | null>>;

export function figureValues(measurements: Omit<Measurements, "promised">): FigureValues {
  const found = valuesIn(measurements);
  return Object.fromEntries(
    figures.map(({ name }) => {
      const value = found[name];
      if (value === undefined) throw new Error(`nobody measures ${name}`);
      return [name, value];
    }),
  );
}

function valuesIn(m: Omit<Measurements, "promised">): Values {
  const { coldStart, steady } = m.bytes;
  const { overlay } = m.connections;
  return {
    "membership.time": m.membership.time,
    "membership.share": membershipShare(m),
    "membership.lost": m.membership.changes.filter(({ complete }) => !complete).length,
    "settled.time": m.settled.time,
    ...disseminationValues(m.dissemination),
    ...ageValues(m.age),
    ...bytesValues(m.bytes),
    "coldStart.bytes": coldStart?.total ?? null,
    "coldStart.wire": coldStart?.wire ?? null,
    "coldStart.bytesPerNode": coldStart?.perNode ?? null,
    "steady.bytesPerSecond": steady?.bytesPerSecond ?? null,
    "steady.wirePerSecond": steady?.wireBytesPerSecond ?? null,
    "steady.bytesPerSecondPerNode": steady?.bytesPerSecondPerNode ?? null,
    "steady.messagesPerSecond": steady?.messagesPerSecond ?? null,
    "infos.sent": m.infos.sent,
    ...receivedValues(m.infos),
    callbacks: m.callbacks,
    ...hopsValues(m.hops),
    ...connectionsValues(m.connections),
    "overlay.edges": overlay.edges.length,
    "overlay.diameter": overlay.diameter,
    "overlay.degree.max": overlay.degrees.length === 0 ? null : most(overlay.degrees),
    ...boundValues(m.bound),
    "bound.overhead": m.bound.overhead,
  };
}

type Values = Record<string, number | null>;

// The figures that can be measured over a part of a run too.

export function disseminationValues(measured: Measurements["dissemination"]): Values {
  const { t50, t90, t99, t100, published, complete, overtaken } = measured;
  return {
    ...named("dissemination", { published, complete, overtaken }),
    ...Object.assign(
      {},
      ...Object.entries({ t50, t90, t99, t100 }).map(([share, times]) => statisticsOf(`dissemination.${share}`, times)),
    ),
  };
}

export function ageValues(age: Measurements["age"]): Values {
  return statisticsOf("age", age);
}

export function bytesValues(bytes: Omit<Measurements["bytes"], "coldStart" | "steady">): Values {
  const { total, messages, wire, byComponent, byKind } = bytes;
  const values: Values = {
    "bytes.total": total,
    "bytes.wire": wire.total,
    "bytes.messages": messages,
    ...named("bytes", byComponent),
    ...statisticsOf("bytes.perNode", bytes.perNode),
    ...statisticsOf("bytes.perNodeDown", bytes.perNodeDown),
    ...statisticsOf("bytes.perLink", bytes.perLink),
    ...statisticsOf("bytes.perSitePair", bytes.perSitePair),
    ...statisticsOf("bytes.perSecond", bytes.rate),
    ...statisticsOf("bytes.wirePerSecond", bytes.wireRate),
    ...named("wire", wire),
  };
  for (const [kind, counter] of Object.entries(byKind)) {
    values[`bytes.${kind}`] = counter.bytes;
    values[`messages.${kind}`] = counter.messages;
  }
  return values;
}

export function infosValues({ bytes, sent, fresh }: { bytes: number; sent: number; fresh: number }): Values {
  return { "bytes.infos": bytes, "infos.sent": sent, "infos.fresh": fresh };
}

export function receivedValues({ received, fresh, redundancy }: Omit<Measurements["infos"], "sent">): Values {
  return { "infos.received": received, "infos.fresh": fresh, redundancy };
}

export function hopsValues(hops: Measurements["hops"]): Values {
  return {
    "hops.mean": meanHops(hops),
    "hops.p50": hopsAt(hops, 50),
    "hops.p90": hopsAt(hops, 90),
    "hops.p99": hopsAt(hops, 99),
    "hops.max": maxHops(hops),
  };
}

export function connectionsValues(connections: Omit<Measurements["connections"], "overlay" | "series">): Values {
  return named("connections", connections);
}

export function boundValues({ time, stretch, bytes }: Measurements["bound"]): Values {
  return { "bound.time": time, ...statisticsOf("bound.stretch", stretch), "bound.bytes": bytes };
}

/** Share of (holder, subject) pairs held at the end of the run; null when nothing was ever sampled. */
export function membershipShare(m: Pick<Measurements, "membership">): number | null {
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

/** Nearest rank over arrivals; null without any. */
function hopsAt(hops: readonly number[], percent: number): number | null {
  const arrivals = hops.reduce((sum, count) => sum + count, 0);
  let rank = Math.ceil((percent * arrivals) / 100);
  const distance = hops.findIndex((count) => {
    rank -= count;
    return rank <= 0;
  });
  return arrivals === 0 ? null : distance;
}

function statisticsOf(name: string, { mean, p50, p90, p99, max }: Summary<number>): Values {
  return named(name, { mean, p50, p90, p99, max });
}

/** The numbers of a record, under the names of figures. */
function named(name: string, record: object): Values {
  const numbers = Object.entries(record).filter(([, value]) => value === null || typeof value === "number");
  return Object.fromEntries(numbers.map(([key, value]) => [`${name}.${key}`, value]));
}

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
