import { fileURLToPath } from "node:url";
import { loadScenarios } from "../../src/cli/load-scenarios.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** One of the scenarios that repeat what was recorded with the original, with assignments as of `--set`. */
export function reference(file: string, ...set: readonly string[]): Scenario {
  const { loaded, problems } = loadScenarios([`scenarios/reference/${file}`], set, root);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return loaded[0]!.scenario;
}
