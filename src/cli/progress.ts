import { formatFigure } from "../report/figure.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { endEstimate } from "./end-estimate.ts";
import type { Io } from "./io.ts";
import type { OnProgress } from "./simulator.ts";

/** One line at the bottom of the terminal, while a command that takes longer than a moment is under way. */
export interface Progress {
  begin(scenario: Scenario, seed: number): ShownRun;
  /** Takes the line away, so that something else can be printed. */
  clear(): void;
}

/** A run that is under way. */
export interface ShownRun {
  readonly onProgress: OnProgress;
  /** It is over. */
  end(): void;
}

/** Milliseconds that a command may take before it has to say what it is doing. */
const patience = 1000;
const redrawInterval = 100;
/** Milliseconds over which the speed is taken. */
const speedSpan = 3000;

interface RunUnderWay {
  readonly scenario: Scenario;
  readonly seed: number;
  /** Of all runs of the command, from 1. */
  readonly number: number;
  readonly startedAt: number;
  /** Virtual, as is the moment at which it will end. */
  time: number;
  end: number;
  membership: number;
  /** Milliseconds; null while they cannot be told. */
  left: number | null;
}

/** `total` counts the runs of the whole command, `jobs` of which are under way at once. */
export function createProgress(
  io: Io,
  { total, jobs, quiet }: { readonly total: number; readonly jobs: number; readonly quiet: boolean },
): Progress {
  if (quiet || io.terminalWidth() === null) {
    return { begin: () => ({ onProgress: () => {}, end: () => {} }), clear: () => {} };
  }
  const startedAt = io.now();
  const underWay = new Set<RunUnderWay>();
  let begun = 0;
  let done = 0;
  /** Milliseconds that the runs took that are done, together. */
  let spent = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let visible = false;
  const draw = (text: string): void => {
    // A terminal that does not know its width says 0.
    const width = io.terminalWidth() || 80;
    io.err(`\r${text.slice(0, width - 1)}\x1b[K`);
    visible = true;
  };

  /** Milliseconds until all is done. Runs to come will take as long as those before, or the first as long as they take. */
  const remaining = (now: number): number | null => {
    const known = [...underWay].filter((run) => run.left !== null);
    const whole = known.reduce((sum, { startedAt, left }) => sum + now - startedAt + left!, 0);
    const perRun = done > 0 ? spent / done : known.length > 0 ? whole / known.length : null;
    if (perRun === null) return null;
    const lefts = [...underWay].map(({ startedAt, left }) => left ?? Math.max(0, perRun - (now - startedAt)));
    const work = lefts.reduce((sum, left) => sum + left, 0) + perRun * (total - begun);
    return Math.max(work / jobs, ...lefts);
  };

  const describe = (now: number): string => {
    const milliseconds = remaining(now);
    const left = milliseconds === null ? [] : [`${formatFigure(Math.ceil(milliseconds / 1000) * 1e9, "ns")} left`];
    if (underWay.size > 1) {
      const shares = [...underWay].map((run) => `${nameOf(run)}: ${Math.floor((run.time / run.end) * 100)} %`);
      return [[`${done} of ${total} runs done`, ...left].join(", "), ...shares].join("; ");
    }
    const [run] = underWay;
    const { scenario, number, time, membership } = run!;
    const which = total === 1 ? "" : `, run ${number} of ${total}`;
    return [
      `${nameOf(run!)}${which}: ${formatFigure(time, "ns")} of ${formatFigure(scenario.duration, "ns")}`,
      ...(scenario.cluster.descriptors ? [`${(membership * 100).toFixed(1)} % known`] : []),
      ...left,
    ].join(", ");
  };

  return {
    begin(scenario, seed) {
      const startTime = io.now();
      const run: RunUnderWay = {
        scenario,
        seed,
        number: ++begun,
        startedAt: startTime,
        time: 0,
        end: scenario.duration,
        membership: 0,
        left: null,
      };
      underWay.add(run);
      const end = endEstimate(scenario);
      const left = timeLeft(io.now);
      return {
        onProgress(time, membership) {
          const now = io.now();
          run.time = time;
          run.membership = membership;
          run.end = end(time, membership);
          run.left = left(time, run.end);
          if (now - startedAt < patience || now - drawnAt < redrawInterval) return;
          drawnAt = now;
          draw(describe(now));
        },
        end() {
          underWay.delete(run);
          done++;
          spent += io.now() - startTime;
        },
      };
    },
    clear() {
      if (visible) io.err("\r\x1b[K");
      visible = false;
    },
  };
}

function nameOf({ scenario, seed }: RunUnderWay): string {
  return `${scenario.name}, seed ${seed}`;
}

/** Milliseconds until the virtual time `end` at the speed of the last seconds; null before there is a speed. */
function timeLeft(now: () => number): (time: number, end: number) => number | null {
  const passed: { readonly at: number; readonly time: number }[] = [];
  return (time, end) => {
    const at = now();
    passed.push({ at, time });
    while (passed.length > 2 && at - passed[0]!.at > speedSpan) passed.shift();
    const first = passed[0]!;
    if (at - first.at < redrawInterval || time <= first.time) return null;
    return ((end - time) * (at - first.at)) / (time - first.time);
  };
}
