import { BaselineError, serializeBaseline } from "../report/baseline.ts";
import { type CheckedScenario, outcomeOf } from "../report/checked.ts";
import { checkedText, checkedTotals } from "../report/checked-text.ts";
import { compareRecords } from "../report/comparison.ts";
import { type Recorded, recordOf, settingsOf } from "../report/record.ts";
import { buildReport } from "../report/report.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { BaselineFolder } from "./baseline-folder.ts";
import type { CheckRequest } from "./check.ts";
import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { type LoadedScenario, loadScenarios } from "./load-scenarios.ts";
import { Reporters } from "./reporters.ts";
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
  const scenarios = load(request, io);
  const folder = request.baselines === null ? null : new BaselineFolder(request.baselines, io.cwd);
  const baselines = folder === null ? [] : readBaselines(scenarios, folder, request);
  const files = scenarios.map(({ file }) => file);
  const originals = request.overrides.length === 0 ? [] : loadScenarios(files, [], io.cwd).loaded;
  if (request.update) folder!.prepare();
  const reporters = new Reporters(request.reporters, io);
  const showsTable = reporters.showsTable && !request.quiet;
  const checked: (CheckedScenario | undefined)[] = scenarios.map(() => undefined);
  const recorded = new Map<string, string>();
  let told = 0;

  /** What was recorded, where that is the file as it is without the values that were replaced for this check. */
  const recordedScenario = (index: number): Scenario | null => {
    const original = originals.find(({ file }) => file === files[index])?.scenario ?? null;
    const isRecorded = original !== null && settingsOf(original) === baselines[index]?.settings;
    return isRecorded ? original : null;
  };

  const code = await simulateAll(
    {
      scenarios,
      jobs: request.jobs,
      wire: "counted",
      quiet: request.quiet,
      reproduction: ({ file }, seed) => reproduction(file, seed, request.overrides),
      async onDone({ loaded: { file, scenario }, index, runs, failed }, { out }) {
        const report = runs.length === 0 ? null : buildReport(scenario, runs, failed);
        const now = report === null ? null : recordOf(report);
        const before = baselines[index] ?? null;
        const comparison = before === null || now === null ? null : compareRecords(before, now, scenario.tolerances);
        checked[index] = {
          name: scenario.name,
          file,
          seeds: scenario.seeds,
          promises: (report?.verdicts ?? []).map(({ subject, kept, finding }) => ({
            label: subject,
            isKept: kept,
            words: finding,
          })),
          comparison,
          parting:
            comparison === null || request.update
              ? null
              : await showParting(comparison, { before: recordedScenario(index), after: scenario }, simulator),
          failed,
        };
        if (now !== null) recorded.set(scenario.name, serializeBaseline(now, recordingOf(file)));
        if (!showsTable) return;
        for (; checked[told] !== undefined; told++) out(checkedText(checked[told]!, request.update));
      },
    },
    simulator,
    io,
  );
  const done = checked.map((one, index) => one ?? undone(scenarios[index]!));
  if (showsTable) {
    for (const one of done.slice(told)) io.out(checkedText(one, request.update));
    io.out(checkedTotals(done, request.update));
  }
  const obstacle = request.update ? obstacleTo(done) : null;
  if (obstacle !== null) io.err(`gossipsim: the baselines are as they were: ${obstacle}\n`);
  if (request.update && obstacle === null) folder!.write(recorded);
  await reporters.report(done, !request.update ? "none" : obstacle === null ? "done" : "withheld");
  if (code !== exitCode.ok) return code;
  const isFine = request.update ? obstacle === null : done.every((one) => outcomeOf(one) === "kept");
  return isFine ? exitCode.ok : exitCode.broken;
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
  const { loaded, problems } = loadScenarios(scenarioFiles(files, io.cwd), overrides, io.cwd);
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

function reproduction(file: string, seed: number | readonly number[], overrides: readonly string[]): string {
  const seeds = typeof seed === "number" ? ["--seed", String(seed)] : ["--seeds", seed.join(",")];
  const sets = overrides.flatMap((override) => ["--set", override]);
  return shellCommand(["npx", "gossipsim", "run", file, ...seeds, ...sets]);
}
