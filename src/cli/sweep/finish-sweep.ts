import { resolve } from "node:path";
import type { FigureName } from "../../scenario/figures.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { analyseSweep } from "../../sweep/analysis.ts";
import { sweepCsv } from "../../sweep/csv.ts";
import { sweepJson } from "../../sweep/json.ts";
import { sweepMarkdown } from "../../sweep/summary.ts";
import type { FailedSweepRun, SweepResult } from "../../sweep/sweep.ts";
import { sweepTerminal } from "../../sweep/terminal.ts";
import { drawCharts } from "../draw-charts.ts";
import type { Io } from "../io.ts";
import { writeReportFolder } from "../report-folder.ts";
import type { JournalReader } from "./journal.ts";
import type { Plan } from "./plan.ts";

export interface FinishOptions {
  /** Where the report goes, as the user would name it. */
  readonly folder: string;
  readonly charts: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
  /** Repeats the sweep. */
  readonly command: string;
  /** Repeats a run of it. */
  readonly reproduction: (point: number, seed: number) => string;
}

/** The report on the finished runs of a plan, which stand in the journals: written, and a summary of it printed. */
export async function finishSweep(
  plan: Plan,
  { journals, failed }: { readonly journals: readonly JournalReader[]; readonly failed: readonly FailedSweepRun[] },
  options: FinishOptions,
  io: Io,
): Promise<void> {
  const { folder } = options;
  const result = resultOf(plan, journals, failed);
  const analysis = analyseSweep(result);
  const files = new Map<string, string | Uint8Array | Iterable<string>>();
  // An interrupt has been heard already, and what was asked for is to end with a report.
  const interrupted = new AbortController().signal;
  const warn = (warning: string): void => {
    if (!options.quiet) io.err(`gossipsim: ${warning}\n`);
  };
  const json = sweepJson(analysis);
  files.set("sweep.csv", sweepCsv(result));
  files.set("sweep.json", json);
  const makeCharts = async () => (await import("../../sweep/charts.ts")).sweepCharts(result);
  const charts = options.charts ? await drawCharts(makeCharts, files, { interrupted, warn }) : [];
  files.set(
    "summary.md",
    sweepMarkdown(analysis, { charts, command: options.command, commandOf: options.reproduction }),
  );
  await writeReportFolder(resolve(io.cwd, folder), folder, files, interrupted);
  if (options.json) io.out(json);
  else if (!options.quiet) io.out(`${sweepTerminal(analysis)}  report            ${folder}\n`);
}

function resultOf(
  { study, seeds, runs }: Plan,
  journals: readonly JournalReader[],
  failed: readonly FailedSweepRun[],
): SweepResult {
  const { scenario, sweep } = study;
  const { points } = sweep;
  return {
    name: scenario.name,
    description: scenario.description,
    axes: sweep.axes.map(({ written: _, ...axis }) => axis),
    points,
    seeds,
    figures: sweep.figures ?? usualFigures(scenario),
    runsOf: (point) =>
      seeds.flatMap((seed, index) => {
        const { key } = runs[index * points.length + point]!;
        const entry = journals.find((journal) => journal.has(key))?.read(key);
        return entry ? [{ seed, fingerprint: entry.fingerprint, figures: entry.figures }] : [];
      }),
    failed,
  };
}

/** Time against bytes is what most studies are about. */
function usualFigures({ cluster }: Scenario): FigureName[] {
  return [cluster.descriptors ? "membership.time" : "dissemination.t99.p99", "bytes.total"];
}
