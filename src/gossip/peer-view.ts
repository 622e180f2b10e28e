import { type HighWater, noStamps, type Stamped, type Stamps } from "./high-water.ts";
import { type Info, sortByKey } from "./info.ts";
import type { InfoStore } from "./infostore.ts";
import type { Position } from "./log.ts";
import type { GossipOptions } from "./options.ts";
import { StampMap } from "./stamp.ts";

/**
 * What one end of a stream knows of the other: which infos it has (the "remote stamps" of V2 and L2) and which stamps it was told.
 *
 * Rules: V2, V3, V4.6, V6, L2, L4, L7, S7.
 */
export class PeerView {
  readonly #options: GossipOptions;
  readonly #remote = new StampMap();
  /** How much of the peer's log of stamps is in them. */
  #read: Position<Stamped> | null = null;
  #sent: Stamps | null = null;
  /** Everything up to here has been sent, or was known at the other end; null before the first delta. */
  #told: Position<Info> | null = null;
  /** Sent, and to be sent again for as long as the stamps of the other end do not cover it (V6, `resend: replace`). */
  #unconfirmed: readonly Info[] = noInfos;
  #marked = false;

  constructor(options: GossipOptions) {
    this.#options = options;
  }

  /**
   * Takes in the stamps of a message. A peer's stamps only grow while a stream lasts, so to replace the ones from its last message and to
   * merge them is the same; the versions differ in whether what was sent is added (`resend`).
   */
  learn(stamps: Stamps): void {
    this.#read = stamps.mergeInto(this.#remote, this.#read);
  }

  /** The infos that the other end lacks; the first delta of a stream carries the markers too (V3, L4). */
  nextDelta(store: InfoStore): Info[] {
    const told = this.#told;
    const delta = told === null ? store.delta(this.#remote) : store.deltaSince(told, this.#remote, this.#unconfirmed);
    if (this.#options.startMarkers && !this.#marked) addMarkers(delta, store.markers());
    this.#marked = true;
    this.#told ??= store.lastArrival;
    if (this.#options.resend === "replace") this.#unconfirmed = delta;
    else for (const info of delta) this.#remote.ratchet(info.nodeId, info.originStamp);
    return delta;
  }

  /** The stamps for the next message to the other end. */
  stampsToSend(highWater: HighWater): Stamps {
    const full = this.#options.highWaterStamps === "full";
    const stamps = full ? highWater.snapshot(this.#sent) : highWater.changesSince(this.#sent);
    // Who sends all has to know no more than that something was sent, and so holds on to nothing.
    this.#sent = full ? noStamps : stamps;
    return stamps;
  }
}

const noInfos: readonly Info[] = [];

function addMarkers(delta: Info[], markers: readonly Info[]): void {
  const present = new Set(delta);
  for (const marker of markers) {
    if (!present.has(marker)) delta.push(marker);
  }
  sortByKey(delta);
}
