import type { Stamp } from "./stamp.ts";

/**
 * When to look whether a key's info has expired, soonest first: a binary heap with at most one entry a key, however often its info is
 * replaced. An entry that comes up for an info that lives longer is put back.
 */
export class ExpiryQueue {
  readonly #heap: Entry[] = [];
  readonly #byKey = new Map<string, Entry>();

  /** The info of `key` now expires at `ttlStamp`. */
  watch(key: string, ttlStamp: Stamp): void {
    const queued = this.#byKey.get(key);
    // An entry that comes up too early is put back then; only a life cut short must be seen sooner.
    if (queued !== undefined && queued.due <= ttlStamp) return;
    const entry = { key, due: ttlStamp };
    this.#byKey.set(key, entry);
    this.#push(entry);
  }

  /** Takes out a key that is due at `now`: the caller looks and, if its info lives on, watches it again. */
  popDue(now: Stamp): string | undefined {
    const heap = this.#heap;
    while (heap.length > 0 && heap[0]!.due <= now) {
      const top = heap[0]!;
      const last = heap.pop()!;
      if (heap.length > 0) this.#sink(last);
      // An entry that was overtaken by an earlier one of its key says nothing.
      if (this.#byKey.get(top.key) !== top) continue;
      this.#byKey.delete(top.key);
      return top.key;
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent]!;
      if (above.due <= entry.due) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = entry;
  }

  #sink(entry: Entry): void {
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

interface Entry {
  readonly key: string;
  readonly due: Stamp;
}
