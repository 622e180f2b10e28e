import type { Key } from "./keys.ts";
import { lengthened } from "./short-list.ts";
import { later, never, type Stamp, unset } from "./stamp.ts";

/** How far ahead, in nanoseconds, it looks. */
const foresight = 1_000_000_000;

/**
 * When the info of each key ends, and which have ended, without a look at all of them at each visit.
 *
 * Nearly every info is renewed long before its time. So the ends stand side by side, by the index of the key, and only those of the next second in a
 * binary heap as well; when the second is over the heap is filled anew, by one look at all ends. What has been renewed or forgotten since keeps its place
 * in there: when its turn comes, its end is another one.
 *
 * Rules: S2, S11.
 */
export class ExpiryQueue {
  /** By the index of the key; `never` where there is none. */
  #ends: Stamp[] = [];
  /** What ends before stands in the heap. */
  #horizon: Stamp = unset;
  readonly #heapEnds: Stamp[] = [];
  readonly #heapIndices: number[] = [];

  /** The key has an info that ends at `end`, and no other. */
  watch({ index }: Key, end: Stamp): void {
    if (this.#ends.length <= index) this.#ends = lengthened(this.#ends, index + 1, never);
    this.#ends[index] = end;
    if (end < this.#horizon) this.#push(end, index);
  }

  forget({ index }: Key): void {
    // What was never watched has no place to be cleared.
    if (index < this.#ends.length) this.#ends[index] = never;
  }

  /** Forgets a key whose info has ended by `now`, and returns the key's index; -1 when there is none. `now` does not go back. */
  popEnded(now: Stamp): number {
    if (now >= this.#horizon) this.#lookAhead(now);
    while (this.#heapEnds.length > 0 && this.#heapEnds[0]! <= now) {
      const index = this.#heapIndices[0]!;
      this.#removeTop();
      if (this.#ends[index]! > now) continue;
      this.#ends[index] = never;
      return index;
    }
    return -1;
  }

  #lookAhead(now: Stamp): void {
    this.#horizon = later(now, foresight);
    this.#heapEnds.length = 0;
    this.#heapIndices.length = 0;
    const ends = this.#ends;
    for (let index = 0; index < ends.length; index++) {
      if (ends[index]! < this.#horizon) this.#push(ends[index]!, index);
    }
  }

  #push(end: Stamp, index: number): void {
    const ends = this.#heapEnds;
    const indices = this.#heapIndices;
    let at = ends.length;
    ends.push(end);
    indices.push(index);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (ends[parent]! <= end) break;
      ends[at] = ends[parent]!;
      indices[at] = indices[parent]!;
      at = parent;
    }
    ends[at] = end;
    indices[at] = index;
  }

  #removeTop(): void {
    const ends = this.#heapEnds;
    const indices = this.#heapIndices;
    const end = ends.pop()!;
    const index = indices.pop()!;
    const size = ends.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && ends[child + 1]! < ends[child]!) child++;
      if (end <= ends[child]!) break;
      ends[at] = ends[child]!;
      indices[at] = indices[child]!;
      at = child;
    }
    ends[at] = end;
    indices[at] = index;
  }
}
