import { keyFigures } from "../report/key-figures.ts";
import { type Replication, replicationOf } from "../report/report.ts";
import { type Figure, type FigureName, figures } from "../scenario/figures.ts";
import type { PointLevels } from "../scenario/sweep.ts";
import type { SweepResult, SweepRun } from "./sweep.ts";

/** A sweep with the statistics of its points. The runs themselves are not in it, of each but the values of the figures. */
export interface SweepStatistics {
  readonly sweep: SweepResult;
  /** Those that the sweep draws, then the other key figures. */
  readonly figures: readonly Figure<FigureName>[];
  /** By number. */
  readonly points: readonly PointStatistics[];
}

export interface PointStatistics {
  readonly point: number;
  readonly levels: PointLevels;
  /** Of the runs that finished. */
  readonly seeds: readonly number[];
  /** For each figure, by name. */
  readonly figures: ReadonlyMap<FigureName, FigureStatistics>;
}

/** A figure over the finished runs of a point: the statistics are over those that have a value. */
export interface FigureStatistics extends Replication {
  /** What 95 % of the values are no worse than; nearest rank, so a value that occurred. Null when no run has a value. */
  readonly p95: number | null;
  readonly values: readonly SeedValue[];
}

export interface SeedValue {
  readonly seed: number;
  readonly value: number;
}

/** Reads every point once. */
export function sweepStatistics(sweep: SweepResult): SweepStatistics {
  const shown = [...new Set<string>([...sweep.figures, ...keyFigures])];
  const list = figures
    .filter(({ name }) => shown.includes(name))
    .sort((a, b) => rankIn(sweep.figures, a.name) - rankIn(sweep.figures, b.name));
  const points = sweep.points.map((levels, point) => {
    const runs = sweep.runsOf(point);
    return {
      point,
      levels,
      seeds: runs.map(({ seed }) => seed),
      figures: new Map(list.map((figure) => [figure.name, figureStatistics(runs, figure)])),
    };
  });
  return { sweep, figures: list, points };
}

/** The mean, where every run has a value: over the lucky ones alone it would make a point look better than it is. */
export function meanOfAll({ over, missing }: FigureStatistics): number | null {
  return over === null || missing.length > 0 ? null : over.mean;
}

function rankIn(names: readonly FigureName[], name: FigureName): number {
  const index = names.indexOf(name);
  return index < 0 ? names.length : index;
}

function figureStatistics(runs: readonly SweepRun[], figure: Figure): FigureStatistics {
  const replication = replicationOf(runs, figure);
  const values = runs
    .map(({ seed, figures }) => ({ seed, value: figures[figure.name]! }))
    .filter(({ value }) => Number.isFinite(value));
  const bestFirst = values.map(({ value }) => value).sort((a, b) => (figure.worse === "lower" ? b - a : a - b));
  // In whole numbers: 0.95 * 20 is a hair above 19.
  const p95 = bestFirst[Math.ceil((95 * values.length) / 100) - 1] ?? null;
  return { ...replication, p95, values };
}
