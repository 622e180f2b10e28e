import { formatCount, formatDuration } from "../kernel/units.ts";
import type { Measurements } from "../measure/measurements.ts";
import { linearAxis, logTicks, logTimeAxis, percentAxis, timeUnit } from "./chart-axis.ts";
import { type Milestone, milestonesPlugin, rowsFor, withMilestones } from "./chart-milestones.ts";
import { chartTitle, type DrawnChart, lowerMedian, type Point, runsInWords, stepCurves } from "./chart-parts.ts";
import { baseOptions, styledAxis } from "./chart-style.ts";
import type { Report } from "./report.ts";

/** How long infos take to arrive: share of all arrivals within a time of the publication. Null without any arrival. */
export function disseminationChart(report: Report): DrawnChart | null {
  const runs = report.runs.map((run) => run.measurements).filter((run) => run.dissemination.cdf.length > 0);
  if (runs.length === 0) return null;
  const slowest = Math.max(...runs.map((run) => run.dissemination.cdf.at(-1)!.time));
  const fastest = Math.min(...runs.map(earliest));
  // A few stragglers must not squeeze everybody else against the left edge.
  const typical = Math.max(...runs.map((run) => quantile(run, 0.5) ?? 0));
  const logarithmic = slowest > 10 * typical && fastest > 0 && slowest > 10 * fastest;
  const unit = logarithmic ? 1 : timeUnit(slowest).size;
  const axis = logarithmic
    ? logTimeAxis({ title: "time since publication (logarithmic)", from: fastest, to: slowest })
    : linearAxis({
        title: `time since publication (${timeUnit(slowest).name})`,
        most: slowest / unit,
        roundUp: true,
        parts: 12,
      });
  const curves = runs.map((run) => curve(run, axis.min, axis.max, unit));
  const lines = milestonesOf(runs, unit);
  // Ticks of 1, 2 and 5 (or 1 and 3) are about evenly spread over a logarithmic axis.
  const ticks = logTicks(fastest, slowest);
  const rows = rowsFor(lines, (x) =>
    logarithmic ? ticks.findLastIndex((tick) => tick <= x) / (ticks.length - 1) : x / axis.max,
  );
  const title = "how long infos take to arrive";
  return {
    file: "dissemination.png",
    title,
    config: {
      type: "line",
      data: {
        datasets: stepCurves(curves, "share of arrivals"),
      },
      options: {
        ...withMilestones(
          baseOptions({
            title: chartTitle(report, title),
            subtitle: [runsInWords(report), remark(runs)],
            legend: runs.length > 1,
            labelRows: rows,
          }),
          { lines, bands: [], rows },
        ),
        scales: {
          x: styledAxis(axis),
          y: styledAxis(percentAxis("share of arrivals within that time")),
        },
      },
      plugins: [milestonesPlugin],
    },
  };
}

/** A logarithmic axis has no place for zero: an arrival at once is drawn at its left edge. */
function earliest({ dissemination: { cdf } }: Measurements): number {
  return cdf.find(({ time }) => time > 0)?.time ?? 0;
}

/** Time within which that share of the arrivals happened. */
function quantile({ dissemination: { cdf } }: Measurements, share: number): number | null {
  return (cdf.find((point) => point.share >= share) ?? cdf.at(-1))?.time ?? null;
}

function curve({ dissemination: { cdf } }: Measurements, left: number, right: number, unit: number): Point[] {
  const points = cdf.map(({ time, share }) => ({ x: Math.max(left, time / unit), y: share * 100 }));
  const first = points[0]!;
  if (first.x > left) points.unshift({ x: left, y: 0 });
  const last = points.at(-1)!;
  if (last.x < right) points.push({ x: right, y: last.y });
  return points;
}

function milestonesOf(runs: readonly Measurements[], unit: number): Milestone[] {
  const suffix = runs.length > 1 ? " (median)" : "";
  return [0.5, 0.9, 0.99].map((share) => {
    const time = lowerMedian(runs.map((run) => quantile(run, share) ?? 0))!;
    return { x: time / unit, label: `${share * 100} % within ${formatDuration(time)}${suffix}` };
  });
}

function remark(runs: readonly Measurements[]): string {
  const sum = (value: (run: Measurements) => number) => runs.reduce((total, run) => total + value(run), 0);
  const published = sum((run) => run.dissemination.published);
  const complete = sum((run) => run.dissemination.complete);
  const overtaken = sum((run) => run.dissemination.overtaken);
  return `${formatCount(published)} info versions published, ${formatCount(complete)} reached every node, ${formatCount(overtaken)} overtaken on the way`;
}
