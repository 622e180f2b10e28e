import { describe, expect, it } from "vitest";
import { rowsFor } from "../../src/report/chart-milestones.ts";

describe("rows of milestone labels", () => {
  const rows = (...places: number[]) =>
    rowsFor(
      places.map((x) => ({ x, label: `something at ${x}` })),
      (x) => x,
    );

  it("are as many as labels lie over each other", () => {
    expect(rows()).toBe(0);
    expect(rows(0.1)).toBe(1);
    expect(rows(0.1, 0.6)).toBe(1);
    expect(rows(0.1, 0.15)).toBe(2);
    expect(rows(0.1, 0.11, 0.12, 0.7)).toBe(3);
  });

  it("keep labels at the right end, or beyond it, inside", () => {
    expect(rows(0.98, 5)).toBe(2);
    expect(rows(0.4, 5)).toBe(1);
  });
});
