import { counted, formatFigure } from "../../report/figure.ts";
import type { Io } from "../io.ts";

/** One line at the bottom of the terminal while the runs of a sweep are under way. */
export interface SweepProgress {
  /** Called now and then: draws the line anew when it is time. */
  readonly tick: () => void;
  /** A run is over. */
  readonly runDone: () => void;
  /** Takes the line away, so that something else can be printed. */
  readonly clear: () => void;
}

/** Milliseconds. */
const redrawInterval = 100;

/** `total` runs are to be done; `expected` is how many milliseconds that may take, null when nobody knows. */
export function createSweepProgress(
  io: Io,
  { total, expected, quiet }: { readonly total: number; readonly expected: number | null; readonly quiet: boolean },
): SweepProgress {
  if (quiet || io.terminalWidth() === null) return { tick: () => {}, runDone: () => {}, clear: () => {} };
  const startedAt = io.now();
  let done = 0;
  let drawnAt = startedAt;
  let visible = false;
  const tick = (): void => {
    const now = io.now();
    if (now - drawnAt < redrawInterval) return;
    drawnAt = now;
    const passed = now - startedAt;
    // The share that is done tells more than any trial, once it is a share worth the name.
    const whole = done > total / 50 ? (passed * total) / done : expected;
    const left =
      whole === null ? "" : `, about ${formatFigure(Math.ceil(Math.max(0, whole - passed) / 1000) * 1e9, "ns")} left`;
    const line = `${done} of ${counted(total, "run")} done${left}`;
    // A terminal that does not know its width says 0.
    io.err(`\r${line.slice(0, (io.terminalWidth() || 80) - 1)}\x1b[K`);
    visible = true;
  };
  return {
    tick,
    runDone() {
      done++;
      tick();
    },
    clear() {
      if (visible) io.err("\r\x1b[K");
      visible = false;
    },
  };
}
