import type { ChartConfiguration } from "chart.js";
import { bandwidthCharts } from "./chart-bandwidth.ts";
import { bytesPerNodeChart } from "./chart-bytes-per-node.ts";
import { convergenceChart } from "./chart-convergence.ts";
import { disseminationChart } from "./chart-dissemination.ts";
import { hopsChart } from "./chart-hops.ts";
import { chartSize } from "./chart-style.ts";
import type { Report } from "./report.ts";

/** A picture to draw: plain data but for the labels of the axes and the plugins. */
export interface ReportChart {
  /** Name of the file, without a folder. */
  readonly file: string;
  /** What it shows, for captions and alternative texts. */
  readonly title: string;
  readonly config: ChartConfiguration;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
}

/** The charts for which the report has anything to show, in the order of reading. */
export function chartsOf(report: Report): ReportChart[] {
  const charts = [
    convergenceChart(report),
    ...bandwidthCharts(report),
    disseminationChart(report),
    bytesPerNodeChart(report),
    hopsChart(report),
  ];
  return charts.filter((chart) => chart !== null).map((chart) => ({ ...chart, ...chartSize }));
}
