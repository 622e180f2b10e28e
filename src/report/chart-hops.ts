import type { Plugin } from "chart.js";
import { formatCount } from "../kernel/units.ts";
import { linearAxis } from "./chart-axis.ts";
import { chartTitle, type DrawnChart, runsInWords } from "./chart-parts.ts";
import { baseOptions, colours, fontFamily, styledAxis } from "./chart-style.ts";
import type { Report } from "./report.ts";

/** Between labels, in pixels. */
const labelGap = 6;

/** Over how many hops infos arrive, as shares of all arrivals; several seeds are counted together. */
export function hopsChart(report: Report): DrawnChart | null {
  const hops = sumOf(report.runs.map((run) => run.measurements.hops));
  const arrivals = hops.reduce((sum, count) => sum + count, 0);
  if (arrivals === 0) return null;
  const shares = hops.map((count) => (count / arrivals) * 100);
  const together = report.runs.length > 1 ? ` in ${report.runs.length} seeds together` : "";
  const title = "hops until an info arrives";
  const options = baseOptions({
    title: chartTitle(report, title),
    subtitle: [runsInWords(report), `${formatCount(arrivals)} arrivals${together}`],
    legend: false,
  });
  const y = linearAxis({ title: "share of arrivals (%)", most: Math.max(...shares) * 1.08, roundUp: true, parts: 8 });
  return {
    file: "hops.png",
    title,
    config: {
      type: "bar",
      data: {
        labels: hops.map((_, distance) => `${distance}`),
        datasets: [{ label: "share of arrivals", data: shares, backgroundColor: colours.first, maxBarThickness: 110 }],
      },
      options: {
        ...options,
        plugins: { ...options.plugins, barLabels: { labels: hops.map((count) => shareInWords(count, arrivals)) } },
        scales: {
          x: styledAxis({
            type: "category" as const,
            title: { display: true, text: "hops" },
            ticks: { autoSkip: true, maxRotation: 0 },
          }),
          y: styledAxis(y),
        },
      },
      plugins: [barLabelsPlugin],
    } as DrawnChart["config"],
  };
}

function sumOf(lists: readonly (readonly number[])[]): number[] {
  const length = Math.max(...lists.map((list) => list.findLastIndex((count) => count > 0) + 1));
  return Array.from({ length }, (_, index) => lists.reduce((sum, list) => sum + (list[index] ?? 0), 0));
}

/** In percent, as the axis says; never "0.0" for something that happened. */
function shareInWords(count: number, all: number): string {
  if (count === 0) return "0";
  const percent = (count / all) * 100;
  return percent < 0.05 ? "< 0.1" : percent.toFixed(1);
}

/**
 * Chart.js plugin that writes `options.plugins.barLabels.labels` above the bars of the first dataset; where bars stand closer than labels are wide, above
 * as many as have room.
 */
const barLabelsPlugin: Plugin<"bar"> = {
  id: "barLabels",
  afterDatasetsDraw(chart, _arguments, options) {
    const { labels } = options as unknown as { labels: readonly string[] };
    const { ctx } = chart;
    ctx.save();
    ctx.font = `14px "${fontFamily}"`;
    ctx.fillStyle = colours.ink;
    ctx.textAlign = "center";
    ctx.textBaseline = "bottom";
    let free = Number.NEGATIVE_INFINITY;
    for (const [index, { x, y }] of chart.getDatasetMeta(0).data.entries()) {
      const label = labels[index]!;
      const half = ctx.measureText(label).width / 2;
      if (x - half < free) continue;
      ctx.fillText(label, x, y - 5);
      free = x + half + labelGap;
    }
    ctx.restore();
  },
};
