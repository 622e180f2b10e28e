import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";

export interface Given {
  /** Other files by path. */
  readonly files?: Record<string, string>;
  readonly overrides?: readonly string[];
  readonly file?: string;
}

export function parse(text: string, { files = {}, overrides = [], file = "scenarios/x.yaml" }: Given = {}): Scenario {
  const read = (path: string): string => {
    const found = files[path];
    if (found === undefined) throw new Error("no such file");
    return found;
  };
  return parseScenario({ file, text, read, overrides });
}

/** The one line with which `text` is refused. */
export function refusal(text: string, given: Given = {}): string {
  try {
    parse(text, given);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message;
    throw error;
  }
  throw new Error("was accepted");
}

/** Ten lines, the least with which every field has something to stand beside; two sites, three groups of three nodes. */
export const base = `name: base
duration: 60 s
cluster:
  groups:
    - { name: eu, nodes: 3, site: frankfurt }
    - { name: us, nodes: 3, site: dallas }
    - { name: both, nodes: 3, site: even }
network:
  sites: { names: [frankfurt, dallas], latency: 60 ms, within: 0.5 ms }
`;
