import { counted, formatFigure } from "../report/figure.ts";
import type { FailedRun, Run } from "../report/report.ts";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import type { LoadedScenario } from "./load-scenarios.ts";
import { createProgress } from "./progress.ts";
import type { SimulationJob, Simulator } from "./simulator.ts";
import { type Failed, firstLine, tellFailure } from "./tell-failure.ts";

/** What became of a scenario whose last run is over. */
export interface SimulatedScenario {
  readonly loaded: LoadedScenario;
  /** Its place among the scenarios. */
  readonly index: number;
  /** In the order of the seeds, without those that failed. */
  readonly runs: readonly Run[];
  readonly failed: readonly FailedRun[];
}

export interface SimulationRequest {
  readonly scenarios: readonly LoadedScenario[];
  /** Runs at a time; null: as many as there are cores. */
  readonly jobs: number | null;
  readonly wire: SimulationJob["wire"];
  /** No progress, and no word about the engine. */
  readonly quiet: boolean;
  /** A command that repeats one run, or all runs of a scenario. */
  readonly reproduction: (loaded: LoadedScenario, seed: number | readonly number[]) => string;
  /** Called for one scenario after the other, as each is done, also when none of its runs came to an end. */
  readonly onDone: (done: SimulatedScenario, console: Console) => Promise<void>;
  /** What can be got ready while the first runs are under way. */
  readonly prepare?: () => Promise<void>;
}

/** Both take the progress line out of the way first. */
export interface Console {
  readonly out: (text: string) => void;
  /** Silent when quiet. */
  readonly warn: (warning: string) => void;
}

/**
 * Runs every scenario with each of its seeds, as many runs at a time as was asked for. A run that fails is told at once and
 * ends no other; so is a failure of `onDone`. Gives the exit code that the failures ask for; rejects when interrupted.
 */
export async function simulateAll(request: SimulationRequest, simulator: Simulator, io: Io): Promise<number> {
  const { scenarios, quiet, reproduction } = request;
  const total = scenarios.reduce((sum, { scenario }) => sum + scenario.seeds.length, 0);
  const jobs = Math.min(request.jobs ?? io.cores, total);
  const progress = createProgress(io, { total, jobs, quiet });
  /** Scenarios are dealt with one after the other, in the order in which they are done. */
  let dealingWith = Promise.resolve();
  let events = 0;
  let milliseconds = 0;
  let code: number = exitCode.ok;

  const console: Console = {
    out: (text) => {
      progress.clear();
      io.out(text);
    },
    warn: (warning) => {
      progress.clear();
      if (!quiet) io.err(`gossipsim: ${warning}\n`);
    },
  };

  const tell = (error: unknown, failed: Failed): void => {
    progress.clear();
    code = Math.max(code, tellFailure(error, failed, io));
  };

  const simulate = async ({ outcome, loaded, position }: PlannedRun): Promise<void> => {
    const { scenario } = loaded;
    const seed = scenario.seeds[position]!;
    const shown = progress.begin(scenario, seed);
    try {
      const result = await simulator.simulate({ scenario, seed, wire: request.wire }, shown.onProgress);
      events += result.events;
      milliseconds += result.milliseconds;
      outcome.runs[position] = result.run;
    } catch (error) {
      io.interrupted.throwIfAborted();
      tell(error, { what: `${scenario.name}, seed ${seed}`, command: reproduction(loaded, seed) });
      outcome.failed.push({ seed, reason: firstLine(error) });
    } finally {
      shown.end();
    }
  };

  const finish = async ({ outcome, loaded, index }: PlannedRun): Promise<void> => {
    const { failed } = outcome;
    // Those that failed left holes.
    const runs = outcome.runs.splice(0).filter((run) => run !== undefined);
    try {
      await request.onDone({ loaded, index, runs, failed }, console);
    } catch (error) {
      // Then all ends, and what it ends with is known already.
      if (io.interrupted.aborted) return;
      tell(error, { what: null, command: reproduction(loaded, loaded.scenario.seeds) });
    }
  };

  const planned = planRuns(scenarios);
  /** Takes one run after the other; all lanes take from the same. */
  const lane = async (): Promise<void> => {
    for (const run of planned) {
      io.interrupted.throwIfAborted();
      await simulate(run);
      if (--run.outcome.left === 0) dealingWith = dealingWith.then(() => finish(run));
    }
  };

  const stop = (): void => void simulator.close();
  io.interrupted.addEventListener("abort", stop);
  try {
    const lanes = Array.from({ length: jobs }, lane);
    await Promise.all([...lanes, request.prepare?.()]);
  } finally {
    io.interrupted.removeEventListener("abort", stop);
    await dealingWith;
    progress.clear();
  }
  io.interrupted.throwIfAborted();
  if (!quiet && events > 0) io.err(engineLine({ events, milliseconds, jobs, peakMemory: io.peakMemory() }));
  return code;
}

/** One of the runs of a scenario: `index` is the scenario's place in the command, `position` the seed's in the scenario. */
interface PlannedRun {
  readonly loaded: LoadedScenario;
  readonly index: number;
  readonly position: number;
  readonly outcome: Outcome;
}

/** What became of the runs of a scenario. */
interface Outcome {
  /** In the order of the seeds, however they end. */
  readonly runs: (Run | undefined)[];
  readonly failed: FailedRun[];
  /** Runs that are not over. */
  left: number;
}

function* planRuns(scenarios: readonly LoadedScenario[]): Generator<PlannedRun, void> {
  for (const [index, loaded] of scenarios.entries()) {
    const { length } = loaded.scenario.seeds;
    const outcome: Outcome = { runs: Array<undefined>(length).fill(undefined), failed: [], left: length };
    for (let position = 0; position < length; position++) yield { loaded, index, position, outcome };
  }
}

/** The simulation alone, without charts. On standard error and never in a report: it is different each time. */
function engineLine(engine: {
  readonly events: number;
  readonly milliseconds: number;
  readonly jobs: number;
  readonly peakMemory: number;
}): string {
  const rate = formatFigure(Math.round((engine.events / Math.max(engine.milliseconds, 1)) * 1000), "count");
  const time = formatFigure(engine.milliseconds * 1e6, "ns");
  const [threads, each] = engine.jobs === 1 ? ["", ""] : [` of ${counted(engine.jobs, "thread")}`, " each"];
  const memory = formatFigure(engine.peakMemory, "B");
  const events = formatFigure(engine.events, "count");
  return `engine: ${events} events in ${time}${threads} (${rate} events/s${each}), peak memory ${memory}\n`;
}
