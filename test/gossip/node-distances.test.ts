import fc from "fast-check";
import { expect, test } from "vitest";
import { keyOf, nodeKey } from "../../src/gossip/keys.ts";
import { NodeDistances } from "../../src/gossip/node-distances.ts";

const keys = Array.from({ length: 8 }, (_, index) => keyOf(nodeKey(index + 1)));
const key = fc.constantFrom(...keys);
const hops = fc.oneof(fc.nat(7), fc.constantFrom(999, 1000, 1001, 2 ** 32 - 1));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ set: key, hops }) },
  { weight: 1, arbitrary: fc.record({ drop: fc.uniqueArray(key, { maxLength: 4 }) }) },
);

test("S9: knows the hops of each node in the order in which they came, and the most of them", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const distances = new NodeDistances();
      const model = new Map<string, number>();
      for (const step of steps) {
        if ("set" in step) {
          distances.set(step.set, step.hops);
          model.set(step.set.text, step.hops);
        } else {
          for (const key of step.drop) if (model.delete(key.text)) distances.drop(key);
          distances.close();
        }
        const most = Math.max(0, ...model.values());
        expect(distances.most).toBe(model.size === 0 ? -1 : most < 1000 ? most : Number.POSITIVE_INFINITY);
        expect(distances.keys.map(({ text }, place) => [text, distances.hops[place]])).toEqual([...model]);
      }
    }),
    { numRuns: 300 },
  );
});
