import { type FigureName, figureByName } from "../scenario/figures.ts";
import { linesAlong } from "./grid.ts";
import { fitPowerLaw, type PowerLaw } from "./power-law.ts";
import type { FigureStatistics, SweepStatistics } from "./statistics.ts";

/** How a figure grows along an axis while all other axes stay. */
export interface Growth {
  readonly figure: FigureName;
  /** By number. */
  readonly axis: number;
  /** The points that it is over, one for each level of the axis, in their order. */
  readonly points: readonly number[];
  /** Over the runs that finished. Null where one of them has no value or 0, or fewer than three levels have any. */
  readonly law: PowerLaw | null;
}

/**
 * By axis, line of points and figure, of those that are drawn: of each axis of positive numbers with three levels or more. Shares are left out, as they end
 * at one; of a random sample there are none.
 */
export function growths({ sweep, points }: SweepStatistics): Growth[] {
  return sweep.axes.flatMap(({ levels }, axis) => {
    if (levels.length < 3 || !levels.every(({ number }) => number !== null && number > 0)) return [];
    return linesAlong(sweep, axis).flatMap((line) =>
      sweep.figures
        .filter((figure) => figureByName.get(figure)!.unit !== "share")
        .map((figure) => {
          const x = (point: number) => levels[sweep.points[point]![axis]!]!.number!;
          const at = line.map((point) => ({ x: x(point), over: points[point]!.figures.get(figure)! }));
          return { figure, axis, points: line, law: lawOf(at) };
        }),
    );
  });
}

function lawOf(line: readonly { readonly x: number; readonly over: FigureStatistics }[]): PowerLaw | null {
  if (line.some(({ over }) => over.missing.length > 0)) return null;
  return fitPowerLaw(line.flatMap(({ x, over }) => over.values.map(({ value }) => ({ x, cost: value }))));
}
