import type { ReportChart } from "../report/charts.ts";
import { boundFigures } from "./chart-bounds.ts";
import { lineChart } from "./chart-lines.ts";
import { planeChart } from "./chart-plane.ts";
import { scatterChart } from "./chart-scatter.ts";
import { isGrid } from "./grid.ts";
import { sweepStatistics } from "./statistics.ts";
import type { SweepResult } from "./sweep.ts";

/**
 * The pictures of a sweep: each of its figures against the parameters, then its time against its bytes. Those for which no run
 * has a value are left out.
 */
export function sweepCharts(sweep: SweepResult): ReportChart[] {
  const statistics = sweepStatistics({ ...sweep, figures: [...sweep.figures, ...boundFigures] });
  const drawn = { ...statistics, sweep };
  const draw = isGrid(sweep) ? lineChart : scatterChart;
  return [...sweep.figures.map((name) => draw(drawn, name)), planeChart(drawn)].filter((chart) => chart !== null);
}
