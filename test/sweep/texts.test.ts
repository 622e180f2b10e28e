import { describe, expect, it } from "vitest";
import { writeJson } from "../../src/report/json.ts";
import { analyseSweep } from "../../src/sweep/analysis.ts";
import { sweepCsv } from "../../src/sweep/csv.ts";
import { sweepJson } from "../../src/sweep/json.ts";
import { sweepMarkdown } from "../../src/sweep/summary.ts";
import { sweepTerminal } from "../../src/sweep/terminal.ts";
import { madeSweeps } from "./made-sweeps.ts";

const cases = Object.entries(madeSweeps).map(([name, make]) => ({ name, make }));
const options = {
  charts: [{ file: "bytes.total.png", title: "bytes.total against cluster.nodes" }],
  command: "npx gossipsim sweep scenarios/made-up.yaml",
  commandOf: (point: number, seed: number) =>
    `npx gossipsim run scenarios/made-up.yaml --seed ${seed} --set point=${point}`,
};

it("has JSON that reads well", async () => {
  const whole = JSON.parse(sweepJson(analyseSweep(madeSweeps.incomplete!())));
  const isDrawn = (name: string) => whole.drawn.includes(name);
  // Twenty figures read like two.
  whole.figures = whole.figures.filter(({ name }: { name: string }) => isDrawn(name));
  for (const point of whole.points)
    point.figures = Object.fromEntries(Object.entries(point.figures).filter(([name]) => isDrawn(name)));
  await expect(writeJson(whole)).toMatchFileSnapshot("snapshots/json-incomplete.txt");
});

describe.each(cases)("$name", ({ name, make }) => {
  it("reads well on the terminal", async () => {
    const text = sweepTerminal(analyseSweep(make()));
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
    const lines = text.split("\n");
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(41);
    await expect(text).toMatchFileSnapshot(`snapshots/terminal-${name}.txt`);
  });

  it("reads well as a page", async () => {
    const text = sweepMarkdown(analyseSweep(make()), options);
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
    await expect(text).toMatchFileSnapshot(`snapshots/summary-${name}.md`);
  });

  it("has JSON that is the same to the byte each time", () => {
    const text = sweepJson(analyseSweep(make()));
    expect(sweepJson(analyseSweep(make()))).toBe(text);
    expect(JSON.parse(text).format).toBe("gossipsim-sweep/1");
  });

  it("has a row for each finished run, all as wide as the head", () => {
    const sweep = make();
    const rows = [...sweepCsv(sweep)].map(readCsvLine);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(new Set(rows[0]).size).toBe(rows[0]!.length);
    const finished = sweep.points.reduce((sum, _, point) => sum + sweep.runsOf(point).length, 0);
    expect(rows).toHaveLength(1 + finished);
  });
});

/** RFC 4180, by a reader of its own. */
function readCsvLine(line: string): string[] {
  expect(line.endsWith("\n")).toBe(true);
  const cells = [...line.slice(0, -1).matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)];
  return cells.map(([, quoted, bare]) => (quoted === undefined ? bare! : quoted.replaceAll('""', '"')));
}
