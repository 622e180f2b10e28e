import { exactUpTo } from "../measure/diameter.ts";
import type { Measurements } from "../measure/measurements.ts";
import type { ReportedScenario } from "./reported-scenario.ts";

/**
 * What a headline's value counts: nanoseconds, bytes, bytes per second, a fraction of one (`share`), a multiple of one
 * (`ratio`), or plain things (`count`; may be a mean and so not whole).
 */
export type HeadlineUnit = "ns" | "B" | "B/s" | "share" | "ratio" | "count";

/** One figure of a run under the name that scenarios, reports and comparisons use for it. */
export interface Headline {
  /** Path as in `membership.time`. */
  readonly name: string;
  /** Null: it did not happen, or there was nothing to measure. */
  readonly value: number | null;
  readonly unit: HeadlineUnit;
  /** In words, lower case. */
  readonly label: string;
  /** Which way is worse; decides which of several seeds is the worst. */
  readonly worse: "higher" | "lower";
}

/** The one table of figures behind terminal, Markdown, replications and budgets: always the same names in the same order. */
export function headlines(m: Measurements): Headline[] {
  const { bytes, connections, dissemination } = m;
  const degrees = connections.overlay.degrees;
  return [
    headline("membership.time", m.membership.time, "ns", "membership complete"),
    headline("membership.share", membershipShare(m), "share", "membership known at the end", "lower"),
    headline("settled.time", m.settled.time, "ns", "settled"),

    headline("dissemination.published", dissemination.published, "count", "info versions published"),
    headline("dissemination.complete", dissemination.complete, "count", "versions that reached every node", "lower"),
    headline("dissemination.overtaken", dissemination.overtaken, "count", "versions overtaken somewhere"),
    ...(["t50", "t90", "t99", "t100"] as const).flatMap((name) => {
      const reached = `${name.slice(1)} % of nodes reached`;
      return [
        headline(`dissemination.${name}.p50`, dissemination[name].p50, "ns", `${reached}, median version`),
        headline(`dissemination.${name}.p99`, dissemination[name].p99, "ns", `${reached}, p99 of versions`),
      ];
    }),

    headline("bytes.total", bytes.total, "B", "protobuf bytes sent"),
    headline("bytes.wire", bytes.wire.total, "B", "bytes on the wire"),
    headline("bytes.messages", bytes.messages, "count", "messages sent"),
    headline("bytes.infos", bytes.byComponent.infos, "B", "infos"),
    headline("bytes.stamps", bytes.byComponent.stamps, "B", "high-water stamps"),
    headline("bytes.identity", bytes.byComponent.identity, "B", "identity"),
    headline("bytes.envelope", bytes.byComponent.envelope, "B", "envelope"),
    headline("bytes.perNode.p50", bytes.perNode.p50, "B", "sent by the median node"),
    headline("bytes.perNode.p99", bytes.perNode.p99, "B", "sent per node, p99"),
    headline("bytes.perNode.max", bytes.perNode.max, "B", "sent by the busiest node"),

    headline("coldStart.bytes", bytes.coldStart?.total ?? null, "B", "cold start, protobuf"),
    headline("coldStart.wire", bytes.coldStart?.wire ?? null, "B", "cold start, on the wire"),
    headline("coldStart.bytesPerNode", bytes.coldStart?.perNode ?? null, "B", "cold start, per node"),
    headline("steady.bytesPerSecond", bytes.steady?.bytesPerSecond ?? null, "B/s", "steady traffic, protobuf"),
    headline("steady.wirePerSecond", bytes.steady?.wireBytesPerSecond ?? null, "B/s", "steady traffic, on the wire"),
    headline(
      "steady.bytesPerSecondPerNode",
      bytes.steady?.bytesPerSecondPerNode ?? null,
      "B/s",
      "steady traffic, per node",
    ),
    headline(
      "steady.messagesPerSecond",
      bytes.steady?.messagesPerSecond ?? null,
      "count",
      "steady messages per second",
    ),

    headline("redundancy", m.infos.redundancy, "share", "infos received that were not fresh"),
    headline("callbacks", m.callbacks, "count", "callbacks run"),
    headline("hops.mean", meanHops(m.hops), "count", "hops at arrival, mean"),
    headline("hops.max", maxHops(m.hops), "count", "hops at arrival, most"),

    headline("connections.opened", connections.opened, "count", "connections opened"),
    headline("connections.refused", connections.refused, "count", "connections refused"),
    headline("connections.forwarded", connections.forwarded, "count", "clients forwarded"),
    headline("connections.duplicate", connections.duplicate, "count", "duplicate connections"),
    headline("connections.culled", connections.culled, "count", "connections culled"),
    headline("connections.tightened", connections.tightened, "count", "connections opened to tighten"),
    headline("connections.closed", connections.closed, "count", "connections closed"),
    headline("connections.failed", connections.failed, "count", "dials failed"),
    headline("overlay.edges", connections.overlay.edges.length, "count", "connections open at the end"),
    headline("overlay.diameter", connections.overlay.diameter, "count", "diameter of the overlay"),
    headline(
      "overlay.degree.max",
      degrees.length === 0 ? null : most(degrees),
      "count",
      "connections of one node, most",
    ),

    headline("bound.time", m.bound.time, "ns", "shortest possible dissemination, median version"),
    headline("bound.stretch.p50", m.bound.stretch.p50, "ratio", "time over that bound, median version"),
    headline("bound.stretch.p99", m.bound.stretch.p99, "ratio", "time over that bound, p99 of versions"),
    headline("bound.bytes", m.bound.bytes, "B", "fewest possible bytes"),
    headline("bound.overhead", m.bound.overhead, "ratio", "bytes over that bound"),
  ];
}

/** The names shown where there is no room for all. */
export const keyFigures: ReadonlySet<string> = new Set([
  "membership.time",
  "membership.share",
  "settled.time",
  "coldStart.bytes",
  "coldStart.bytesPerNode",
  "steady.bytesPerSecond",
  "steady.bytesPerSecondPerNode",
  "bytes.total",
  "bytes.wire",
  "bytes.perNode.p99",
  "dissemination.t50.p50",
  "dissemination.t99.p50",
  "dissemination.t99.p99",
  "dissemination.t100.p50",
  "redundancy",
  "hops.max",
  "connections.opened",
  "connections.refused",
  "bound.stretch.p50",
  "bound.overhead",
]);

/** Whether the figure has a meaning: without node descriptors there is no membership, and no cold start that ends with it. */
export function isMeant(name: string, { cluster }: ReportedScenario): boolean {
  return cluster.descriptors || !(name.startsWith("membership.") || name.startsWith("coldStart."));
}

/** The diameter of the overlay in words: of a very large one it is not known exactly. */
export function diameterInWords({ nodes, connections }: Measurements): string | null {
  const { diameter } = connections.overlay;
  return diameter === null ? null : `diameter ${nodes > exactUpTo ? "at least " : ""}${diameter}`;
}

function headline(
  name: string,
  value: number | null,
  unit: HeadlineUnit,
  label: string,
  worse: "higher" | "lower" = "higher",
): Headline {
  return { name, value, unit, label, worse };
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

function most(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b));
}
