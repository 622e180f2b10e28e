import { writeJson } from "../report/json.ts";
import type { SweepAnalysis } from "./analysis.ts";
import { isGrid } from "./grid.ts";
import type { FigureStatistics, PointStatistics } from "./statistics.ts";
import { pointInWords } from "./words.ts";

/** `sweep.json`: deterministic to the byte; docs/sweeps.md says what the fields are. */
export function sweepJson(analysis: SweepAnalysis): string {
  const { sweep, figures, points, differences, growths, front, runs, missing } = analysis;
  const axisName = (axis: number) => sweep.axes[axis]!.name;
  return writeJson({
    format: "gossipsim-sweep/1",
    name: sweep.name,
    description: sweep.description,
    kind: isGrid(sweep) ? "grid" : "sample",
    axes: sweep.axes.map(({ name, paths, scale, unit, levels }) => ({ name, paths, scale, unit, levels })),
    seeds: sweep.seeds,
    drawn: sweep.figures,
    figures: figures.map(({ name, unit, label, worse }) => ({ name, unit, label, worse })),
    runs,
    points: points.map((point) => pointFields(analysis, point)),
    differences: differences.map(({ axis, ...difference }) => ({ axis: axisName(axis), ...difference })),
    growth: growths.map(({ axis, ...growth }) => ({ axis: axisName(axis), ...growth })),
    front,
    failed: sweep.failed,
    missing,
  });
}

function pointFields({ sweep }: SweepAnalysis, { point, levels, seeds, figures }: PointStatistics) {
  return {
    point,
    label: pointInWords(sweep, levels),
    levels,
    finished: seeds.length,
    figures: Object.fromEntries([...figures].map(([name, statistics]) => [name, figureFields(statistics)])),
  };
}

function figureFields({ over, p95, missing }: FigureStatistics) {
  return {
    count: over?.count ?? 0,
    mean: over?.mean ?? null,
    median: over?.median ?? null,
    p95,
    interval: over?.interval ?? null,
    worst: over?.worst ?? null,
    missing,
  };
}
