import { code, codeBlock, plain } from "../report/comparison-markdown.ts";
import { figureInWords } from "../report/figure.ts";
import { legibleLine } from "../report/legible.ts";
import { type FigureName, figureByName } from "../scenario/figures.ts";
import { formatIds } from "../scenario/node-words.ts";
import type { Axis } from "../scenario/sweep.ts";
import type { SweepAnalysis } from "./analysis.ts";
import { figureTable } from "./figure-table.ts";
import { findings } from "./findings.ts";
import { incompleteInWords, levelsInWords, pointInWords, sizeInWords } from "./words.ts";

export interface SweepSummaryOptions {
  /** Charts that lie beside the summary; empty when they could not be drawn. */
  readonly charts: readonly { readonly file: string; readonly title: string }[];
  /** The command line that repeats the sweep, and goes on where it was interrupted. */
  readonly command: string;
  /** The command line that repeats one of its runs. */
  readonly commandOf: (point: number, seed: number) => string;
}

/** `summary.md`: the sweep as a page. Ends with a newline. */
export function sweepMarkdown(analysis: SweepAnalysis, options: SweepSummaryOptions): string {
  const { sweep } = analysis;
  const parts = [
    `# ${plain(sweep.name)}: sweep`,
    sweep.description.trim() === "" ? "" : `> ${plain(sweep.description.trim())}`,
    incomplete(analysis),
    `${sizeInWords(analysis)}. ${sweep.axes.length === 1 ? "The axis" : "The axes"}:`,
    sweep.axes.map(axisLine).join("\n"),
    "## Findings",
    list(findings(analysis).map((finding) => `${plain(finding)}.`)),
    howToRead(analysis),
    ...options.charts.map(({ file, title }) => `![${plain(title)}](${file})`),
    ...sweep.figures.flatMap((name) => [
      `## ${figureByName.get(name)!.label} (${code(name)})`,
      figureTable(analysis, name),
    ]),
    "## Reproduce",
    reproduce(analysis, options),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function incomplete(analysis: SweepAnalysis): string {
  const words = incompleteInWords(analysis);
  if (words === null) return "";
  const { sweep, missing } = analysis;
  const at = (point: number) => plain(pointInWords(sweep, sweep.points[point]!));
  const failed = sweep.failed.map(({ point, seed, reason }) => `${at(point)}, seed ${seed}: failed: ${plain(reason)}`);
  const absent = missing.map(
    ({ point, seeds }) => `${at(point)}: not run: ${seeds.length === 1 ? "seed" : "seeds"} ${formatIds(seeds)}`,
  );
  const lines = [...failed, ...absent];
  const more = lines.length > mostLines ? [`and ${lines.length - mostLines} more lines in ${code("sweep.json")}`] : [];
  return `**INCOMPLETE: ${words}.** All that follows is over the runs that finished.\n\n${list([...lines.slice(0, mostLines), ...more])}`;
}

const mostLines = 20;

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

/** Of several fields that advance together also what each is at each level. */
function axisLine(axis: Axis): string {
  const { name, paths, levels } = axis;
  const head = `- **${plain(name)}:** ${plain(levelsInWords(axis))}.`;
  if (paths.length === 1) return head;
  const fields = paths.map(
    (path, field) => `  - ${code(path)}: ${levels.map(({ values }) => code(values[field]!)).join(", ")}`,
  );
  return [head, ...fields].join("\n");
}

function howToRead({ sweep, differences, growths }: SweepAnalysis): string {
  const many = sweep.seeds.length > 1;
  const parts = [
    many
      ? "± and intervals are the 95 % confidence interval of a mean over seeds."
      : "Of one seed there are no intervals: a difference may be chance.",
    many && differences.length > 0
      ? "A change is that over pairs of runs with the same seed, the largest of its axis."
      : "",
    growths.some(({ law }) => law !== null)
      ? "An exponent is that of a power law through all runs, with its 95 % interval; where the exponents from level to level drift, it is no power law."
      : "",
    `${code("sweep.csv")} has every run, ${code("sweep.json")} the statistics of every point.`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function reproduce({ sweep, points }: SweepAnalysis, { command, commandOf }: SweepSummaryOptions): string {
  const worst = sweep.figures.flatMap((name) => {
    const run = worstRun(points, name);
    if (run === null) return [];
    const { point, seed, value } = run;
    const where = `${pointInWords(sweep, sweep.points[point]!)}, seed ${seed}`;
    const head = `# the worst ${name}: ${figureInWords(figureByName.get(name)!, value)} at ${where}`;
    return ["", legibleLine(head), commandOf(point, seed)];
  });
  return codeBlock(["# the sweep; it goes on where it was interrupted", command, ...worst], "sh");
}

interface WorstRun {
  readonly point: number;
  readonly seed: number;
  readonly value: number | null;
}

/** The first run without a value, as nothing is worse; null for what only describes, and where nothing was measured. */
function worstRun(points: SweepAnalysis["points"], name: FigureName): WorstRun | null {
  const { worse } = figureByName.get(name)!;
  const candidates = points.flatMap(({ point, figures }): WorstRun[] => {
    const { over, missing } = figures.get(name)!;
    if (missing.length > 0) return [{ point, seed: missing[0]!, value: null }];
    return over === null ? [] : [{ point, ...over.worst }];
  });
  if (worse === "neither" || candidates.length === 0) return null;
  const cost = ({ value }: WorstRun) =>
    value === null ? Number.POSITIVE_INFINITY : worse === "lower" ? -value : value;
  return candidates.reduce((a, b) => (cost(b) > cost(a) ? b : a));
}
