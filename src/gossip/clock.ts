import type { Environment } from "./environment.ts";
import { later, never, type Stamp, unset } from "./stamp.ts";

/**
 * A node's wall clock made strictly increasing: no two infos of a node bear the same stamp (C1, C2).
 *
 * Rules: C1 to C3.
 */
export class MonotonicClock {
  readonly #environment: Pick<Environment, "wallTime">;
  #last: Stamp = unset;

  constructor(environment: Pick<Environment, "wallTime">) {
    this.#environment = environment;
  }

  /** C1. Each call is a tick (C3). */
  now(): Stamp {
    const time = this.#environment.wallTime();
    if (time > this.#last) this.#last = time;
    else if (this.#last === never) throw new Error("the clock has reached int64 max: there is no later stamp (C1)");
    else this.#last = later(this.#last, 1);
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
