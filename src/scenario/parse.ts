import type * as z from "zod";
import { type ScenarioDefinition, writtenDefinition } from "./definition.ts";
import { layOverBase, readLayers, type ScenarioSource } from "./layers.ts";
import { Problems } from "./problems.ts";
import { resolve } from "./resolve.ts";
import type { Scenario } from "./scenario.ts";
import { type Declared, scenarioSchema } from "./schema.ts";
import type { Sweep } from "./sweep.ts";
import { type Path, plainValue, show, type WrittenMapping, writtenAt } from "./written.ts";

/**
 * Scenario text in, complete scenario out. Pure: files are read through `source.read` alone. Throws `ScenarioError`, whose one
 * line names the place of the first mistake, and nothing else.
 *
 * Three steps, each of which ends with the first mistake it found: the layers are read and merged (YAML), every field is
 * checked by itself (schema), names are resolved and contradictions between fields found (resolve).
 */
export function parseScenario(source: ScenarioSource): Scenario {
  return completeScenario(readLayers(source), source.read);
}

/** The same for a scenario that is written in code, whose places are the paths of its fields. */
export function defineScenario(definition: ScenarioDefinition, read: (path: string) => string): Scenario {
  return completeScenario(layOverBase(writtenDefinition(definition), read), read);
}

/** The same for layers that were read and merged. */
export function completeScenario(tree: WrittenMapping, read: (path: string) => string): Scenario {
  return completeStudy(tree, read).scenario;
}

/** The same with its sweep; null when it has none. */
export function completeStudy(
  tree: WrittenMapping,
  read: (path: string) => string,
): { readonly scenario: Scenario; readonly sweep: Sweep | null } {
  return resolve(checkFields(tree), tree, read);
}

function checkFields(tree: WrittenMapping): Declared {
  const result = scenarioSchema.safeParse(plainValue(tree));
  if (result.success) return result.data;
  const problems = new Problems(tree);
  const { issues } = result.error;
  const withUnknownKeys = new Set(issues.filter(isUnknownKeys).map(({ path }) => path.join(".")));
  for (const issue of issues) {
    const path = issue.path as Path;
    const parent = path.slice(0, -1);
    if (isUnknownKeys(issue)) {
      const messages = issue.message.split("\n");
      for (const [index, key] of issue.keys.entries()) problems.addUnknownKey(path, key, messages[index]!);
    } else if (writtenAt(tree, path) !== undefined) {
      problems.add(path, issue.message);
    } else if (!withUnknownKeys.has(parent.join("."))) {
      // Beside an unknown key a missing one is most likely the same, misspelt.
      problems.add(parent, `missing key ${show(path.at(-1))}: ${issue.message}`);
    }
  }
  problems.throwIfAny();
  throw new Error("the schema refused a scenario without saying why");
}

function isUnknownKeys(issue: z.core.$ZodIssue): issue is z.core.$ZodIssueUnrecognizedKeys {
  return issue.code === "unrecognized_keys";
}
