import { assert, InvariantError } from "./assert.ts";
import { Event, EventQueue } from "./event-queue.ts";
import type { Duration, Time } from "./time.ts";

/** An action at its time; the handle to take it back. */
export class Timer extends Event {
  #action: (() => void) | null;

  constructor(action: () => void) {
    super();
    this.#action = action;
  }

  override fire(): void {
    const action = this.#action;
    this.#action = null;
    action?.();
  }

  /** No effect once it has fired. */
  cancel(): void {
    this.#action = null;
  }
}

/** More events than this at one moment are a loop in which nothing takes time. */
const mostAtOneMoment = 10_000_000;

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
  #executed = 0;
  #atThisMoment = 0;

  get now(): Time {
    return this.#now;
  }

  /** Number of events that have come up so far; a timer that was cancelled is one too. */
  get executed(): number {
    return this.#executed;
  }

  /** Runs `action` `delay` nanoseconds from now, after everything scheduled earlier for that moment. */
  schedule(delay: Duration, action: () => void): Timer {
    return this.scheduleAt(this.#now + delay, action);
  }

  scheduleAt(time: Time, action: () => void): Timer {
    const timer = new Timer(action);
    this.post(time, timer);
    return timer;
  }

  /** Lets an event happen at `time`. It must not be waiting already; after it has happened it may be posted again. */
  post(time: Time, event: Event): void {
    assert(
      Number.isSafeInteger(time) && time >= this.#now,
      () => `event at ${time}, now ${this.#now}: not a whole time from now on`,
    );
    assert(!event.isPosted, "an event that waits for its time is posted again");
    this.#queue.push(time, event);
  }

  /**
   * Executes events in order until `until` (inclusive), until none is left, or until `stop` says so after an event; the clock then
   * stands at `until` or at the last event.
   */
  run(until: Time, stop?: () => boolean): void {
    assert(until >= this.#now, () => `run until ${until}, now ${this.#now}: time does not go back`);
    const queue = this.#queue;
    for (let event = queue.pop(until); event !== null; event = queue.pop(until)) {
      if (queue.now !== this.#now) this.#moveTo(queue.now);
      else if (++this.#atThisMoment >= mostAtOneMoment) this.#standStill();
      this.#executed++;
      event.fire();
      if (stop?.()) return;
    }
    if (Number.isFinite(until)) this.#now = until;
  }

  #moveTo(time: Time): void {
    assert(time > this.#now, () => `time went back from ${this.#now} to ${time}`);
    this.#now = time;
    this.#atThisMoment = 0;
  }

  #standStill(): never {
    throw new InvariantError(`time stands still at ${this.#now} ns: ${mostAtOneMoment} events`);
  }
}
