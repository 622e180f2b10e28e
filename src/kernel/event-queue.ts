import type { Time } from "./time.ts";

/**
 * An action that waits for its time. Handler and payload stand apart so that a caller can schedule one shared function
 * many times without making a closure for each.
 */
export interface ScheduledEvent {
  readonly time: Time;
  /** Order of scheduling: the tie-break that makes the order total. */
  readonly sequence: number;
  /** Null once it was cancelled. */
  handler: ((payload: never) => void) | null;
  payload: unknown;
}

/**
 * Priority queue over (time, sequence): a heap with four children a node, which is shallower than a binary one and looks at
 * neighbours in memory. Cancelled events stay until they come up, then they are dropped.
 */
export class EventQueue {
  readonly #heap: ScheduledEvent[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(event: ScheduledEvent): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const above = heap[parent]!;
      if (!before(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  peek(): ScheduledEvent | undefined {
    return this.#heap[0];
  }

  pop(): ScheduledEvent | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) this.#sink(last);
    return top;
  }

  /** Puts `event` where the top was and lets it sink to its place. */
  #sink(event: ScheduledEvent): void {
    const heap = this.#heap;
    const size = heap.length;
    let at = 0;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let child = first;
      let least = heap[first]!;
      for (let other = first + 1; other < end; other++) {
        const candidate = heap[other]!;
        if (before(candidate, least)) {
          child = other;
          least = candidate;
        }
      }
      if (!before(least, event)) break;
      heap[at] = least;
      at = child;
    }
    heap[at] = event;
  }
}

function before(a: ScheduledEvent, b: ScheduledEvent): boolean {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}
