import { formatFigure } from "../report/figure.ts";
import type { Fault, Scenario } from "../scenario/scenario.ts";
import type { Io } from "./io.ts";
import type { OnProgress } from "./simulator.ts";

/** One line at the bottom of the terminal, while a command that takes longer than a moment is under way. */
export interface Progress {
  /** A run begins. */
  begin(scenario: Scenario, seed: number): OnProgress;
  /** It is over. */
  end(): void;
  /** Takes the line away, so that something else can be printed. */
  clear(): void;
}

/** Milliseconds that a command may take before it has to say what it is doing. */
const patience = 1000;
const redrawInterval = 100;
/** Milliseconds over which the speed is taken. */
const speedSpan = 3000;

/** `total` counts the runs of the whole command. */
export function createProgress(
  io: Io,
  { total, quiet }: { readonly total: number; readonly quiet: boolean },
): Progress {
  if (quiet || io.terminalWidth() === null) {
    return { begin: () => () => {}, end: () => {}, clear: () => {} };
  }
  const startedAt = io.now();
  let runStartedAt = startedAt;
  let done = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let visible = false;
  const draw = (text: string): void => {
    // A terminal that does not know its width says 0.
    const width = io.terminalWidth() || 80;
    io.err(`\r${text.slice(0, width - 1)}\x1b[K`);
    visible = true;
  };
  return {
    begin(scenario, seed) {
      const end = endEstimate(scenario);
      const left = timeLeft(io.now);
      runStartedAt = io.now();
      const which = total === 1 ? "" : `, run ${done + 1} of ${total}`;
      return (time, membership) => {
        const now = io.now();
        const ofThisRun = left(time, end(time, membership));
        if (now - startedAt < patience || now - drawnAt < redrawInterval) return;
        drawnAt = now;
        // Runs to come will take as long as those before, or the first as long as itself.
        const perRun = done > 0 ? (runStartedAt - startedAt) / done : now - runStartedAt + (ofThisRun ?? 0);
        const remaining = ofThisRun === null ? null : ofThisRun + perRun * (total - done - 1);
        const parts = [
          `${scenario.name}, seed ${seed}${which}: ${formatFigure(time, "ns")} of ${formatFigure(scenario.duration, "ns")}`,
          `${(membership * 100).toFixed(1)} % known`,
          ...(remaining === null ? [] : [`${formatFigure(Math.ceil(remaining / 1000) * 1e9, "ns")} left`]),
        ];
        draw(parts.join(", "));
      };
    },
    end() {
      done++;
    },
    clear() {
      if (visible) io.err("\r\x1b[K");
      visible = false;
    },
  };
}

/** Virtual time at which the run will end, as far as one can tell by now. */
function endEstimate({ duration, stop, faults }: Scenario): (time: number, membership: number) => number {
  const faultsOver = faults.reduce((last, fault) => Math.max(last, endOf(fault)), 0);
  let completeSince: number | null = null;
  return (time, membership) => {
    if (membership < 1) completeSince = null;
    else completeSince ??= time;
    if (stop === null || completeSince === null) return duration;
    return Math.min(duration, Math.max(completeSince, faultsOver) + stop.settle);
  };
}

function endOf(fault: Fault): number {
  const lasts = fault.kind === "partition" ? fault.for : (fault.restart ?? 0);
  return fault.at + (Number.isFinite(lasts) ? lasts : 0);
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
