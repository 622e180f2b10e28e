import { describe, expect, test } from "vitest";
import { InvariantError } from "../../src/kernel/assert.ts";
import { Event } from "../../src/kernel/event-queue.ts";
import { Scheduler, type Timer } from "../../src/kernel/scheduler.ts";
import fc from "../property.ts";

describe("order", () => {
  test("is that of a stable sort by time, without what was cancelled", () => {
    const plan = fc.array(fc.record({ delay: fc.integer({ min: 0, max: 8 }), cancelled: fc.boolean() }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(plan, (events) => {
        const scheduler = new Scheduler();
        const ran: number[] = [];
        const timers = events.map(({ delay }, index) => scheduler.schedule(delay, () => ran.push(index)));
        for (const [index, { cancelled }] of events.entries()) if (cancelled) timers[index]!.cancel();
        scheduler.run(100);
        const expected = events
          .map((event, index) => ({ ...event, index }))
          .filter(({ cancelled }) => !cancelled)
          .sort((a, b) => a.delay - b.delay);
        expect(ran).toEqual(expected.map(({ index }) => index));
      }),
    );
  });

  test("holds for what is scheduled meanwhile: after everything earlier for that moment", () => {
    const scheduler = new Scheduler();
    const ran: string[] = [];
    scheduler.schedule(5, () => {
      ran.push("a");
      scheduler.schedule(0, () => ran.push("c"));
    });
    scheduler.schedule(5, () => ran.push("b"));
    scheduler.run(5);
    expect(ran).toEqual(["a", "b", "c"]);
  });

  test("an event can cancel another at its own moment", () => {
    const scheduler = new Scheduler();
    const ran: string[] = [];
    let second: Timer | null = null;
    scheduler.schedule(1, () => second!.cancel());
    second = scheduler.schedule(1, () => ran.push("cancelled"));
    scheduler.schedule(1, () => ran.push("kept"));
    scheduler.run(1);
    expect(ran).toEqual(["kept"]);
  });

  test("to cancel what has run changes nothing", () => {
    const scheduler = new Scheduler();
    let ran = 0;
    const timer = scheduler.schedule(1, () => ran++);
    scheduler.run(1);
    timer.cancel();
    scheduler.run(2);
    expect([ran, scheduler.executed]).toEqual([1, 1]);
  });
});

test("an event that was posted and happened may be posted again", () => {
  class Tick extends Event {
    readonly at: number[] = [];

    override fire(): void {
      this.at.push(scheduler.now);
      if (this.at.length < 3) scheduler.post(scheduler.now + 5, this);
    }
  }
  const scheduler = new Scheduler();
  const tick = new Tick();
  scheduler.post(1, tick);
  scheduler.run(100);
  expect(tick.at).toEqual([1, 6, 11]);
});

test("an event that waits is not posted again", () => {
  class Once extends Event {
    override fire(): void {}
  }
  const scheduler = new Scheduler();
  const once = new Once();
  scheduler.post(1, once);
  expect(() => scheduler.post(2, once)).toThrow(InvariantError);
});

test("a loop in which nothing takes time ends", () => {
  class Loop extends Event {
    override fire(): void {
      scheduler.post(scheduler.now, this);
    }
  }
  const scheduler = new Scheduler();
  scheduler.post(1, new Loop());
  expect(() => scheduler.run(2)).toThrow("time stands still at 1 ns");
});

describe("time", () => {
  test.each([0.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("a delay of %d is refused", (delay) => {
    expect(() => new Scheduler().schedule(delay, () => {})).toThrow(InvariantError);
  });

  test("the past is refused", () => {
    const scheduler = new Scheduler();
    scheduler.run(10);
    expect(() => scheduler.scheduleAt(9, () => {})).toThrow(InvariantError);
    scheduler.scheduleAt(10, () => {});
  });

  test("run does not go back", () => {
    const scheduler = new Scheduler();
    scheduler.run(10);
    expect(() => scheduler.run(9)).toThrow(InvariantError);
  });

  test("run goes up to a moment, that one included, and leaves the clock there", () => {
    const scheduler = new Scheduler();
    const at: number[] = [];
    for (const delay of [3, 10, 11]) scheduler.schedule(delay, () => at.push(scheduler.now));
    scheduler.run(10);
    expect([at, scheduler.now]).toEqual([[3, 10], 10]);
    scheduler.run(20);
    expect([at, scheduler.now]).toEqual([[3, 10, 11], 20]);
  });

  test("run without an end stops at the last event", () => {
    const scheduler = new Scheduler();
    scheduler.schedule(7, () => {});
    scheduler.run(Number.POSITIVE_INFINITY);
    expect(scheduler.now).toBe(7);
  });

  test("run stops where it is told to, and can go on from there", () => {
    const scheduler = new Scheduler();
    const ran: number[] = [];
    for (const time of [1, 2, 3]) scheduler.schedule(time, () => ran.push(time));
    scheduler.run(10, () => ran.length === 2);
    expect([ran, scheduler.now]).toEqual([[1, 2], 2]);
    scheduler.run(10);
    expect(ran).toEqual([1, 2, 3]);
  });
});
