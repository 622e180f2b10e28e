import type { Simulator, Threads } from "./simulator.ts";

/** Not built: a worker thread may be unable to load TypeScript, even where this thread is. */
const fromSources = import.meta.url.endsWith(".ts");

/** Worker threads, or where there can be none this thread. */
export async function createSimulator(threads: Threads): Promise<Simulator> {
  return fromSources
    ? (await import("./inline-simulator.ts")).createInlineSimulator()
    : (await import("./worker-simulator.ts")).createWorkerSimulator(threads);
}
