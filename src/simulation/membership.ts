import { valueData } from "../gossip/checksum.ts";
import type { Info } from "../gossip/info.ts";
import { nodeIdOfKey } from "../gossip/keys.ts";
import type { Time } from "../kernel/time.ts";
import type { Probe } from "./trace.ts";

/**
 * Who knows whom: the (holder, subject) pairs of live nodes in which the holder has the subject's unexpired `node:` info, kept up to date
 * event by event. All holders of one version of an info lose it at the same moment, so only versions are watched for expiry.
 */
export class Membership implements Probe {
  /** Called after each change. */
  onChange: ((time: Time) => void) | null = null;
  readonly #live = new Set<number>();
  readonly #held = new Map<number, Holders>();
  /** By expiry: the subjects of which a version ends then. */
  readonly #expiries = new Map<Time, Set<number>>();
  #nextExpiry = Number.POSITIVE_INFINITY;
  #known = 0;

  /** Pairs of live nodes in which the holder knows the subject. */
  get known(): number {
    return this.#known;
  }

  get pairs(): number {
    return this.#live.size * this.#live.size;
  }

  get isComplete(): boolean {
    return this.#live.size > 0 && this.#known === this.pairs;
  }

  nodeUp(time: Time, node: number): void {
    this.advance(time);
    this.#live.add(node);
    // What the others still hold of an earlier life counts again.
    this.#known += this.#held.get(node)?.count((holder) => this.#live.has(holder)) ?? 0;
    this.#changed(time);
  }

  nodeDown(time: Time, node: number): void {
    this.advance(time);
    this.#known -= this.#held.get(node)?.count((holder) => this.#live.has(holder)) ?? 0;
    this.#live.delete(node);
    for (const [subject, holders] of this.#held) {
      if (holders.remove(node) && this.#live.has(subject)) this.#known--;
    }
    this.#changed(time);
  }

  stored(time: Time, node: number, info: Info): void {
    const subject = nodeIdOfKey(info.key);
    if (subject === null) return;
    this.advance(time);
    const holders = this.#holders(subject);
    const knew = holders.has(node);
    // A stamp that is no number lies beyond all virtual time. By a wrong clock a life may be over before it begins.
    const expiry = Number(info.ttlStamp);
    const knows = expiry > time && !isTombstone(info);
    if (knows !== knew && this.#live.has(subject)) this.#known += knows ? 1 : -1;
    if (knows) {
      holders.set(node, expiry);
      if (holders.watched !== expiry) this.#watch(expiry, subject, holders);
    } else {
      holders.remove(node);
    }
    this.#changed(time);
  }

  ended(time: Time): void {
    this.advance(time);
  }

  /** Drops what has expired by `time`; anything else that happens at or after a moment must have called this first. */
  advance(time: Time): void {
    while (this.#nextExpiry <= time) {
      const expiry = this.#nextExpiry;
      for (const subject of this.#expiries.get(expiry)!) this.#expire(subject, expiry);
      this.#expiries.delete(expiry);
      this.#nextExpiry = Number.POSITIVE_INFINITY;
      for (const other of this.#expiries.keys()) this.#nextExpiry = Math.min(this.#nextExpiry, other);
      this.#changed(expiry);
    }
  }

  #expire(subject: number, expiry: Time): void {
    const holders = this.#holders(subject);
    const lost = holders.removeUntil(expiry);
    if (this.#live.has(subject)) this.#known -= lost;
    holders.watched = Number.NaN;
  }

  #watch(expiry: Time, subject: number, holders: Holders): void {
    holders.watched = expiry;
    let subjects = this.#expiries.get(expiry);
    if (subjects === undefined) {
      subjects = new Set();
      this.#expiries.set(expiry, subjects);
      this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
    }
    subjects.add(subject);
  }

  #holders(subject: number): Holders {
    let holders = this.#held.get(subject);
    if (holders === undefined) {
      holders = new Holders();
      this.#held.set(subject, holders);
    }
    return holders;
  }

  #changed(time: Time): void {
    this.onChange?.(time);
  }
}

/** D1: an empty value says that the node is no longer a member. */
function isTombstone({ value }: Info): boolean {
  return valueData(value.bytes).length === 0;
}

/**
 * Who holds one subject's info, and until when. The pairs are as many as the square of the nodes, so each is a number in an array; ids of
 * nodes are small.
 */
class Holders {
  /** The expiry that was last set, if it is watched for. */
  watched: Time = Number.NaN;
  /** By holder; NaN where it does not hold it. */
  #expiries = new Float64Array(16).fill(Number.NaN);

  has(holder: number): boolean {
    const expiry = this.#expiries[holder];
    return expiry !== undefined && !Number.isNaN(expiry);
  }

  set(holder: number, expiry: Time): void {
    if (holder >= this.#expiries.length) this.#grow(holder);
    this.#expiries[holder] = expiry;
  }

  /** False when it did not hold it. */
  remove(holder: number): boolean {
    const held = this.has(holder);
    if (held) this.#expiries[holder] = Number.NaN;
    return held;
  }

  /** Takes out what ends by then; returns how many did. */
  removeUntil(time: Time): number {
    let removed = 0;
    for (let holder = 0; holder < this.#expiries.length; holder++) {
      if (!(this.#expiries[holder]! <= time)) continue;
      this.#expiries[holder] = Number.NaN;
      removed++;
    }
    return removed;
  }

  /** How many of the holders are such. */
  count(is: (holder: number) => boolean): number {
    let count = 0;
    for (let holder = 0; holder < this.#expiries.length; holder++) {
      if (this.has(holder) && is(holder)) count++;
    }
    return count;
  }

  #grow(holder: number): void {
    const expiries = new Float64Array(Math.max(holder + 1, 2 * this.#expiries.length)).fill(Number.NaN);
    expiries.set(this.#expiries);
    this.#expiries = expiries;
  }
}
