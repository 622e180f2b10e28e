import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { fileProblem } from "./file-problem.ts";

export interface LoadedScenario {
  /** As the user named it. */
  readonly file: string;
  readonly scenario: Scenario;
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
    const result = load(file, overrides, cwd);
    if (typeof result === "string") problems.push(result);
    else loaded.push({ file, scenario: result });
  }
  // A mistake in `--set` is the same for every file.
  return { loaded, problems: [...new Set(problems)] };
}

function load(file: string, overrides: readonly string[], cwd: string): Scenario | string {
  const read = (path: string): string => readText(resolve(cwd, path));
  let text: string;
  try {
    text = read(file);
  } catch (error) {
    return `${file}: ${(error as Error).message}`;
  }
  try {
    return parseScenario({ file, text, read, overrides });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
}

/** Far above any matrix of latencies that parses; a wrong path may name a disk image. */
const maxSize = 64 * 1024 * 1024;

/** Throws an `Error` that says what is the matter, without the path. */
function readText(path: string): string {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw new Error("it is a folder, expected a file");
    // Pipes are fine, as in `gossipsim run <(…)`; a device may never end.
    if (!stat.isFile() && !stat.isFIFO()) throw new Error("it is a device, expected a file");
    if (stat.size > maxSize) throw new Error("it is larger than 64 MiB, which no scenario is");
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new Error(fileProblem(error));
  }
}
