import { millisecond, minute, second } from "../kernel/time.ts";
import type { ProtocolSettings } from "./scenario.ts";

/** The protocol options of each version, in base units. A scenario's own options are laid over its preset. */
export const presets: Readonly<Record<ProtocolSettings["preset"], ProtocolSettings>> = (() => {
  const v21: ProtocolSettings = {
    preset: "cockroach-2.1",
    maxHops: 5,
    minPeers: 3,
    peersRoot: 3,
    resend: "ratchet",
    highWaterStamps: "full",
    identity: "every-request",
    startMarkers: true,
    firstSend: "after-reply",
    emptyFirstReply: true,
    clientsInterval: 2 * second,
    clientsTtl: 4 * second,
    stallInterval: 2 * second,
    bootstrapInterval: 1 * second,
    cullInterval: 1 * minute,
    jitter: 0.25,
    batchDelay: 0 * millisecond,
    tightenInterval: 0 * second,
    incomingSlack: 0,
    callbacks: "changed-or-redundant",
  };
  const v20: ProtocolSettings = {
    ...v21,
    preset: "cockroach-2.0",
    resend: "replace",
    startMarkers: false,
    firstSend: "at-once",
    emptyFirstReply: false,
    clientsInterval: Number.POSITIVE_INFINITY,
    stallInterval: 30 * second,
    callbacks: "all",
  };
  const v10: ProtocolSettings = { ...v20, preset: "cockroach-1.0", peersRoot: 4 };
  return { "cockroach-1.0": v10, "cockroach-2.0": v20, "cockroach-2.1": v21 };
})();
