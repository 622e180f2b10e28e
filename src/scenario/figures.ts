/**
 * What a figure's value counts: nanoseconds, bytes, bytes per second, a fraction of one (`share`), a multiple of one
 * (`ratio`), or plain things (`count`; may be a mean and so not whole).
 */
export type FigureUnit = "ns" | "B" | "B/s" | "share" | "ratio" | "count";

/** A way to measure a figure over a part of the run: some keys, some nodes, a window of time (`from`, `to`). */
export type Qualifier = "keys" | "nodes" | "window";

/** One figure of a run under the name that scenarios, reports, baselines and comparisons use for it. */
export interface Figure<Name extends string = string> {
  /** Path as in `membership.time`. */
  readonly name: Name;
  readonly unit: FigureUnit;
  /** In words, lower case. */
  readonly label: string;
  /** Which way is worse; `neither` for what merely describes a run. */
  readonly worse: "higher" | "lower" | "neither";
  /** Over which parts of a run a promise may have it measured. */
  readonly qualifiers: readonly Qualifier[];
  /** Whether every run has a value. Otherwise there is none where it never happened. */
  readonly always: boolean;
}

/** The statistics of a distribution. */
export const statistics = ["mean", "p50", "p90", "p99", "max"] as const;

const kinds = [
  "request-first",
  "request-delta",
  "response-first",
  "response-delta",
  "response-ack",
  "response-forward",
] as const;

const list = [
  figure("membership.time", "ns", "membership complete"),
  ...always([
    figure("membership.share", "share", "membership known at the end", { worse: "lower" }),
    figure("membership.lost", "count", "times that membership was lost"),
  ]),
  figure("settled.time", "ns", "settled"),

  ...by(
    ["keys", "nodes", "window"],
    [
      ...always([
        ...by(
          ["keys", "window"],
          [figure("dissemination.published", "count", "info versions published", { worse: "neither" })],
        ),
        figure("dissemination.complete", "count", "versions that reached every node", { worse: "lower" }),
        figure("dissemination.overtaken", "count", "versions overtaken somewhere"),
      ]),
      ...(["t50", "t90", "t99", "t100"] as const).flatMap((share) =>
        distribution(`dissemination.${share}`, "ns", `${share.slice(1)} % of nodes reached`, {
          mean: "mean of versions",
          p50: "median version",
          p90: "p90 of versions",
          p99: "p99 of versions",
          max: "slowest version",
        }),
      ),
      ...distribution("age", "ns", "age of what nodes hold"),
    ],
  ),

  ...by(
    ["nodes", "window"],
    [
      ...always([
        figure("bytes.total", "B", "protobuf bytes sent"),
        figure("bytes.wire", "B", "bytes on the wire"),
        figure("bytes.messages", "count", "messages sent"),
        ...by(["keys", "nodes", "window"], [figure("bytes.infos", "B", "infos")]),
        figure("bytes.stamps", "B", "high-water stamps"),
        figure("bytes.identity", "B", "identity"),
        figure("bytes.envelope", "B", "envelope"),
        ...distribution("bytes.perNode", "B", "sent per node", { p50: "median node", max: "busiest node" }),
        ...distribution("bytes.perNodeDown", "B", "received per node", { p50: "median node", max: "busiest node" }),
      ]),
      ...distribution("bytes.perLink", "B", "sent from one node to another"),
      ...distribution("bytes.perSitePair", "B", "sent from one site to another, or within one"),
      ...distribution("bytes.perSecond", "B/s", "protobuf sent, bin by bin"),
      ...distribution("bytes.wirePerSecond", "B/s", "on the wire, bin by bin"),
      ...always([
        ...kinds.flatMap((kind) => [
          figure(`bytes.${kind}`, "B", `messages of kind ${kind}`),
          figure(`messages.${kind}`, "count", `messages of kind ${kind}`),
        ]),
        figure("wire.protobuf", "B", "on the wire: protobuf"),
        figure("wire.compression", "B", "on the wire: added by compression"),
        figure("wire.framing", "B", "on the wire: framing"),
        figure("wire.tls", "B", "on the wire: TLS records"),
        figure("wire.headers", "B", "on the wire: TCP/IP headers"),
        figure("wire.acknowledgements", "B", "on the wire: lone acknowledgements"),
        figure("wire.handshake", "B", "on the wire: handshakes"),
        figure("wire.heartbeat", "B", "on the wire: heartbeats"),
        figure("wire.retransmitted", "B", "on the wire: sent again"),
      ]),
    ],
  ),

  figure("coldStart.bytes", "B", "cold start, protobuf"),
  figure("coldStart.wire", "B", "cold start, on the wire"),
  figure("coldStart.bytesPerNode", "B", "cold start, per node"),
  figure("steady.bytesPerSecond", "B/s", "steady traffic, protobuf"),
  figure("steady.wirePerSecond", "B/s", "steady traffic, on the wire"),
  figure("steady.bytesPerSecondPerNode", "B/s", "steady traffic, per node"),
  figure("steady.messagesPerSecond", "count", "steady messages per second"),

  ...by(
    ["nodes", "window"],
    [
      ...always([
        ...by(["keys", "nodes", "window"], [figure("infos.sent", "count", "infos sent")]),
        figure("infos.received", "count", "infos received"),
        ...by(
          ["keys", "nodes", "window"],
          [figure("infos.fresh", "count", "infos received that were fresh", { worse: "neither" })],
        ),
      ]),
      figure("redundancy", "share", "infos received that were not fresh"),
      ...always([figure("callbacks", "count", "callbacks run")]),
      ...by(["keys", "nodes", "window"], distribution("hops", "count", "hops at arrival")),
      ...always([
        figure("connections.opened", "count", "connections opened"),
        figure("connections.refused", "count", "connections refused"),
        figure("connections.forwarded", "count", "clients forwarded"),
        figure("connections.duplicate", "count", "duplicate connections"),
        figure("connections.culled", "count", "connections culled"),
        figure("connections.tightened", "count", "connections opened to tighten"),
        figure("connections.closed", "count", "connections closed"),
        figure("connections.failed", "count", "dials failed"),
      ]),
    ],
  ),
  ...always([figure("overlay.edges", "count", "connections open at the end", { worse: "neither" })]),
  figure("overlay.diameter", "count", "diameter of the overlay"),
  ...always([figure("overlay.degree.max", "count", "connections of one node, most")]),

  ...by(
    ["keys", "window"],
    [
      figure("bound.time", "ns", "shortest possible dissemination, median version", { worse: "neither" }),
      ...distribution("bound.stretch", "ratio", "time over that bound", {
        mean: "mean of versions",
        p50: "median version",
        p90: "p90 of versions",
        p99: "p99 of versions",
        max: "slowest version",
      }),
      ...always([figure("bound.bytes", "B", "fewest possible bytes", { worse: "neither" })]),
    ],
  ),
  figure("bound.overhead", "ratio", "bytes over that bound"),
];

export type FigureName = (typeof list)[number]["name"];

/** The one list of figures behind terminal, Markdown, replications, promises and baselines, in the order of reading. */
export const figures: readonly Figure<FigureName>[] = list;

/** By name. */
export const figureByName: ReadonlyMap<string, Figure> = new Map(figures.map((figure) => [figure.name, figure]));

/** What has statistics instead of one value. As a promise its name alone stands for the worst, `max`. */
export const distributions: readonly string[] = figures
  .filter(({ name }) => name.endsWith(".p50"))
  .map(({ name }) => name.slice(0, -".p50".length));

/** Whether the figure has a meaning: without node descriptors there is no membership, and no cold start that ends with it. */
export function isMeant(name: string, { cluster }: { readonly cluster: { readonly descriptors: boolean } }): boolean {
  return cluster.descriptors || !(name.startsWith("membership.") || name.startsWith("coldStart."));
}

function figure<Name extends string>(
  name: Name,
  unit: FigureUnit,
  label: string,
  traits: Partial<Omit<Figure, "name">> = {},
): Figure<Name> {
  return { name, unit, label, worse: "higher", qualifiers: [], always: false, ...traits };
}

/** The same figures, measured over these parts of a run unless they say so themselves. */
function by<F extends Figure>(qualifiers: readonly Qualifier[], list: readonly F[]): F[] {
  return list.map((figure) => (figure.qualifiers.length > 0 ? figure : { ...figure, qualifiers }));
}

/** The same figures, of which every run has a value. */
function always<F extends Figure>(list: readonly F[]): F[] {
  return list.map((figure) => ({ ...figure, always: true }));
}

/** A figure for each statistic; `words` says what each is of, where that is not the name of the statistic. */
function distribution<Name extends string>(
  name: Name,
  unit: FigureUnit,
  label: string,
  words: Readonly<Partial<Record<(typeof statistics)[number], string>>> = {},
) {
  const usual = { mean: "mean", p50: "median", p90: "p90", p99: "p99", max: "most" };
  return statistics.map((statistic) =>
    figure(`${name}.${statistic}`, unit, `${label}, ${words[statistic] ?? usual[statistic]}`),
  );
}
