import fc from "fast-check";
import { expect, test } from "vitest";
import { ExpiryQueue } from "../../src/gossip/expiry.ts";
import { keyOf } from "../../src/gossip/keys.ts";
import { never, type Stamp } from "../../src/gossip/stamp.ts";
import { arbitraryStamp } from "./messages-support.ts";

const keys = Array.from({ length: 6 }, (_, index) => keyOf(`expiry ${index}`));
const key = fc.constantFrom(...keys);
const due = fc.oneof(fc.nat(30), fc.constant(never), arbitraryStamp);
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ watch: key, due }) },
  { weight: 1, arbitrary: fc.record({ forget: key }) },
  { weight: 2, arbitrary: fc.record({ now: due }) },
);

test("S11: gives each key when it was asked for soonest, and then not again", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const queue = new ExpiryQueue();
      const model = new Map<string, Stamp>();
      for (const step of steps) {
        if ("watch" in step) {
          queue.watch(step.watch, step.due);
          const soonest = model.get(step.watch.text) ?? never;
          if (step.due < soonest) model.set(step.watch.text, step.due);
        } else if ("forget" in step) {
          queue.forget(step.forget);
          model.delete(step.forget.text);
        } else {
          const found: string[] = [];
          for (let key = queue.popDue(step.now); key !== undefined; key = queue.popDue(step.now)) found.push(key.text);
          const expected = [...model].filter(([, due]) => due <= step.now).map(([text]) => text);
          expect(found.toSorted()).toEqual(expected.toSorted());
          for (const text of found) model.delete(text);
        }
      }
    }),
  );
});

test("S11: to forget a key that was never watched is nothing", () => {
  const queue = new ExpiryQueue();
  queue.forget(keys[2]!);
  queue.watch(keys[0]!, never);
  expect(queue.popDue(never)).toBeUndefined();
  queue.watch(keys[0]!, 5);
  expect(queue.popDue(5)).toBe(keys[0]);
});
