import { setImmediate } from "node:timers/promises";
import { chartsOf } from "../report/charts.ts";
import { ChartsUnavailable, renderPng } from "../report/png.ts";
import { type Report, serializeReport } from "../report/report.ts";
import { summaryMarkdown } from "../report/summary.ts";

export interface RenderOptions {
  /** Repeats the first run. */
  readonly command: string;
  readonly charts: boolean;
  readonly interrupted: AbortSignal;
  readonly warn: (warning: string) => void;
}

/** The files of a report by name. Charts that cannot be drawn here cost a warning. */
export async function renderFiles(
  report: Report,
  options: RenderOptions,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { command, interrupted } = options;
  const files = new Map<string, string | Uint8Array>([["report.json", serializeReport(report)]]);
  const charts = options.charts ? chartsOf(report) : [];
  const drawn: typeof charts = [];
  try {
    for (const chart of charts) {
      // Drawing keeps the thread busy: the moment to hear an interrupt.
      await setImmediate();
      interrupted.throwIfAborted();
      files.set(chart.file, await renderPng(chart));
      drawn.push(chart);
    }
  } catch (error) {
    if (!(error instanceof ChartsUnavailable)) throw error;
    warnOnce(error.message, options.warn);
  }
  files.set("summary.md", summaryMarkdown(report, { charts: drawn, command }));
  return files;
}

const warned = new Set<string>();

function warnOnce(warning: string, warn: (warning: string) => void): void {
  if (!warned.has(warning)) warn(warning);
  warned.add(warning);
}
