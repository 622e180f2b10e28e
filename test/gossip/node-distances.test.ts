import { expect, test } from "vitest";
import { type Key, keyOf, nodeKey } from "../../src/gossip/keys.ts";
import { NodeDistances } from "../../src/gossip/node-distances.ts";
import { Random } from "../../src/kernel/random.ts";
import fc from "../property.ts";

const keys = Array.from({ length: 8 }, (_, index) => keyOf(nodeKey(index + 1)));
const key = fc.constantFrom(...keys);
const hops = fc.oneof(fc.nat(7), fc.constantFrom(999, 1000, 1001, 2 ** 32 - 1));
const unwanted = fc.uniqueArray(key, { maxLength: 8 });
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ set: key, hops }) },
  { weight: 2, arbitrary: fc.record({ drop: key }) },
  {
    weight: 2,
    arbitrary: fc.record({ unwanted, uniform: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }) }),
  },
);

test("S9: knows which nodes there are, which of them are the farthest, and of those that are wanted", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const distances = new NodeDistances();
      const model = new Map<Key, number>();
      for (const step of steps) {
        if ("set" in step) {
          distances.set(step.set, step.hops);
          model.set(step.set, step.hops);
        } else if ("drop" in step) {
          if (model.delete(step.drop)) distances.drop(step.drop);
        } else {
          const wanted = [...model].filter(([key, hops]) => hops > 0 && !step.unwanted.includes(key));
          const most = Math.max(...wanted.map(([, hops]) => hops));
          const farthest = wanted.filter(([, hops]) => hops === most).map(([key]) => key);
          const found = distances.farthest(
            (key) => !step.unwanted.includes(key),
            () => step.uniform,
          );
          if (farthest.length === 0) expect(found).toBeNull();
          else expect(farthest).toContain(found);
        }
        expect(distances.most).toBe(Math.max(0, ...model.values()));
        expect(new Set(distances.keys())).toEqual(new Set(model.keys()));
        expect(distances.keys()).toHaveLength(model.size);
      }
    }),
    { numRuns: 500 },
  );
});

test("S9: of several equally far ones each is as likely, whichever were unwanted before", () => {
  const distances = new NodeDistances();
  for (const key of keys) distances.set(key, 6);
  const random = new Random("ties");
  const draws = 7000;
  const counts = new Map<Key, number>();
  for (let draw = 0; draw < draws; draw++) {
    const found = distances.farthest(
      (key) => key !== keys[3],
      () => random.uniform(),
    )!;
    counts.set(found, (counts.get(found) ?? 0) + 1);
  }
  expect(counts.has(keys[3]!)).toBe(false);
  // Five standard deviations around the seventh that is each one's share.
  for (const key of keys.filter((key) => key !== keys[3]))
    expect(Math.abs(counts.get(key)! - draws / 7)).toBeLessThan(5 * Math.sqrt((draws * 6) / 49));
});

test("S9: looks at no more nodes than are unwanted, and one, however many there are", () => {
  const many = Array.from({ length: 500 }, (_, index) => keyOf(nodeKey(index + 1)));
  const distances = new NodeDistances();
  for (const key of many) distances.set(key, 6);
  const unwanted = new Set(many.slice(0, 5));
  const random = new Random("looks");
  for (let draw = 0; draw < 1000; draw++) {
    let looks = 0;
    distances.farthest(
      (key) => ++looks > 0 && !unwanted.has(key),
      () => random.uniform(),
    );
    expect(looks).toBeLessThanOrEqual(unwanted.size + 1);
  }
});
