import { expect, it } from "vitest";
import { Random } from "../../src/kernel/random.ts";
import { sampleOthers } from "../../src/simulation/sample-others.ts";
import fc from "../property.ts";

it("draws the peers of a node as a sample of the list of all others does", () => {
  const cases = fc
    .record({ count: fc.integer({ min: 1, max: 30 }), wanted: fc.integer({ min: 0, max: 40 }), seed: fc.string() })
    .chain((one) => fc.record({ id: fc.integer({ min: 1, max: one.count }) }).map(({ id }) => ({ ...one, id })));
  fc.assert(
    fc.property(cases, ({ id, count, wanted, seed }) => {
      const others = Array.from({ length: count }, (_, index) => index + 1).filter((other) => other !== id);
      expect(sampleOthers(new Random(seed), { id, count, wanted })).toEqual(new Random(seed).sample(others, wanted));
    }),
    { seed: 1 },
  );
});
