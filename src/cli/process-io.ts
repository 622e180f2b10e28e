import { availableParallelism } from "node:os";
import { setFlagsFromString } from "node:v8";
import { createSimulator } from "./create-simulator.ts";
import { exitCode } from "./exit-code.ts";
import { Interrupt } from "./interrupt.ts";
import type { Io } from "./io.ts";

/**
 * V8 lets a heap grow up to fourfold between collections of all of it. With twofold, 1,000 nodes take 1.1 GB instead of 1.8, in the same time. It holds for all threads
 * of a process, which is the command line's own; a library must leave its user's alone.
 */
const heapGrowingPercent = 100;

/** The real machine. */
export function processIo(): Io {
  const { stdout, stderr } = process;
  const controller = new AbortController();
  onSignal("SIGINT", exitCode.interrupted, controller);
  onSignal("SIGTERM", 143, controller);
  // Whoever reads has seen enough, as `head` does: no more to do, and no reason to complain.
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    controller.abort(new Interrupt("nobody reads on", exitCode.ok));
  });
  stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    cwd: process.cwd(),
    env: process.env,
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    terminalWidth: () => (stderr.isTTY && process.env.TERM !== "dumb" ? (stderr.columns ?? 80) : null),
    now: () => performance.now(),
    peakMemory: () => process.resourceUsage().maxRSS * 1024,
    interrupted: controller.signal,
    cores: availableParallelism(),
    createSimulator: (threads) => {
      setFlagsFromString(`--heap-growing-percent=${heapGrowingPercent}`);
      return createSimulator(threads);
    },
  };
}

/** The first signal asks for a tidy end, the second does not wait for it. */
function onSignal(signal: "SIGINT" | "SIGTERM", code: number, controller: AbortController): void {
  process.on(signal, () => {
    if (controller.signal.aborted) process.exit(code);
    controller.abort(new Interrupt("interrupted", code));
  });
}
