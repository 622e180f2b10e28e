import type { Stamp } from "./stamp.ts";

interface Entry<T> {
  readonly due: Stamp;
  readonly item: T;
}

/**
 * Things to look at when their time has come, soonest first: a binary heap, so that a visit finds them without looking at all.
 *
 * Rules: S2, S11.
 */
export class ExpiryQueue<T> {
  readonly #heap: Entry<T>[] = [];

  push(due: Stamp, item: T): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent]!;
      if (above.due <= due) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = { due, item };
  }

  /** Takes out one that is due at `now`; undefined when there is none. */
  popDue(now: Stamp): Entry<T> | undefined {
    const heap = this.#heap;
    const top = heap[0];
    if (top === undefined || top.due > now) return undefined;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return top;
  }

  #sink(entry: Entry<T>): void {
    const heap = this.#heap;
    const size = heap.length;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && heap[child + 1]!.due < heap[child]!.due) child++;
      if (entry.due <= heap[child]!.due) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = entry;
  }
}
