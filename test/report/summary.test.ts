import { describe, expect, it } from "vitest";
import { buildReport } from "../../src/report/report.ts";
import { summaryMarkdown } from "../../src/report/summary.ts";
import { madeReport, madeReports } from "./made-reports.ts";
import { makeMeasurements, makeScenario, noCourse } from "./make-measurements.ts";

const options = {
  charts: [{ file: "convergence.png", title: "membership known over time" }],
  command: "npx gossipsim run scenarios/made-up.yaml --seed 1",
};

describe("summaryMarkdown", () => {
  it.each(Object.keys(madeReports))("reads well: %s", async (name) => {
    const text = summaryMarkdown(madeReport(name), options);
    expect(text).not.toMatch(/NaN|undefined|null|Infinity/);
    await expect(text).toMatchFileSnapshot(`snapshots/summary-${name}.md`);
  });

  it("has tables whose rows add up to the sum they state", () => {
    const tables = summaryMarkdown(madeReport("regions"), options)
      .split("\n\n")
      .filter((block) => block.includes("**sum**"));
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      const [head, , ...rows] = table.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
      const column = head!.indexOf("bytes");
      const bytes = rows.map((row) => Number(row[column]!.replaceAll(",", "")));
      const sum = bytes.pop();
      expect(bytes.reduce((a, b) => a + b, 0)).toBe(sum);
    }
  });

  it("shows what a sum lacks of the total", () => {
    const made = makeMeasurements();
    const bytes = { ...made.bytes, byComponent: { ...made.bytes.byComponent, stamps: 0 } };
    const report = buildReport(makeScenario(), [
      { seed: 1, fingerprint: "", course: noCourse, measurements: { ...made, bytes } },
    ]);
    const line = summaryMarkdown(report, options)
      .split("\n")
      .find((candidate) => candidate.startsWith("| not accounted for"))!;
    expect(line.split("|")[2]!.trim()).toBe(lacking(made.bytes.byComponent.stamps));
  });

  it("keeps keys with bars in their cells", () => {
    const made = makeMeasurements();
    const infosByKey = [{ key: "a|b", infos: 1, bytes: made.bytes.byComponent.infos }];
    const measurements = { ...made, bytes: { ...made.bytes, infosByKey } };
    const report = buildReport(makeScenario(), [{ seed: 1, fingerprint: "", course: noCourse, measurements }]);
    expect(summaryMarkdown(report, options)).toMatch(/\| `a\\\|b` +\| +1 \|/);
  });

  it("says how to repeat the run", () => {
    const command = "npx gossipsim run 'my file.yaml' --seed 1 --set duration=5s";
    const text = summaryMarkdown(madeReport("ten-nodes"), { charts: [], command });
    expect(text).toContain(`\`\`\`sh\n${command}\n\`\`\``);
    expect(text).not.toContain("![");
  });
});

function lacking(bytes: number): string {
  return String(bytes).replace(/\B(?=(?:\d{3})+$)/g, ",");
}
