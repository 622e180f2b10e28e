import type { measure } from "../../src/measure/measure.ts";
import type { parseScenario } from "../../src/scenario/parse.ts";
import type { run } from "../../src/simulation/run.ts";
import type { Behaviour, Figures, Setting } from "./catalogue.mjs";

export interface Simulator {
  readonly parseScenario: typeof parseScenario;
  readonly run: typeof run;
  readonly measure: typeof measure;
}

export declare const folder: string;
export declare function observe(
  simulator: Simulator,
  behaviour: Behaviour,
  setting: Setting,
  nodes: number,
  seed: number,
): Figures;
export declare function seedsOf(nodes: number): number[];
