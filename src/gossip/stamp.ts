import { varintLength } from "./varint.ts";

/**
 * A moment in nanoseconds since the epoch that the process has chosen (see wire.ts), kept in a double: exact for 104 days before and
 * after that epoch. On the wire it is an int64 of nanoseconds since 1970.
 *
 * Rules: S8, A.4.
 */
export type Stamp = number;

/** Never expires; int64 max on the wire. */
export const never: Stamp = Number.POSITIVE_INFINITY;
/** No stamp; 0 on the wire. Older than every stamp. */
export const unset: Stamp = Number.NEGATIVE_INFINITY;

/** Bytes of a stamp's varint: 9 from 1972 to 2262, int64 max included. */
export const stampVarint = 9;

/** Encoded length of one high-water stamp: tag, length, node id, stamp. */
export function stampEntryLength(nodeId: number): number {
  return 2 + 1 + varintLength(nodeId) + 1 + stampVarint;
}

const denseLimit = 1 << 16;

/** Node id → stamp, only ever raised. Small ids live in a plain array, since every message of a stream looks into it. */
export class StampMap {
  #dense = new Float64Array(16).fill(unset);
  #sparse: Map<number, Stamp> | null = null;

  /** `unset` for a node never heard of. */
  get(nodeId: number): Stamp {
    if (nodeId >= 0 && nodeId < denseLimit) return nodeId < this.#dense.length ? this.#dense[nodeId]! : unset;
    return this.#sparse?.get(nodeId) ?? unset;
  }

  /** Raises the stamp; true if it did. Node 0 has none (S8). */
  ratchet(nodeId: number, stamp: Stamp): boolean {
    if (nodeId === 0 || !(stamp > this.get(nodeId))) return false;
    if (nodeId > 0 && nodeId < denseLimit) {
      if (nodeId >= this.#dense.length) this.#grow(nodeId);
      this.#dense[nodeId] = stamp;
    } else {
      this.#sparse ??= new Map();
      this.#sparse.set(nodeId, stamp);
    }
    return true;
  }

  /** All (node id, stamp), ascending by node id. */
  entries(): [number, Stamp][] {
    const entries: [number, Stamp][] = [];
    for (const [nodeId, stamp] of this.#dense.entries()) {
      if (stamp !== unset) entries.push([nodeId, stamp]);
    }
    if (this.#sparse !== null) {
      entries.push(...this.#sparse);
      entries.sort((a, b) => a[0] - b[0]);
    }
    return entries;
  }

  #grow(nodeId: number): void {
    let size = this.#dense.length;
    while (size <= nodeId) size *= 2;
    const grown = new Float64Array(size).fill(unset);
    grown.set(this.#dense);
    this.#dense = grown;
  }
}
