import type { Axis } from "../scenario/sweep.ts";
import type { SweepResult } from "./sweep.ts";

type Grid = Pick<SweepResult, "axes" | "points">;

/** Whether all combinations of levels are there, once each. A random sample has few points that share all levels but one. */
export function isGrid({ axes, points }: Grid): boolean {
  const combinations = axes.reduce((product, { levels }) => product * levels.length, 1);
  return points.length === combinations && new Set(points.map((levels) => levels.join())).size === combinations;
}

/** The points that differ on this axis alone, line by line, each in the order of its levels. None of a random sample. */
export function linesAlong({ axes, points }: Grid, axis: number): number[][] {
  if (!isGrid({ axes, points })) return [];
  const lines = new Map<string, number[]>();
  for (const [point, levels] of points.entries()) {
    const others = levels.toSpliced(axis, 1).join();
    const line = lines.get(others);
    if (line === undefined) lines.set(others, [point]);
    else line.push(point);
  }
  const level = (point: number) => points[point]![axis]!;
  return [...lines.values()].map((line) => line.sort((a, b) => level(a) - level(b)));
}

/** By number, the axes on which points differ, or all where there is but one level on each. */
export function variedAxes(axes: readonly Axis[]): number[] {
  const all = axes.map((_, index) => index);
  const varied = all.filter((index) => axes[index]!.levels.length > 1);
  return varied.length === 0 ? all : varied;
}
