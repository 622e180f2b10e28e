import { resolve } from "node:path";
import { formatFigure } from "../report/figure.ts";
import { buildReport, type Report, type Run, serializeReport } from "../report/report.ts";
import { terminalSummary } from "../report/terminal.ts";
import { Defect } from "./defect.ts";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { type LoadedScenario, loadScenarios } from "./load-scenarios.ts";
import { createProgress, type Progress } from "./progress.ts";
import { renderFiles } from "./report-files.ts";
import { checkReportFolder, writeReportFolder } from "./report-folder.ts";
import type { RunRequest } from "./run.ts";
import { shellCommand } from "./shell-command.ts";
import type { Simulator } from "./simulator.ts";
import { UserError } from "./user-error.ts";

/**
 * Runs every scenario with each of its seeds, one after the other. All that the user can have got wrong is found before the
 * first run; each report is written as soon as its scenario is done, so that an interrupt leaves the finished ones.
 */
export async function runScenarios(request: RunRequest, io: Io): Promise<number> {
  const scenarios = load(request, io);
  const folders = reportFolders(scenarios, request, io);
  const total = scenarios.reduce((sum, { scenario }) => sum + scenario.seeds.length, 0);
  const progress = createProgress(io, { total, quiet: request.quiet });
  const simulator = io.createSimulator();
  let events = 0;
  let milliseconds = 0;
  const reports: string[] = [];
  try {
    for (const [index, loaded] of scenarios.entries()) {
      const finished = await runSeeds(loaded, { request, io, simulator, progress });
      events += finished.events;
      milliseconds += finished.milliseconds;
      const report = buildReport(loaded.scenario, finished.runs);
      if (request.json) reports.push(serializeReport(report));
      const folder = folders[index];
      if (folder !== undefined) await writeReport(report, loaded, folder, { request, io, progress });
      progress.clear();
      if (!request.json && !request.quiet) {
        io.out(`${index === 0 ? "" : "\n"}${terminalSummary(report)}`);
        if (folder !== undefined) io.out(`  report            ${folder}\n`);
      }
    }
  } finally {
    progress.clear();
    await simulator.close();
  }
  if (request.json) io.out(reports.length === 1 ? reports[0]! : `[\n${reports.join(",\n")}]\n`);
  if (!request.quiet) io.err(engineLine(events, milliseconds, io.peakMemory()));
  return exitCode.ok;
}

interface Surroundings {
  readonly request: RunRequest;
  readonly io: Io;
  readonly progress: Progress;
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

async function runSeeds(
  { file, scenario }: LoadedScenario,
  { request, io, simulator, progress }: Surroundings & { readonly simulator: Simulator },
): Promise<{ readonly runs: readonly Run[]; readonly events: number; readonly milliseconds: number }> {
  const runs: Run[] = [];
  let events = 0;
  let milliseconds = 0;
  for (const seed of scenario.seeds) {
    const onProgress = progress.begin(scenario, seed);
    try {
      const result = await simulator.simulate({ scenario, seed, wire: request.wire }, onProgress, io.interrupted);
      runs.push(result.run);
      events += result.events;
      milliseconds += result.milliseconds;
    } catch (error) {
      if (io.interrupted.aborted || error instanceof UserError) throw error;
      throw new Defect(reproduction(file, seed, request), error);
    } finally {
      progress.end();
    }
  }
  return { runs, events, milliseconds };
}

async function writeReport(
  report: Report,
  { file, scenario }: LoadedScenario,
  folder: string,
  { request, io, progress }: Surroundings,
): Promise<void> {
  const warn = (warning: string): void => {
    progress.clear();
    if (!request.quiet) io.err(`gossipsim: ${warning}\n`);
  };
  const command = reproduction(file, scenario.seeds[0]!, request);
  const given = { command, charts: request.charts, interrupted: io.interrupted, warn };
  try {
    await writeReportFolder(resolve(io.cwd, folder), folder, await renderFiles(report, given), io.interrupted);
  } catch (error) {
    if (io.interrupted.aborted || error instanceof UserError) throw error;
    throw new Defect(reproduction(file, scenario.seeds, request), error);
  }
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
function engineLine(events: number, milliseconds: number, peakMemory: number): string {
  const rate = formatFigure(Math.round((events / Math.max(milliseconds, 1)) * 1000), "count");
  const time = formatFigure(milliseconds * 1e6, "ns");
  const memory = formatFigure(peakMemory, "B");
  return `engine: ${formatFigure(events, "count")} events in ${time} (${rate} events/s), peak memory ${memory}\n`;
}
