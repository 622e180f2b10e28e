import { expect, test } from "vitest";
import { figures, small } from "./support.ts";

test.each(small)("E8: a node that was given its own address dials itself once (%i nodes, seed %i)", (...run) => {
  const { loopbacks, last } = figures(8, "with a sentinel", run, "loopbacks", "last");
  expect(loopbacks).toBe(1);
  expect(last).toBeLessThan(1);
});

test("E8: without a sentinel it is once a second alone, and the seldomer the more others there are", () => {
  const [alone, nine, many] = [1, 9, 27].map((nodes) => figures(8, "without", [nodes, 1], "loopbacks").loopbacks);
  expect(alone).toBe(20);
  expect(nine).toBeLessThan(8);
  expect(many).toBeLessThan(nine!);
});

test.each(small)(
  "E9: a healed partition is seen within 9 s by v2.1's timers, not by older ones (%i nodes, seed %i)",
  (...run) => {
    expect(figures(9, "version 2.1", run, "seen").seen).toBeLessThan(9);
    expect(figures(9, "old stall interval", run, "seen").seen).toBeLessThan(9);
    const old = figures(9, "old timers", run, "seen").seen;
    expect(old).toBeGreaterThan(9);
    // The sentinel was published last at 0 s, the cut healed at 25 s, and a stall timer comes within 37.5 s.
    expect(old).toBeLessThan(120 - 25 + 37.5 + 1);
  },
);

test.each(small)("E11: a stalled node dials every second, its own peers too (%i nodes, seed %i)", (...run) => {
  const { before, dialled, duplicate, refused } = figures(
    11,
    "version 2.1",
    run,
    "before",
    "dialled",
    "duplicate",
    "refused",
  );
  expect(before).toBe(0);
  expect(dialled).toBeGreaterThan(0.9);
  expect(dialled).toBeLessThan(1.1);
  expect(duplicate).toBeGreaterThan(0.05);
  expect(refused).toBeGreaterThan(0.5);
});

test.each(small)("E12: a second sentinel keeps two halves apart (%i nodes, seed %i)", (...run) => {
  expect(figures(12, "one sentinel", run, "across").across).toBeLessThan(5);
  expect(figures(12, "two sentinels, expired", run, "across").across).toBe(Number.POSITIVE_INFINITY);
});

test("E12: where nodes tighten, descriptors that have not expired can bring the halves together", () => {
  const across = (setting: string, seed: number) => figures(12, setting, [64, seed], "across").across;
  const rejoined = [1, 2, 3, 4, 5].filter((seed) => across("two sentinels", seed) < 300);
  expect(rejoined).not.toEqual([]);
  expect(rejoined.map((seed) => across("two sentinels, expired", seed))).toEqual(
    rejoined.map(() => Number.POSITIVE_INFINITY),
  );
});

test.each(small)("E13: what a node had published itself does not come back to it (%i nodes, seed %i)", (...run) => {
  const { holders, own, other } = figures(13, "version 2.1", run, "holders", "own", "other");
  expect(own).toBe(0);
  expect(holders).toBe(run[0] - 1);
  expect(other).toBeLessThan(2);
});
