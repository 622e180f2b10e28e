import { fileURLToPath } from "node:url";
import { fileReader, loadScenario as load } from "../cli/load-scenario.ts";
import type { ScenarioDefinition } from "../scenario/definition.ts";
import { defineScenario as define, parseScenario as parse } from "../scenario/parse.ts";
import type { Scenario } from "../scenario/scenario.ts";

export interface LoadOptions {
  /** Values to replace, as the command's `--set` does: `"protocol.maxHops=4"`. Applied in this order. */
  readonly set?: readonly string[];
}

export interface ParseOptions extends LoadOptions {
  /** How messages name the text, and what the files it names are relative to. By default `scenario`. */
  readonly file?: string;
  /** Reads a file that the scenario names, and throws an `Error` when it cannot. By default from the disk. */
  readonly read?: (path: string) => string;
}

/**
 * Reads a scenario file, and the files that it names. A path is relative to the folder in which the program runs, a URL is not.
 *
 * @throws ScenarioError in one line that names file, line, column, what was found, and what would be right.
 */
export function loadScenario(file: string | URL, { set = [] }: LoadOptions = {}): Scenario {
  return load(typeof file === "string" ? file : fileURLToPath(file), set, process.cwd());
}

/**
 * Reads a scenario from the text of a scenario file (YAML).
 *
 * @throws ScenarioError as `loadScenario` does.
 */
export function parseScenario(text: string, { file = "scenario", set = [], read }: ParseOptions = {}): Scenario {
  return parse({ file, text, read: read ?? fileReader(process.cwd()), overrides: set });
}

/**
 * A scenario written in code, field by field as in a file: `{ name: "ten", duration: "10 s", cluster: { nodes: 10 }, … }`. The files
 * that it names (`extends`, `network.sites.rtt`) are relative to the folder in which the program runs.
 *
 * @throws ScenarioError in one line: `defineScenario: cluster.nodes: expected a whole number …`.
 */
export function defineScenario(definition: ScenarioDefinition): Scenario {
  return define(definition, fileReader(process.cwd()));
}
