import { counted } from "../../report/figure.ts";
import type { Io } from "../io.ts";
import type { TimeLeft, UnderWay } from "./time-left.ts";
import { timeInWords } from "./time-words.ts";

/** One line at the bottom of the terminal while the runs of a sweep are under way. */
export interface SweepProgress {
  /** A run of this point begins. */
  readonly begin: (point: number) => UnderWay;
  /** Called now and then: draws the line anew when it is time. */
  readonly tick: () => void;
  /** Takes the line away, so that something else can be printed. */
  readonly clear: () => void;
}

/** Milliseconds. */
const redrawInterval = 100;

/** `total` runs are to be done. */
export function createSweepProgress(
  io: Io,
  { total, timeLeft, quiet }: { readonly total: number; readonly timeLeft: TimeLeft; readonly quiet: boolean },
): SweepProgress {
  if (quiet || io.terminalWidth() === null)
    return { begin: () => ({ end: () => {} }), tick: () => {}, clear: () => {} };
  let done = 0;
  let drawnAt = io.now();
  let visible = false;
  const tick = (): void => {
    const now = io.now();
    if (now - drawnAt < redrawInterval) return;
    drawnAt = now;
    const line = `${done} of ${counted(total, "run")} done${leftInWords(timeLeft.now())}`;
    // A terminal that does not know its width says 0.
    io.err(`\r${line.slice(0, (io.terminalWidth() || 80) - 1)}\x1b[K`);
    visible = true;
  };
  return {
    begin(point) {
      const underWay = timeLeft.begin(point);
      return {
        end(milliseconds) {
          underWay.end(milliseconds);
          if (milliseconds === null) return;
          done++;
          tick();
        },
      };
    },
    tick,
    clear() {
      if (visible) io.err("\r\x1b[K");
      visible = false;
    },
  };
}

/** Nothing while runs take longer than they were expected to. */
function leftInWords(left: ReturnType<TimeLeft["now"]>): string {
  return left === null || left.milliseconds === 0 ? "" : `, ${timeInWords(left)} left`;
}
