import type { SweepEstimate } from "./estimate.ts";

/** Tells while the runs of a sweep are under way how long they will be. */
export interface TimeLeft {
  /** A run of this point begins. */
  begin(point: number): UnderWay;
  /** Null when nobody can tell. */
  now(): { readonly milliseconds: number; readonly isLeast: boolean } | null;
}

export interface UnderWay {
  /** It is over; null when it failed. */
  end(milliseconds: number | null): void;
}

/**
 * Of runs on `width` threads, by the points that they are of. What trials let expect is corrected by the runs that finished: those of the same point tell how long the
 * next one of it takes, all together how long those of the other points do. `clock` gives milliseconds.
 */
export function expectedTimeLeft(
  points: readonly number[],
  { perRun, isLeast }: SweepEstimate,
  { width, clock }: { readonly width: number; readonly clock: () => number },
): TimeLeft {
  const waiting = new Map<number, number>();
  for (const point of points) waiting.set(point, (waiting.get(point) ?? 0) + 1);
  const underWay = new Set<{ readonly point: number; readonly startedAt: number }>();
  const finished = new Map<number, { count: number; milliseconds: number }>();
  const all = { expected: 0, milliseconds: 0 };

  const timeOf = (point: number): number => {
    const known = finished.get(point);
    if (known !== undefined) return known.milliseconds / known.count;
    return perRun(point) * (all.expected > 0 ? all.milliseconds / all.expected : 1);
  };

  return {
    begin(point) {
      const run = { point, startedAt: clock() };
      const count = waiting.get(point)! - 1;
      if (count === 0) waiting.delete(point);
      else waiting.set(point, count);
      underWay.add(run);
      return {
        end(milliseconds) {
          underWay.delete(run);
          if (milliseconds === null) return;
          all.expected += perRun(point);
          all.milliseconds += milliseconds;
          const known = finished.get(point) ?? { count: 0, milliseconds: 0 };
          finished.set(point, { count: known.count + 1, milliseconds: known.milliseconds + milliseconds });
        },
      };
    },
    now() {
      const now = clock();
      const lefts = [...underWay].map(({ point, startedAt }) => Math.max(0, timeOf(point) - (now - startedAt)));
      const work = [...waiting].reduce((sum, [point, count]) => sum + count * timeOf(point), sum(lefts));
      const unknown = [...waiting.keys(), ...[...underWay].map(({ point }) => point)].some(
        (point) => !finished.has(point),
      );
      return { milliseconds: Math.max(work / width, ...lefts), isLeast: isLeast && unknown };
    },
  };
}

/** Of `total` runs, nobody knows where: as many will be done in the same time as were so far. */
export function timeLeftByPace(total: number, clock: () => number): TimeLeft {
  const startedAt = clock();
  let done = 0;
  return {
    begin: () => ({
      end(milliseconds) {
        if (milliseconds !== null) done++;
      },
    }),
    now() {
      if (done <= total * leastShare) return null;
      return { milliseconds: ((clock() - startedAt) * (total - done)) / done, isLeast: false };
    },
  };
}

/** Before that much is done it says little. */
const leastShare = 1 / 50;

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
