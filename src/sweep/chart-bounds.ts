import { type Figure, type FigureName, figureByName } from "../scenario/figures.ts";
import type { PointStatistics } from "./statistics.ts";

/**
 * The figure that bounds another from below, if one does: what must have reached every node takes the time of the paths, and all
 * bytes together are at least those of every info to every node.
 */
export function boundOf(name: FigureName): Figure<FigureName> | null {
  const bound = /^(membership\.time$|settled\.time$|dissemination\.t100\.)/.test(name)
    ? "bound.time"
    : name === "bytes.total"
      ? "bound.bytes"
      : null;
  return bound === null ? null : (figureByName.get(bound) as Figure<FigureName>);
}

/** Of which charts need the statistics beside the figures that they are of. */
export const boundFigures: readonly FigureName[] = ["bound.time", "bound.bytes"];

/** Mean over the seeds of a point; null where nothing was measured. */
export function meanBound(point: PointStatistics, bound: FigureName): number | null {
  return point.figures.get(bound)!.over?.mean ?? null;
}

/** A bound is drawn where the least of the data is no more than so many times it; otherwise it would squeeze them against the far edge. */
export const nearBound = 10;
