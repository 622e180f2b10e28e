import { resolve } from "node:path";
import { counted } from "../../report/figure.ts";
import type { Study } from "../../scenario/study.ts";
import { levelsInWords } from "../../sweep/words.ts";
import { exitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { checkReportFolder } from "../report-folder.ts";
import { runCommand, sweepCommand } from "../run-command.ts";
import type { SweepRequest } from "../sweep.ts";
import { UserError } from "../user-error.ts";
import { type DoneRuns, doRuns, type RunsToDo } from "./do-runs.ts";
import type { SweepEstimate } from "./estimate.ts";
import { type FinishOptions, finishSweep } from "./finish-sweep.ts";
import { JournalReader, JournalWriter } from "./journal.ts";
import { loadStudy, type Plan, type PlannedRun, planRuns } from "./plan.ts";
import { type RunSite, withSite } from "./run-site.ts";
import { isInShard, type Shard } from "./shard.ts";
import type { SweepRunner } from "./sweep-runner.ts";
import { timeInWords } from "./time-words.ts";

/** More runs than this may be a mistake. */
const mostRuns = 10_000;

/**
 * Does the runs of a study that its journal does not hold, and reports on all. A finished run stands in the journal before it counts, so that
 * the same command goes on where this one ends, whatever ends it. Gives the exit code.
 */
export async function runSweep(request: SweepRequest, io: Io): Promise<number> {
  const { study, seeds } = loadStudy(request.file, request, io.cwd);
  const paths = pathsOf(request, study);
  if (request.shard === null) checkReportFolder(resolve(io.cwd, paths.folder), paths.folder);
  const total = study.sweep.points.length * seeds.length;
  return withSite({ study, seed: seeds[0]!, total, request }, io, async (site) => {
    if (total > mostRuns && !request.yes) {
      const points = [...study.sweep.points.keys()];
      const size = inTime(points, seeds.length, await site.estimate(points), site);
      if (request.dryRun) {
        io.out(announce(study, seeds, [["to do", size]]));
        return exitCode.ok;
      }
      throw new UserError(`${study.scenario.name}: ${size}; --yes does so many, --dry-run says more`);
    }
    const plan = await planRuns(study, seeds, io.interrupted);
    const part = partOf(plan, request.shard);
    const { missing, dropped } = await missingFrom(part, paths.journal, io);
    const points = missing.map(({ point }) => point);
    const isAsked = points.length > 0 && (request.dryRun || !request.quiet);
    const estimate = isAsked ? await site.estimate([...new Set(points)]) : null;
    const announcement = announce(study, seeds, [
      ...(request.shard === null ? [] : [["here", counted(part.length, "run")] as const]),
      ...(missing.length < part.length
        ? [["done before", `${part.length - missing.length}, in ${paths.journal}`] as const]
        : []),
      ...(dropped > 0 ? [["unfinished", `${counted(dropped, "line")} of ${paths.journal} passed over`] as const] : []),
      ["to do", missing.length === 0 ? "nothing" : inTime(points, 1, estimate, site)],
    ]);
    if (request.dryRun) {
      io.out(announcement);
      return exitCode.ok;
    }
    if (!request.quiet) io.err(announcement);
    const done = await doMissing(plan, { runs: missing, estimate, runner: site.runner }, paths.journal, request, io);
    return finish(plan, { ...done, paths, part }, request, io);
  });
}

/** The report from what other machines did, or this one before. Gives the exit code. */
export async function mergeSweep(request: SweepRequest, journals: readonly string[], io: Io): Promise<number> {
  const { study, seeds } = loadStudy(request.file, request, io.cwd);
  const { folder } = pathsOf(request, study);
  checkReportFolder(resolve(io.cwd, folder), folder);
  const plan = await planRuns(study, seeds, io.interrupted);
  const readers = await openJournals(journals, io);
  try {
    const missing = plan.runs.filter(({ key }) => !readers.some((journal) => journal.has(key))).length;
    if (missing === plan.runs.length) {
      const why = "they are of another scenario, other settings, or another version of gossipsim";
      throw new UserError(
        `${request.file}: none of its ${counted(plan.runs.length, "run")} is in the journals; ${why}`,
      );
    }
    await finishSweep(plan, { journals: readers, failed: [] }, finishOptions(request, folder, study), io);
    if (missing === 0) return exitCode.ok;
    throw new UserError(
      `${counted(missing, "run")} of ${plan.runs.length} in none of the journals: was each part run to its end?`,
    );
  } finally {
    await Promise.all(readers.map((journal) => journal.close()));
  }
}

interface Paths {
  readonly folder: string;
  readonly journal: string;
}

/** As the user would name them. */
function pathsOf({ out, shard }: SweepRequest, { scenario }: Study): Paths {
  const folder = `${out}/${scenario.name}-sweep`;
  return { folder, journal: `${folder}${shard === null ? "" : `.${shard.number}-of-${shard.count}`}.journal` };
}

function partOf({ study, runs }: Plan, shard: Shard | null): readonly PlannedRun[] {
  if (shard === null) return runs;
  const points = study.sweep.points.length;
  return runs.filter(({ point }, index) => isInShard(shard, point, Math.floor(index / points)));
}

async function missingFrom(
  runs: readonly PlannedRun[],
  journal: string,
  { cwd }: Io,
): Promise<{ readonly missing: readonly PlannedRun[]; readonly dropped: number }> {
  const reader = await JournalReader.open(resolve(cwd, journal), journal);
  if (reader === null) return { missing: runs, dropped: 0 };
  await reader.close();
  return { missing: runs.filter(({ key }) => !reader.has(key)), dropped: reader.dropped };
}

/** What is swept, and then `rows`, each with its name. */
function announce(
  study: Study,
  seeds: readonly number[],
  rows: readonly (readonly [name: string, text: string])[],
): string {
  const { axes, points } = study.sweep;
  const size = `${counted(points.length, "point")} × ${counted(seeds.length, "seed")} = ${counted(points.length * seeds.length, "run")}`;
  const all = [...axes.map((axis) => [axis.name, levelsInWords(axis)] as const), ...rows];
  const width = Math.max(...all.map(([name]) => name.length)) + 2;
  return [`${study.scenario.name}: ${size}`, ...all.map(([name, text]) => name.padEnd(width) + text), ""].join("\n");
}

/** So many runs of each of these points; without the time when nobody knows. */
function inTime(
  points: readonly number[],
  times: number,
  estimate: SweepEstimate | null,
  { where, runner }: RunSite,
): string {
  const runs = counted(points.length * times, "run");
  if (estimate === null) return `${runs} ${where}`;
  const { perRun, isLeast } = estimate;
  const work = points.reduce((sum, point) => sum + perRun(point), 0) * times;
  const time = timeInWords({ milliseconds: work / runner.width, isLeast });
  return `${runs}, ${time} ${where}${isLeast ? ": too long to try out to the end" : ""}`;
}

async function doMissing(
  { study }: Plan,
  todo: Pick<RunsToDo, "runs" | "estimate"> & { readonly runner: SweepRunner },
  journal: string,
  request: SweepRequest,
  io: Io,
): Promise<DoneRuns> {
  const { runner, ...runs } = todo;
  const writer = await JournalWriter.open(resolve(io.cwd, journal), journal);
  try {
    const reproduction = ({ point, seed }: PlannedRun) => reproductionOf(request, study, point, seed);
    return await doRuns({ study, ...runs, quiet: request.quiet, reproduction }, runner, writer, io);
  } finally {
    await writer.close();
  }
}

/** The report on all that is done, or the word that a part is; also when somebody wants an end. Gives the exit code. */
async function finish(
  plan: Plan,
  { failed, code, paths, part }: DoneRuns & { readonly paths: Paths; readonly part: readonly PlannedRun[] },
  request: SweepRequest,
  io: Io,
): Promise<number> {
  const [journal] = await openJournals([paths.journal], io);
  try {
    const finished = part.filter(({ key }) => journal!.has(key)).length;
    if (request.shard === null && finished > 0) {
      await finishSweep(plan, { journals: [journal!], failed }, finishOptions(request, paths.folder, plan.study), io);
    } else if (!request.quiet) {
      io.out(`${paths.journal}: ${finished} of ${counted(part.length, "run")}\n`);
    }
    if (finished < part.length && !request.quiet) {
      io.err(
        `gossipsim: ${finished} of ${counted(part.length, "run")} are kept in ${paths.journal}; the same command does the others\n`,
      );
    }
  } finally {
    await journal!.close();
  }
  io.interrupted.throwIfAborted();
  return code;
}

async function openJournals(journals: readonly string[], { cwd }: Io): Promise<JournalReader[]> {
  const readers: JournalReader[] = [];
  for (const shown of journals) {
    const reader = await JournalReader.open(resolve(cwd, shown), shown);
    if (reader === null) throw new UserError(`cannot read ${shown}: no such file or folder`);
    readers.push(reader);
  }
  return readers;
}

function finishOptions(request: SweepRequest, folder: string, study: Study): FinishOptions {
  const { file, overrides, charts, quiet, json, seeds } = request;
  const command = sweepCommand(file, seeds, overrides);
  return {
    folder,
    charts,
    quiet,
    json,
    command,
    reproduction: (point, seed) => reproductionOf(request, study, point, seed),
  };
}

/** The command that repeats one run. */
function reproductionOf({ file, overrides }: SweepRequest, study: Study, point: number, seed: number): string {
  return runCommand(file, seed, [...overrides, ...study.settingsAt(point)]);
}
