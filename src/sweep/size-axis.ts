import type { Axis } from "../scenario/sweep.ts";
import type { SweepResult } from "./sweep.ts";

/** The axis along which the cluster grows. What is best there is no choice: it is the smallest task. */
export interface SizeAxis {
  /** By number. */
  readonly axis: number;
  /** At each of its levels. */
  readonly nodes: readonly number[];
}

/** Null where all points have as many nodes. */
export function sizeAxisOf(axes: readonly Axis[]): SizeAxis | null {
  const axis = axes.findIndex(({ paths }) => paths.includes(sizePath));
  if (axis < 0) return null;
  const { paths, levels } = axes[axis]!;
  const nodes = levels.map(({ values }) => Number(values[paths.indexOf(sizePath)]));
  return new Set(nodes).size === 1 ? null : { axis, nodes };
}

const sizePath = "cluster.nodes";

/** The points of each size, by number, the smallest size first. Null where there is one size only, or so many that hardly two points share one. */
export function pointsBySize({ axes, points }: Pick<SweepResult, "axes" | "points">): PointsOfSize[] | null {
  const size = sizeAxisOf(axes);
  if (size === null) return null;
  const nodesAt = points.map((levels) => size.nodes[levels[size.axis]!]!);
  const sizes = [...new Set(nodesAt)].sort((a, b) => a - b);
  if (sizes.length > mostSizes) return null;
  return sizes.map((nodes) => ({
    nodes,
    points: nodesAt.flatMap((other, point) => (other === nodes ? [point] : [])),
  }));
}

export interface PointsOfSize {
  readonly nodes: number;
  readonly points: readonly number[];
}

/** As many as lines that can be told apart. */
const mostSizes = 12;
