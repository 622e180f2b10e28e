import type { Scenario } from "../../scenario/scenario.ts";
import type { Study } from "../../scenario/study.ts";
import type { FailedSweepRun } from "../../sweep/sweep.ts";
import { exitCode } from "../exit-code.ts";
import type { Io } from "../io.ts";
import { firstLine, tellFailure } from "../tell-failure.ts";
import type { SweepEstimate } from "./estimate.ts";
import type { JournalWriter } from "./journal.ts";
import { type PlannedRun, scenarioOf } from "./plan.ts";
import { createSweepProgress } from "./sweep-progress.ts";
import type { SweepRunner } from "./sweep-runner.ts";
import { expectedTimeLeft, timeLeftByPace } from "./time-left.ts";

export interface RunsToDo {
  readonly study: Study;
  readonly runs: readonly PlannedRun[];
  /** Null when nobody knows. */
  readonly estimate: SweepEstimate | null;
  readonly quiet: boolean;
  /** The command that repeats one run. */
  readonly reproduction: (run: PlannedRun) => string;
}

export interface DoneRuns {
  /** By point, then by seed. */
  readonly failed: readonly FailedSweepRun[];
  /** What the failures ask for. */
  readonly code: number;
}

/**
 * Does runs and writes each that is finished into the journal. One that fails is told at once and ends no other. Resolves also when interrupted,
 * with what was done until then; rejects when the journal cannot be written.
 */
export async function doRuns(todo: RunsToDo, runner: SweepRunner, journal: JournalWriter, io: Io): Promise<DoneRuns> {
  const { study, runs, quiet, estimate } = todo;
  const timeLeft =
    estimate === null
      ? timeLeftByPace(runs.length, io.now)
      : expectedTimeLeft(
          runs.map(({ point }) => point),
          estimate,
          { width: runner.width, clock: io.now },
        );
  const progress = createSweepProgress(io, { total: runs.length, timeLeft, quiet });
  const failed: FailedSweepRun[] = [];
  let code: number = exitCode.ok;
  /** No more runs: somebody wants an end, or the journal cannot be written. */
  let stopped = false;
  const scenarioAt = rememberingLast(study);

  const doRun = async (run: PlannedRun): Promise<void> => {
    const { point, seed, key } = run;
    const scenario = scenarioAt(point);
    const underWay = progress.begin(point);
    let summary: Awaited<ReturnType<SweepRunner["run"]>>;
    try {
      summary = await runner.run({ key, scenario, seed }, progress.tick);
    } catch (error) {
      if (stopped) return;
      underWay.end(null);
      progress.clear();
      const what = [...study.settingsAt(point), `seed ${seed}`].join(", ");
      code = Math.max(code, tellFailure(error, { what, command: todo.reproduction(run) }, io));
      failed.push({ point, seed, reason: firstLine(error) });
      return;
    }
    const { fingerprint, milliseconds, figures } = summary;
    await journal.append({ key, fingerprint, milliseconds, figures });
    underWay.end(milliseconds);
  };

  const planned = runs.values();
  /** Takes one run after the other; all lanes take from the same. */
  const lane = async (): Promise<void> => {
    for (const run of planned) {
      if (stopped) return;
      await doRun(run).catch((error: unknown) => {
        stop();
        throw error;
      });
    }
  };

  const stop = (): void => {
    stopped = true;
    void runner.close();
  };
  io.interrupted.addEventListener("abort", stop);
  if (io.interrupted.aborted) stop();
  try {
    await Promise.all(Array.from({ length: Math.min(runner.width, runs.length) }, lane));
  } finally {
    io.interrupted.removeEventListener("abort", stop);
    progress.clear();
  }
  failed.sort((a, b) => a.point - b.point || a.seed - b.seed);
  return { failed, code };
}

/** Runs that follow each other may well be of one point. */
function rememberingLast(study: Study): (point: number) => Scenario {
  let last: { readonly point: number; readonly scenario: Scenario } | null = null;
  return (point) => {
    if (last?.point !== point) last = { point, scenario: scenarioOf(study, point) };
    return last.scenario;
  };
}
