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
  /** By subject, then holder: the expiry of what it holds. */
  readonly #held = new Map<number, Map<number, Time>>();
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
    for (const holder of this.#holders(node).keys()) {
      if (this.#live.has(holder)) this.#known++;
    }
    this.#changed(time);
  }

  nodeDown(time: Time, node: number): void {
    this.advance(time);
    this.#live.delete(node);
    for (const holder of this.#holders(node).keys()) {
      if (this.#live.has(holder) || holder === node) this.#known--;
    }
    for (const [subject, holders] of this.#held) {
      if (holders.delete(node) && this.#live.has(subject)) this.#known--;
    }
    this.#changed(time);
  }

  stored(time: Time, node: number, info: Info): void {
    const subject = nodeIdOfKey(info.key);
    if (subject === null) return;
    this.advance(time);
    const holders = this.#holders(subject);
    const knew = holders.has(node);
    const knows = !isTombstone(info);
    if (knows !== knew && this.#live.has(subject)) this.#known += knows ? 1 : -1;
    if (knows) {
      // A stamp that is no number lies beyond all virtual time.
      const expiry = Number(info.ttlStamp);
      holders.set(node, expiry);
      this.#watch(expiry, subject);
    } else {
      holders.delete(node);
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
    for (const [holder, ttlStamp] of holders) {
      if (ttlStamp > expiry) continue;
      holders.delete(holder);
      if (this.#live.has(subject)) this.#known--;
    }
  }

  #watch(expiry: Time, subject: number): void {
    let subjects = this.#expiries.get(expiry);
    if (subjects === undefined) {
      subjects = new Set();
      this.#expiries.set(expiry, subjects);
      this.#nextExpiry = Math.min(this.#nextExpiry, expiry);
    }
    subjects.add(subject);
  }

  #holders(subject: number): Map<number, Time> {
    let holders = this.#held.get(subject);
    if (holders === undefined) {
      holders = new Map();
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
