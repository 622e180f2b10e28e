import { describe, expect, it } from "vitest";
import { paretoFront, planeOf, sweepFront } from "../../src/sweep/pareto.ts";
import { sweepStatistics } from "../../src/sweep/statistics.ts";
import fc from "../property.ts";
import { makeSweep, numbers } from "./support.ts";

type Costs = [number | null, number | null];

describe("paretoFront", () => {
  it("keeps equal points, and of points with one equal cost the better one", () => {
    const items: Costs[] = [
      [3, 1],
      [1, 4],
      [1, 3],
      [2, 2],
      [2, 2],
      [3, 2],
      [4, 1],
    ];
    expect(paretoFront(items, (item) => item)).toEqual([
      [1, 3],
      [2, 2],
      [2, 2],
      [3, 1],
    ]);
  });

  it("never has a point that lacks a cost", () => {
    const items: Costs[] = [
      [null, 0],
      [0, null],
      [5, 5],
    ];
    expect(paretoFront(items, (item) => item)).toEqual([[5, 5]]);
    expect(paretoFront([], (item: Costs) => item)).toEqual([]);
  });

  it("has exactly the points that no other beats, the fastest first", () => {
    // Few values, so that ties are frequent.
    const cost = fc.option(fc.integer({ min: -4, max: 4 }), { freq: 12 });
    fc.assert(
      fc.property(fc.array(fc.tuple(cost, cost), { maxLength: 30 }), (items) => {
        const whole = items.filter((item): item is [number, number] => item[0] !== null && item[1] !== null);
        const beats = ([a, b]: Costs, [c, d]: Costs) => a! <= c! && b! <= d! && (a! < c! || b! < d!);
        const unbeaten = whole.filter((item) => !whole.some((other) => beats(other, item)));
        const front = paretoFront(items, (item) => item) as [number, number][];
        expect(new Set(front)).toEqual(new Set(unbeaten));
        expect(front).toHaveLength(unbeaten.length);
        for (const [index, [first]] of front.slice(1).entries()) expect(first).toBeGreaterThanOrEqual(front[index]![0]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("sweepFront", () => {
  const axes = [numbers("protocol.maxHops", [1, 2, 3, 4])];
  const times = [40, 30, 10, 20];
  const sizes = [1, 2, 9, 4];

  it("is of the first time and the first size that are drawn", () => {
    expect(planeOf(["redundancy", "settled.time", "bytes.wire", "membership.time", "bytes.total"])).toEqual({
      time: "settled.time",
      bytes: "bytes.wire",
    });
    expect(planeOf(["bytes.total", "hops.max"])).toBeNull();
    expect(sweepFront(sweepStatistics(makeSweep({ axes, figures: ["bytes.total"] }, () => ({}))))).toBeNull();
  });

  it("compares means, and no point at which a run has no value", () => {
    const made = makeSweep({ axes }, ([level], seed) => ({
      "membership.time": level === 2 && seed === 5 ? null : times[level!]! + seed,
      "bytes.total": sizes[level!]!,
    }));
    // Point 2 would be the fastest, had it always got there.
    expect(sweepFront(sweepStatistics(made))).toEqual({
      time: "membership.time",
      bytes: "bytes.total",
      points: [3, 1, 0],
    });
  });

  it("lets only clusters of the same size beat each other", () => {
    const made = makeSweep(
      { axes: [numbers("protocol.maxHops", [3, 5]), numbers("cluster.nodes", [90, 30])] },
      ([hops, nodes]) => ({ "membership.time": 10 + hops!, "bytes.total": (nodes === 0 ? 900 : 300) + 9 * hops! }),
    );
    const statistics = sweepStatistics(made);
    const pointAt = (hops: number, nodes: number) =>
      statistics.points.find(({ levels }) => levels[0] === hops && levels[1] === nodes)!.point;
    expect(sweepFront(statistics)).toEqual({
      time: "membership.time",
      bytes: "bytes.total",
      points: [pointAt(0, 1), pointAt(0, 0)],
      sizes: [
        { nodes: 30, points: [pointAt(0, 1)] },
        { nodes: 90, points: [pointAt(0, 0)] },
      ],
    });
  });
});
