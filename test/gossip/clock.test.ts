import { describe, expect, test } from "vitest";
import { MonotonicClock } from "../../src/gossip/clock.ts";
import { epoch, never, type Stamp, stampOf, unset } from "../../src/gossip/stamp.ts";
import fc from "../property.ts";
import { arbitraryStamp } from "./messages-support.ts";

const lastBut = (ticks: number) => stampOf(2n ** 63n - 1n - BigInt(ticks));

describe("a clock", () => {
  test("only goes forward, whatever the wall clock shows and whatever it is set to (C1, C2)", () => {
    const step = fc.oneof(
      fc.record({ wallTime: arbitraryStamp }),
      fc.record({ ratchet: arbitraryStamp.filter((stamp) => stamp < lastBut(100)) }),
      fc.constant("tick" as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
        let wallTime: Stamp = 0;
        let floor: Stamp = unset;
        const clock = new MonotonicClock({ wallTime: () => wallTime });
        for (const what of steps) {
          if (what === "tick") {
            const now = clock.now();
            expect(now > floor).toBe(true);
            expect(now >= wallTime).toBe(true);
            expect(clock.last).toBe(now);
            floor = now;
          } else if ("wallTime" in what) {
            wallTime = what.wallTime < lastBut(100) ? what.wallTime : 0;
          } else {
            clock.ratchet(what.ratchet);
            if (what.ratchet > floor) floor = what.ratchet;
          }
        }
      }),
      { numRuns: 1000 },
    );
  });

  test.each([0n, 1n, epoch - 2n ** 53n, epoch + 2n ** 53n - 2n, 2n ** 62n, 2n ** 63n - 4n])(
    "set to %i ns since 1970 it ticks on from there by one (C2)",
    (nanoseconds) => {
      const clock = new MonotonicClock({ wallTime: () => stampOf(-(2n ** 63n)) });
      clock.ratchet(stampOf(nanoseconds));
      const ticks = [clock.now(), clock.now(), clock.now()];
      expect(ticks).toEqual([1n, 2n, 3n].map((tick) => stampOf(nanoseconds + tick)));
    },
  );

  test("stops with an error at int64 max: there is no later stamp", () => {
    const clock = new MonotonicClock({ wallTime: () => 0 });
    clock.ratchet(lastBut(1));
    expect(clock.now()).toBe(never);
    expect(() => clock.now()).toThrow("int64 max");
    expect(() => clock.now()).toThrow("int64 max");
    expect(clock.last).toBe(never);
  });
});
