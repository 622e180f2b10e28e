/**
 * What differs between versions of the protocol, and what may be tuned. Durations in nanoseconds; Infinity switches an interval off.
 * Rule numbers (S4, V3 …) throughout this folder are those of the protocol's specification; docs/protocol-rules.md says where each lives.
 *
 * Rules: F; the first table of the specification.
 */
export interface GossipOptions {
  /** Decides what no option below names: deleting on look-up, the stall rule, timers drawn once, own id in mostDistant, dialects. */
  readonly version: "1.0" | "2.0" | "2.1";
  /** A node farther away than this is connected to directly (M3). */
  readonly maxHops: number;
  /** Connections a node may have each way, at least (N5). */
  readonly minPeers: number;
  /** Which root of the cluster size limits the connections each way (N5). */
  readonly peersRoot: number;
  /** Whether what was sent over a stream counts as known there, or only what the peer's last message says (V3, V6, L4). */
  readonly resend: "ratchet" | "replace";
  /** Whether each message carries all stamps or those that changed since the last one on its stream. */
  readonly highWaterStamps: "full" | "delta";
  /** Whether each Request carries address and cluster id or the first of a stream only. */
  readonly identity: "every-request" | "first-request";
  /** Whether the first delta each way carries all node descriptors, so that distances come right (S7). */
  readonly startMarkers: boolean;
  /** Whether a client waits for its first Response (or 1 s) before it sends infos (L3). */
  readonly firstSend: "after-reply" | "at-once";
  /** Whether a server's first Response goes out even when it carries nothing (V3). */
  readonly emptyFirstReply: boolean;
  readonly clientsInterval: number;
  readonly clientsTtl: number;
  readonly stallInterval: number;
  readonly bootstrapInterval: number;
  readonly cullInterval: number;
  /** Relative half-width of the jitter on the cull and stall intervals (M1). */
  readonly jitter: number;
  /** How long a sender waits after a wake-up for more to send. */
  readonly batchDelay: number;
  /** After a look for distant nodes that found none, the next look waits this long. */
  readonly tightenInterval: number;
  /** By how many the limit of incoming connections exceeds that of outgoing ones. */
  readonly incomingSlack: number;
  /** Whether a node whose address another one has taken over is taken for removed, as up to v2.1.3, or stays (D4). */
  readonly addressReuse: "erase" | "keep";
  /** Whether callbacks run on unchanged values only when registered as redundant, or always (K3). */
  readonly callbacks: "changed-or-redundant" | "all";
}
