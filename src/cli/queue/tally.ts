import { counted, formatFigure } from "../../report/figure.ts";
import type { Io } from "../io.ts";

/** What a worker has done, and is doing: a line at the bottom of a terminal, and one at the end. */
export interface Tally {
  begin(): TalliedRun;
  /** A line about something else. */
  readonly say: (text: string) => void;
  /** Says what was done. */
  close(): void;
}

export interface TalliedRun {
  end(how: keyof Counts): void;
}

interface Counts {
  done: number;
  failed: number;
  "given back": number;
}

export function createTally(io: Io): Tally {
  const startedAt = io.now();
  const counts: Counts = { done: 0, failed: 0, "given back": 0 };
  let underWay = 0;
  const clear = (): void => {
    if (io.terminalWidth() !== null) io.err("\r\x1b[K");
  };
  const draw = (): void => {
    if (io.terminalWidth() !== null) io.err(`\r${told(counts)}, ${underWay} under way\x1b[K`);
  };
  return {
    begin() {
      underWay++;
      draw();
      return {
        end(how) {
          underWay--;
          counts[how]++;
          draw();
        },
      };
    },
    say(text) {
      clear();
      io.err(`gossipsim: ${text}\n`);
    },
    close() {
      clear();
      const time = formatFigure(Math.round((io.now() - startedAt) / 1000) * 1e9, "ns");
      io.err(`${told(counts)} in ${time}\n`);
    },
  };
}

function told({ done, failed, "given back": givenBack }: Counts): string {
  const others = [
    ...(failed === 0 ? [] : [`${failed} failed`]),
    ...(givenBack === 0 ? [] : [`${givenBack} given back`]),
  ];
  return [`${counted(done, "run")} done`, ...others].join(", ");
}
