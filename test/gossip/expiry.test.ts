import { expect, test } from "vitest";
import { ExpiryQueue } from "../../src/gossip/expiry.ts";
import { keyOf } from "../../src/gossip/keys.ts";
import { later, never, type Stamp } from "../../src/gossip/stamp.ts";
import fc from "../property.ts";
import { arbitraryStamp } from "./messages-support.ts";

const keys = Array.from({ length: 6 }, (_, index) => keyOf(`expiry ${index}`));
const key = fc.constantFrom(...keys);
/** Within the second for which it looks ahead, and far beyond. */
const span = fc.oneof(fc.nat(30), fc.nat(3_000_000_000), fc.integer({ min: 1, max: 2 ** 53 }));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ watch: key, within: span }) },
  { weight: 1, arbitrary: fc.record({ watch: key, end: fc.oneof(fc.constant(never), arbitraryStamp) }) },
  { weight: 1, arbitrary: fc.record({ forget: key }) },
  { weight: 3, arbitrary: fc.record({ passes: span }) },
);

test("S11: gives each key whose last known end has come, and then not again", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const queue = new ExpiryQueue();
      const model = new Map<number, Stamp>();
      let now: Stamp = 0;
      for (const step of steps) {
        if ("watch" in step) {
          const end = "end" in step ? step.end : later(now, step.within);
          queue.watch(step.watch, end);
          model.set(step.watch.index, end);
        } else if ("forget" in step) {
          queue.forget(step.forget);
          model.delete(step.forget.index);
        } else {
          now = later(now, step.passes);
          const found: number[] = [];
          for (let index = queue.popEnded(now); index >= 0; index = queue.popEnded(now)) found.push(index);
          const expected = [...model].filter(([, end]) => end <= now && end !== never).map(([index]) => index);
          expect(found.toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
          for (const index of found) model.delete(index);
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("S11: to forget a key that was never watched is nothing", () => {
  const queue = new ExpiryQueue();
  queue.forget(keys[2]!);
  queue.watch(keys[0]!, 5);
  queue.forget(keys[2]!);
  expect(queue.popEnded(5)).toBe(keys[0]!.index);
  expect(queue.popEnded(5)).toBe(-1);
});
