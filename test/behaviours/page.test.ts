import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { behaviours, type Figures } from "../../scripts/behaviours/catalogue.mjs";
import { observe, seedsOf } from "../../scripts/behaviours/observe.mjs";
import { cell, cellsOf, noCell, render, rowsOf, sizes } from "../../scripts/behaviours/page.mjs";
import { simulator } from "./support.ts";

const page = readFileSync(new URL("../../docs/known-behaviours.md", import.meta.url), "utf8");
const written = cellsOf(page);
const size = sizes[0]!;

test.each(behaviours.map((behaviour) => [behaviour.number, behaviour] as const))(
  "the page says of E%i at 9 nodes what the runs give",
  (_, behaviour) => {
    const runs = new Map(
      seedsOf(size).map((seed) => [
        seed,
        Object.fromEntries(
          behaviour.settings.map((setting): [string, Figures] => [
            setting.name,
            observe(simulator, behaviour, setting, size, seed),
          ]),
        ),
      ]),
    );
    const column = (cellOf: (row: ReturnType<typeof rowsOf>[number]) => string) =>
      rowsOf(behaviour).map((row) => `${row.label}: ${cellOf(row)}`);
    expect(column((row) => written(behaviour, row, size))).toEqual(
      column((row) => cell(row, size, (_nodes, seed) => runs.get(seed)!)),
    );
  },
);

test("the page is what `npm run behaviours` writes of these texts and figures", () => {
  const rendered = render(behaviours, written);
  expect(rendered).not.toContain(noCell);
  expect(page).toBe(rendered);
});
