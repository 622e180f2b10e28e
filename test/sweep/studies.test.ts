import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { builtInStudies, head, topOf } from "../../scripts/studies/page.mjs";
import { countQuotes } from "../../scripts/studies/quotes.mjs";
import { readSource } from "../../src/cli/load-scenario.ts";
import { readStudy } from "../../src/scenario/study.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const studies = builtInStudies(root);
const page = readFileSync(`${root}docs/studies.md`, "utf8");

test.each(studies)("$title can be run at each of its points", ({ file }) => {
  const { sweep, scenario, scenarioAt } = readStudy(readSource(file, [], root));
  expect(sweep.figures).not.toBeNull();
  expect(scenario.seeds.length).toBeGreaterThanOrEqual(3);
  for (const point of sweep.points.keys()) expect(() => scenarioAt(point)).not.toThrow();
});

test.each(studies)(
  "$title begins with its question, says what to look at, and what comes out in figures with sources",
  (study) => {
    expect(study.question).toMatch(/\?$/);
    expect(study.remarks.length).toBeGreaterThan(0);
    expect(countQuotes(study.found)).toBeGreaterThanOrEqual(3);
  },
);

test("docs/studies.md says what the heads of the studies say, in the order of their files, with a picture of each", () => {
  const [top, ...sections] = page.split(/\n\n(?=## )/);
  expect(top).toBe(head(studies));
  expect(sections.map((section, index) => section.startsWith(topOf(studies[index]!)))).toEqual(studies.map(() => true));
  expect(readdirSync(`${root}docs/studies`)).toEqual(studies.map(({ title }) => `${title}.png`).sort());
});
