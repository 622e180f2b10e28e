import { setImmediate } from "node:timers/promises";
import type { ReportChart } from "../report/charts.ts";

export interface DrawingOptions {
  readonly interrupted: AbortSignal;
  readonly warn: (warning: string) => void;
}

/** Loads what draws charts, so that it is at hand when runs are over. */
export async function prepareCharts(): Promise<void> {
  const { loadCharts } = await import("../report/png.ts");
  await loadCharts();
}

/** Draws charts into `files` and says which they are. Charts that cannot be drawn here cost a warning. */
export async function drawCharts(
  makeCharts: () => Promise<readonly ReportChart[]>,
  files: Map<string, string | Uint8Array | Iterable<string>>,
  { interrupted, warn }: DrawingOptions,
): Promise<{ file: string; title: string }[]> {
  const { ChartsUnavailable, renderPng } = await import("../report/png.ts");
  const drawn: { file: string; title: string }[] = [];
  try {
    for (const chart of await makeCharts()) {
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
