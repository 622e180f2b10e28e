import { resolve } from "node:path";
import { counted, formatFigure } from "../report/figure.ts";
import type { FailedRun, Run } from "../report/report.ts";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { type LoadedScenario, loadScenarios } from "./load-scenarios.ts";
import { createProgress } from "./progress.ts";
import { checkReportFolder } from "./report-folder.ts";
import type { RunRequest } from "./run.ts";
import { shellCommand } from "./shell-command.ts";
import type { Simulator } from "./simulator.ts";
import { type Failed, tellFailure } from "./tell-failure.ts";
import { UserError } from "./user-error.ts";

/**
 * Runs every scenario with each of its seeds, as many runs at a time as was asked for. All that the user can have got wrong
 * is found before the first run; each report is written as soon as its scenario is done, so that an interrupt leaves the
 * finished ones. A run that fails is told at once and ends no other: its scenario's report is over the other seeds, and says so.
 */
export async function runScenarios(request: RunRequest, simulator: Simulator, io: Io): Promise<number> {
  const scenarios = load(request, io);
  const folders = reportFolders(scenarios, request, io);
  const total = scenarios.reduce((sum, { scenario }) => sum + scenario.seeds.length, 0);
  const jobs = Math.min(request.jobs ?? io.cores, total);
  const progress = createProgress(io, { total, jobs, quiet: request.quiet });
  const reports: string[] = [];
  /** Reports are made one after the other, in the order in which their scenarios are done. */
  let writing = Promise.resolve();
  let events = 0;
  let milliseconds = 0;
  let code: number = exitCode.ok;
  let summaries = 0;

  const tell = (error: unknown, failed: Failed): void => {
    progress.clear();
    code = Math.max(code, tellFailure(error, failed, io));
  };

  const simulate = async ({ outcome, loaded: { file, scenario }, position }: PlannedRun): Promise<void> => {
    const seed = scenario.seeds[position]!;
    const shown = progress.begin(scenario, seed);
    try {
      const result = await simulator.simulate({ scenario, seed, wire: request.wire }, shown.onProgress);
      events += result.events;
      milliseconds += result.milliseconds;
      outcome.runs[position] = result.run;
    } catch (error) {
      io.interrupted.throwIfAborted();
      tell(error, { what: `${scenario.name}, seed ${seed}`, command: reproduction(file, seed, request) });
      outcome.failed.push({ seed, reason: firstLine(error) });
    } finally {
      shown.end();
    }
  };

  const report = async ({ outcome, loaded: { file, scenario }, index }: PlannedRun): Promise<void> => {
    const { failed } = outcome;
    const folder = folders[index];
    // Those that failed left holes.
    const runs = outcome.runs.splice(0).filter((run) => run !== undefined);
    if (runs.length === 0) return;
    try {
      const { finishScenario } = await import("./finish-scenario.ts");
      const { charts } = request;
      const { cwd, interrupted } = io;
      const command = reproduction(file, runs[0]!.seed, request);
      const options = { folder, cwd, charts, command, interrupted, warn };
      const { json, summary } = await finishScenario({ scenario, runs, failed }, options);
      if (request.json) reports[index] = json;
      else if (!request.quiet) {
        progress.clear();
        io.out(
          `${summaries++ === 0 ? "" : "\n"}${summary}${folder === undefined ? "" : `  report            ${folder}\n`}`,
        );
      }
    } catch (error) {
      // Then all ends, and what it ends with is known already.
      if (io.interrupted.aborted) return;
      tell(error, { what: null, command: reproduction(file, scenario.seeds, request) });
    }
  };

  const warn = (warning: string): void => {
    progress.clear();
    if (!request.quiet) io.err(`gossipsim: ${warning}\n`);
  };

  const planned = planRuns(scenarios);
  /** Takes one run after the other; all lanes take from the same. */
  const lane = async (): Promise<void> => {
    for (const run of planned) {
      io.interrupted.throwIfAborted();
      await simulate(run);
      if (--run.outcome.left === 0) writing = writing.then(() => report(run));
    }
  };

  const stop = (): void => void simulator.close();
  io.interrupted.addEventListener("abort", stop);
  try {
    const lanes = Array.from({ length: jobs }, lane);
    await Promise.all([...lanes, prepareReports(request)]);
  } finally {
    io.interrupted.removeEventListener("abort", stop);
    await writing;
    progress.clear();
  }
  io.interrupted.throwIfAborted();
  const printed = reports.filter((text) => text !== undefined);
  if (printed.length > 0) io.out(scenarios.length === 1 ? printed[0]! : `[\n${printed.join(",\n")}]\n`);
  if (!request.quiet && events > 0) io.err(engineLine({ events, milliseconds, jobs, peakMemory: io.peakMemory() }));
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

/** Loads what makes reports while the first runs are under way. */
async function prepareReports({ out, charts }: RunRequest): Promise<void> {
  const { prepareCharts } = await import("./finish-scenario.ts");
  if (out !== null && charts) await prepareCharts();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
}

function load({ files, overrides, seeds }: RunRequest, io: Io): LoadedScenario[] {
  const { loaded, problems } = loadScenarios(files, overrides, io.cwd);
  if (problems.length > 0) throw new UserError(...problems);
  if (seeds === null) return [...loaded];
  return loaded.map(({ file, scenario }) => ({ file, scenario: { ...scenario, seeds } }));
}

/** One for each scenario, as the user would name it; none when no files are written. */
function reportFolders(scenarios: readonly LoadedScenario[], { out }: RunRequest, io: Io): readonly string[] {
  if (out === null) return [];
  const files = new Map<string, string>();
  const folders: string[] = [];
  for (const { file, scenario } of scenarios) {
    const { name } = scenario;
    const other = files.get(name);
    if (other !== undefined) {
      throw new UserError(
        `${other} and ${file} are both named ${JSON.stringify(name)}: one report would replace the other`,
      );
    }
    files.set(name, file);
    const folder = `${out.replace(/[/\\]+$/, "")}/${name}`;
    checkReportFolder(resolve(io.cwd, folder), folder);
    folders.push(folder);
  }
  return folders;
}

function reproduction(file: string, seed: number | readonly number[], { overrides, wire }: RunRequest): string {
  const seeds = typeof seed === "number" || seed.length === 1 ? ["--seed", String(seed)] : ["--seeds", seed.join(",")];
  const sets = overrides.flatMap((override) => ["--set", override]);
  return shellCommand([
    "npx",
    "gossipsim",
    "run",
    file,
    ...seeds,
    ...sets,
    ...(wire === "counted" ? [] : ["--wire", wire]),
  ]);
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
