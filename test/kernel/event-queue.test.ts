import fc from "fast-check";
import { expect, test } from "vitest";
import { EventQueue, type ScheduledEvent } from "../../src/kernel/event-queue.ts";

const event = (time: number, sequence: number): ScheduledEvent => ({
  time,
  sequence,
  handler: () => {},
  payload: null,
});

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
      const list: ScheduledEvent[] = [];
      for (const [sequence, what] of operations.entries()) {
        if (what === "pop") {
          expect(queue.peek()).toBe(list[0]);
          expect(queue.pop()).toBe(list.shift());
        } else {
          const pushed = event(what, sequence);
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
