import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { buildReport, type FailedRun, type Report, type Run, serializeReport } from "../report/report.ts";
import { summaryMarkdown } from "../report/summary.ts";
import { terminalSummary } from "../report/terminal.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { writeReportFolder } from "./report-folder.ts";

export interface FinishedScenario {
  readonly scenario: Scenario;
  /** At least one. */
  readonly runs: readonly Run[];
  readonly failed: readonly FailedRun[];
}

export interface ReportOptions {
  /** Where to write it, as the user would name it, from `cwd`; undefined: nowhere. */
  readonly folder: string | undefined;
  readonly cwd: string;
  readonly charts: boolean;
  /** Repeats the first run. */
  readonly command: string;
  readonly interrupted: AbortSignal;
  readonly warn: (warning: string) => void;
}

/** The report of a scenario, written where it shall be, what to print of it, and whether its promises were kept. */
export async function finishScenario(
  { scenario, runs, failed }: FinishedScenario,
  options: ReportOptions,
): Promise<{ readonly json: string; readonly summary: string; readonly kept: boolean }> {
  const { folder, cwd, interrupted } = options;
  const report = buildReport(scenario, runs, failed);
  const json = serializeReport(report);
  if (folder !== undefined) {
    const files = new Map<string, string | Uint8Array>([["report.json", json]]);
    const drawn = options.charts ? await drawCharts(report, files, options) : [];
    files.set("summary.md", summaryMarkdown(report, { charts: drawn, command: options.command }));
    await writeReportFolder(resolve(cwd, folder), folder, files, interrupted);
  }
  return { json, summary: terminalSummary(report), kept: report.verdicts.every(({ kept }) => kept) };
}

/** Loads what draws charts, so that it is at hand when a scenario is done. */
export async function prepareCharts(): Promise<void> {
  await import("../report/charts.ts");
  const { loadCharts } = await import("../report/png.ts");
  await loadCharts();
}

/** Charts that cannot be drawn here cost a warning. */
async function drawCharts(
  report: Report,
  files: Map<string, string | Uint8Array>,
  { interrupted, warn }: ReportOptions,
): Promise<{ file: string; title: string }[]> {
  const { chartsOf } = await import("../report/charts.ts");
  const { ChartsUnavailable, renderPng } = await import("../report/png.ts");
  const drawn: { file: string; title: string }[] = [];
  try {
    for (const chart of chartsOf(report)) {
      // Drawing keeps the thread busy: the moment to hear an interrupt.
      await setImmediate();
      interrupted.throwIfAborted();
      files.set(chart.file, await renderPng(chart));
      drawn.push(chart);
    }
  } catch (error) {
    if (!(error instanceof ChartsUnavailable)) throw error;
    warnOnce(error.message, warn);
  }
  return drawn;
}

const warned = new Set<string>();

function warnOnce(warning: string, warn: (warning: string) => void): void {
  if (!warned.has(warning)) warn(warning);
  warned.add(warning);
}
