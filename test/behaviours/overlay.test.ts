import { expect, test } from "vitest";
import { figures, small } from "./support.ts";

test.each(small)(
  "E7: hops are a distance for keys that are refreshed only; markers help (%i nodes, seed %i)",
  (...run) => {
    const [markers, none] = ["with markers", "without"].map((setting) =>
      figures(7, setting, run, "often", "rare", "node", "late"),
    );
    expect([markers!.often, none!.often]).toEqual([0, 0]);
    expect(markers!.rare).toBeGreaterThan(0.5);
    expect(none!.node).toBeGreaterThan(3 * markers!.node);
    expect(markers!.late).toBe(0);
    expect(none!.late).toBeGreaterThan(0);
  },
);

test("E10: culling cuts bridges, more of them where the graph is thin", () => {
  const sums = ["two slots", "usual slots"].map((setting) => {
    const runs = small.map((run) => figures(10, setting, run, "culled", "cut"));
    return { culled: sum(runs.map(({ culled }) => culled)), cut: sum(runs.map(({ cut }) => cut)) };
  });
  const [thin, usual] = sums;
  expect(thin!.cut).toBeGreaterThan(5);
  expect(usual!.culled).toBeGreaterThan(100);
  expect(usual!.cut / usual!.culled).toBeLessThan(thin!.cut / thin!.culled / 2);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
