import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration, Time } from "../kernel/time.ts";

/** What is still to be done to a run, and since when nothing is. What goes on for good is over as soon as it has begun. */
export class Timeline {
  /** Called whenever nothing is left to be done. */
  onOver: (() => void) | null = null;
  readonly #scheduler: Scheduler;
  #left = 0;
  #overSince: Time = 0;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  /** Null while something is still to come. */
  get overSince(): Time | null {
    return this.#left === 0 ? this.#overSince : null;
  }

  at(time: Time, action: () => void): void {
    this.#left++;
    this.#scheduler.scheduleAt(time, () => {
      action();
      this.#overSince = this.#scheduler.now;
      if (--this.#left === 0) this.onOver?.();
    });
  }

  after(delay: Duration, action: () => void): void {
    this.at(this.#scheduler.now + delay, action);
  }

  /** `begin` returns what ends it, which is done `lasts` later; Infinity: never. */
  during(time: Time, lasts: Duration, begin: () => () => void): void {
    let end: (() => void) | null = null;
    this.at(time, () => {
      end = begin();
    });
    if (Number.isFinite(lasts)) this.at(time + lasts, () => end?.());
  }
}
