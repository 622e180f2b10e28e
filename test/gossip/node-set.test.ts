import { describe, expect, test } from "vitest";
import { maxPeers, NodeSet } from "../../src/gossip/node-set.ts";
import fc from "../property.ts";

describe("NodeSet", () => {
  test("D.1 15, N1: has space below its maximum, placeholders counted; the maximum is advice", () => {
    const set = new NodeSet(2);
    set.add(1);
    expect([set.size, set.hasSpace]).toEqual([1, true]);
    set.addPlaceholder();
    expect([set.size, set.hasSpace]).toEqual([2, false]);
    set.add(3);
    expect([set.size, set.hasSpace, set.ids()]).toEqual([3, false, [1, 3]]);
    set.maxSize = 4;
    expect(set.hasSpace).toBe(true);
  });

  test("D.1 15, N2: knows whom it was given and not taken, in order", () => {
    const set = new NodeSet(2);
    for (const id of [2, 1]) set.add(id);
    expect([set.has(1), set.has(2), set.has(3), set.ids()]).toEqual([true, true, false, [2, 1]]);
    set.remove(2);
    expect([set.has(2), set.ids(), set.size]).toEqual([false, [1], 1]);
  });

  test("N2: a node in twice takes two places", () => {
    const set = new NodeSet(3);
    set.add(1);
    set.add(1);
    expect([set.size, set.ids(), set.has(1)]).toEqual([2, [1], true]);
  });

  test("N2: after add, add, remove it does not know the node (the known defect)", () => {
    const set = new NodeSet(3);
    set.add(1);
    set.add(1);
    set.remove(1);
    expect([set.size, set.ids(), set.has(1)]).toEqual([1, [], false]);
    set.remove(1);
    expect(set.size).toBe(0);
  });

  test("N3: a placeholder becomes a node", () => {
    const set = new NodeSet(3);
    set.addPlaceholder();
    set.resolvePlaceholder(7);
    expect([set.size, set.ids()]).toEqual([1, [7]]);
    set.addPlaceholder();
    set.resolvePlaceholder(7);
    expect([set.size, set.ids()]).toEqual([2, [7]]);
  });

  test("N2, N3: fewer than no placeholders is fatal", () => {
    expect(() => new NodeSet(3).remove(1)).toThrow("N2");
    expect(() => new NodeSet(3).resolvePlaceholder(1)).toThrow("N2");
  });

  test("N1, N2, N3: behaves as a set with a counter, whatever comes", () => {
    const operation = fc.tuple(
      fc.constantFrom("add", "remove", "addPlaceholder", "resolvePlaceholder"),
      fc.integer({ min: 0, max: 4 }),
    );
    fc.assert(
      fc.property(fc.array(operation), (operations) => {
        const set = new NodeSet(3);
        const ids = new Set<number>();
        let placeholders = 0;
        for (const [what, id] of operations) {
          if (what === "remove" && !ids.has(id) && placeholders === 0) continue;
          if (what === "resolvePlaceholder" && placeholders === 0) continue;
          if (what === "addPlaceholder") set.addPlaceholder();
          else set[what as "add"](id);
          if (what === "addPlaceholder") placeholders++;
          if (what === "resolvePlaceholder") placeholders--;
          if (what === "remove" && !ids.delete(id)) placeholders--;
          if (what === "add" || what === "resolvePlaceholder") ids.has(id) ? placeholders++ : ids.add(id);
          expect([set.size, set.ids()]).toEqual([ids.size + placeholders, [...ids]]);
        }
      }),
    );
  });
});

describe("maxPeers, as the original computes it", () => {
  const v11 = { minPeers: 3, peersRoot: 3 };
  const v10 = { minPeers: 3, peersRoot: 4 };

  const table: [number, number, number, typeof v11][] = [
    [0, 26, 3, v11],
    [27, 27, 4, v11],
    [28, 64, 4, v11],
    [65, 124, 5, v11],
    [125, 125, 6, v11],
    [126, 215, 6, v11],
    [216, 216, 7, v11],
    [217, 342, 7, v11],
    [343, 343, 8, v11],
    [344, 512, 8, v11],
    [513, 728, 9, v11],
    [729, 729, 10, v11],
    [730, 1000, 10, v11],
    [1001, 1001, 11, v11],
    [0, 80, 3, v10],
    [81, 81, 4, v10],
    [82, 256, 4, v10],
    [257, 625, 5, v10],
    [626, 1296, 6, v10],
  ];
  test.each(table)("N5: %i to %i nodes: %i", (from, to, peers, options) => {
    for (let nodes = from; nodes <= to; nodes++) expect([nodes, maxPeers(nodes, options)]).toEqual([nodes, peers]);
  });

  test("N5: grows by one at most, and never shrinks", () => {
    for (let nodes = 1; nodes < 2000; nodes++) {
      const growth = maxPeers(nodes, v11) - maxPeers(nodes - 1, v11);
      expect([nodes, growth === 0 || growth === 1]).toEqual([nodes, true]);
    }
  });

  // Defect: at 27, 125 … nodes one is added to whatever minPeers has raised the limit to, not to the root alone.
  test.each([
    [27, 5],
    [27, 4],
    [125, 10],
    [343, 20],
  ])("N5: %i nodes with minPeers %i: minPeers, where the root is below", (nodes, minPeers) => {
    expect(maxPeers(nodes, { minPeers, peersRoot: 3 })).toBe(minPeers);
  });
});
