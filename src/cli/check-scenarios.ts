import { BaselineError, serializeBaseline } from "../report/baseline.ts";
import { type CheckedScenario, outcomeOf } from "../report/checked.ts";
import { checkedText, checkedTotals } from "../report/checked-text.ts";
import { compareRecords } from "../report/comparison.ts";
import { type Recorded, recordOf, settingsOf } from "../report/record.ts";
import { buildReport, type FailedRun, type Report } from "../report/report.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { BaselineFolder } from "./baseline-folder.ts";
import type { CheckRequest } from "./check.ts";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { type LoadedScenario, loadScenarios } from "./load-scenarios.ts";
import { Reporters } from "./reporters.ts";
import { runCommand } from "./run-command.ts";
import { scenarioFiles } from "./scenario-files.ts";
import { shellCommand } from "./shell-command.ts";
import { showParting } from "./show-parting.ts";
import { simulateAll } from "./simulate-all.ts";
import type { Simulator } from "./simulator.ts";
import { UserError } from "./user-error.ts";

/**
 * Runs scenarios and compares them with their baselines, or records those. Whatever the user can have got wrong is found
 * before the first run; baselines are written after the last one, all or none.
 */
export async function checkScenarios(request: CheckRequest, simulator: Simulator, io: Io): Promise<number> {
  const { update, quiet, jobs, overrides } = request;
  const folder = request.baselines === null ? null : new BaselineFolder(request.baselines, io.cwd);
  const planned = plan(request, folder, io);
  if (update) folder!.prepare();
  if (folder !== null && request.files === null && !quiet) tellOrphans(folder, planned, io);
  const reporters = new Reporters(request.reporters, io);
  const showsTable = reporters.showsTable && !quiet;
  const inOrder = longestFirst(planned);
  const checked = new Map<PlannedCheck, CheckedScenario>();
  const baselines = new Map<string, string>();
  let told = 0;

  const code = await simulateAll(
    {
      scenarios: inOrder.map(({ loaded }) => loaded),
      jobs,
      wire: "counted",
      quiet,
      reproduction: ({ file }, seed) => runCommand(file, seed, overrides),
      async onDone({ loaded: { file, scenario }, index, runs, failed }, { out }) {
        const check = inOrder[index]!;
        const report = runs.length === 0 ? null : buildReport(scenario, runs, failed);
        if (report !== null) baselines.set(scenario.name, serializeBaseline(recordOf(report), recordingOf(file)));
        checked.set(check, await checkedScenario(check, report, failed, update ? null : simulator));
        // What becomes of the baselines is known when all is over.
        if (!showsTable || update) return;
        for (; checked.has(planned[told]!); told++) out(checkedText(checked.get(planned[told]!)!, "none"));
      },
    },
    simulator,
    io,
  );
  const done = planned.map((check) => checked.get(check) ?? undone(check.loaded));
  const obstacle = update ? obstacleTo(done) : null;
  const recording = !update ? "none" : obstacle === null ? "done" : "withheld";
  if (recording === "done") folder!.write(baselines);
  if (showsTable) {
    for (const one of done.slice(told)) io.out(checkedText(one, recording));
    io.out(checkedTotals(done, recording));
  }
  if (obstacle !== null) io.err(`gossipsim: the baselines are as they were: ${obstacle}\n`);
  await reporters.report(done, recording);
  if (code !== exitCode.ok) return code;
  const isFine = update ? obstacle === null : done.every((one) => outcomeOf(one) === "kept");
  return isFine ? exitCode.ok : exitCode.broken;
}

interface PlannedCheck {
  readonly loaded: LoadedScenario;
  /** Null: there is none, or nobody asked for it. */
  readonly baseline: Recorded | null;
  /** The scenario that was recorded, where it is at hand beside one that has had values replaced. */
  readonly original: Scenario | null;
}

function plan(request: CheckRequest, folder: BaselineFolder | null, io: Io): PlannedCheck[] {
  const scenarios = load(request, io);
  const baselines = folder === null ? [] : readBaselines(scenarios, folder, request);
  const files = scenarios.map(({ file }) => file);
  const originals = request.overrides.length === 0 ? [] : loadScenarios(files, [], io.cwd).loaded;
  return scenarios.map((loaded, index) => {
    const baseline = baselines[index] ?? null;
    const original = originals.find(({ file }) => file === loaded.file)?.scenario ?? null;
    const isRecorded = original !== null && settingsOf(original) === baseline?.settings;
    return { loaded, baseline, original: isRecorded ? original : null };
  });
}

/** A baseline of a scenario that is gone, or has another name now, guards nothing. */
function tellOrphans(folder: BaselineFolder, planned: readonly PlannedCheck[], io: Io): void {
  const names = new Set(planned.map(({ loaded }) => loaded.scenario.name));
  for (const orphan of folder.scenarios().filter((name) => !names.has(name))) {
    io.err(`gossipsim: ${folder.fileOf(orphan)}: no scenario under scenarios/ is called ${JSON.stringify(orphan)}\n`);
  }
}

/** The longest runs first, as far as their baselines tell, so that none is left alone at the end. */
function longestFirst(planned: readonly PlannedCheck[]): PlannedCheck[] {
  const events = ({ baseline }: PlannedCheck) => baseline?.runs[0]?.course.events ?? 0;
  return [...planned].sort((a, b) => events(b) - events(a));
}

/** With a simulator, runs that took another course are looked into. */
async function checkedScenario(
  { loaded: { file, scenario }, baseline, original }: PlannedCheck,
  report: Report | null,
  failed: readonly FailedRun[],
  simulator: Simulator | null,
): Promise<CheckedScenario> {
  const { name, seeds, tolerances } = scenario;
  const comparison =
    baseline === null || report === null ? null : compareRecords(baseline, recordOf(report), tolerances);
  const parting =
    comparison === null || simulator === null
      ? null
      : await showParting(comparison, { before: original, after: scenario }, simulator);
  const promises = (report?.verdicts ?? []).map(({ subject, kept, finding }) => ({
    label: subject,
    isKept: kept,
    words: finding,
  }));
  return { name, file, seeds, promises, comparison, parting, failed };
}

/** Of a scenario that a defect kept from being compared; that was told when it came up. */
function undone({ file, scenario: { name, seeds } }: LoadedScenario): CheckedScenario {
  const failed = seeds.map((seed) => ({ seed, reason: "a defect of gossipsim kept it from being compared" }));
  return { name, file, seeds, promises: [], comparison: null, parting: null, failed };
}

/** Why nothing is recorded; null: nothing is in the way. */
function obstacleTo(done: readonly CheckedScenario[]): string | null {
  const outcomes = done.map(outcomeOf);
  if (outcomes.includes("failed")) return "not all runs came to an end";
  return outcomes.includes("broken") ? "a scenario breaks a promise of its own (expect)" : null;
}

function load({ files, overrides }: CheckRequest, io: Io): readonly LoadedScenario[] {
  const { loaded, problems } = loadScenarios(scenarioFiles(files ?? ["scenarios"], io.cwd), overrides, io.cwd);
  if (problems.length > 0) throw new UserError(...problems);
  const byName = new Map<string, string>();
  for (const { file, scenario } of loaded) {
    const other = byName.get(scenario.name);
    if (other !== undefined) {
      throw new UserError(
        `${other} and ${file} are both named ${JSON.stringify(scenario.name)}: they share a baseline`,
      );
    }
    byName.set(scenario.name, file);
  }
  return loaded;
}

/** One for each scenario; null where there is none yet, which only recording puts up with. Throws `UserError`. */
function readBaselines(
  scenarios: readonly LoadedScenario[],
  folder: BaselineFolder,
  { update }: CheckRequest,
): (Recorded | null)[] {
  const problems: string[] = [];
  const baselines = scenarios.map(({ file, scenario }) => {
    const path = folder.fileOf(scenario.name);
    try {
      const baseline = folder.read(scenario.name);
      if (!update) problems.push(...misfits(baseline, scenario.seeds, path, file));
      return baseline;
    } catch (error) {
      if (!(error instanceof BaselineError)) throw error;
      const { message, isReplaceable } = error;
      if (!update || !isReplaceable) problems.push(`${path}: ${message}${isReplaceable ? `; ${remedy(file)}` : ""}`);
      return null;
    }
  });
  if (problems.length > 0) throw new UserError(...problems);
  return baselines;
}

function misfits(baseline: Recorded | null, seeds: readonly number[], path: string, file: string): string[] {
  if (baseline === null) return [`${path}: no such file, and so no baseline of ${file}; ${remedy(file)}`];
  const recorded = baseline.runs.map(({ seed }) => seed);
  if (recorded.join() === seeds.join()) return [];
  return [
    `${path}: it is of the seeds ${recorded.join(", ")}, and ${file} now says ${seeds.join(", ")}; ${remedy(file)}`,
  ];
}

function remedy(file: string): string {
  return `record it with: ${recordingOf(file)}`;
}

function recordingOf(file: string): string {
  return shellCommand(["npx", "gossipsim", "check", file, "--update"]);
}
