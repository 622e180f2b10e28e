import type { ChartConfiguration } from "chart.js";
import { formatDuration } from "../kernel/units.ts";
import { colours } from "./chart-style.ts";
import { type Report, seedsInWords } from "./report.ts";

/** A chart without its size, which is the same for all. */
export interface DrawnChart {
  readonly file: string;
  readonly title: string;
  readonly config: ChartConfiguration;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** "thirteen-regions: bytes per node", cut where it would not fit on one line. */
export function chartTitle(report: Report, shows: string): string {
  const room = 84 - shows.length;
  const { name } = report.scenario;
  return `${name.length <= room ? name : `${name.slice(0, room - 1)}…`}: ${shows}`;
}

/** "195 nodes · seed 1 · 60 s of virtual time". */
export function runsInWords(report: Report): string {
  const nodes = report.scenario.cluster.nodes;
  const ends = report.runs.map((run) => run.measurements.endTime);
  const shortest = Math.min(...ends);
  const longest = Math.max(...ends);
  const seeds = seedsInWords(report);
  const time =
    shortest === longest ? formatDuration(longest) : `${formatDuration(shortest)} to ${formatDuration(longest)}`;
  return `${nodes} ${nodes === 1 ? "node" : "nodes"} · ${seeds} · ${time} of virtual time`;
}

/** Middle value, the lower of the two middle ones for an even number: always a value that occurred. */
export function lowerMedian(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? null;
}

/** Value of a step function at `x`: that of the last point not after it; `before` ahead of the first. */
function stepValue(points: readonly Point[], x: number, before: number): number {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.x <= x) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? before : points[low - 1]!.y;
}

/** At each of the places where any of the step functions changes (thinned to about a thousand): their median. */
export function medianCurve(curves: readonly (readonly Point[])[], before: number): Point[] {
  const places = [...new Set(curves.flatMap((curve) => curve.map(({ x }) => x)))].sort((a, b) => a - b);
  const every = Math.max(1, Math.ceil(places.length / 1000));
  return places
    .filter((_, index) => index % every === 0 || index === places.length - 1)
    .map((x) => ({ x, y: lowerMedian(curves.map((curve) => stepValue(curve, x, before)))! }));
}

/** The curve of a single run under its name, or those of several runs with their median on top. */
export function stepCurves(curves: readonly (readonly Point[])[], name: string) {
  if (curves.length === 1) return [stepLine(name, curves[0]!, colours.first, 3)];
  return [
    stepLine("median", medianCurve(curves, 0), colours.first, 3.5),
    // One entry in the legend stands for all.
    ...curves.map((points, index) => stepLine(index === 0 ? "one seed each" : "", points, colours.one, 1.5)),
  ];
}

function stepLine(label: string, data: readonly Point[], colour: string, width: number) {
  return {
    label,
    data: [...data],
    stepped: true as const,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: width,
    pointRadius: 0,
    pointStyle: "line" as const,
    clip: 4,
  };
}
