import { type FigureName, figures } from "../../src/scenario/figures.ts";
import type { Axis, PointLevels } from "../../src/scenario/sweep.ts";
import type { FailedSweepRun, SweepResult } from "../../src/sweep/sweep.ts";

/** Numbers that stand in a scenario as they are. */
export function numbers(name: string, levels: readonly number[], traits: Partial<Axis> = {}): Axis {
  return {
    name,
    paths: [name],
    levels: levels.map((number) => ({ label: `${number}`, values: [`${number}`], number })),
    scale: "linear",
    unit: "count",
    ...traits,
  };
}

/** Words, under one path. */
export function names(name: string, levels: readonly string[], traits: Partial<Axis> = {}): Axis {
  return {
    name,
    paths: [name],
    levels: levels.map((label) => ({ label, values: [label], number: null })),
    scale: "names",
    unit: "count",
    ...traits,
  };
}

/** Several paths that advance together: for each label the values of the paths. */
export function together(name: string, paths: readonly string[], levels: Record<string, readonly string[]>): Axis {
  return {
    name,
    paths,
    levels: Object.entries(levels).map(([label, values]) => ({ label, values, number: null })),
    scale: "names",
    unit: "count",
  };
}

/** Every point of the grid; the last axis runs fastest. */
export function gridOf(axes: readonly Axis[]): PointLevels[] {
  return axes.reduce<PointLevels[]>(
    (points, { levels }) => points.flatMap((point) => levels.map((_, level) => [...point, level])),
    [[]],
  );
}

/** A run: what of its figures is not 0; "failed" or "missing" for one that did not finish. */
export type MadeRun = Partial<Record<FigureName, number | null>> | "failed" | "missing";

/**
 * A made result. `run` says what came of the seed at a point; `levels` are its levels on the axes. A grid unless
 * `points` says otherwise.
 */
export function makeSweep(
  made: Partial<SweepResult> & { readonly axes: readonly Axis[] },
  run: (levels: PointLevels, seed: number, point: number) => MadeRun,
): SweepResult {
  const points = made.points ?? gridOf(made.axes);
  const seeds = made.seeds ?? [1, 2, 3, 4, 5];
  const failed: FailedSweepRun[] = points.flatMap((levels, point) =>
    seeds
      .filter((seed) => run(levels, seed, point) === "failed")
      .map((seed) => ({ point, seed, reason: "not enough memory: the heap is full at 2.00 GiB" })),
  );
  return {
    name: "made-up",
    description: "What does a made sweep look like?",
    figures: ["membership.time", "bytes.total"],
    failed,
    ...made,
    points,
    seeds,
    runsOf: (point) =>
      seeds.flatMap((seed) => {
        const result = run(points[point]!, seed, point);
        if (typeof result === "string") return [];
        const values = Object.fromEntries(figures.map(({ name }) => [name, name in result ? result[name]! : 0]));
        return [{ seed, fingerprint: fingerprintOf(point, seed), figures: values }];
      }),
  };
}

function fingerprintOf(point: number, seed: number): string {
  return (point * 1000 + seed).toString(16).padStart(8, "0");
}

/** A number from 0 to 1 that looks random and is the same for the same seed and purpose, as draws of a run are. */
export function noise(seed: number, purpose = 0): number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(purpose + 1, 0x85ebca6b)) >>> 0;
  for (let round = 0; round < 3; round++) {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
    state = (state ^ (state >>> 12)) >>> 0;
  }
  return state / 0x1_0000_0000;
}
