import { type Figure, type FigureName, figureByName } from "../scenario/figures.ts";
import { pointsBySize } from "./size-axis.ts";
import { meanOfAll, type PointStatistics, type SweepStatistics } from "./statistics.ts";

/** The points of a sweep that no other beats in both time and bytes. */
export interface Front {
  readonly time: FigureName;
  readonly bytes: FigureName;
  /** By number, the fastest first; where clusters of several sizes are compared, those that no other of their size beats, the smallest size first. */
  readonly points: readonly number[];
  /** The same, size by size; only where there are several. */
  readonly sizes?: readonly FrontOfSize[];
}

/** Of the points with so many nodes. */
export interface FrontOfSize {
  readonly nodes: number;
  readonly points: readonly number[];
}

/** Null where the sweep draws no time or no size. */
export function sweepFront({ sweep, points }: SweepStatistics): Front | null {
  const plane = planeOf(sweep.figures);
  if (plane === null) return null;
  const { time, bytes } = plane;
  const frontOf = (some: readonly PointStatistics[]) =>
    paretoFront(some, (point) => [costOf(point, time), costOf(point, bytes)]).map(({ point }) => point);
  const sizes = pointsBySize(sweep);
  if (sizes === null) return { time, bytes, points: frontOf(points) };
  const fronts = sizes
    .map(({ nodes, points: some }) => ({ nodes, points: frontOf(some.map((point) => points[point]!)) }))
    .filter(({ points }) => points.length > 0);
  return { time, bytes, points: fronts.flatMap(({ points }) => points), sizes: fronts };
}

/** The first time and the first size of the list. */
export function planeOf(
  names: readonly FigureName[],
): { readonly time: FigureName; readonly bytes: FigureName } | null {
  const first = (unit: Figure["unit"]) => names.find((name) => figureByName.get(name)!.unit === unit);
  const [time, bytes] = [first("ns"), first("B")];
  return time === undefined || bytes === undefined ? null : { time, bytes };
}

/**
 * The items that no other beats: none is as good in both costs and better in one. Equal ones stay or go together; one that
 * lacks a cost is never among them. The least first cost comes first.
 */
export function paretoFront<T>(items: readonly T[], costsOf: (item: T) => Costs): T[] {
  const candidates = items
    .map((item) => ({ item, costs: costsOf(item) }))
    .filter((candidate): candidate is Candidate<T> => candidate.costs.every((cost) => cost !== null))
    .sort(({ costs: [a, b] }, { costs: [c, d] }) => a - c || b - d);
  // Whoever beats an item stands before it: so far the best of those is the least second cost.
  const front: Candidate<T>[] = [];
  for (const candidate of candidates) {
    const last = front.at(-1);
    if (last === undefined || candidate.costs[1] < last.costs[1] || isEqual(candidate, last)) front.push(candidate);
  }
  return front.map(({ item }) => item);
}

type Costs = readonly [number | null, number | null];

interface Candidate<T> {
  readonly item: T;
  readonly costs: readonly [number, number];
}

function isEqual({ costs: [a, b] }: Candidate<unknown>, { costs: [c, d] }: Candidate<unknown>): boolean {
  return a === c && b === d;
}

/** A point at which some run has no value is not compared: see `meanOfAll`. */
function costOf({ figures }: PointStatistics, name: FigureName): number | null {
  return meanOfAll(figures.get(name)!);
}
