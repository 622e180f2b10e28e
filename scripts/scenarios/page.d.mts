import type { formatFigure } from "../../src/report/figure.ts";
import type { figureByName } from "../../src/scenario/figures.ts";

export interface BuiltInScenario {
  readonly file: string;
  readonly name: string;
  /** File name of its chart. */
  readonly picture: string;
  readonly question: string;
  /** Paragraphs. */
  readonly remarks: readonly string[];
  readonly figures: Readonly<Record<string, readonly (number | null)[]>>;
}

export function builtInScenarios(root: string): BuiltInScenario[];

export function pageOf(
  scenarios: readonly BuiltInScenario[],
  formats: {
    readonly formatFigure: typeof formatFigure;
    readonly figureByName: typeof figureByName;
  },
): string;
