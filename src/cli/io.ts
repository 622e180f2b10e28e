import type { Simulator, Threads } from "./simulator.ts";

/** All that a command may touch of the machine besides files. */
export interface Io {
  /** Folder that paths are relative to. */
  readonly cwd: string;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Standard output: results and nothing else. */
  readonly out: (text: string) => void;
  /** Standard error: progress, warnings, errors. */
  readonly err: (text: string) => void;
  /** Columns of the terminal behind `err`; null when it is none. */
  readonly terminalWidth: () => number | null;
  /** Milliseconds of wall time since some fixed moment. */
  readonly now: () => number;
  /** Most memory this process has held, in bytes. */
  readonly peakMemory: () => number;
  /** Aborted when somebody wants the program to end. */
  readonly interrupted: AbortSignal;
  /** Threads that can run at once. */
  readonly cores: number;
  readonly createSimulator: (threads: Threads) => Promise<Simulator>;
}
