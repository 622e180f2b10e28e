import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { builtInScenarios, pageOf } from "../../scripts/scenarios/page.mjs";
import { formatFigure } from "../../src/report/figure.ts";
import { figureByName } from "../../src/scenario/figures.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

test("docs/scenarios.md is what `npm run scenarios` writes of the scenarios and their baselines, with a picture of each", () => {
  const scenarios = builtInScenarios(root);
  expect(readFileSync(`${root}docs/scenarios.md`, "utf8")).toBe(pageOf(scenarios, { formatFigure, figureByName }));
  expect(readdirSync(`${root}docs/scenarios`)).toEqual(scenarios.map(({ name }) => `${name}.png`).sort());
});

test.each(builtInScenarios(root))("$name begins with its question, which it also describes itself by", (scenario) => {
  expect(scenario.question).toMatch(/\?$/);
  expect(scenario.remarks.length).toBeGreaterThan(0);
});
