import { describe, expect, test } from "vitest";
import { Event, EventQueue } from "../../src/kernel/event-queue.ts";
import fc from "../property.ts";

/** Of the slots of each level. */
const widths = [1, 1024, 1024 ** 2, 8 * 1024 ** 3, 8 * 1024 ** 4];

class Nothing extends Event {
  override fire(): void {}
}

/** The queue's twin: a list that is sorted anew after every push; the sort is stable. */
class SortedList {
  readonly waiting: { time: number; event: Event }[] = [];

  push(time: number, event: Event): void {
    this.waiting.push({ time, event });
    this.waiting.sort((a, b) => a.time - b.time);
  }

  pop(until: number): Event | null {
    const next = this.waiting[0];
    if (next === undefined || next.time > until) return null;
    this.waiting.shift();
    return next.event;
  }
}

/** Both, side by side; a time is what a test makes of the present. */
class Pair {
  readonly queue = new EventQueue();
  readonly list = new SortedList();
  readonly idle: Event[] = [];
  now = 0;

  push(time: number): void {
    if (time < this.now || time > Number.MAX_SAFE_INTEGER) return;
    const event = this.idle.pop() ?? new Nothing();
    this.queue.push(time, event);
    this.list.push(time, event);
    expect(event.isPosted).toBe(true);
    this.agree();
  }

  pop(until: number): Event | null {
    const next = this.list.waiting[0];
    const event = this.queue.pop(until);
    expect(event).toBe(this.list.pop(until));
    if (event !== null) {
      this.now = next!.time;
      this.idle.push(event);
      expect([this.queue.now, event.isPosted]).toEqual([this.now, false]);
    } else if (until > this.now && until <= Number.MAX_SAFE_INTEGER) this.now = until;
    this.agree();
    return event;
  }

  agree(): void {
    expect(this.queue.size).toBe(this.list.waiting.length);
  }

  drain(): void {
    while (this.pop(Number.POSITIVE_INFINITY) !== null);
    expect(this.list.waiting).toEqual([]);
  }
}

type Operation = (pair: Pair) => void;

/** From nothing to a hundred days, all magnitudes alike. */
const delay = fc
  .tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 1, max: 2, noNaN: true }))
  .map(([bits, factor]) => (bits === 0 ? 0 : Math.floor(factor * 2 ** bits)));
const soon = fc.integer({ min: 0, max: 5 });

const push = fc.oneof(delay, soon).map(
  (after): Operation =>
    (pair) =>
      pair.push(pair.now + after),
);

/** At the next border of a slot of that level, a nanosecond before it or after. */
const pushAtBorder = fc
  .record({
    level: fc.integer({ min: 1, max: 4 }),
    slots: fc.integer({ min: 1, max: 2 }),
    off: fc.constantFrom(-1, 0, 1),
  })
  .map(
    ({ level, slots, off }): Operation =>
      (pair) => {
        const width = widths[level]!;
        pair.push((Math.floor(pair.now / width) + slots) * width + off);
      },
  );

/** Enough of them for a slot to be spread, and for what is at hand to be put back. */
const pushMany = fc.record({ count: fc.integer({ min: 20, max: 300 }), within: delay, seed: fc.nat() }).map(
  ({ count, within, seed }): Operation =>
    (pair) => {
      for (let i = 0; i < count; i++) pair.push(pair.now + ((seed + i * 7919) % (within + 1)));
    },
);

const pop = fc.constant((pair: Pair) => void pair.pop(Number.POSITIVE_INFINITY));
const popUntil = delay.map(
  (after): Operation =>
    (pair) =>
      void pair.pop(pair.now + after),
);
const popMany = fc.integer({ min: 2, max: 200 }).map(
  (count): Operation =>
    (pair) => {
      for (let i = 0; i < count; i++) pair.pop(Number.POSITIVE_INFINITY);
    },
);

const operation = fc.oneof(
  { weight: 8, arbitrary: push },
  { weight: 4, arbitrary: pushAtBorder },
  { weight: 1, arbitrary: pushMany },
  { weight: 6, arbitrary: pop },
  { weight: 3, arbitrary: popUntil },
  { weight: 1, arbitrary: popMany },
);

test("gives what a sorted list gives, equal times in the order of their pushing", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
      const pair = new Pair();
      for (const operate of operations) operate(pair);
      pair.drain();
    }),
    { numRuns: 300 },
  );
});

describe("many events", () => {
  // So many that slots of all levels down to this one are spread: then every border is met, with events on it from before and after.
  test.each(widths)("%d ns apart, with more pushed meanwhile", (width) => {
    const pair = new Pair();
    for (let i = 0; i < 300; i++) pair.push(((i * 7919) % 600) * width);
    for (let i = 0; i < 600; i++) {
      pair.pop(Number.POSITIVE_INFINITY);
      const border = (Math.floor(pair.now / width) + 1 + (i % 3)) * width;
      for (const time of [border, border - 1, border]) if (i % 2 === 0) pair.push(time);
    }
    pair.drain();
  });

  test("at one moment come in the order of pushing, those too that are pushed meanwhile", () => {
    const queue = new EventQueue();
    const events = Array.from({ length: 20_000 }, () => new Nothing());
    for (const event of events.slice(0, 10_000)) queue.push(5e9, event);
    const popped: (Event | null)[] = [];
    for (const event of events.slice(10_000)) {
      popped.push(queue.pop(5e9));
      queue.push(5e9, event);
    }
    while (queue.size > 0) popped.push(queue.pop(5e9));
    expect(popped.every((event, i) => event === events[i])).toBe(true);
  });

  test("that come one after the other between those at hand stay in order", () => {
    const queue = new EventQueue();
    queue.push(0, new Nothing());
    queue.push(1000, new Nothing());
    expect(queue.pop(0)).not.toBeNull();
    const times = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 1000);
    for (const time of times) queue.push(time, new Nothing());
    const popped: number[] = [];
    while (queue.pop(1000) !== null) popped.push(queue.now);
    expect(popped).toEqual([...times, 1000].sort((a, b) => a - b));
  });

  test("before an event that was looked for in vain", () => {
    const pair = new Pair();
    for (let i = 0; i < 100; i++) pair.push(i);
    pair.push(7200e9);
    while (pair.pop(1e9) !== null);
    for (let i = 0; i < 1000; i++) pair.push(1e9 + ((i * 7919) % 1000));
    pair.drain();
  });
});
