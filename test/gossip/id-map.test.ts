import { expect, test } from "vitest";
import { IdMap } from "../../src/gossip/id-map.ts";
import fc from "../property.ts";
import { arbitraryNodeId } from "./messages-support.ts";

const id = fc.oneof({ weight: 3, arbitrary: fc.nat(40) }, arbitraryNodeId);
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ set: id, value: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ delete: id }) },
);

test("D6: holds what a map holds, whatever the ids", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const ids = new IdMap<number>();
      const model = new Map<number, number>();
      for (const step of steps) {
        if ("set" in step) {
          ids.set(step.set, step.value);
          model.set(step.set, step.value);
        } else {
          expect(ids.delete(step.delete)).toBe(model.delete(step.delete));
        }
        expect(ids.size).toBe(model.size);
      }
      expect(ids.ids().toSorted((a, b) => a - b)).toEqual([...model.keys()].toSorted((a, b) => a - b));
      for (const step of steps) {
        const id = "set" in step ? step.set : step.delete;
        expect(ids.get(id)).toBe(model.get(id));
      }
    }),
    { numRuns: 300 },
  );
});
