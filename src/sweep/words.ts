import { absentFigure, counted, formatFigure } from "../report/figure.ts";
import { formatIds } from "../scenario/node-words.ts";
import type { Axis, PointLevels } from "../scenario/sweep.ts";
import type { SweepAnalysis } from "./analysis.ts";
import { isGrid, variedAxes } from "./grid.ts";
import type { FigureStatistics } from "./statistics.ts";
import type { SweepResult } from "./sweep.ts";

/**
 * `cluster.nodes 195 · version v2.1, delta`: where a point is on the axes that tell points apart. Without the axis `except`, where another place
 * names its level.
 */
export function pointInWords({ axes }: Pick<SweepResult, "axes">, levels: PointLevels, except?: number): string {
  return variedAxes(axes)
    .filter((axis) => axis !== except)
    .map((axis) => `${axes[axis]!.name} ${axes[axis]!.levels[levels[axis]!]!.label}`)
    .join(" · ");
}

/** `65, 130, 195`; of very many the ends and their number. */
export function levelsInWords({ levels, scale }: Axis): string {
  const labels = levels.map(({ label }) => label);
  if (labels.length <= 12) return labels.join(scale === "names" ? "; " : ", ");
  return `${labels.slice(0, 3).join(", ")} … ${labels.at(-1)} (${labels.length} levels)`;
}

/** "9 points × 20 seeds (1–20): 180 runs". */
export function sizeInWords({ sweep, runs }: SweepAnalysis): string {
  const points = `${counted(sweep.points.length, isGrid(sweep) ? "point" : "random point")}`;
  const seeds =
    sweep.seeds.length === 1 ? `seed ${sweep.seeds[0]}` : `${sweep.seeds.length} seeds (${formatIds(sweep.seeds)})`;
  return `${points} × ${seeds}: ${counted(runs.total, "run")}`;
}

/** "177 of 180 runs finished, 1 failed, 2 were not run"; null when all finished. */
export function incompleteInWords({
  runs: { total, finished, failed, missing },
}: Pick<SweepAnalysis, "runs">): string | null {
  if (finished === total) return null;
  const parts = [
    `${finished} of ${counted(total, "run")} finished`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(missing > 0 ? [`${missing} ${missing === 1 ? "was" : "were"} not run`] : []),
  ];
  return parts.join(", ");
}

/** `3.21 MiB ± 120 KiB`: the mean with half its interval, and how many seeds have no value. */
export function meanInWords({ name, unit, over, missing }: FigureStatistics): string {
  if (over === null) return missing.length === 0 ? "no run" : absentFigure(name);
  const half = over.interval === null ? 0 : over.interval[1] - over.mean;
  const mean = formatFigure(over.mean, unit);
  const absent = missing.length === 0 ? "" : ` (${missing.length} × ${absentFigure(name)})`;
  return `${half === 0 ? mean : `${mean} ± ${formatFigure(half, unit)}`}${absent}`;
}
