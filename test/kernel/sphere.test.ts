import { describe, expect, test } from "vitest";
import { distance, middle, positionOf } from "../../src/kernel/sphere.ts";
import fc from "../property.ts";

const radius = 6_371_008.8;
const kilometres = (from: readonly [number, number], to: readonly [number, number]) =>
  distance(positionOf(...from), positionOf(...to)) / 1000;

describe("distance", () => {
  test.each([
    ["a quarter of the equator", [0, 0], [0, 90], (Math.PI / 2) * radius],
    ["from pole to pole", [90, 0], [-90, 120], Math.PI * radius],
    ["over the date line", [0, 179.5], [0, -179.5], (Math.PI / 180) * radius],
    ["a hundredth of a degree", [60, 10], [60.01, 10], (Math.PI / 18_000) * radius],
    ["none", [52.37, 4.9], [52.37, 4.9], 0],
  ] as const)("%s", (_, from, to, metres) => {
    expect(kilometres(from, to) * 1000).toBeCloseTo(metres, 3);
  });

  // Haversine formula, the same radius.
  test("between cities", () => {
    expect(kilometres([52.37, 4.9], [40.71, -74.01])).toBeCloseTo(5863.33, 2);
    expect(kilometres([50.12, 8.68], [-33.87, 151.21])).toBeCloseTo(16_482, -1);
  });

  test("is the same both ways, never negative, never more than half around, and no detour is shorter", () => {
    const place = fc.tuple(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.double({ min: -180, max: 180, noNaN: true }),
    );
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        const direct = kilometres(a, b);
        expect(direct).toBe(kilometres(b, a));
        expect(direct).toBeGreaterThanOrEqual(0);
        expect(direct).toBeLessThanOrEqual((Math.PI * radius) / 1000 + 1e-6);
        expect(direct).toBeLessThanOrEqual(kilometres(a, c) + kilometres(c, b) + 1e-6);
      }),
    );
  });
});

describe("middle", () => {
  test("of two places is as far from the one as from the other, over the date line too", () => {
    const [fiji, samoa] = [positionOf(-18, 178), positionOf(-13.8, -172)];
    const between = middle([fiji, samoa]);
    expect(distance(between, fiji)).toBeCloseTo(distance(fiji, samoa) / 2, 3);
    expect(distance(between, samoa)).toBeCloseTo(distance(fiji, samoa) / 2, 3);
  });

  test("of one place is that place", () => {
    const oslo = positionOf(59.91, 10.75);
    expect(distance(middle([oslo]), oslo)).toBeCloseTo(0, 6);
  });

  test("of opposite places, which have none, is the first", () => {
    const north = positionOf(90, 0);
    expect(middle([north, positionOf(-90, 0)])).toBe(north);
  });
});
