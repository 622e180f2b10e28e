import type { Duration, Time } from "../kernel/time.ts";

/**
 * A complete scenario: every default filled in, every name resolved, base units throughout
 * (nanoseconds, bytes, bits per second, fractions of one). A run is a pure function of it and a seed.
 */
export interface Scenario {
  readonly name: string;
  readonly description: string;
  /** One run per seed. */
  readonly seeds: readonly number[];
  /** Virtual length of a run, unless `stop` ends it earlier. */
  readonly duration: Duration;
  /** Ends a run `settle` after membership is complete and the faults are over. */
  readonly stop: { readonly when: "membership"; readonly settle: Duration } | null;
  readonly cluster: Cluster;
  readonly network: NetworkSettings;
  readonly host: HostSettings;
  readonly protocol: ProtocolSettings;
  readonly workload: readonly WorkloadItem[];
  readonly faults: readonly Fault[];
  readonly measure: {
    /** How long no connection may be opened, closed or refused for the network to count as settled. */
    readonly settle: Duration;
    /** Width of the bins of every series over time. */
    readonly bin: Duration;
  };
  /** What the scenario promises. */
  readonly expect: readonly Expectation[];
  /** How far figures may be from the recorded baseline, relative to it; the last entry that fits a figure holds. Empty: exactly the same. */
  readonly tolerances: readonly { readonly figures: string; readonly tolerance: number }[];
}

/** A promise about one figure; at least one of `min` and `max` is given. In the figure's unit. */
export interface Expectation {
  /** Name in the list of figures (figures.ts). */
  readonly figure: string;
  readonly scope: Scope;
  /** Which value of several seeds is meant: `worst` of all, or their mean, median, or the value that all but 5 % of the seeds keep. */
  readonly over: "worst" | "mean" | "median" | "p95";
  readonly min: number | null;
  readonly max: number | null;
}

/** Which part of a run a figure is measured over. */
export interface Scope {
  /** A pattern of keys, in which `*` stands for anything; null: all. */
  readonly keys: string | null;
  /** Node ids; null: all. */
  readonly nodes: readonly number[] | null;
  /** What happened in [from, to); `to` is Infinity for the end of the run. */
  readonly from: Time;
  readonly to: Time;
}

export interface Cluster {
  /** One entry a node; node ids are 1 … nodes.length in this order. */
  readonly nodes: readonly NodePlace[];
  /** Whose addresses each node knows at its start. */
  readonly join: Join;
  readonly start: {
    /** Each node starts at a random moment of this span. */
    readonly within: Duration;
    /** Whether a node takes streams in from its start on, or all do from time 0. */
    readonly listen: "at-start" | "early";
    /** Whether the nodes start in the order of their ids, or in any. */
    readonly order: "any" | "ids";
  };
  /** Whether nodes publish their descriptors (their `node:` infos). */
  readonly descriptors: boolean;
  /** Locality tiers of a node's descriptor, `{site}` and `{group}` filled in per node; empty for none. */
  readonly locality: readonly { readonly key: string; readonly value: string }[];
}

/**
 * `nodes`: everybody knows these (themselves included, as with a common start script); `ring` and `line`: node i knows
 * node i - 1, and in a ring node 1 knows the last; `random`: each node knows `count` others, drawn by seed;
 * `lists`: node i knows `lists[i - 1]`, which may be nobody, or none but itself.
 */
export type Join =
  | { readonly kind: "nodes"; readonly nodes: readonly number[] }
  | { readonly kind: "ring" }
  | { readonly kind: "line" }
  | { readonly kind: "random"; readonly count: number }
  | { readonly kind: "lists"; readonly lists: readonly (readonly number[])[] };

export interface NodePlace {
  /** Group name; the empty string for a cluster without groups. */
  readonly group: string;
  /** Index into `network.sites`. */
  readonly site: number;
  /** Which cluster it belongs to, from 1; 0 while there is but one, whose id everybody leaves out. */
  readonly cluster: number;
  /** Its start is so much later than that of the others. */
  readonly startDelay: Duration;
}

export interface NetworkSettings {
  /** Names of the sites. */
  readonly sites: readonly string[];
  /** Mean one-way latency from site to site, row-major: `latency[from * sites.length + to]`. */
  readonly latency: readonly Duration[];
  /** The links that `latency` leads over, where the sites are a graph; null: every pair of sites has a link of its own, without a limit. */
  readonly links: readonly Link[] | null;
  /** What was assumed of the sites where their file says nothing, for people. */
  readonly remarks: readonly string[];
  /** One-way latency of a host to itself. */
  readonly loopback: Duration;
  readonly jitter: JitterSettings;
  /** Share of segments lost between any two hosts, where no link on the way says another. */
  readonly loss: number;
  /** What single links between sites carry and lose. */
  readonly limits: readonly LinkLimit[];
  /** Bits per second of one host, shared by all its connections; Infinity for no limit. */
  readonly host: { readonly up: number; readonly down: number };
  readonly transport: TransportSettings;
  readonly keepalive: {
    /** A connection's heartbeat is sent this often by the side that dialled. */
    readonly heartbeat: Duration;
    /** A side that has heard nothing for so long takes the connection for dead. */
    readonly silence: Duration;
  };
  /** A dial that has not come up by then has failed. */
  readonly connectTimeout: Duration;
  /** Bytes that one stream may have accepted and not yet put on the wire (gRPC's write quota). */
  readonly writeQuota: number;
}

/** One direction of a link between two sites, which are indices into `sites`. */
export interface Link {
  readonly from: number;
  readonly to: number;
  /** Mean one-way latency. */
  readonly latency: Duration;
  /** Bits per second; Infinity for no limit. */
  readonly rate: number;
}

/** One direction of a link between two sites, which are indices into `sites`; null: nothing is said of that. */
export interface LinkLimit {
  readonly from: number;
  readonly to: number;
  /** Bits per second; Infinity for no limit. */
  readonly rate: number | null;
  /** Share of the segments. */
  readonly loss: number | null;
}

/** How the factor on each one-way latency is distributed. Its mean is 1. */
export type JitterSettings =
  | { readonly kind: "none" }
  /** From 1 - spread to 1 + spread. */
  | { readonly kind: "uniform"; readonly spread: number }
  /** Cut off at `least` and as far above 1. */
  | { readonly kind: "normal"; readonly deviation: number; readonly least: number }
  /** `sigma` is the deviation of the factor's logarithm. */
  | { readonly kind: "lognormal"; readonly sigma: number }
  /** That share of the latency is exponential, the rest always the same. */
  | { readonly kind: "exponential"; readonly share: number }
  /** `shape` is the exponent of the tail. */
  | { readonly kind: "pareto"; readonly shape: number }
  /** Linear between quantiles, which go from share 0 to share 1. */
  | { readonly kind: "empirical"; readonly quantiles: readonly { readonly share: number; readonly factor: number }[] };

/** What carries the messages, and which of its bytes are counted. What is not counted costs no byte and happens all the same. */
export interface TransportSettings {
  readonly kind: "none" | "grpc" | "grpc-tls";
  /** `snappy`: really encodes and compresses each message. */
  readonly compression: "none" | "snappy";
  /** TCP/IP headers, and with them the packets that are nothing else: SYN, reset, acknowledgements. */
  readonly headers: boolean;
  /** Acknowledgements that travel alone. */
  readonly acknowledgements: boolean;
  /** What opens and ends connections and streams. */
  readonly handshakes: boolean;
  readonly heartbeats: boolean;
}

export interface HostSettings {
  /** What one node's processor spends. */
  readonly processing: {
    /** On each message, sent or received, and on each info in it. */
    readonly message: Duration;
    readonly info: Duration;
    /** On each wake-up of one of the node's loops. */
    readonly wakeUp: Duration;
    /** On each stream that opens, on either side, and the relative half-width of its uniform variation. */
    readonly stream: Duration;
    readonly streamSpread: number;
  };
  /** Whether each node has a processor of its own, or all take turns on one. */
  readonly processor: "own" | "shared";
  /** In which order a processor takes what waits for it: as it came, or about as one thread of Go's runtime does. */
  readonly order: "arrival" | "go";
  /** Share of new streams whose first Request is handled before the first Response is prepared (protocol rule V2). */
  readonly receiverFirst: number;
  /** Whether a node that comes back still has the addresses it knew (protocol rules H1 to H4). */
  readonly persistAddresses: boolean;
}

export interface ProtocolSettings {
  readonly preset: "cockroach-1.0" | "cockroach-2.0" | "cockroach-2.1";
  readonly maxHops: number;
  readonly minPeers: number;
  readonly peersRoot: number;
  readonly resend: "ratchet" | "replace";
  readonly highWaterStamps: "full" | "delta";
  readonly identity: "every-request" | "first-request";
  readonly startMarkers: boolean;
  readonly firstSend: "after-reply" | "at-once";
  readonly emptyFirstReply: boolean;
  /** Infinity is written `off`. */
  readonly clientsInterval: Duration;
  readonly clientsTtl: Duration;
  readonly stallInterval: Duration;
  readonly bootstrapInterval: Duration;
  readonly cullInterval: Duration;
  /** Relative half-width of the timers' jitter, 0 … 1. */
  readonly jitter: number;
  readonly batchDelay: Duration;
  readonly tightenInterval: Duration;
  readonly incomingSlack: number;
  readonly callbacks: "changed-or-redundant" | "all";
}

export type WorkloadItem =
  | {
      /** What a real node of that version gossips by itself (protocol rule B.12). */
      readonly use: "cockroach-1.0" | "cockroach-2.0" | "cockroach-2.1";
      readonly storesPerNode: number;
      /** Bytes of a store descriptor. */
      readonly storeSize: number;
    }
  | {
      /** What is published together. `{node}`, `{group}` and `{site}` in a key are those of the node that publishes it, `{of}` is one of `of`. */
      readonly infos: readonly PublishedInfo[];
      /** Node ids. */
      readonly from: readonly number[];
      /** Each of `from` publishes the infos once for each of these node ids, evenly spread over `every`; null: once. */
      readonly of: readonly number[] | null;
      readonly at: Time;
      /** Whether a node begins at `at`, or at a random moment of the first `every` after it. */
      readonly phase: "fixed" | "random";
      /** Repeats until the end; null for once. */
      readonly every: Duration | Distribution | null;
      /** Each time so many times, one after the other; null: once. */
      readonly burst: { readonly count: number; readonly spacing: Duration } | null;
      /** Relative half-width of each interval's uniform jitter, 0 … 1. */
      readonly jitter: number;
    }
  | {
      /** A recording, in the order of time; at least one info. */
      readonly replay: readonly ReplayedInfo[];
      /** How many infos of it are not here, since they come after the end of the run. */
      readonly leftOut: number;
    };

/** What quantities are drawn from, in their base unit; `sigma` is the deviation of the logarithm. */
export type Distribution =
  | { readonly kind: "uniform"; readonly min: number; readonly max: number }
  | { readonly kind: "exponential"; readonly mean: number }
  | { readonly kind: "lognormal"; readonly mean: number; readonly sigma: number };

export interface ReplayedInfo {
  readonly at: Time;
  /** Id of the one that publishes it. */
  readonly node: number;
  /** Placeholders as in other keys. */
  readonly key: string;
  /** Bytes of the value; none delete the info. */
  readonly size: number;
  /** Infinity for no expiry. */
  readonly ttl: Duration;
}

export interface PublishedInfo {
  readonly key: string;
  /** Bytes of the value; none delete the info. */
  readonly size: number | Distribution;
  /** Infinity for no expiry. */
  readonly ttl: Duration;
}

export type Fault =
  | (FaultTimes & {
      readonly kind: "partition";
      /** By which it can be healed; null: only with all others. */
      readonly name: string | null;
      /** Infinity: until it is healed. */
      readonly for: Duration;
      /** Node ids of each side; nodes in none of them reach everybody. */
      readonly sides: readonly (readonly number[])[];
    })
  | (FaultTimes & {
      /** What `from` sends to `to` is lost; the other way passes. */
      readonly kind: "one-way";
      readonly name: string | null;
      readonly for: Duration;
      /** Node ids. */
      readonly from: readonly number[];
      readonly to: readonly number[];
    })
  | (FaultTimes & {
      readonly kind: "heal";
      /** Names of partitions; null: all. */
      readonly partitions: readonly string[] | null;
    })
  | (FaultTimes & {
      readonly kind: "crash";
      readonly nodes: Affected;
      /** Time from one node to the next; 0: all at once. */
      readonly each: Duration;
      /** Time until the node comes back; null: never. */
      readonly restart: Duration | null;
      /** Whether it comes back with empty memory, or with what it held, its connections being gone. */
      readonly memory: "lost" | "kept";
    })
  | (FaultTimes & {
      readonly kind: "stop";
      readonly nodes: Affected;
      readonly each: Duration;
      /** How long a node goes on after it has said that it will stop; it says so only if this is more than 0. */
      readonly drain: Duration;
      /** Counted from its end. */
      readonly restart: Duration | null;
      readonly memory: "lost" | "kept";
    })
  | (FaultTimes & {
      readonly kind: "pause";
      readonly nodes: Affected;
      readonly each: Duration;
      /** Infinity: for good. */
      readonly for: Duration;
    })
  | (FaultTimes & {
      readonly kind: "slow";
      readonly nodes: Affected;
      /** What its processor does takes so many times as long. */
      readonly factor: number;
      readonly for: Duration;
    })
  | (FaultTimes & {
      readonly kind: "clock";
      readonly nodes: Affected;
      /** By how much the wall clock is ahead; negative: behind. */
      readonly offset: Duration;
      /** By how much it gains in a nanosecond; negative: loses. */
      readonly drift: number;
      readonly for: Duration;
    })
  | {
      /** Outages at random moments, a Poisson process. */
      readonly kind: "churn";
      readonly at: Time;
      readonly until: Time;
      /** Node ids. */
      readonly nodes: readonly number[];
      /** Mean time from one outage to the next. */
      readonly every: Duration;
      readonly down: Duration | Distribution;
      /** So many of `nodes` are left up; one node of the cluster is in any case. */
      readonly keep: number;
      readonly by: "crash" | "stop";
    }
  | LinkFault;

/** Something between hosts becomes worse, or nothing passes there; `for` is Infinity where it never ends. */
export type LinkFault =
  | (FaultTimes & {
      readonly kind: "degrade";
      readonly for: Duration;
      readonly reach: LinkReach;
      /** Factor on the latency, at least 1. */
      readonly latency: number;
      /** Share of segments lost on top of others. */
      readonly loss: number;
      /** Bits per second of all that passes in one direction; Infinity for no limit. */
      readonly rate: number;
    })
  | (FaultTimes & { readonly kind: "linkDown"; readonly for: Duration; readonly reach: LinkReach });

/** Between whom: node ids, or the link between two sites of a graph (indices into `sites`) and all ways over it. */
export type LinkReach =
  | {
      readonly kind: "between";
      readonly from: readonly number[];
      readonly to: readonly number[];
      readonly oneWay: boolean;
    }
  | { readonly kind: "nodes"; readonly nodes: readonly number[] }
  | { readonly kind: "link"; readonly from: number; readonly to: number; readonly oneWay: boolean };

/** When a fault happens: at `at`, or at a random moment of the `within` after it; `times` times, the beginnings `every` apart. */
export interface FaultTimes {
  readonly at: Time;
  readonly within: Duration;
  /** Null: once. */
  readonly every: Duration | null;
  readonly times: number;
}

/** Node ids, or how many to draw by seed from the live ones, or from those of `of` that live. */
export type Affected = readonly number[] | { readonly random: number; readonly of: readonly number[] | null };
