import { describe, expect, it } from "vitest";
import { membershipInWords, terminalSummary } from "../../src/report/terminal.ts";
import { madeReport, madeReports } from "./made-reports.ts";
import { makeMeasurements } from "./make-measurements.ts";

describe("terminalSummary", () => {
  it.each(Object.keys(madeReports))("reads well: %s", async (name) => {
    const text = terminalSummary(madeReport(name));
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).not.toMatch(/NaN|undefined|null|Infinity| $/m);
    await expect(text).toMatchFileSnapshot(`snapshots/terminal-${name}.txt`);
  });
});

describe("membershipInWords", () => {
  const { membership } = makeMeasurements();

  it("says how much was reached when it was never complete", () => {
    const series = [
      { time: 0, share: 0.1 },
      { time: 5, share: 0.91 },
      { time: 9, share: 0.87 },
    ];
    const never = { ...membership, time: null, complete: false, series };
    expect(membershipInWords(makeMeasurements({ membership: never }))).toBe(
      "never complete: at best 91 %, 87 % known at the end",
    );
  });

  it("counts many losses", () => {
    const changes = Array.from({ length: 9 }, (_, index) => ({ time: (index + 1) * 1e8, complete: index % 2 === 1 }));
    const lost = { ...membership, changes, complete: false, series: [{ time: 9e8, share: 0.98 }] };
    expect(membershipInWords(makeMeasurements({ membership: lost }))).toBe(
      "complete at 310 ms, then lost 5 times, last change at 900 ms; not complete at the end (98 % known)",
    );
  });
});
