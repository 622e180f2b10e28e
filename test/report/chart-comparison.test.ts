import { describe, expect, it } from "vitest";
import { second } from "../../src/kernel/time.ts";
import { comparisonChart } from "../../src/report/chart-comparison.ts";
import { writeJson } from "../../src/report/json.ts";
import { renderPng } from "../../src/report/png.ts";
import { buildReport, type Report } from "../../src/report/report.ts";
import { madeReport } from "./made-reports.ts";
import { makeMeasurements, makeScenario, noCourse } from "./make-measurements.ts";
import { shortened } from "./shortened.ts";

const pairs: readonly [a: string, b: string][] = [
  ["ten-nodes", "regions"],
  ["partition", "partition"],
  ["several-seeds", "never-complete"],
  ["no-descriptors", "no-descriptors"],
  ["ten-nodes", "no-descriptors"],
  ["thousand", "one-node"],
  ["never-complete", "never-complete"],
];

interface Drawn {
  readonly label: string;
  readonly yAxisID: string;
  readonly data: readonly { readonly x: number; readonly y: number }[];
}

function draw(a: Report, b: Report, names = { a: "a", b: "b" }) {
  const { config } = comparisonChart(a, b, names);
  const datasets = config.data.datasets as unknown as Drawn[];
  const scales = config.options!.scales as unknown as Record<string, { max: number }>;
  return { datasets, scales, on: (axis: string) => datasets.filter(({ yAxisID }) => yAxisID === axis), config };
}

function ofMeasurements(measurements: ReturnType<typeof makeMeasurements>): Report {
  return buildReport(makeScenario(), [{ seed: 1, fingerprint: "", course: noCourse, measurements }]);
}

describe("comparisonChart", () => {
  it.each(pairs)("describes the chart: %s and %s", async (a, b) => {
    const chart = comparisonChart(madeReport(a), madeReport(b), { a: `${a} before`, b: `${b} after` });
    const plain = JSON.parse(JSON.stringify(chart, shortened));
    await expect(writeJson(plain)).toMatchFileSnapshot(`snapshots/comparison-${a}-${b}.txt`);
  });

  it.each(pairs)("is drawn: %s and %s", async (a, b) => {
    const png = await renderPng(comparisonChart(madeReport(a), madeReport(b), { a, b }));
    expect(png.length).toBeGreaterThan(10_000);
  });

  it("shows bytes alone where neither has a membership, and what there is where one has", () => {
    const [with_, without] = [madeReport("ten-nodes"), madeReport("no-descriptors")];
    expect(Object.keys(draw(without, without).scales)).toEqual(["x", "bytes"]);
    expect(
      draw(with_, without)
        .on("membership")
        .map(({ data }) => data.length > 0),
    ).toEqual([true, false]);
  });

  it("goes on to the end of the longer run, and draws each to its own", () => {
    const [short, long] = [10, 40].map((seconds) =>
      ofMeasurements(makeMeasurements({}, { endTime: seconds * second, bin: second })),
    );
    const { scales, on } = draw(short!, long!);
    expect(scales.x!.max).toBe(40);
    for (const axis of ["bytes", "membership"])
      expect(
        on(axis)
          .slice(0, 2)
          .map(({ data }) => data.at(-1)!.x),
      ).toEqual([10, 40]);
  });

  it("takes bytes in steps of the same width, whatever the bins and lengths", () => {
    const fine = ofMeasurements(makeMeasurements({}, { endTime: 600 * second, bin: second / 2 }));
    const coarse = ofMeasurements(makeMeasurements({}, { endTime: 60 * second, bin: second }));
    const widths = draw(fine, coarse)
      .on("bytes")
      .map(({ data }) => data[1]!.x - data[0]!.x);
    expect(widths).toEqual([2, 2]);
    expect(draw(fine, coarse).on("bytes")[0]!.data.length).toBeLessThanOrEqual(301);
  });

  it("leaves out the wire where steps are too narrow for it", () => {
    const of = (seconds: number) => ofMeasurements(makeMeasurements({}, { endTime: seconds * second, bin: second }));
    expect(draw(of(100), of(10)).on("bytes")).toHaveLength(4);
    expect(draw(of(101), of(10)).on("bytes")).toHaveLength(2);
  });

  it("says which is which", () => {
    const { config, datasets } = draw(madeReport("ten-nodes"), madeReport("ten-nodes"), {
      a: "before",
      b: "a name that is much too long to stand in a label",
    });
    expect(datasets.map(({ label }) => label).filter((label) => label !== "")).toEqual([
      "before",
      "a name that is much too…",
      "thin: on the wire",
    ]);
    const { milestones } = config.options!.plugins as unknown as { milestones: { lines: { label: string }[] } };
    expect(milestones.lines.map(({ label }) => label)).toEqual([
      "before: complete 310 ms",
      "before: settled 420 ms",
      "a name that is much too…: complete 310 ms",
      "a name that is much too…: settled 420 ms",
    ]);
  });
});
