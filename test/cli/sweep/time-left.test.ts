import { describe, expect, test } from "vitest";
import { expectedTimeLeft, timeLeftByPace } from "../../../src/cli/sweep/time-left.ts";

/** A clock that is put on by hand. */
function handClock() {
  let now = 0;
  return { clock: () => now, pass: (milliseconds: number) => (now += milliseconds) };
}

describe("runs that were tried out", () => {
  const estimate = { perRun: (point: number) => [10, 100, 1000][point]!, isLeast: true };

  test("take what trials let expect, then what the runs that finished teach", () => {
    const { clock, pass } = handClock();
    const left = expectedTimeLeft([0, 1, 2, 0], estimate, { width: 1, clock });
    expect(left.now()).toEqual({ milliseconds: 1120, isLeast: true });
    const first = left.begin(0);
    pass(15);
    // It was to take 10: nobody knows what it still takes.
    expect(left.now()!.milliseconds).toBe(1110);
    pass(15);
    first.end(30);
    // All take three times as long as was expected, as far as anybody knows.
    expect(left.now()).toEqual({ milliseconds: 300 + 3000 + 30, isLeast: true });
    left.begin(1).end(300);
    left.begin(2).end(1000);
    // Of that point all is known.
    expect(left.now()).toEqual({ milliseconds: 30, isLeast: false });
    left.begin(0).end(30);
    expect(left.now()!.milliseconds).toBe(0);
  });

  test("share the threads, and none is over before the longest", () => {
    const { clock, pass } = handClock();
    const left = expectedTimeLeft([0, 1, 2], { ...estimate, isLeast: false }, { width: 2, clock });
    expect(left.now()).toEqual({ milliseconds: 555, isLeast: false });
    left.begin(2);
    pass(100);
    expect(left.now()!.milliseconds).toBe(900);
  });

  test("that failed are no more to do, and teach nothing", () => {
    const left = expectedTimeLeft([0, 1], estimate, { width: 1, clock: () => 0 });
    left.begin(0).end(null);
    expect(left.now()).toEqual({ milliseconds: 100, isLeast: true });
  });
});

test("runs that somebody does somewhere go on as they did", () => {
  const { clock, pass } = handClock();
  const left = timeLeftByPace(100, clock);
  for (let done = 1; done <= 2; done++) {
    pass(1000);
    left.begin(done).end(5);
    left.begin(done).end(null);
    expect(left.now()).toBeNull();
  }
  pass(1000);
  left.begin(3).end(5);
  expect(left.now()).toEqual({ milliseconds: 97_000, isLeast: false });
});
