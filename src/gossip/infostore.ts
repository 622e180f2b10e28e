import type { Callbacks, InfoCallback } from "./callbacks.ts";
import { encodeValue } from "./checksum.ts";
import type { MonotonicClock } from "./clock.ts";
import type { Observer } from "./environment.ts";
import { ExpiryQueue } from "./expiry.ts";
import { HighWater } from "./high-water.ts";
import { type Dialect, Fact, Info, sortByKey, ttlStampOf } from "./info.ts";
import type { KeyPattern } from "./key-matcher.ts";
import { type Key, knownKey } from "./keys.ts";
import { Log, type Position } from "./log.ts";
import { NodeDistances } from "./node-distances.ts";
import type { NodeSet } from "./node-set.ts";
import { sameBytes } from "./same-bytes.ts";
import { lengthened } from "./short-list.ts";
import { shuffled } from "./shuffle.ts";
import { type StampMap, unset } from "./stamp.ts";

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
 * They stand in an array by the index of their key (keys.ts): most infos that come are known already, and to find that out is to look at one
 * place. Beside it stand three indices, so that nothing scans it for each message: the log of arrivals, from which a stream reads what is new
 * since it last looked; the expiry queue; and the `node:` keys by their hops.
 *
 * Rules: S1 to S7, S9 to S11, B.15.
 */
export class InfoStore {
  readonly highWater = new HighWater();
  readonly #options: InfoStoreOptions;
  readonly #clock: MonotonicClock;
  /** By the index of the key; null where there is none. */
  #infos: (Info | null)[] = [];
  /** The keys of what is there, in the order in which they came: the first `#size`, as there may be room for more. */
  #keys: Key[] = [];
  #size = 0;
  readonly #nodes = new NodeDistances();
  readonly #expiry = new ExpiryQueue();
  readonly #arrivals = new Log<Info>();

  constructor(options: InfoStoreOptions) {
    this.#options = options;
    this.#clock = options.clock;
  }

  get size(): number {
    return this.#size;
  }

  /** S1: an info of this node, not yet stamped or stored. `ttl` in nanoseconds, 0 for never. */
  newInfo(key: string, data: Uint8Array, ttl: number): Info {
    const { nodeId, dialect } = this.#options;
    if (nodeId === 0) throw new Error("a node without an id cannot make infos (S1)");
    const now = this.#clock.now();
    const value = { bytes: encodeValue(key, data), time: now };
    const ttlStamp = ttlStampOf(now, ttl);
    return new Info(new Fact({ key, value, originStamp: unset, ttlStamp, nodeId }, dialect), 0, 0);
  }

  /** S4. False when the store has something at least as fresh. */
  add(info: Info): boolean {
    if (info.nodeId === 0) throw new Error(`info ${info.key} has no origin (S4)`);
    if (!replaces(info.fact, info.hops, this.#at(info.fact.key))) return false;
    this.#store(info.originStamp === unset ? this.#stamped(info) : info);
    return true;
  }

  /** S5. How many of the infos that `peerId` sent were accepted. */
  combine(delta: readonly Info[], peerId: number): number {
    const { nodeId, ratchetsClock, uniform } = this.#options;
    let fresh = 0;
    for (const info of shuffled(delta, uniform)) {
      const { fact } = info;
      if (fact.originStamp === unset) throw new Error(`info ${info.key} came without an origin stamp (S5)`);
      if (fact.nodeId === 0) throw new Error(`info ${info.key} has no origin (S4)`);
      if (ratchetsClock && fact.nodeId === nodeId) this.#clock.ratchet(fact.originStamp);
      // Most infos that come are known already: they are not copied first.
      if (!replaces(fact, info.hops + 1, this.#at(fact.key))) continue;
      this.#store(info.relayed(peerId));
      fresh++;
    }
    this.#options.observer?.combined(delta.length, fresh);
    this.#options.callbacks.wake();
    return fresh;
  }

  /** S3. */
  get(key: string): Info | undefined {
    const known = knownKey(key);
    const info = known === undefined ? null : this.#at(known);
    if (info === null) return undefined;
    if (!info.isExpired(this.#clock.now())) return info;
    if (this.#options.deletesOnGet) {
      this.#drop(info);
      this.#forgetDropped();
    }
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
    const held = new Array<Info>(this.#size);
    for (let place = 0; place < held.length; place++) held[place] = this.#at(this.#keys[place]!)!;
    return held;
  }

  /** All unexpired infos. */
  infos(): Info[] {
    this.#visit();
    return this.held();
  }

  /** S6 over the whole store, in key order. */
  delta(remote: StampMap): Info[] {
    const fresh = this.infos().filter((info) => info.originStamp > remote.get(info.nodeId));
    return sortByKey(fresh);
  }

  /** S7 adds these to the first delta of a stream: all unexpired `node:` infos. */
  markers(): Info[] {
    this.#visit();
    return this.#nodes.keys().map((key) => this.#at(key)!);
  }

  /** Where the log of arrivals ends now. */
  get lastArrival(): Position<Info> {
    return this.#arrivals.end();
  }

  /**
   * S6 for a peer that has been told of all that arrived before `position`, and has not confirmed these. In key order. Moves the position to the end.
   */
  deltaSince(position: Position<Info>, remote: StampMap, unconfirmed: readonly Info[]): Info[] {
    this.#visit();
    let fresh = nothing;
    for (const info of unconfirmed) {
      if (this.#isNews(info, remote)) fresh = withNext(fresh, info);
    }
    for (let info = position.next(); info !== undefined; info = position.next()) {
      if (this.#isNews(info, remote)) fresh = withNext(fresh, info);
    }
    return sortByKey(fresh);
  }

  /** Not known to a peer with these stamps, and still in the store? */
  #isNews(info: Info, remote: StampMap): boolean {
    const { fact } = info;
    return fact.originStamp > remote.get(fact.nodeId) && this.#at(fact.key) === info;
  }

  /** An upper bound of what mostDistant answers, without a look at each node. */
  get mostHops(): number {
    return this.#nodes.most;
  }

  /** S9: the node farthest away, by its `node:` info, and its hops; {0, 0} when there is none. */
  mostDistant(skip: (nodeId: number) => boolean): { nodeId: number; hops: number } {
    this.#visit();
    const { nodeId: own, ownMayBeDistant, uniform } = this.#options;
    const isWanted = (key: Key) => {
      const { nodeId } = this.#at(key)!;
      return (nodeId !== own || ownMayBeDistant) && !skip(nodeId);
    };
    const key = this.#nodes.farthest(isWanted, uniform);
    if (key === null) return { nodeId: 0, hops: 0 };
    const { nodeId, hops } = this.#at(key)!;
    return { nodeId, hops };
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
    const { nodeId, dialect } = this.#options;
    const originStamp = this.#clock.now();
    if (originStamp <= this.highWater.get(nodeId)) throw new Error(`origin stamps of node ${nodeId} went back (S4)`);
    const { key, value, ttlStamp, hops, peerId } = info;
    return new Info(new Fact({ key, value, originStamp, ttlStamp, nodeId: info.nodeId }, dialect), hops, peerId);
  }

  #at(key: Key): Info | null {
    return key.index < this.#infos.length ? this.#infos[key.index]! : null;
  }

  /** S4.4 to S4.6. */
  #store(info: Info): void {
    const { key, ttlStamp, value } = info.fact;
    const old = this.#at(key);
    if (old === null) this.#makePlace(key);
    this.#infos[key.index] = info;
    if (key.nodeId !== null) this.#nodes.set(key, info.hops);
    this.#expiry.watch(key, ttlStamp);
    this.highWater.ratchet(info.fact);
    this.#arrivals.append(info);
    const changed = old === null || !sameBytes(old.value.bytes, value.bytes);
    this.#options.observer?.stored(info);
    this.#options.callbacks.queue(info, changed);
  }

  #makePlace(key: Key): void {
    if (this.#infos.length <= key.index) this.#infos = lengthened(this.#infos, key.index + 1, null);
    if (this.#size === this.#keys.length) this.#keys = lengthened(this.#keys, this.#size + 1, key);
    this.#keys[this.#size++] = key;
  }

  /** Drops what has expired (S11). A visit is a tick of the clock (C3). */
  #visit(): void {
    const now = this.#clock.now();
    let dropped = false;
    for (let index = this.#expiry.popEnded(now); index >= 0; index = this.#expiry.popEnded(now)) {
      this.#drop(this.#infos[index]!);
      dropped = true;
    }
    if (dropped) this.#forgetDropped();
  }

  #drop(info: Info): void {
    const { key } = info.fact;
    if (key.nodeId !== null) this.#nodes.drop(key);
    this.#infos[key.index] = null;
    this.#expiry.forget(key);
  }

  #forgetDropped(): void {
    this.#keys = this.#keys.filter((key, place) => place < this.#size && this.#at(key) !== null);
    this.#size = this.#keys.length;
  }
}

const nothing: Info[] = [];

/** Most deltas have one info: an array that grows would take room for many. */
function withNext(delta: Info[], info: Info): Info[] {
  if (delta === nothing) return [info];
  delta.push(info);
  return delta;
}

/** S4.2, for a fact that has come over `hops` hops. */
function replaces(fact: Fact, hops: number, old: Info | null): boolean {
  if (old === null) return true;
  if (fact === old.fact) return hops < old.hops;
  return fact.value.time > old.value.time || (fact.value.time === old.value.time && hops < old.hops);
}
