import { counted } from "../report/figure.ts";
import { columns, width, wrap } from "../report/text-layout.ts";
import type { SweepAnalysis } from "./analysis.ts";
import { findings } from "./findings.ts";
import type { PointStatistics } from "./statistics.ts";
import { incompleteInWords, levelsInWords, meanInWords, pointInWords, sizeInWords } from "./words.ts";

/** Plain text of at most 100 columns and about 30 lines: what was swept, and what came out. Ends with a newline. */
export function sweepTerminal(analysis: SweepAnalysis): string {
  const { sweep } = analysis;
  const lines = [
    ...wrap(`${sweep.name}: ${sizeInWords(analysis)}`, width),
    ...incomplete(analysis).flatMap((line) => hanging("  ", line, "    ")),
    ...sweep.axes.flatMap((axis) => hanging("  ", `${axis.name}: ${levelsInWords(axis)}`, "    ")),
    ...table(analysis),
    ...conclusions(analysis),
  ];
  return `${lines.join("\n")}\n`;
}

function incomplete(analysis: SweepAnalysis): string[] {
  const words = incompleteInWords(analysis);
  if (words === null) return [];
  const { sweep } = analysis;
  const failed = sweep.failed
    .slice(0, mostFailed)
    .map(({ point, seed, reason }) => `failed: ${pointInWords(sweep, sweep.points[point]!)}, seed ${seed}: ${reason}`);
  const more = sweep.failed.length > mostFailed ? [`and ${sweep.failed.length - mostFailed} more failed`] : [];
  return [`INCOMPLETE: ${words}`, ...failed, ...more];
}

const mostFailed = 3;

/** Means of as many figures as fit, at all points or at those that matter most. */
function table(analysis: SweepAnalysis): string[] {
  const { sweep } = analysis;
  const { which, points } = shownPoints(analysis);
  const settings = (levels: readonly number[]) => levels.map((level, axis) => sweep.axes[axis]!.levels[level]!.label);
  const rowsOf = (count: number) => {
    const names = sweep.figures.slice(0, count);
    return columns([
      [...sweep.axes.map(({ name }) => name), ...names],
      ...points.map(({ levels, figures }) => [
        ...settings(levels),
        ...names.map((name) => meanInWords(figures.get(name)!)),
      ]),
    ]);
  };
  const fits = (lines: readonly string[]) => lines.every((line) => line.length <= width);
  let count = sweep.figures.length;
  while (count > 1 && !fits(rowsOf(count))) count -= 1;
  const more = sweep.figures.length - count;
  return [`  ${which}${more > 0 ? ` (${counted(more, "more figure")} in summary.md)` : ""}`, ...rowsOf(count)];
}

const mostPoints = 12;

function shownPoints({ sweep, points, front }: SweepAnalysis): { which: string; points: readonly PointStatistics[] } {
  const means = sweep.seeds.length > 1 ? "means ± 95 %" : "values";
  if (points.length <= mostPoints) return { which: means, points };
  if (front !== null && front.points.length > 0) {
    const shown = front.points.slice(0, mostPoints).map((point) => points[point]!);
    return {
      which: `${means} on the Pareto front${front.sizes === undefined ? "" : "s"} of ${front.time} and ${front.bytes}`,
      points: shown,
    };
  }
  return {
    which: `${means} of the first ${mostPoints} of ${points.length} points`,
    points: points.slice(0, mostPoints),
  };
}

function conclusions(analysis: SweepAnalysis): string[] {
  const all = findings(analysis);
  const more = all.length > mostFindings ? [`and ${all.length - mostFindings} more in summary.md`] : [];
  return [...all.slice(0, mostFindings), ...more].flatMap((text) => hanging("  - ", text, "    "));
}

const mostFindings = 8;

/** A number and its unit stay together. */
function hanging(first: string, text: string, others: string): string[] {
  const bound = text.replace(/(?<=\d) (?=[\p{L}%×])/gu, "\u00A0");
  return wrap(bound, width - others.length).map(
    (line, index) => `${index === 0 ? first : others}${line.replaceAll("\u00A0", " ")}`,
  );
}
