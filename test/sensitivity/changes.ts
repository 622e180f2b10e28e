import type { Area } from "../../src/report/attribution.ts";

/** A small change to the program that somebody could really make. */
export interface ProgramChange {
  readonly name: string;
  /** The built file that it changes, and how. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The figure that has to move, and which way. */
  readonly figure: string;
  readonly direction: "better" | "worse";
  /** Where a reviewer has to find it: the first of this area begins with one of these. */
  readonly area: Area;
  readonly components: readonly string[];
}

const presets = "scenario/presets.js";

export const programChanges: readonly ProgramChange[] = [
  {
    name: "one byte more in each info",
    file: "gossip/checksum.js",
    from: "const headerSize = 5;",
    to: "const headerSize = 6;",
    figure: "bytes.infos",
    direction: "worse",
    area: "bytes",
    components: ["bytes.infos"],
  },
  {
    name: "address in the first request only",
    file: presets,
    from: 'identity: "every-request"',
    to: 'identity: "first-request"',
    figure: "bytes.identity",
    direction: "better",
    area: "bytes",
    components: ["bytes.identity"],
  },
  {
    name: "no ratchet: senders forget what they sent",
    file: presets,
    from: 'resend: "ratchet"',
    to: 'resend: "replace"',
    figure: "bytes.infos",
    direction: "worse",
    area: "bytes",
    components: ["bytes.infos"],
  },
  {
    name: "only those stamps that changed",
    file: presets,
    from: 'highWaterStamps: "full"',
    to: 'highWaterStamps: "delta"',
    figure: "bytes.stamps",
    direction: "better",
    area: "bytes",
    components: ["bytes.stamps"],
  },
  {
    name: "one byte more in each node id of an envelope",
    file: "gossip/messages.js",
    from: "return nodeId === 0 ? 0 : 1 + varintLength(nodeId);",
    to: "return nodeId === 0 ? 0 : 2 + varintLength(nodeId);",
    figure: "bytes.envelope",
    direction: "worse",
    area: "bytes",
    components: ["bytes.envelope"],
  },
  {
    name: "one byte more of framing around each message",
    file: "network/overhead.js",
    from: "const grpcPrefix = 5;",
    to: "const grpcPrefix = 6;",
    figure: "wire.framing",
    direction: "worse",
    area: "wire",
    components: ["wire.framing"],
  },
  {
    name: "senders wait 10 ms for more to send along",
    file: presets,
    from: "batchDelay: 0 * millisecond",
    to: "batchDelay: 10 * millisecond",
    figure: "dissemination.t50.p50",
    direction: "worse",
    area: "time",
    components: ["dissemination."],
  },
  {
    name: "one hop more before a distant node is dialled",
    file: presets,
    from: "maxHops: 5",
    to: "maxHops: 6",
    figure: "hops.mean",
    direction: "worse",
    area: "overlay",
    components: ["connections.", "hops."],
  },
];
