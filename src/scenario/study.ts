import { assign, readLayers, type ScenarioSource } from "./layers.ts";
import { overridePath } from "./override-path.ts";
import { completeScenario, completeStudy } from "./parse.ts";
import type { Scenario } from "./scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import type { Sweep } from "./sweep.ts";
import type { WrittenMapping } from "./written.ts";

/** A scenario with a sweep, point by point. */
export interface Study {
  /** As it stands without the sweep. */
  readonly scenario: Scenario;
  readonly sweep: Sweep;
  /** What a point, by its number, replaces in the scenario: assignments as `--set` takes them. */
  readonly settingsAt: (point: number) => string[];
  /** The scenario of a point, which promises nothing. Throws `ScenarioError` when the values of its levels do not go together. */
  readonly scenarioAt: (point: number) => Scenario;
}

/** Reads a scenario and its sweep. Throws `ScenarioError`, also when there is no sweep; each point may still be wrong. */
export function readStudy(source: ScenarioSource): Study {
  const { study } = readWithSweep(source);
  if (study !== null) return study;
  const example = "`sweep: { cluster.nodes: [10, 20, 40] }`";
  throw new ScenarioError({ file: source.file, line: 0, column: 0 }, `missing key "sweep", such as ${example}`);
}

/** Reads a scenario, and its sweep if it has one. Throws `ScenarioError`. */
export function readWithSweep(source: ScenarioSource): { readonly scenario: Scenario; readonly study: Study | null } {
  const read = remembering(source.read);
  const tree = readLayers({ ...source, read });
  const { scenario, sweep } = completeStudy(tree, read);
  return { scenario, study: sweep === null ? null : studyOf(scenario, sweep, tree, read) };
}

function studyOf(scenario: Scenario, sweep: Sweep, tree: WrittenMapping, read: (path: string) => string): Study {
  const bare = without(tree, ["sweep", "expect", "baseline"]);
  const levelsAt = (point: number) =>
    sweep.axes.flatMap(({ paths, levels, written }, axis) => {
      const level = sweep.points[point]![axis]!;
      return paths.map((path, column) => ({
        path,
        text: levels[level]!.values[column]!,
        node: written[level]![column]!,
      }));
    });
  const settingsAt = (point: number) => levelsAt(point).map(({ path, text }) => `${path}=${text}`);
  return {
    scenario,
    sweep,
    settingsAt,
    scenarioAt(point) {
      try {
        let changed = bare;
        for (const { path, node } of levelsAt(point)) changed = assign(changed, overridePath(path), node);
        return completeScenario(changed, read);
      } catch (error) {
        if (!(error instanceof ScenarioError)) throw error;
        const { file, line, column, problem } = error;
        throw new ScenarioError(
          { file, line, column },
          `${problem}; in the sweep with ${settingsAt(point).join(", ")}`,
        );
      }
    },
  };
}

/** Points name the same files over and over again. */
function remembering(read: (path: string) => string): (path: string) => string {
  const texts = new Map<string, string>();
  return (path) => {
    const text = texts.get(path) ?? read(path);
    texts.set(path, text);
    return text;
  };
}

function without(tree: WrittenMapping, keys: readonly string[]): WrittenMapping {
  const entries = new Map(tree.entries);
  for (const key of keys) entries.delete(key);
  return { ...tree, entries };
}
