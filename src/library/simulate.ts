import { availableParallelism } from "node:os";
import { createSimulator } from "../cli/create-simulator.ts";
import { maxSeed } from "../cli/seeds.ts";
import { simulate as simulateJob } from "../cli/simulate.ts";
import { buildReport, type Report, type ReportedRun, type Run } from "../report/report.ts";
import type { Scenario } from "../scenario/scenario.ts";

export interface SimulateOptions {
  /** From 0 to 4294967295; by default the first of the scenario's. */
  readonly seed?: number;
}

export interface SimulateAllOptions {
  /** Runs at a time; by default as many as there are cores. Each has a heap of its own. The report is the same. */
  readonly jobs?: number;
  /** Ends the runs when it is aborted, as a test runner does after a test's time is up. */
  readonly signal?: AbortSignal;
}

/**
 * One run in this thread, which it keeps busy until the end: for small clusters, of which a run takes a second. A pure function of scenario
 * and seed.
 *
 * @throws RangeError for what is no seed.
 */
export function simulate(scenario: Scenario, { seed = scenario.seeds[0]! }: SimulateOptions = {}): ReportedRun {
  if (!Number.isInteger(seed) || seed < 0 || seed > maxSeed) {
    throw new RangeError(`simulate: expected a seed, a whole number from 0 to ${maxSeed}, found ${seed}`);
  }
  const { run } = simulateJob({ scenario, seed, wire: "counted" }, () => {});
  return buildReport(scenario, [run]).runs[0]!;
}

/**
 * A run for each seed of the scenario, in worker threads, and the report on all of them. This thread stays free meanwhile. Rejects with
 * what the first run failed with, such as too little memory, or with the reason of `signal`; then all other runs are ended.
 */
export async function simulateAll(
  scenario: Scenario,
  { jobs = availableParallelism(), signal }: SimulateAllOptions = {},
): Promise<Report> {
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new RangeError(`simulateAll: expected how many runs at a time, a whole number of at least 1, found ${jobs}`);
  }
  signal?.throwIfAborted();
  const threads = Math.min(jobs, scenario.seeds.length);
  const simulator = await createSimulator({ least: threads, most: threads });
  const stop = (): void => void simulator.close();
  signal?.addEventListener("abort", stop);
  try {
    signal?.throwIfAborted();
    const runs: Run[] = [];
    const seeds = scenario.seeds.entries();
    /** Takes one seed after the other; all lanes take from the same. */
    const lane = async (): Promise<void> => {
      for (const [position, seed] of seeds) {
        const result = await simulator.simulate({ scenario, seed, wire: "counted" }, () => {});
        runs[position] = result.run;
      }
    };
    await Promise.all(Array.from({ length: threads }, lane));
    return buildReport(scenario, runs);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    await simulator.close();
  }
}
