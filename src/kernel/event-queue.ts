import type { Time } from "./time.ts";

/** Something that happens at a moment. Who makes many of one kind derives a class, and the object is event and data in one. */
export abstract class Event {
  /** Set by the scheduler, together with the order of scheduling, which is the tie-break that makes the order total. */
  time: Time = 0;
  sequence = 0;

  abstract fire(): void;
}

/**
 * Priority queue over (time, sequence): a heap with four children a node. The keys stand in arrays of their own, so that the comparisons of a
 * push or pop, nearly all it does, read neighbouring numbers and touch no event. An event that is cancelled stays until it comes up.
 */
export class EventQueue {
  #times = new Float64Array(1024);
  #sequences = new Float64Array(1024);
  readonly #events: Event[] = [];

  get size(): number {
    return this.#events.length;
  }

  push(event: Event): void {
    const events = this.#events;
    let at = events.length;
    if (at === this.#times.length) this.#grow();
    const times = this.#times;
    const sequences = this.#sequences;
    const { time, sequence } = event;
    events.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 2;
      const parentTime = times[parent]!;
      if (parentTime < time || (parentTime === time && sequences[parent]! < sequence)) break;
      times[at] = parentTime;
      sequences[at] = sequences[parent]!;
      events[at] = events[parent]!;
      at = parent;
    }
    times[at] = time;
    sequences[at] = sequence;
    events[at] = event;
  }

  /** Time of the next event; Infinity when there is none. */
  get nextTime(): Time {
    return this.#events.length === 0 ? Number.POSITIVE_INFINITY : this.#times[0]!;
  }

  pop(): Event | undefined {
    const top = this.#events[0];
    const last = this.#events.pop();
    if (last !== undefined && this.#events.length > 0) this.#sink(last);
    return top;
  }

  /** Puts `event` where the top was and lets it sink to its place. */
  #sink(event: Event): void {
    const times = this.#times;
    const sequences = this.#sequences;
    const events = this.#events;
    const size = events.length;
    const { time, sequence } = event;
    let at = 0;
    for (;;) {
      const first = at * 4 + 1;
      if (first >= size) break;
      const end = Math.min(first + 4, size);
      let child = first;
      let least = times[first]!;
      for (let other = first + 1; other < end; other++) {
        const candidate = times[other]!;
        if (candidate < least || (candidate === least && sequences[other]! < sequences[child]!)) {
          child = other;
          least = candidate;
        }
      }
      if (time < least || (time === least && sequence < sequences[child]!)) break;
      times[at] = least;
      sequences[at] = sequences[child]!;
      events[at] = events[child]!;
      at = child;
    }
    times[at] = time;
    sequences[at] = sequence;
    events[at] = event;
  }

  #grow(): void {
    const times = new Float64Array(2 * this.#times.length);
    const sequences = new Float64Array(times.length);
    times.set(this.#times);
    sequences.set(this.#sequences);
    this.#times = times;
    this.#sequences = sequences;
  }
}
