import { assert } from "./assert.ts";
import { EventQueue, type ScheduledEvent } from "./event-queue.ts";
import type { Duration, Time } from "./time.ts";

/** A handle to take a scheduled action back. */
export type Timer = ScheduledEvent;

/**
 * The one clock and the one order of events.
 *
 * What makes a run repeatable, here and in all that stands on it:
 * 1. Time is a whole number of nanoseconds; a delay that is not whole and non-negative throws.
 * 2. The order (time, sequence of scheduling) is total: no two events are ever at the same place.
 * 3. One seed; every purpose draws from a stream of its own, forked by a label (random.ts).
 * 4. Only arrays, Map and Set are iterated; what goes out in an order is sorted first.
 * 5. log, exp, sin and cos stand in distributions.ts only, and pow nowhere: its last digit differs between engines.
 * 6. Who measures gets read-only events and returns nothing.
 */
export class Scheduler {
  readonly #queue = new EventQueue();
  #now: Time = 0;
  #sequence = 0;
  #executed = 0;

  get now(): Time {
    return this.#now;
  }

  /** Number of events executed so far. */
  get executed(): number {
    return this.#executed;
  }

  /** Runs `handler(payload)` `delay` nanoseconds from now, after everything scheduled earlier for that moment. */
  schedule<P>(delay: Duration, handler: (payload: P) => void, payload: P): Timer {
    return this.scheduleAt(this.#now + delay, handler, payload);
  }

  scheduleAt<P>(time: Time, handler: (payload: P) => void, payload: P): Timer {
    assert(Number.isSafeInteger(time) && time >= this.#now, () => `event at ${time}, now ${this.#now}: not a whole time from now on`);
    const event: ScheduledEvent = { time, sequence: this.#sequence++, handler: handler as (payload: never) => void, payload };
    this.#queue.push(event);
    return event;
  }

  /** No effect on an action that has run or was cancelled before. */
  cancel(timer: Timer): void {
    timer.handler = null;
    timer.payload = undefined;
  }

  /**
   * Executes events in order until `until` (inclusive), until none is left, or until `stop` says so after an event; the clock then
   * stands at `until` or at the last event.
   */
  run(until: Time, stop?: () => boolean): void {
    for (;;) {
      const next = this.#queue.peek();
      if (next === undefined || next.time > until) break;
      this.#queue.pop();
      const { handler } = next;
      if (handler === null) continue;
      this.#now = next.time;
      this.#executed++;
      next.handler = null;
      (handler as (payload: unknown) => void)(next.payload);
      if (stop?.()) return;
    }
    if (Number.isFinite(until)) this.#now = until;
  }
}
