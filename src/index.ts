/**
 * gossipsim as a library: a scenario from a file, a text or code goes in, a run or a report on all its seeds comes out. Times are in
 * nanoseconds, sizes in bytes, shares fractions of one. What is not exported here may change at any time. docs/library.md shows it at work.
 */
export { parseDuration, parseSize } from "./kernel/units.ts";
export { compareReports, compareWithBaseline, comparisonInWords } from "./library/comparisons.ts";
export { figureOf } from "./library/figure-of.ts";
export {
  defineScenario,
  type LoadOptions,
  loadScenario,
  type ParseOptions,
  parseScenario,
} from "./library/scenarios.ts";
export { type SimulateAllOptions, type SimulateOptions, simulate, simulateAll } from "./library/simulate.ts";
export type { FigureValues } from "./measure/figures.ts";
export type { Measurements } from "./measure/measurements.ts";
export { BaselineError } from "./report/baseline.ts";
export type { Change, Comparison } from "./report/comparison.ts";
export { formatFigure } from "./report/figure.ts";
export { type Replication, type Report, type ReportedRun as Run, serializeReport } from "./report/report.ts";
export { terminalSummary } from "./report/terminal.ts";
export type { Verdict } from "./report/verdicts.ts";
export type { ScenarioDefinition } from "./scenario/definition.ts";
export { type Figure, type FigureName, type FigureUnit, figures } from "./scenario/figures.ts";
export type { Scenario } from "./scenario/scenario.ts";
export { ScenarioError } from "./scenario/scenario-error.ts";
