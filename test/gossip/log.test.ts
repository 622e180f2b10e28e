import { expect, test } from "vitest";
import { Log, type Position } from "../../src/gossip/log.ts";
import fc from "../property.ts";

/** Long enough for several chunks. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant("append" as const), count: fc.integer({ min: 1, max: 150 }) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("enter" as const), count: fc.constant(0) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("read" as const), count: fc.nat(200) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("copy" as const), count: fc.constant(0) }) },
  ),
  { maxLength: 40 },
);

test("each reader reads what an array would give it, and positions are equal where it is (S6, S8)", () => {
  fc.assert(
    fc.property(steps, fc.infiniteStream(fc.nat()), (steps, choices) => {
      const log = new Log<number>();
      let length = 0;
      const readers: { position: Position<number>; at: number }[] = [];
      const any = () => readers[choices.next().value! % readers.length];
      for (const step of steps) {
        if (step.do === "append") for (let i = 0; i < step.count; i++) log.append(length++);
        if (step.do === "enter") readers.push({ position: log.end(), at: length });
        const reader = any();
        if (reader === undefined) continue;
        if (step.do === "copy") readers.push({ position: reader.position.copy(), at: reader.at });
        for (let i = 0; step.do === "read" && i < step.count; i++) {
          expect(reader.position.next()).toBe(reader.at < length ? reader.at : undefined);
          if (reader.at < length) reader.at++;
        }
        for (const other of readers) expect(other.position.equals(reader.position)).toBe(other.at === reader.at);
      }
    }),
  );
});
