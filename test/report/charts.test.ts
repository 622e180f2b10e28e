import { describe, expect, it } from "vitest";
import { chartsOf, type ReportChart } from "../../src/report/charts.ts";
import { writeJson } from "../../src/report/json.ts";
import { buildReport } from "../../src/report/report.ts";
import { madeReport, madeReports } from "./made-reports.ts";
import { makeMeasurements, makeScenario, noCourse } from "./make-measurements.ts";
import { shortened } from "./shortened.ts";

describe("chartsOf", () => {
  it.each(Object.keys(madeReports))("describes the charts: %s", async (name) => {
    const plain = JSON.parse(JSON.stringify(chartsOf(madeReport(name)), shortened));
    await expect(writeJson(plain)).toMatchFileSnapshot(`snapshots/charts-${name}.txt`);
  });

  it("leaves out what there is nothing to show of", () => {
    expect(files(chartsOf(madeReport("never-complete")))).toEqual(["convergence.png"]);
    expect(files(chartsOf(madeReport("one-node")))).toEqual([
      "convergence.png",
      "bandwidth.png",
      "dissemination.png",
      "bytes-per-node.png",
      "hops.png",
    ]);
  });

  it("shows settled traffic apart where the cold start dwarfs it", () => {
    expect(files(chartsOf(madeReport("regions")))).toContain("bandwidth-steady.png");
    const quiet = makeMeasurements({ settled: { time: null } }, { nodes: 10 });
    const report = buildReport(makeScenario(), [{ seed: 1, fingerprint: "", course: noCourse, measurements: quiet }]);
    expect(files(chartsOf(report))).not.toContain("bandwidth-steady.png");
  });

  it("stacks the components to the bytes that were sent", () => {
    const report = madeReport("regions");
    const { datasets } = chart(report, "bandwidth.png").config.data;
    const { perSecond } = report.runs[0]!.measurements.bytes;
    const points = datasets[0]!.data as unknown as { x: number; y: number }[];
    expect(points).toHaveLength(61);
    expect(points[7]!.y * 1024 * 1024).toBeCloseTo(perSecond.infos[7]!, 3);
  });

  it("does not take the last nanoseconds of a run for a second", () => {
    const made = makeMeasurements({}, { nodes: 10 });
    const { perSecond } = made.bytes;
    const longer = (values: readonly number[]) => [...values, 5000];
    const series = {
      bin: perSecond.bin,
      infos: longer(perSecond.infos),
      stamps: longer(perSecond.stamps),
      identity: longer(perSecond.identity),
      envelope: longer(perSecond.envelope),
      wire: longer(perSecond.wire),
    };
    const measurements = { ...made, endTime: made.endTime + 3, bytes: { ...made.bytes, perSecond: series } };
    const report = buildReport(makeScenario(), [{ seed: 1, fingerprint: "", course: noCourse, measurements }]);
    const axis = chart(report, "bandwidth.png").config.options!.scales!.y as { max: number };
    expect(axis.max).toBeLessThan(1000);
  });

  it("takes the mean rate over the seeds, and counts their hops together", () => {
    const measurements = makeMeasurements();
    const runs = [1, 2].map((seed) => ({ seed, fingerprint: "", course: noCourse, measurements }));
    const both = buildReport(makeScenario({ seeds: [1, 2] }), runs);
    const alone = buildReport(makeScenario(), runs.slice(0, 1));
    for (const file of ["bandwidth.png", "hops.png"]) {
      const data = (report: typeof both) => JSON.stringify(chart(report, file).config.data);
      expect(data(both)).toBe(data(alone));
    }
  });
});

describe("labels above the hops", () => {
  /** The labels that are written when bars of `width` pixels stand side by side, with 8 pixels a character. */
  function written(hops: readonly number[], width: number) {
    const measurements = { ...makeMeasurements(), hops };
    const report = buildReport(makeScenario(), [{ seed: 1, fingerprint: "", course: noCourse, measurements }]);
    const { options, plugins } = chart(report, "hops.png").config;
    const labels: { readonly text: string; readonly from: number; readonly to: number }[] = [];
    const ctx = {
      save() {},
      restore() {},
      measureText: (text: string) => ({ width: text.length * 8 }),
      fillText: (text: string, x: number) => labels.push({ text, from: x - text.length * 4, to: x + text.length * 4 }),
    };
    const data = hops.map((_, index) => ({ x: (index + 0.5) * width, y: 100 }));
    const [plugin] = plugins as unknown as [{ afterDatasetsDraw(...all: readonly unknown[]): void }];
    plugin.afterDatasetsDraw({ ctx, getDatasetMeta: () => ({ data }) }, {}, options!.plugins!["barLabels" as never]);
    return labels;
  }

  it("are all there while they have room, and tell little from nothing", () => {
    const texts = written([0, 500, 499, 1, 0, 9000], 54).map(({ text }) => text);
    expect(texts).toEqual(["0", "5.0", "5.0", "< 0.1", "0", "90.0"]);
  });

  it("never touch each other", () => {
    const labels = written(new Array(50).fill(7), 20);
    expect(labels.length).toBeGreaterThan(20);
    for (const [index, { from }] of labels.slice(1).entries()) expect(from).toBeGreaterThan(labels[index]!.to);
  });
});

function chart(report: ReturnType<typeof buildReport>, file: string): ReportChart {
  return chartsOf(report).find((candidate) => candidate.file === file)!;
}

function files(charts: readonly ReportChart[]): string[] {
  return charts.map(({ file }) => file);
}
