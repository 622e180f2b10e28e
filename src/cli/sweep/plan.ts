import { setImmediate } from "node:timers/promises";
import type { Scenario } from "../../scenario/scenario.ts";
import { ScenarioError } from "../../scenario/scenario-error.ts";
import { readStudy, type Study } from "../../scenario/study.ts";
import { readSource } from "../load-scenario.ts";
import { UserError } from "../user-error.ts";
import { runKeys } from "./run-key.ts";

/** A study with all runs that belong to it. */
export interface Plan {
  readonly study: Study;
  readonly seeds: readonly number[];
  /** Each point once for each seed. A seed's runs stand together, so that a part of them is a whole grid with fewer seeds. */
  readonly runs: readonly PlannedRun[];
}

export interface PlannedRun {
  readonly point: number;
  readonly seed: number;
  readonly key: string;
}

/** Reads the study of a scenario file. Throws `UserError`. */
export function loadStudy(
  file: string,
  { overrides, seeds }: { readonly overrides: readonly string[]; readonly seeds: readonly number[] | null },
  cwd: string,
): { readonly study: Study; readonly seeds: readonly number[] } {
  try {
    const study = readStudy(readSource(file, overrides, cwd));
    return { study, seeds: seeds ?? study.scenario.seeds };
  } catch (error) {
    throw asUserError(error);
  }
}

/**
 * Finds the key of every run, for which it completes the scenario of every point: what is wrong with any is found before the first run.
 * Rejects with a `UserError`, or with what `interrupted` was aborted with.
 */
export async function planRuns(study: Study, seeds: readonly number[], interrupted: AbortSignal): Promise<Plan> {
  const keys: ((seed: number) => string)[] = [];
  for (const point of study.sweep.points.keys()) {
    keys.push(runKeys(scenarioOf(study, point)));
    if (point % pointsAtATime !== 0) continue;
    await setImmediate();
    interrupted.throwIfAborted();
  }
  return {
    study,
    seeds,
    runs: seeds.flatMap((seed) => keys.map((keyOf, point) => ({ point, seed, key: keyOf(seed) }))),
  };
}

/** Between two looks at whether anybody wants an end. */
const pointsAtATime = 20;

/** The scenario of a point. Throws `UserError`. */
export function scenarioOf(study: Study, point: number): Scenario {
  try {
    return study.scenarioAt(point);
  } catch (error) {
    throw asUserError(error);
  }
}

function asUserError(error: unknown): unknown {
  return error instanceof ScenarioError ? new UserError(error.message) : error;
}
