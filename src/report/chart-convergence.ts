import { formatDuration } from "../kernel/units.ts";
import type { Measurements } from "../measure/measurements.ts";
import { linearAxis, niceStep, percentAxis, timeUnit } from "./chart-axis.ts";
import {
  type Milestone,
  type Milestones,
  milestoneOf,
  milestonesPlugin,
  rowsFor,
  withMilestones,
} from "./chart-milestones.ts";
import { chartTitle, type DrawnChart, type Point, runsInWords, stepCurves } from "./chart-parts.ts";
import { baseOptions, styledAxis } from "./chart-style.ts";
import type { Report } from "./report.ts";

/** Share of membership known over time, with its milestones; several seeds lie over each other with their median on top. */
export function convergenceChart(report: Report): DrawnChart | null {
  const runs = report.runs.map((run) => run.measurements);
  if (runs.every((run) => run.membership.series.length === 0)) return null;
  const end = Math.max(...runs.map(endOfInterest));
  const ran = Math.max(...runs.map((run) => run.endTime));
  const unit = timeUnit(end);
  const curves = runs.map((run) => membershipCurve(run, Math.min(end, run.endTime), unit.size));
  const milestones = milestonesOf(runs, end, unit.size);
  const subtitle = [runsInWords(report), ...remarks(runs, end, ran)];
  const title = "membership known over time";
  return {
    file: "convergence.png",
    title,
    config: {
      type: "line",
      data: {
        datasets: stepCurves(curves, "share of membership known"),
      },
      options: {
        ...withMilestones(
          baseOptions({
            title: chartTitle(report, title),
            subtitle,
            legend: runs.length > 1,
            labelRows: milestones.rows,
          }),
          milestones,
        ),
        scales: {
          x: styledAxis(
            linearAxis({ title: `virtual time (${unit.name})`, most: end / unit.size, roundUp: false, parts: 12 }),
          ),
          y: styledAxis(percentAxis("share of (holder, subject) pairs known")),
        },
      },
      plugins: [milestonesPlugin],
    },
  };
}

/**
 * Where the time axis ends: a cold start of one second would be a wall at the left of a minute, so when nothing moves
 * after the first part of a run, the axis ends a little after it.
 */
function endOfInterest({ endTime, membership, settled }: Measurements): number {
  let lastMove = 0;
  for (const [index, { time, share }] of membership.series.entries())
    if (index === 0 || share !== membership.series[index - 1]!.share) lastMove = time;
  lastMove = Math.max(lastMove, membership.time ?? 0, ...membership.changes.map(({ time }) => time));
  const wanted = settled.time !== null && settled.time <= lastMove * 4 ? Math.max(lastMove, settled.time) : lastMove;
  const { step } = niceStep(wanted * 1.15, 12);
  const end = Math.ceil((wanted * 1.15) / step) * step;
  return end <= 0 || end > endTime * 0.6 ? endTime : end;
}

/** The share known as points in percent, from time 0 and carried on to `end`; times in nanoseconds, as `unit` is. */
export function membershipCurve({ membership: { series } }: Measurements, end: number, unit: number): Point[] {
  const inside = series.filter(({ time }) => time <= end);
  const points = inside.map(({ time, share }) => ({ x: time / unit, y: share * 100 }));
  if (points[0]?.x !== 0) points.unshift({ x: 0, y: 0 });
  const last = points.at(-1)!;
  if (last.x < end / unit) points.push({ x: end / unit, y: last.y });
  return points;
}

function milestonesOf(runs: readonly Measurements[], end: number, unit: number): Milestones {
  const lines = linesOf(runs, unit);
  const bands = runs.length === 1 ? lossesOf(runs[0]!, unit) : [];
  return { lines, bands, rows: rowsFor(lines, (x) => (x * unit) / end) };
}

/** More losses than this are shown as bands only. */
const labelledChanges = 4;

function linesOf(runs: readonly Measurements[], unit: number): Milestone[] {
  const membership = runs.map((run) => run.membership.time);
  const settled = runs.map((run) => run.settled.time);
  return [
    ...milestoneOf(membership, "membership complete", unit),
    ...(runs.length === 1 ? changesOf(runs[0]!, unit) : []),
    ...milestoneOf(settled, "settled", unit),
  ];
}

function changesOf({ membership: { changes } }: Measurements, unit: number): Milestone[] {
  if (changes.length > labelledChanges) return [];
  return changes.flatMap(({ time, complete }) => milestoneOf([time], complete ? "regained" : "lost", unit));
}

/** Spans during which membership, once complete, was not. */
function lossesOf({ membership, endTime }: Measurements, unit: number): { from: number; to: number }[] {
  const bands: { from: number; to: number }[] = [];
  let lost: number | null = null;
  for (const { time, complete } of membership.changes)
    if (!complete) lost = time;
    else if (lost !== null) {
      bands.push({ from: lost / unit, to: time / unit });
      lost = null;
    }
  if (lost !== null) bands.push({ from: lost / unit, to: endTime / unit });
  return bands;
}

function remarks(runs: readonly Measurements[], end: number, ran: number): string[] {
  const parts: string[] = [];
  if (end < ran) parts.push(`cut after ${formatDuration(end)}: the share does not change any more`);
  if (runs.length > 1) return parts;
  const { membership } = runs[0]!;
  if (membership.time === null) parts.push("membership never complete");
  const losses = membership.changes.filter(({ complete }) => !complete).length;
  if (losses > 0) parts.push(`shaded: complete membership lost${losses === 1 ? "" : ` (${losses} times)`}`);
  return parts.length === 0 ? [] : [parts.join(" · ")];
}
