import { resolve } from "node:path";
import { type Comparison, compareRecords } from "../report/comparison.ts";
import { type ComparedReports, comparisonJson, comparisonPage, comparisonText } from "../report/comparison-report.ts";
import type { ShownParting } from "../report/comparison-text.ts";
import { recordOf } from "../report/record.ts";
import { buildReport, type Report } from "../report/report.ts";
import { settingsDifferences } from "../report/settings-difference.ts";
import type { CompareRequest } from "./compare.ts";
import { type ComparedSide, readSide } from "./compared-side.ts";
import { drawCharts } from "./draw-charts.ts";
import type { Io } from "./io.ts";
import { checkReportFolder, writeReportFolder } from "./report-folder.ts";
import { runCommand } from "./run-command.ts";
import { shellCommand } from "./shell-command.ts";
import { showParting } from "./show-parting.ts";
import { simulateAll } from "./simulate-all.ts";
import type { Simulator } from "./simulator.ts";
import { UserError } from "./user-error.ts";

/** Reads or makes the runs of both sides, and tells, writes and draws how they differ. */
export async function compareFiles(request: CompareRequest, simulator: Simulator, io: Io): Promise<number> {
  const { overrides, seeds, out, json, quiet } = request;
  const before = readSide(request.before, { overrides: [], seeds, cwd: io.cwd });
  const after = readSide(request.after, { overrides, seeds, cwd: io.cwd });
  checkSeeds(before, after);
  const folder = out === null ? null : folderOf(before, after, out);
  if (folder !== null) checkReportFolder(resolve(io.cwd, folder), folder);

  const { code, reports } = await reportsOf([before, after], request, simulator, io);
  const [a, b] = reports;
  if (a === undefined || b === undefined) return code;
  const comparison = compareRecords(recordOf(a), recordOf(b));
  const compared: ComparedReports = {
    names: namesOf(before, after, overrides),
    before: a,
    after: b,
    comparison,
    parting: await partingOf(before, after, comparison, simulator),
    settings: settingsDifferences(a.scenario, b.scenario),
  };
  if (folder !== null) await write(compared, folder, request, io);
  if (json) io.out(comparisonJson(compared));
  else if (!quiet) io.out(comparisonText(compared, folder));
  return code;
}

/** Runs are compared seed by seed. */
function checkSeeds(before: ComparedSide, after: ComparedSide): void {
  const [a, b] = [seedsOf(before), seedsOf(after)];
  if (a.some((seed) => b.includes(seed))) return;
  throw new UserError(
    `${before.file} and ${after.file} have no seed in common: ${a.join(", ")} against ${b.join(", ")}; runs are compared seed by seed`,
  );
}

function seedsOf(side: ComparedSide): readonly number[] {
  return side.kind === "report" ? side.report.runs.map(({ seed }) => seed) : side.loaded.scenario.seeds;
}

function nameOf(side: ComparedSide): string {
  return side.kind === "report" ? side.report.scenario.name : side.loaded.scenario.name;
}

function folderOf(before: ComparedSide, after: ComparedSide, out: string): string {
  return `${out.replace(/[/\\]+$/, "")}/${nameOf(before)}-vs-${nameOf(after)}`;
}

/** By the names of the scenarios; where these are the same, by what was replaced, or by the files. */
function namesOf(before: ComparedSide, after: ComparedSide, overrides: readonly string[]): ComparedReports["names"] {
  const [a, b] = [nameOf(before), nameOf(after)];
  if (a !== b) return { a, b };
  if (before.file !== after.file) return { a: before.file, b: after.file };
  return { a, b: overrides.join(", ") };
}

/** The report of each side, undefined for one none of whose runs came to an end; and the exit code that failed runs ask for. */
async function reportsOf(
  sides: readonly ComparedSide[],
  { jobs, quiet, overrides }: CompareRequest,
  simulator: Simulator,
  io: Io,
): Promise<{ code: number; reports: (Report | undefined)[] }> {
  const reports = sides.map((side) => (side.kind === "report" ? side.report : undefined));
  const toRun = sides.flatMap((side, place) => (side.kind === "scenario" ? [{ loaded: side.loaded, place }] : []));
  if (toRun.length === 0) return { code: 0, reports };
  const code = await simulateAll(
    {
      scenarios: toRun.map(({ loaded }) => loaded),
      jobs,
      wire: "counted",
      quiet,
      reproduction: (loaded, seed) => runCommand(loaded.file, seed, loaded === toRun.at(-1)!.loaded ? overrides : []),
      async onDone({ loaded: { scenario }, index, runs, failed }) {
        if (runs.length > 0) reports[toRun[index]!.place] = buildReport(scenario, runs, failed);
      },
    },
    simulator,
    io,
  );
  return { code, reports };
}

/** Two scenarios can be run again, to see the very event; of two reports there is no more than their courses. */
async function partingOf(
  before: ComparedSide,
  after: ComparedSide,
  comparison: Comparison,
  simulator: Simulator,
): Promise<ShownParting | null> {
  const scenarios = {
    before: before.kind === "scenario" ? before.loaded.scenario : null,
    after: after.kind === "scenario" ? after.loaded.scenario : null,
  };
  return showParting(comparison, scenarios, simulator);
}

async function write(compared: ComparedReports, folder: string, request: CompareRequest, io: Io): Promise<void> {
  const files = new Map<string, string | Uint8Array>([["comparison.json", comparisonJson(compared)]]);
  const chartsFor = async () => {
    const { comparisonChart } = await import("../report/chart-comparison.ts");
    return [comparisonChart(compared.before, compared.after, compared.names)];
  };
  const warn = (warning: string) => io.err(`gossipsim: ${warning}\n`);
  const charts = request.charts ? await drawCharts(chartsFor, files, { interrupted: io.interrupted, warn }) : [];
  files.set("summary.md", comparisonPage(compared, { charts, command: commandOf(request) }));
  await writeReportFolder(resolve(io.cwd, folder), folder, files, io.interrupted);
}

function commandOf({ before, after, overrides, seeds }: CompareRequest): string {
  const files = before === after ? [before] : [before, after];
  const sets = overrides.flatMap((override) => ["--set", override]);
  const option = seeds === null ? [] : seeds.length === 1 ? ["--seed", String(seeds[0])] : ["--seeds", seeds.join(",")];
  return shellCommand(["npx", "gossipsim", "compare", ...files, ...sets, ...option]);
}
