import { describe, expect, it } from "vitest";
import { partingOf } from "../../src/measure/course.ts";
import { fingerprint } from "../../src/measure/fingerprint.ts";
import fc from "../property.ts";

/** The course of a run in which these nodes went down one after the other. */
function courseOf(nodes: readonly number[]) {
  const probe = fingerprint();
  for (const [index, node] of nodes.entries()) probe.nodeDown!(index, node);
  return probe.course();
}

const range = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("the course of a run", () => {
  it("is short, however long the run was", () => {
    expect(courseOf(range(100_000)).marks.length).toBeLessThan(600);
    expect(courseOf([])).toEqual({ events: 0, marks: "" });
  });

  it("tells exactly where two runs part early on, and to a sixteenth of the way later", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), (length, random) => {
        const nodes = range(length);
        const at = random % length;
        const parting = partingOf(courseOf(nodes), courseOf(nodes.with(at, 77_777)))!;
        expect(parting.after).toBeLessThanOrEqual(at);
        expect(parting.by).toBeGreaterThan(at);
        if (at < 32) expect(parting).toEqual({ after: at, by: at + 1 });
        expect(parting.by - parting.after).toBeLessThanOrEqual(Math.max(1, parting.after / 16 + 1));
      }),
    );
  });

  it("finds the end of the shorter of two runs", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2000 }), fc.integer({ min: 1, max: 50 }), (length, more) => {
        const [short, long] = [courseOf(range(length)), courseOf(range(length + more))];
        const parting = partingOf(short, long)!;
        expect(partingOf(long, short)).toEqual(parting);
        expect(parting.after).toBeLessThanOrEqual(length);
        expect(parting.by).toBeLessThanOrEqual(length + 1);
        expect(parting.by).toBeGreaterThan(parting.after);
      }),
    );
  });

  it("is the same for the same run", () => {
    expect(partingOf(courseOf(range(500)), courseOf(range(500)))).toBeNull();
  });
});
