import { type Course, type Parting, partingOf } from "../measure/course.ts";
import type { Retelling, RetellingJob, Window } from "../measure/retelling.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Where two runs part, told by their events. */
export interface FirstDifference {
  /** Number of the first event that is not the same in both, from 1. */
  readonly event: number;
  /** That event in each of them, in a line. */
  readonly a: string;
  readonly b: string;
  /** The last three events before it, the same in both. */
  readonly common: readonly string[];
}

/** A run that was made, and can be made again. */
export interface RetoldRun {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly course: Course;
}

/** Runs a scenario up to the end of a window and tells what happens in it. */
export type Retell = (job: RetellingJob) => Promise<Retelling>;

/**
 * Finds the first event in which two runs differ; null when they do not, or not when they are run again. Both run at most twice, at the
 * same time: once for the digests of all events that come into question, then for the lines, unless these are there already.
 */
export async function firstDifference(
  retell: Retell,
  a: RetoldRun,
  b: RetoldRun,
  wire: RetellingJob["wire"],
): Promise<FirstDifference | null> {
  const parting = partingOf(a.course, b.course);
  if (parting === null) return null;
  const again = ({ scenario, seed }: RetoldRun, window: Window) => retell({ scenario, seed, wire, ...window });
  const both = (window: Window) => Promise.all([again(a, window), again(b, window)]);
  const window = windowOf(parting);
  const first = await both(window);
  const index = firstUnequal(first[0].digests, first[1].digests);
  if (index === null) return null;
  const event = window.from + index;
  const before = Math.min(index, linesBefore);
  const isTold = first.every(({ digests, lines }) => index < lines.length || digests.length === lines.length);
  const [inA, inB] = isTold
    ? first.map(({ lines }) => lines.slice(index - before))
    : (await both({ from: event - before, to: event })).map(({ lines }) => lines);
  return { event, a: inA![before] ?? isOver, b: inB![before] ?? isOver, common: inA!.slice(0, before) };
}

/** So many lines lead up to the difference. */
const linesBefore = 3;

const isOver = "the run is over";

/**
 * Ends where courses say that the runs have parted. It begins well before, as lines tell more than courses do: a node may dial another
 * peer, and only what comes of it shows in the course.
 */
function windowOf({ after, by }: Parting): Window {
  return { from: Math.max(1, Math.min(after - linesBefore + 1, by - ahead)), to: by };
}

/** More events than lie between a cause and the first that shows of it; their digests take a mebibyte. */
const ahead = 262_144;

function firstUnequal(a: Uint32Array, b: Uint32Array): number | null {
  const longer = Math.max(a.length, b.length);
  for (let index = 0; index < longer; index++) if (a[index] !== b[index]) return index;
  return null;
}
