import { resolve } from "node:path";
import { prepareCharts } from "./draw-charts.ts";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { type LoadedScenario, loadScenarios } from "./load-scenarios.ts";
import { checkReportFolder } from "./report-folder.ts";
import type { RunRequest } from "./run.ts";
import { runCommand } from "./run-command.ts";
import { scenarioFiles } from "./scenario-files.ts";
import { simulateAll } from "./simulate-all.ts";
import type { Simulator } from "./simulator.ts";
import { UserError } from "./user-error.ts";

/**
 * Runs every scenario and reports on it. All that the user can have got wrong is found before the first run; each report is
 * written as soon as its scenario is done, so that an interrupt leaves the finished ones. Where a run failed, the report is
 * over the other seeds, and says so. Gives the exit code: a failure comes before a broken promise.
 */
export async function runScenarios(request: RunRequest, simulator: Simulator, io: Io): Promise<number> {
  const scenarios = load(request, io);
  const folders = reportFolders(scenarios, request, io);
  const reports: string[] = [];
  let summaries = 0;
  let broken = false;
  const code = await simulateAll(
    {
      ...request,
      scenarios,
      reproduction: ({ file }, seed) => reproduction(file, seed, request),
      prepare: () => prepareReports(request),
      async onDone({ loaded: { file, scenario }, index, runs, failed }, { out, warn }) {
        if (runs.length === 0) return;
        const { finishScenario } = await import("./finish-scenario.ts");
        const folder = folders[index];
        const command = reproduction(file, runs[0]!.seed, request);
        const options = { folder, cwd: io.cwd, charts: request.charts, command, interrupted: io.interrupted, warn };
        const { json, summary, kept } = await finishScenario({ scenario, runs, failed }, options);
        if (!kept) broken = true;
        if (request.json) reports[index] = json;
        else if (!request.quiet) {
          const where = folder === undefined ? "" : `  report            ${folder}\n`;
          out(`${summaries++ === 0 ? "" : "\n"}${summary}${where}`);
        }
      },
    },
    simulator,
    io,
  );
  const printed = reports.filter((text) => text !== undefined);
  if (printed.length > 0) io.out(scenarios.length === 1 ? printed[0]! : `[\n${printed.join(",\n")}]\n`);
  return broken ? Math.max(code, exitCode.broken) : code;
}

/** Loads what makes reports while the first runs are under way. */
async function prepareReports({ out, charts }: RunRequest): Promise<void> {
  await import("./finish-scenario.ts");
  if (out === null || !charts) return;
  await Promise.all([import("../report/charts.ts"), prepareCharts()]);
}

function load({ files, overrides, seeds }: RunRequest, io: Io): LoadedScenario[] {
  const { loaded, problems } = loadScenarios(scenarioFiles(files, io.cwd), overrides, io.cwd);
  if (problems.length > 0) throw new UserError(...problems);
  if (seeds === null) return [...loaded];
  return loaded.map((each) => ({ ...each, scenario: { ...each.scenario, seeds } }));
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
  return runCommand(file, seed, overrides, ...(wire === "counted" ? [] : ["--wire", wire]));
}
