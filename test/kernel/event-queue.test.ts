import fc from "fast-check";
import { expect, test } from "vitest";
import { Event, EventQueue } from "../../src/kernel/event-queue.ts";

class Numbered extends Event {
  constructor(time: number, sequence: number) {
    super();
    this.time = time;
    this.sequence = sequence;
  }

  override fire(): void {}
}

/** A push of an event at that time, or a pop. */
const operation = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1e12 }) },
  { weight: 2, arbitrary: fc.constant("pop" as const) },
);

test("gives what a sorted list gives, equal times in the order of their scheduling", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const queue = new EventQueue();
      const list: Numbered[] = [];
      for (const [sequence, what] of operations.entries()) {
        if (what === "pop") {
          expect(queue.nextTime).toBe(list[0]?.time ?? Number.POSITIVE_INFINITY);
          expect(queue.pop()).toBe(list.shift());
        } else {
          const pushed = new Numbered(what, sequence);
          queue.push(pushed);
          list.push(pushed);
          list.sort((a, b) => a.time - b.time || a.sequence - b.sequence);
        }
        expect(queue.size).toBe(list.length);
      }
      expect(list.map(() => queue.pop())).toEqual(list);
      expect(queue.pop()).toBeUndefined();
    }),
  );
});

test("grows beyond its first size", () => {
  const queue = new EventQueue();
  for (let i = 0; i < 5000; i++) queue.push(new Numbered((i * 7919) % 5000, i));
  const times = Array.from({ length: 5000 }, () => queue.pop()!.time);
  expect(times).toEqual(Array.from({ length: 5000 }, (_, i) => i));
});
