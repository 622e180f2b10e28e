import { resolve } from "node:path";
import { buildReport, type FailedRun, type Run, serializeReport } from "../report/report.ts";
import { summaryMarkdown } from "../report/summary.ts";
import { terminalSummary } from "../report/terminal.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { drawCharts } from "./draw-charts.ts";
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
    const makeCharts = async () => (await import("../report/charts.ts")).chartsOf(report);
    const drawn = options.charts ? await drawCharts(makeCharts, files, options) : [];
    files.set("summary.md", summaryMarkdown(report, { charts: drawn, command: options.command }));
    await writeReportFolder(resolve(cwd, folder), folder, files, interrupted);
  }
  return { json, summary: terminalSummary(report), kept: report.verdicts.every(({ kept }) => kept) };
}
