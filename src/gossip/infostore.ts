import type { Callbacks, InfoCallback, KeyPattern } from "./callbacks.ts";
import { encodeValue } from "./checksum.ts";
import type { MonotonicClock } from "./clock.ts";
import type { Observer } from "./environment.ts";
import { ExpiryQueue } from "./expiry.ts";
import { HighWater } from "./high-water.ts";
import { byKey, type Dialect, Info, ttlStampOf } from "./info.ts";
import { nodeIdOfKey } from "./keys.ts";
import type { NodeSet } from "./node-set.ts";
import { sameBytes } from "./same-bytes.ts";
import { shuffled } from "./shuffle.ts";
import { never, type Stamp, type StampMap, unset } from "./stamp.ts";

/** The place of a key: found once, then held on to by all that follow its info. */
interface Slot {
  readonly key: string;
  readonly isNode: boolean;
  /** Null once the info has expired and was dropped; then the slot is no longer in the store. */
  info: Info | null;
  /** When the expiry queue will look at it. */
  due: Stamp;
}

/** A stored info and the one stored after it. */
export interface Arrival {
  readonly slot: Slot | null;
  readonly info: Info | null;
  next: Arrival | null;
}

export interface InfoStoreOptions {
  readonly nodeId: number;
  readonly clock: MonotonicClock;
  readonly callbacks: Callbacks;
  readonly dialect: Dialect;
  /** v2.0 and older delete an expired info when it is looked up (S3). */
  readonly deletesOnGet: boolean;
  /** v2.0 and older may name the node itself as the most distant one (S9). */
  readonly ownMayBeDistant: boolean;
  /** v2.1: own infos that come back set the clock (S5). */
  readonly ratchetsClock: boolean;
  /** Uniform in [0, 1): for what the original leaves to the order of a Go map (B.15): ties (S9, S10), and orders (S5, K2). */
  readonly uniform: () => number;
  readonly observer: Observer | null;
}

/**
 * The infos that a node holds, by key, and the rules by which they replace each other.
 *
 * Beside the map stand three indices, so that nothing scans it for each message: the log of arrivals, from which a stream
 * reads what is new since it last looked; the expiry queue; and the `node:` infos with a count by hops.
 *
 * Rules: S1 to S7, S9 to S11, B.15.
 */
export class InfoStore {
  readonly highWater = new HighWater();
  readonly #options: InfoStoreOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #nodeSlots = new Set<Slot>();
  readonly #nodesByHops: number[] = [];
  readonly #expiry = new ExpiryQueue<Slot>();
  #lastArrival: Arrival = { slot: null, info: null, next: null };

  constructor(options: InfoStoreOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#slots.size;
  }

  /** S1: an info of this node, not yet stamped or stored. `ttl` in nanoseconds, 0 for never. */
  newInfo(key: string, data: Uint8Array, ttl: number): Info {
    const { nodeId, clock, dialect } = this.#options;
    if (nodeId === 0) throw new Error("a node without an id cannot make infos (S1)");
    const now = clock.now();
    const value = { bytes: encodeValue(key, data), time: now };
    const ttlStamp = ttlStampOf(now, ttl);
    return new Info({ key, value, originStamp: unset, ttlStamp, nodeId, hops: 0, peerId: 0 }, dialect);
  }

  /** S4. False when the store has something at least as fresh. */
  add(info: Info): boolean {
    if (info.nodeId === 0) throw new Error(`info ${info.key} has no origin (S4)`);
    const slot = this.#slots.get(info.key);
    if (slot !== undefined && !replaces(info, info.hops, slot.info!)) return false;
    this.#store(info.originStamp === unset ? this.#stamped(info) : info, slot ?? this.#newSlot(info.key));
    return true;
  }

  /** S5. How many of the infos that `peerId` sent were accepted. */
  combine(delta: readonly Info[], peerId: number): number {
    const { nodeId, clock, ratchetsClock, uniform } = this.#options;
    let fresh = 0;
    for (const info of shuffled(delta, uniform)) {
      if (info.originStamp === unset) throw new Error(`info ${info.key} came without an origin stamp (S5)`);
      if (info.nodeId === 0) throw new Error(`info ${info.key} has no origin (S4)`);
      if (ratchetsClock && info.nodeId === nodeId) clock.ratchet(info.originStamp);
      const slot = this.#slots.get(info.key);
      // Most infos that come are known already: they are not copied first.
      if (slot !== undefined && !replaces(info, info.hops + 1, slot.info!)) continue;
      this.#store(info.relayed(peerId), slot ?? this.#newSlot(info.key));
      fresh++;
    }
    this.#options.observer?.combined(delta.length, fresh);
    this.#options.callbacks.wake();
    return fresh;
  }

  /** S3. */
  get(key: string): Info | undefined {
    const slot = this.#slots.get(key);
    if (slot === undefined) return undefined;
    const info = slot.info!;
    if (!info.isExpired(this.#options.clock.now())) return info;
    if (this.#options.deletesOnGet) this.#remove(slot);
    return undefined;
  }

  /** K2; see Callbacks.register. */
  register(pattern: KeyPattern, callback: InfoCallback, redundant: boolean): () => void {
    const { callbacks, uniform } = this.#options;
    const unregister = callbacks.register(pattern, callback, { redundant, present: shuffled(this.infos(), uniform) });
    callbacks.wake();
    return unregister;
  }

  /** All that lies in the store, what has expired included: unlike a visit, this drops nothing and is no tick of the clock (C3, S11). */
  held(): Info[] {
    return Array.from(this.#slots.values(), ({ info }) => info!);
  }

  /** All unexpired infos. */
  infos(): Info[] {
    this.#visit();
    return this.held();
  }

  /** S6 over the whole store, in key order. */
  delta(remote: StampMap): Info[] {
    const fresh = this.infos().filter((info) => info.originStamp > remote.get(info.nodeId));
    return fresh.sort(byKey);
  }

  /** S7 adds these to the first delta of a stream: all unexpired `node:` infos. */
  markers(): Info[] {
    this.#visit();
    return Array.from(this.#nodeSlots, ({ info }) => info!);
  }

  get lastArrival(): Arrival {
    return this.#lastArrival;
  }

  /** S6 over what arrived after `position`, for a peer that has been told of everything before. In key order. */
  deltaSince(position: Arrival, remote: StampMap): Info[] {
    this.#visit();
    const fresh: Info[] = [];
    for (let arrival = position.next; arrival !== null; arrival = arrival.next) {
      if (this.#isPending(arrival, remote)) fresh.push(arrival.info!);
    }
    return fresh.sort(byKey);
  }

  /** Still in the store and not known to a peer with these stamps? */
  #isPending({ slot, info }: Arrival, remote: StampMap): boolean {
    return info !== null && slot!.info === info && info.originStamp > remote.get(info.nodeId);
  }

  /** An upper bound of what mostDistant answers, without a look at each node. */
  get mostHops(): number {
    const most = this.#nodesByHops.length - 1;
    return most < manyHops ? most : Number.POSITIVE_INFINITY;
  }

  /** S9: the node farthest away, by its `node:` info, and its hops; {0, 0} when there is none. */
  mostDistant(skip: (nodeId: number) => boolean): { nodeId: number; hops: number } {
    this.#visit();
    const { nodeId: own, ownMayBeDistant, uniform } = this.#options;
    let farthest = { nodeId: 0, hops: 0 };
    let ties = 1;
    for (const { info } of this.#nodeSlots) {
      const { nodeId, hops } = info!;
      if (hops < farthest.hops || hops === 0 || (nodeId === own && !ownMayBeDistant) || skip(nodeId)) continue;
      ties = hops > farthest.hops ? 1 : ties + 1;
      if (ties === 1 || uniform() * ties < 1) farthest = { nodeId, hops };
    }
    return farthest;
  }

  /** S10: the member of `peers` through which infos of the fewest origins came; 0 when it knows no ids. */
  leastUseful(peers: NodeSet): number {
    const origins = new Map<number, Set<number>>(peers.ids().map((peerId) => [peerId, new Set()]));
    for (const { peerId, nodeId } of this.infos()) origins.get(peerId)?.add(nodeId);
    let least = { peerId: 0, count: Number.POSITIVE_INFINITY };
    let ties = 1;
    for (const [peerId, { size }] of origins) {
      if (size > least.count) continue;
      ties = size < least.count ? 1 : ties + 1;
      if (ties === 1 || this.#options.uniform() * ties < 1) least = { peerId, count: size };
    }
    return least.peerId;
  }

  /** S4.3: the own new info gets the stamp that carries it through the network. */
  #stamped(info: Info): Info {
    const { nodeId, clock, dialect } = this.#options;
    const originStamp = clock.now();
    if (originStamp <= this.highWater.get(nodeId)) throw new Error(`origin stamps of node ${nodeId} went back (S4)`);
    const { key, value, ttlStamp, hops, peerId } = info;
    return new Info({ key, value, originStamp, ttlStamp, nodeId: info.nodeId, hops, peerId }, dialect);
  }

  #newSlot(key: string): Slot {
    const slot: Slot = { key, isNode: nodeIdOfKey(key) !== null, info: null, due: never };
    this.#slots.set(key, slot);
    if (slot.isNode) this.#nodeSlots.add(slot);
    return slot;
  }

  /** S4.4 to S4.6. */
  #store(info: Info, slot: Slot): void {
    const old = slot.info;
    slot.info = info;
    if (slot.isNode) {
      this.#countHops(info, 1);
      if (old !== null) this.#countHops(old, -1);
    }
    this.#watch(slot, info);
    this.highWater.ratchet(info.nodeId, info.originStamp);
    const arrival: Arrival = { slot, info, next: null };
    this.#lastArrival.next = arrival;
    this.#lastArrival = arrival;
    const changed = old === null || !sameBytes(old.value.bytes, info.value.bytes);
    this.#options.observer?.stored(info);
    this.#options.callbacks.queue(info, changed);
  }

  /** A look that comes too early is repeated; only for a life cut short must it come sooner. */
  #watch(slot: Slot, { ttlStamp }: Info): void {
    if (ttlStamp >= slot.due) return;
    slot.due = ttlStamp;
    this.#expiry.push(ttlStamp, slot);
  }

  /** Drops what has expired (S11). A visit is a tick of the clock (C3). */
  #visit(): void {
    const now = this.#options.clock.now();
    for (let entry = this.#expiry.popDue(now); entry !== undefined; entry = this.#expiry.popDue(now)) {
      const { due, item: slot } = entry;
      // An entry that an earlier one of its slot has overtaken says nothing.
      if (slot.info === null || slot.due !== due) continue;
      slot.due = never;
      if (slot.info.isExpired(now)) this.#remove(slot);
      else this.#watch(slot, slot.info);
    }
  }

  #remove(slot: Slot): void {
    if (slot.isNode) this.#countHops(slot.info!, -1);
    slot.info = null;
    this.#slots.delete(slot.key);
    this.#nodeSlots.delete(slot);
  }

  #countHops({ hops }: Info, by: 1 | -1): void {
    const counts = this.#nodesByHops;
    const index = Math.min(hops, manyHops);
    while (counts.length <= index) counts.push(0);
    counts[index]! += by;
    while (counts.at(-1) === 0) counts.pop();
  }
}

/** Counted as one from here on, so that a peer that says four billion does not fill the memory. */
const manyHops = 1000;

/** S4.2, for an info that has come over `hops` hops. */
function replaces(info: Info, hops: number, old: Info): boolean {
  return info.value.time > old.value.time || (info.value.time === old.value.time && hops < old.hops);
}
