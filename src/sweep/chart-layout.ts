import type { Axis } from "../scenario/sweep.ts";
import { mostLines } from "./chart-looks.ts";

/** What each axis of a grid becomes in a chart of a figure against the parameters; by the numbers of the axes. */
export interface Layout {
  /** From left to right. */
  readonly along: number;
  /** A line for each level. */
  readonly lines: number | null;
  /** A panel for each combination of their levels. */
  readonly panels: readonly number[];
  /** Have one level only. */
  readonly fixed: readonly number[];
}

/**
 * From left to right goes the axis of numbers with most levels, or without numbers the one with most levels; the next one makes lines
 * (one that nobody could tell apart only where there is no other), all others panels.
 */
export function layoutOf(axes: readonly Axis[]): Layout {
  const all = axes.map((_, index) => index);
  const numeric = all.filter((index) => axes[index]!.scale !== "names" && axes[index]!.levels.length > 1);
  const along = longest(axes, numeric.length > 0 ? numeric : all);
  const others = all.filter((index) => index !== along);
  const varied = others.filter((index) => axes[index]!.levels.length > 1);
  const lines = varied.find((index) => axes[index]!.levels.length <= mostLines) ?? varied[0] ?? null;
  return {
    along,
    lines,
    panels: varied.filter((index) => index !== lines),
    fixed: others.filter((index) => axes[index]!.levels.length === 1),
  };
}

/** More panels than this in one picture are too small to read. */
export const mostPanels = 9;

/** All combinations of the levels of some axes, the last running fastest: one, of nothing, for none. */
export function combinations(axes: readonly Axis[]): number[][] {
  return axes.reduce<number[][]>(
    (found, { levels }) => found.flatMap((some) => levels.map((_, level) => [...some, level])),
    [[]],
  );
}

/** At most so many, spread evenly from the first to the last. */
export function spread<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, index) => items[Math.round((index * (items.length - 1)) / (most - 1))]!);
}

/** The first of the longest. */
function longest(axes: readonly Axis[], candidates: readonly number[]): number {
  return candidates.reduce((best, index) => (axes[index]!.levels.length > axes[best]!.levels.length ? index : best));
}
