import type { Scenario } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { readWithSweep, type Study } from "../scenario/study.ts";
import { readSource } from "./load-scenario.ts";

export interface LoadedScenario {
  /** As the user named it. */
  readonly file: string;
  readonly scenario: Scenario;
  /** Its sweep; null when it has none. */
  readonly study: Study | null;
}

/** Reads and checks every file, also after one that is wrong; a problem is one line. */
export function loadScenarios(
  files: readonly string[],
  overrides: readonly string[],
  cwd: string,
): { readonly loaded: readonly LoadedScenario[]; readonly problems: readonly string[] } {
  const loaded: LoadedScenario[] = [];
  const problems: string[] = [];
  for (const file of files) {
    try {
      loaded.push({ file, ...readWithSweep(readSource(file, overrides, cwd)) });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(error.message);
    }
  }
  // A mistake in `--set` is the same for every file.
  return { loaded, problems: [...new Set(problems)] };
}
