/**
 * What a figure's value counts: nanoseconds, bytes, bytes per second, a fraction of one (`share`), a multiple of one
 * (`ratio`), or plain things (`count`; may be a mean and so not whole).
 */
export type FigureUnit = "ns" | "B" | "B/s" | "share" | "ratio" | "count";

/** One figure of a run under the name that scenarios, reports, baselines and comparisons use for it. */
export interface Figure {
  /** Path as in `membership.time`. */
  readonly name: string;
  readonly unit: FigureUnit;
  /** In words, lower case. */
  readonly label: string;
  /** Which way is worse; `neither` for what merely describes a run. */
  readonly worse: "higher" | "lower" | "neither";
}

/** The one list of figures behind terminal, Markdown, replications, budgets and baselines, in the order of reading. */
export const figures: readonly Figure[] = [
  figure("membership.time", "ns", "membership complete"),
  figure("membership.share", "share", "membership known at the end", "lower"),
  figure("settled.time", "ns", "settled"),

  figure("dissemination.published", "count", "info versions published", "neither"),
  figure("dissemination.complete", "count", "versions that reached every node", "lower"),
  figure("dissemination.overtaken", "count", "versions overtaken somewhere"),
  ...["t50", "t90", "t99", "t100"].flatMap((share) =>
    distribution(`dissemination.${share}`, "ns", `${share.slice(1)} % of nodes reached`, {
      p50: "median version",
      p99: "p99 of versions",
      max: "slowest version",
    }),
  ),

  figure("bytes.total", "B", "protobuf bytes sent"),
  figure("bytes.wire", "B", "bytes on the wire"),
  figure("bytes.messages", "count", "messages sent"),
  figure("bytes.infos", "B", "infos"),
  figure("bytes.stamps", "B", "high-water stamps"),
  figure("bytes.identity", "B", "identity"),
  figure("bytes.envelope", "B", "envelope"),
  figure("bytes.perNode.p50", "B", "sent by the median node"),
  figure("bytes.perNode.p99", "B", "sent per node, p99"),
  figure("bytes.perNode.max", "B", "sent by the busiest node"),
  ...["request-first", "request-delta", "response-first", "response-delta", "response-ack", "response-forward"].flatMap(
    (kind) => [
      figure(`bytes.${kind}`, "B", `messages of kind ${kind}`),
      figure(`messages.${kind}`, "count", `messages of kind ${kind}`),
    ],
  ),
  figure("wire.protobuf", "B", "on the wire: protobuf"),
  figure("wire.compression", "B", "on the wire: added by compression"),
  figure("wire.framing", "B", "on the wire: framing"),
  figure("wire.tls", "B", "on the wire: TLS records"),
  figure("wire.headers", "B", "on the wire: TCP/IP headers"),
  figure("wire.acknowledgements", "B", "on the wire: lone acknowledgements"),
  figure("wire.handshake", "B", "on the wire: handshakes"),
  figure("wire.heartbeat", "B", "on the wire: heartbeats"),
  figure("wire.retransmitted", "B", "on the wire: sent again"),

  figure("coldStart.bytes", "B", "cold start, protobuf"),
  figure("coldStart.wire", "B", "cold start, on the wire"),
  figure("coldStart.bytesPerNode", "B", "cold start, per node"),
  figure("steady.bytesPerSecond", "B/s", "steady traffic, protobuf"),
  figure("steady.wirePerSecond", "B/s", "steady traffic, on the wire"),
  figure("steady.bytesPerSecondPerNode", "B/s", "steady traffic, per node"),
  figure("steady.messagesPerSecond", "count", "steady messages per second"),

  figure("infos.received", "count", "infos received"),
  figure("infos.fresh", "count", "infos received that were fresh", "neither"),
  figure("redundancy", "share", "infos received that were not fresh"),
  figure("callbacks", "count", "callbacks run"),
  figure("hops.mean", "count", "hops at arrival, mean"),
  figure("hops.max", "count", "hops at arrival, most"),

  figure("connections.opened", "count", "connections opened"),
  figure("connections.refused", "count", "connections refused"),
  figure("connections.forwarded", "count", "clients forwarded"),
  figure("connections.duplicate", "count", "duplicate connections"),
  figure("connections.culled", "count", "connections culled"),
  figure("connections.tightened", "count", "connections opened to tighten"),
  figure("connections.closed", "count", "connections closed"),
  figure("connections.failed", "count", "dials failed"),
  figure("overlay.edges", "count", "connections open at the end", "neither"),
  figure("overlay.diameter", "count", "diameter of the overlay"),
  figure("overlay.degree.max", "count", "connections of one node, most"),

  figure("bound.time", "ns", "shortest possible dissemination, median version", "neither"),
  figure("bound.stretch.p50", "ratio", "time over that bound, median version"),
  figure("bound.stretch.p99", "ratio", "time over that bound, p99 of versions"),
  figure("bound.bytes", "B", "fewest possible bytes", "neither"),
  figure("bound.overhead", "ratio", "bytes over that bound"),
];

/** By name. */
export const figureByName: ReadonlyMap<string, Figure> = new Map(figures.map((figure) => [figure.name, figure]));

function figure(name: string, unit: FigureUnit, label: string, worse: Figure["worse"] = "higher"): Figure {
  return { name, unit, label, worse };
}

/** One figure for each of these statistics of a sample; `words` says what each is of. */
function distribution(name: string, unit: FigureUnit, label: string, words: Readonly<Record<string, string>>) {
  return Object.entries(words).map(([statistic, of]) => figure(`${name}.${statistic}`, unit, `${label}, ${of}`));
}
