import type { Io } from "./io.ts";
import type { Simulator, Threads } from "./simulator.ts";

/** Has a simulator for as long as `action` lasts; its threads get ready while that begins. */
export async function withSimulator<Result>(
  io: Io,
  threads: Threads,
  action: (simulator: Simulator) => Promise<Result>,
): Promise<Result> {
  const simulator = await io.createSimulator(threads);
  try {
    return await action(simulator);
  } finally {
    await simulator.close();
  }
}
