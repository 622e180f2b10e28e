import type { Info } from "./info.ts";
import type { Stamp } from "./stamp.ts";

/**
 * The infos of a store that will expire, soonest first: a binary heap, so that a visit finds the expired ones without looking at all.
 * Infos that were replaced meanwhile come up too; the store knows them by identity.
 */
export class ExpiryQueue {
  readonly #heap: Info[] = [];

  push(info: Info): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent]!;
      if (above.ttlStamp <= info.ttlStamp) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = info;
  }

  /** Takes out one that is expired at `now`; undefined when there is none. */
  popExpired(now: Stamp): Info | undefined {
    const heap = this.#heap;
    const top = heap[0];
    if (top === undefined || !top.isExpired(now)) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return top;
  }

  #sink(info: Info): void {
    const heap = this.#heap;
    const size = heap.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && heap[child + 1]!.ttlStamp < heap[child]!.ttlStamp) child++;
      if (info.ttlStamp <= heap[child]!.ttlStamp) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = info;
  }
}
