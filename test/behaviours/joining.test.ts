import { expect, test } from "vitest";
import { figures, small } from "./support.ts";

test.each(small)("E1: refusals die out when everybody joins through one address (%i nodes, seed %i)", (...run) => {
  const { refused, forwarded, last, late, membership } = figures(
    1,
    "version 2.1",
    run,
    "refused",
    "forwarded",
    "last",
    "late",
    "membership",
  );
  expect(refused).toBeGreaterThan(0);
  expect(forwarded).toBeGreaterThan(0);
  expect(late).toBe(0);
  expect(last).toBeLessThan(2);
  expect(membership).toBeLessThan(2);
});

test.each(small)("E2: the fewer incoming slots, the more refusals (%i nodes, seed %i)", (...run) => {
  const [fewer, equal, spare] = ["one incoming slot fewer", "as many", "two more"].map((setting) =>
    figures(2, setting, run, "refused", "late"),
  );
  expect(fewer!.refused).toBeGreaterThan(equal!.refused);
  expect(equal!.refused).toBeGreaterThan(spare!.refused);
  expect([equal!.late, spare!.late]).toEqual([0, 0]);
});

test("E2: with one incoming slot fewer, surplus connections bounce to the end; with as many, they find a place", () => {
  const run = [64, 1] as const;
  expect(figures(2, "one incoming slot fewer", run, "late").late).toBeGreaterThan(100);
  expect(figures(2, "as many", run, "late").late).toBe(0);
});

test("E2: the fourth root costs more refusals than the third up to 64 nodes, and neither goes on", () => {
  for (const seed of [1, 2, 3]) {
    const [four, three] = ["root 4", "root 3"].map((setting) => figures(2, setting, [64, seed], "refused", "late"));
    expect(four!.refused).toBeGreaterThan(1.2 * three!.refused);
    expect([four!.late, three!.late]).toEqual([0, 0]);
  }
});

test.each(small)("E6: after joining the graph is a tree, but for one dial of node 1 (%i nodes, seed %i)", (...run) => {
  const { surplus, byFirst, late } = figures(6, "no limit", run, "surplus", "byFirst", "late");
  expect(surplus).toBeGreaterThanOrEqual(0);
  expect(surplus).toBeLessThanOrEqual(byFirst);
  expect(byFirst).toBeLessThanOrEqual(1);
  expect(late).toBe(0);
});

test("E6: the limit of five hops adds connections as soon as the tree is deeper, and only while nodes join", () => {
  for (const seed of [1, 2, 3]) {
    expect(figures(6, "five hops", [9, seed], "tightened", "late")).toEqual({ tightened: 0, late: 0 });
    const { surplus, late } = figures(6, "five hops", [27, seed], "surplus", "late");
    expect(surplus).toBeGreaterThan(5);
    expect(late).toBe(0);
  }
});
