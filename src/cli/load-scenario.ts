import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import type { ScenarioSource } from "../scenario/layers.ts";
import { parseScenario } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import { fileProblem } from "./file-problem.ts";

/** Reads and checks a scenario file; paths are relative to `cwd`. Throws `ScenarioError`, also for a file that cannot be read. */
export function loadScenario(file: string, overrides: readonly string[], cwd: string): Scenario {
  return parseScenario(readSource(file, overrides, cwd));
}

/** What there is to be read, for those who do something else with it. */
export function readSource(file: string, overrides: readonly string[], cwd: string): ScenarioSource {
  const read = fileReader(cwd);
  return { file, text: readScenario(file, read), read, overrides };
}

/** Reads files by paths that are relative to `cwd`; throws an `Error` that says what is the matter, without the path. */
export function fileReader(cwd: string): (path: string) => string {
  return (path) => readText(resolve(cwd, path));
}

function readScenario(file: string, read: (path: string) => string): string {
  try {
    return read(file);
  } catch (error) {
    throw new ScenarioError({ file, line: 0, column: 0 }, (error as Error).message);
  }
}

/** Far above any matrix of latencies that parses; a wrong path may name a disk image. */
const maxSize = 64 * 1024 * 1024;

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
