import type { Stamp } from "./stamp.ts";

/**
 * A node's wall clock made strictly increasing: no two infos of a node bear the same stamp (C1, C2).
 *
 * Rules: C1 to C3.
 */
export class MonotonicClock {
  readonly #wallTime: () => Stamp;
  #last: Stamp = Number.NEGATIVE_INFINITY;

  constructor(wallTime: () => Stamp) {
    this.#wallTime = wallTime;
  }

  /** C1. Each call is a tick. */
  now(): Stamp {
    const time = this.#wallTime();
    this.#last = time > this.#last ? time : this.#last + 1;
    return this.#last;
  }

  /** C2: later calls return more than `stamp`. */
  ratchet(stamp: Stamp): void {
    if (stamp > this.#last) this.#last = stamp;
  }

  get last(): Stamp {
    return this.#last;
  }
}
