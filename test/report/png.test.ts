import { afterEach, describe, expect, it, vi } from "vitest";
import { chartsOf } from "../../src/report/charts.ts";
import { renderPng } from "../../src/report/png.ts";
import { madeReport, madeReports } from "./made-reports.ts";

describe("renderPng", () => {
  it.each(Object.keys(madeReports))("draws every chart in its size: %s", async (name) => {
    for (const chart of chartsOf(madeReport(name))) {
      const png = await renderPng(chart);
      expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
      const header = new DataView(png.buffer, png.byteOffset);
      expect([header.getUint32(16), header.getUint32(20)]).toEqual([chart.width, chart.height]);
      expect(png.length).toBeGreaterThan(5000);
    }
  });

  it("leaves the chart as it was, and draws it the same again", async () => {
    const [chart] = chartsOf(madeReport("ten-nodes"));
    const before = JSON.stringify(chart);
    const first = await renderPng(chart!);
    expect(JSON.stringify(chart)).toBe(before);
    expect(Buffer.from(await renderPng(chart!)).equals(Buffer.from(first))).toBe(true);
  });
});

describe("without the optional packages", () => {
  afterEach(() => {
    vi.doUnmock("chartjs-node-canvas");
    vi.resetModules();
  });

  it("says that there are no charts, and why", async () => {
    vi.resetModules();
    vi.doMock("chartjs-node-canvas", () => {
      throw new Error("Cannot find package 'chartjs-node-canvas'");
    });
    const { ChartsUnavailable, renderPng: render } = await import("../../src/report/png.ts");
    const [chart] = chartsOf(madeReport("ten-nodes"));
    const failure = await render(chart!).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ChartsUnavailable);
    expect((failure as Error).message).toContain("chartjs-node-canvas");
  });
});
