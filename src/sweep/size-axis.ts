import type { Axis } from "../scenario/sweep.ts";

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
