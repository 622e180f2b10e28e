import { replicate } from "../measure/statistics.ts";
import { type FigureName, figureByName } from "../scenario/figures.ts";
import { linesAlong } from "./grid.ts";
import type { FigureStatistics, PointStatistics, SweepStatistics } from "./statistics.ts";

/**
 * What another level of one axis does to a figure while all other axes stay, seed by seed: two runs with one seed draw the
 * same wherever the level does not matter, so their difference is that of the level, without the luck of the seed. Each level is
 * compared with the first of its axis, so an author puts what is usual first.
 */
export interface LevelDifference {
  readonly figure: FigureName;
  /** By number; `point` differs from `reference` on it alone. */
  readonly axis: number;
  readonly point: number;
  readonly reference: number;
  /** Seeds for which both have a value: the mean is over them. */
  readonly count: number;
  readonly mean: number | null;
  /** Of the mean, 95 % (Student); null for fewer than two seeds. */
  readonly interval: readonly [number, number] | null;
  /** The mean over that of the reference over the same seeds; null where that is 0. */
  readonly relative: number | null;
  /**
   * How many of the seeds that finished at both points are better, worse, or as they were. A value where there was none is
   * better, and none any more is worse. Null of a figure that merely describes.
   */
  readonly seeds: { readonly better: number; readonly worse: number; readonly equal: number } | null;
}

/** By axis, point and figure, of those that are drawn. None of a random sample, and none between points that no seed has in common. */
export function levelDifferences({ sweep, points }: SweepStatistics): LevelDifference[] {
  return sweep.axes.flatMap((_, axis) =>
    linesAlong(sweep, axis).flatMap(([reference, ...others]) =>
      others
        .filter((point) => commonSeeds(points[point]!, points[reference!]!).length > 0)
        .flatMap((point) =>
          sweep.figures.map((figure) => ({
            figure,
            axis,
            point,
            reference: reference!,
            ...pairedDifference(figure, points[reference!]!, points[point]!),
          })),
        ),
    ),
  );
}

/** Whether the level does anything: zero is not in the interval. Of a single seed any difference is as good as none. */
export function isClear({ interval }: Pick<LevelDifference, "interval">): boolean {
  return interval !== null && (interval[0] > 0 || interval[1] < 0);
}

function commonSeeds(a: PointStatistics, b: PointStatistics): number[] {
  const seeds = new Set(b.seeds);
  return a.seeds.filter((seed) => seeds.has(seed));
}

function pairedDifference(name: FigureName, before: PointStatistics, after: PointStatistics) {
  const { worse } = figureByName.get(name)!;
  const [old, now] = [valuesBySeed(before.figures.get(name)!), valuesBySeed(after.figures.get(name)!)];
  const seeds = commonSeeds(after, before);
  const pairs = seeds.filter((seed) => old.has(seed) && now.has(seed));
  const over = replicate(pairs.map((seed) => ({ seed, value: now.get(seed)! - old.get(seed)! })));
  const base = pairs.reduce((sum, seed) => sum + old.get(seed)!, 0) / pairs.length;
  // What never happens is worse than any value.
  const cost = (value: number | undefined) =>
    value === undefined ? Number.POSITIVE_INFINITY : worse === "lower" ? -value : value;
  const count = (fits: (before: number, after: number) => boolean) =>
    seeds.filter((seed) => fits(cost(old.get(seed)), cost(now.get(seed)))).length;
  return {
    count: pairs.length,
    mean: over?.mean ?? null,
    interval: over?.interval ?? null,
    relative: over === null || base === 0 ? null : over.mean / Math.abs(base),
    seeds:
      worse === "neither"
        ? null
        : {
            better: count((before, after) => after < before),
            worse: count((before, after) => after > before),
            equal: count((before, after) => after === before),
          },
  };
}

function valuesBySeed({ values }: FigureStatistics): Map<number, number> {
  return new Map(values.map(({ seed, value }) => [seed, value]));
}
