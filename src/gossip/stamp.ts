import { lengthened } from "./short-list.ts";
import { int64VarintLength, varintLength } from "./varint.ts";

/**
 * A moment, exact for every int64 of nanoseconds since 1970 that the wire can carry (A.1).
 *
 * In here it counts from `epoch`: as a number while that is a safe integer, which is 104 days either way and all that a run deals in, and
 * as a bigint beyond. Each moment has one form only and JavaScript compares the two exactly, so `<` and `===` need no care. Arithmetic
 * does: it goes through `later`.
 *
 * Rules: S1, S2, S8, A.1, A.4.
 */
export type Stamp = number | bigint;

/** Moment 0, in nanoseconds since 1970: near it stamps are as long as today's (a round moment of 2018, when v2.1 was made). */
export const epoch = 1_530_000_000_000_000_000n;

/** The last moment there is, int64 max on the wire: as the end of a life it means that there is none (S1). */
export const never = Number.POSITIVE_INFINITY;

/**
 * No stamp; 0 on the wire, and in the order of stamps what 0 is there: older than all since 1970, newer than a negative one, just as in
 * the original a missing stamp counts as 0 (S2). A double holds it exactly, though it is no safe integer.
 */
export const unset = Number(-epoch);

const int64Max = (1n << 63n) - 1n;

/** The stamp of a moment on the wire. */
export function stampOf(nanosecondsSince1970: bigint): Stamp {
  return nanosecondsSince1970 >= int64Max ? never : inOneForm(nanosecondsSince1970 - epoch);
}

/** The int64 on the wire. */
export function nanosecondsSince1970(stamp: Stamp): bigint {
  return stamp === never ? int64Max : epoch + BigInt(stamp);
}

/** The moment a whole number of nanoseconds later; `never` if that is beyond int64. */
export function later(stamp: Stamp, duration: number): Stamp {
  // Compiled for numbers alone, as long as there are no others.
  if (typeof stamp === "number") {
    const sum = stamp + duration;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return stamp === never || duration === Number.POSITIVE_INFINITY
    ? never
    : stampOf(nanosecondsSince1970(stamp) + BigInt(duration));
}

function inOneForm(stamp: bigint): Stamp {
  const number = Number(stamp);
  return Number.isSafeInteger(number) || stamp === -epoch ? number : stamp;
}

/** Bytes of a stamp's varint: 9 from 1972 to 2262, int64 max included (A.4). */
export function stampLength(stamp: Stamp): number {
  if (typeof stamp === "number") return stamp === unset ? 1 : 9;
  return int64VarintLength(nanosecondsSince1970(stamp));
}

/** Encoded length of one high-water stamp: tag, length, node id, stamp, the last two even when they are 0 (A.1). */
export function stampEntryLength(nodeId: number, stamp: Stamp): number {
  return 2 + 1 + varintLength(nodeId) + 1 + stampLength(stamp);
}

const denseLimit = 1 << 16;
/** Where there are so many ids to one stamp the array is not worth its room. */
const sparseFrom = 16;

/**
 * Node id → stamp, only ever raised (S8). As long as most ids up to the largest have one, they live in a plain array, since every message of a stream
 * looks into it; where few nodes of many publish, the others must not take room at every node.
 */
export class StampMap {
  /** NaN where the stamp is a bigint. */
  #dense: number[] = [];
  /** The bigints, and all stamps of negative ids and of those beyond the array. */
  #sparse: Map<number, Stamp> | null = null;
  /** How many nodes have a stamp. */
  #count = 0;

  /** `unset` for a node never heard of. */
  get(nodeId: number): Stamp {
    const dense = this.#dense;
    const stamp = nodeId >= 0 && nodeId < dense.length ? dense[nodeId]! : Number.NaN;
    return Number.isNaN(stamp) ? (this.#sparse?.get(nodeId) ?? unset) : stamp;
  }

  /** Raises the stamp; true if it did. Node 0 has none (S8). */
  ratchet(nodeId: number, stamp: Stamp): boolean {
    const old = this.get(nodeId);
    if (nodeId === 0 || !(stamp > old)) return false;
    if (old === unset) this.#count++;
    if (typeof stamp === "number" && nodeId > 0 && nodeId < this.#dense.length && typeof old === "number") {
      this.#dense[nodeId] = stamp;
    } else {
      this.#raise(nodeId, stamp);
    }
    return true;
  }

  #raise(nodeId: number, stamp: Stamp): void {
    if (nodeId >= 0 && nodeId < Math.min(sparseFrom * this.#count, denseLimit)) {
      if (this.#dense.length <= nodeId) this.#extend(nodeId + 1);
      this.#dense[nodeId] = typeof stamp === "number" ? stamp : Number.NaN;
      if (typeof stamp === "number") {
        this.#sparse?.delete(nodeId);
        return;
      }
    }
    this.#sparse ??= new Map();
    this.#sparse.set(nodeId, stamp);
  }

  /** So many ids at least have their place in the array. */
  #extend(length: number): void {
    this.#dense = lengthened(this.#dense, length, unset);
    for (const [nodeId, stamp] of this.#sparse ?? []) {
      if (nodeId < 0 || nodeId >= this.#dense.length) continue;
      this.#dense[nodeId] = typeof stamp === "number" ? stamp : Number.NaN;
      if (typeof stamp === "number") this.#sparse!.delete(nodeId);
    }
  }

  /** All (node id, stamp), ascending by node id. */
  entries(): [number, Stamp][] {
    const entries: [number, Stamp][] = [];
    const dense = this.#dense;
    for (let nodeId = 0; nodeId < dense.length; nodeId++) {
      const stamp = dense[nodeId]!;
      if (stamp !== unset && !Number.isNaN(stamp)) entries.push([nodeId, stamp]);
    }
    if (this.#sparse !== null && this.#sparse.size > 0) {
      for (const entry of this.#sparse) entries.push(entry);
      entries.sort((a, b) => a[0] - b[0]);
    }
    return entries;
  }
}
