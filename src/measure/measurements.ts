import type { Duration, Time } from "../kernel/time.ts";
import type { Summary } from "./statistics.ts";

/** Everything measured in one run. Times and durations in nanoseconds, sizes in bytes. Null: it did not happen. */
export interface Measurements {
  /** Virtual time at which the run ended. */
  readonly endTime: Time;
  readonly nodes: number;
  readonly membership: MembershipMeasurement;
  /** First time after which no connection was opened, closed or refused for the settle span. */
  readonly settled: { readonly time: Time | null };
  readonly dissemination: DisseminationMeasurement;
  /**
   * At the end of each bin, for each live node and each unexpired info that it holds: the time since the publication of the version that it
   * holds. Quantiles are upper bounds, by less than a 32nd; mean and extremes are exact.
   */
  readonly age: Summary<Duration>;
  readonly bytes: BytesMeasurement;
  readonly infos: {
    /** In the deltas of messages sent, and in those that nodes took in; of the latter, how many were accepted. */
    readonly sent: number;
    readonly received: number;
    readonly fresh: number;
    /** Infos received that were not fresh, over all received; null when none was received. */
    readonly redundancy: number | null;
  };
  /** Callbacks that the nodes ran on changes of their stores. */
  readonly callbacks: number;
  /** hops[h]: how many arrivals of a version that was still spreading, at a node without it or a newer one, came over h hops. */
  readonly hops: readonly number[];
  readonly connections: ConnectionsMeasurement;
  readonly bound: BoundMeasurement;
  /** What is still cut or down at the end of the run, one line each. */
  readonly openFaults: readonly string[];
  /** What the scenario's promises are about, in the order of `expect`. */
  readonly promised: readonly PromisedValue[];
}

/**
 * The value of a figure over a part of the run. Without one, why: the run had `ended` before that part of it, there was `nothing` to
 * measure, or it `never` came to it.
 */
export type PromisedValue =
  | { readonly value: number }
  | { readonly value: null; readonly why: "ended" | "nothing" | "never" };

/** Nothing, and an empty series, where nodes publish no descriptors. */
export interface MembershipMeasurement {
  /** First time at which every live node held the unexpired `node:` info of every live node. */
  readonly time: Time | null;
  /** Complete at the end of the run? */
  readonly complete: boolean;
  /** Times at which it was lost and regained after that. */
  readonly changes: readonly { readonly time: Time; readonly complete: boolean }[];
  /** Share of (holder, subject) pairs of all nodes held, each time it changed by at least a 200th, and at the end. */
  readonly series: readonly { readonly time: Time; readonly share: number }[];
}

export interface DisseminationMeasurement {
  /** Info versions published. */
  readonly published: number;
  /** Of those: every node that was live throughout got it or a newer one. */
  readonly complete: number;
  /** Versions that at least one node never held, because a newer one came first. */
  readonly overtaken: number;
  /**
   * Over the versions: time from publication until that share of the nodes live since then held it or a newer one. A node that goes down
   * counts no more from that moment on.
   */
  readonly t50: Summary<Duration>;
  readonly t90: Summary<Duration>;
  readonly t99: Summary<Duration>;
  readonly t100: Summary<Duration>;
  /** Distribution over all (version, node) arrivals: share of them within `time` of the publication, ascending. */
  readonly cdf: readonly { readonly time: Duration; readonly share: number }[];
  readonly byKey: readonly {
    readonly key: string;
    readonly published: number;
    readonly t50: Summary<Duration>;
    readonly t99: Summary<Duration>;
  }[];
}

/** Components of protobuf bytes; they add up to the total exactly. Infos are split by the key's prefix (`node`, `store` …). */
export interface BytesMeasurement {
  /** Protobuf bytes sent, and messages. */
  readonly total: number;
  readonly messages: number;
  readonly byKind: Readonly<
    Record<MessageKind, { readonly messages: number; readonly bytes: number; readonly infos: number }>
  >;
  readonly byComponent: {
    readonly stamps: number;
    readonly identity: number;
    readonly envelope: number;
    /** Sum of `infosByKey`. */
    readonly infos: number;
  };
  /** Sorted by bytes, descending. */
  readonly infosByKey: readonly { readonly key: string; readonly bytes: number; readonly infos: number }[];
  /** What left for the wire, by parts that add up to the total exactly. */
  readonly wire: {
    readonly total: number;
    /** Protobuf bytes of the messages that left: all of them but what a crash or a closed stream swallowed. */
    readonly protobuf: number;
    /** What messages weigh after compression, less what they weighed before: negative when it saves. */
    readonly compression: number;
    /** gRPC and HTTP/2 around messages. */
    readonly framing: number;
    /** TLS records, but for those of its handshake. */
    readonly tls: number;
    /** TCP/IP headers of packets that carry something. */
    readonly headers: number;
    /** Packets that carry nothing but an acknowledgement. */
    readonly acknowledgements: number;
    /** What opens and ends connections and streams. */
    readonly handshake: number;
    readonly heartbeat: number;
    /** Packets that were lost and sent again, with all that is in them. */
    readonly retransmitted: number;
  };
  /** Protobuf bytes over the whole run, by node. */
  readonly sentPerNode: readonly number[];
  readonly receivedPerNode: readonly number[];
  /** Over the nodes: protobuf bytes sent, and received. */
  readonly perNode: Summary<number>;
  readonly perNodeDown: Summary<number>;
  /** Over the directed pairs of nodes of which the one ever sent to the other: protobuf bytes sent. */
  readonly perLink: Summary<number>;
  /** The same over directed pairs of sites, of which the two may be the same. */
  readonly perSitePair: Summary<number>;
  /** Over the whole bins of `perSecond`: protobuf bytes, and bytes on the wire, a second. */
  readonly rate: Summary<number>;
  readonly wireRate: Summary<number>;
  /** Protobuf bytes by bin of `bin` nanoseconds from time 0; the last bin may be cut short by the end of the run. */
  readonly perSecond: {
    readonly bin: Duration;
    readonly infos: readonly number[];
    readonly stamps: readonly number[];
    readonly identity: readonly number[];
    readonly envelope: readonly number[];
    readonly wire: readonly number[];
  };
  /** From time 0 until membership was first complete; null when it never was. */
  readonly coldStart: {
    readonly total: number;
    readonly wire: number;
    readonly perNode: number;
    readonly time: Time;
  } | null;
  /** The settled state (see steady.ts): per second over [from, to). */
  readonly steady: {
    readonly from: Time;
    readonly to: Time;
    readonly bytesPerSecond: number;
    readonly wireBytesPerSecond: number;
    readonly bytesPerSecondPerNode: number;
    readonly messagesPerSecond: number;
  } | null;
}

export type MessageKind =
  | "request-first"
  | "request-delta"
  | "response-first"
  | "response-delta"
  | "response-ack"
  | "response-forward";

export interface ConnectionsMeasurement {
  /** Streams that a server took in. */
  readonly opened: number;
  readonly refused: number;
  readonly forwarded: number;
  readonly duplicate: number;
  readonly culled: number;
  readonly tightened: number;
  /** Ended by the client, for whatever reason, after the server had answered. */
  readonly closed: number;
  /** Never answered. */
  readonly failed: number;
  /**
   * The overlay at the end: edges [client, server], longest shortest path (null: not connected; of more than 10,000 nodes the longest one
   * found), connections of each node.
   */
  readonly overlay: {
    readonly edges: readonly (readonly [number, number])[];
    readonly diameter: number | null;
    readonly degrees: readonly number[];
  };
  readonly series: readonly { readonly time: Time; readonly open: number }[];
}

/** What no protocol can beat, and how far off this run was. */
export interface BoundMeasurement {
  /** Median over versions of the longest of the shortest one-way paths (mean latencies) from its origin to a live node. */
  readonly time: Duration | null;
  /** Over versions: time to all nodes over that bound. */
  readonly stretch: Summary<number>;
  /** Bytes if each live node had received each version once, as the bare entry of a delta. */
  readonly bytes: number;
  /** Protobuf bytes sent over that bound; null without any version. */
  readonly overhead: number | null;
}
