import { describe, expect, it } from "vitest";
import { diameterOf, exactUpTo } from "../../src/measure/diameter.ts";
import fc from "../property.ts";

type Edge = readonly [number, number];

/** Shortest paths between all, by relaxing every pair over every node (Floyd 1962). */
function byFloyd(nodes: number, edges: readonly Edge[]): number | null {
  const distance = Array.from({ length: nodes }, (_, a) =>
    Array.from({ length: nodes }, (_, b) => (a === b ? 0 : Number.POSITIVE_INFINITY)),
  );
  for (const [a, b] of edges) {
    if (a === b) continue;
    distance[a - 1]![b - 1] = 1;
    distance[b - 1]![a - 1] = 1;
  }
  for (let via = 0; via < nodes; via++) {
    for (const row of distance) {
      for (let to = 0; to < nodes; to++) row[to] = Math.min(row[to]!, row[via]! + distance[via]![to]!);
    }
  }
  const longest = Math.max(...distance.flat());
  return Number.isFinite(longest) ? longest : null;
}

const line = (nodes: number): Edge[] => Array.from({ length: nodes - 1 }, (_, index) => [index + 1, index + 2]);

describe("the diameter of the overlay", () => {
  it("is what shortest paths between all say", () => {
    const graph = fc.integer({ min: 1, max: 12 }).chain((nodes) => {
      const node = fc.integer({ min: 1, max: nodes });
      return fc.tuple(fc.constant(nodes), fc.array(fc.tuple(node, node), { maxLength: 30 }));
    });
    fc.assert(
      fc.property(graph, ([nodes, edges]) => {
        expect(diameterOf(nodes, edges)).toBe(byFloyd(nodes, edges));
      }),
      { seed: 1 },
    );
  });

  it("is that also where most nodes need no search of their own", () => {
    const tree = fc.integer({ min: 20, max: 60 }).chain((nodes) => {
      const node = fc.integer({ min: 1, max: nodes });
      const parents = fc.tuple(
        ...Array.from({ length: nodes - 1 }, (_, index) => fc.integer({ min: 1, max: index + 1 })),
      );
      return fc.tuple(fc.constant(nodes), parents, fc.array(fc.tuple(node, node), { maxLength: 20 }));
    });
    fc.assert(
      fc.property(tree, ([nodes, parents, more]) => {
        const edges = [...parents.map((parent, index) => [index + 2, parent] as const), ...more];
        expect(diameterOf(nodes, edges)).toBe(byFloyd(nodes, edges));
      }),
      { seed: 1 },
    );
  });

  it("is found from the ends of a graph that is too large to try all nodes", () => {
    const nodes = exactUpTo + 1;
    // From the middle, where the search begins, it is half as far to either end.
    const renamed = (node: number) => ((node + nodes / 2 - 1.5) % nodes) + 1;
    const edges = line(nodes).map(([a, b]) => [renamed(a), renamed(b)] as const);
    expect(diameterOf(nodes, edges)).toBe(nodes - 1);
  });

  it("is null where a node of a large graph cannot be reached", () => {
    expect(diameterOf(exactUpTo + 2, line(exactUpTo + 1))).toBeNull();
  });
});
