import type { Measurements } from "../../src/measure/measurements.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import type { Probe } from "../../src/simulation/trace.ts";

/** Null: there was nothing to measure. Infinity: it did not happen. */
export type Figures = Readonly<Record<string, number | null>>;

export interface Setting {
  /** How the page calls it. */
  readonly name: string;
  readonly file: string;
  /** Overrides, as after `--set`. */
  readonly set?: readonly string[];
  /** What a scenario file cannot say. */
  readonly adjust?: (scenario: Scenario) => Scenario;
}

export interface Behaviour {
  readonly number: number;
  readonly title: string;
  readonly original: string;
  readonly settings: readonly Setting[];
  readonly rows: readonly Row[];
  readonly finding: string;
  watch(scenario: Scenario): { probes: Probe[]; figures(measurements: Measurements): Figures };
}

export type Format = "count" | "seconds" | "milliseconds" | "number" | "percent" | "bytes";

/** `figure`: one row for each setting. `of`: from the figures of all settings of a seed. `exponent`: from size to size. */
export type Row = { readonly label: string; readonly format: Format } & (
  | { readonly figure: string; readonly only?: readonly string[] }
  | { readonly of: (figures: Readonly<Record<string, Figures>>) => number | null }
  | { readonly exponent: string; readonly only?: readonly string[] }
);

export declare const behaviours: readonly Behaviour[];
