import { code, plain } from "../report/comparison-markdown.ts";
import { formatFigure } from "../report/figure.ts";
import { markdownTable } from "../report/markdown-table.ts";
import { replicationInWords } from "../report/terminal.ts";
import { type FigureName, figureByName } from "../scenario/figures.ts";
import { isGrid } from "./grid.ts";
import type { FigureStatistics, PointStatistics, SweepStatistics } from "./statistics.ts";
import { meanInWords } from "./words.ts";

/** A figure at every point, in Markdown: two axes across each other where that fits, or else a row for each point. */
export function figureTable(statistics: SweepStatistics, name: FigureName): string {
  const [few, many] = statistics.sweep.axes.map(({ levels }) => levels.length).sort((a, b) => a - b);
  const fits = statistics.sweep.axes.length === 2 && few! <= mostColumns && many! <= mostRows;
  return fits && isGrid(statistics.sweep) ? crossTable(statistics, name) : pointTable(statistics, name);
}

const mostColumns = 6;
const mostRows = 60;

/** The axis with fewer levels makes the columns. */
function crossTable({ sweep: { axes, points: levels }, points }: SweepStatistics, name: FigureName): string {
  const [down, across] = axes[0]!.levels.length < axes[1]!.levels.length ? [1, 0] : [0, 1];
  const rows = axes[down]!.levels.map(({ label }, row) => [
    label,
    ...axes[across]!.levels.map((_, column) => {
      const point = levels.findIndex((at) => at[down] === row && at[across] === column);
      return meanInWords(points[point]!.figures.get(name)!);
    }),
  ]);
  const head = [`${axes[down]!.name} ↓ ${axes[across]!.name} →`, ...axes[across]!.levels.map(({ label }) => label)];
  return markdownTable(
    `l${"r".repeat(head.length - 1)}`,
    head.map(plain),
    rows.map((row) => row.map(plain)),
  );
}

function pointTable({ sweep, points }: SweepStatistics, name: FigureName): string {
  const shown = points.length <= mostRows ? points : bestAndWorst(points, name);
  const rows = shown.map(({ levels, figures }) => [
    ...levels.map((level, axis) => plain(sweep.axes[axis]!.levels[level]!.label)),
    ...statisticsCells(figures.get(name)!),
  ]);
  const head = [
    ...sweep.axes.map((axis) => plain(axis.name)),
    "mean",
    "95 % interval",
    "median",
    "p95",
    "worst (seed)",
  ];
  const table = markdownTable(`${"l".repeat(sweep.axes.length)}rrrrr`, head, rows);
  if (shown === points) return table;
  return `${table}\n\nThe ${mostRows / 2} best and the ${mostRows / 2} worst of ${points.length} points by their means; ${code("sweep.json")} has all of them.`;
}

/** A point without a mean is the worst. */
function bestAndWorst(points: readonly PointStatistics[], name: FigureName): PointStatistics[] {
  const sign = figureByName.get(name)!.worse === "lower" ? -1 : 1;
  const cost = ({ figures }: PointStatistics) => {
    const { over } = figures.get(name)!;
    return over === null ? Number.POSITIVE_INFINITY : sign * over.mean;
  };
  const sorted = [...points].sort((a, b) => (cost(a) === cost(b) ? 0 : cost(a) - cost(b)));
  return [...sorted.slice(0, mostRows / 2), ...sorted.slice(-mostRows / 2)];
}

function statisticsCells(statistics: FigureStatistics): string[] {
  const { over, missing, p95, unit } = statistics;
  if (over === null && missing.length === 0) return ["no run", "", "", "", ""];
  const [median, mean, interval, worst] = replicationInWords(statistics);
  return [mean, interval, median, p95 === null ? "" : formatFigure(p95, unit), worst];
}
