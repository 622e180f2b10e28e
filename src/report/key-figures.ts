import { exactUpTo } from "../measure/diameter.ts";
import type { Measurements } from "../measure/measurements.ts";
import { type Figure, figures, isMeant } from "../scenario/figures.ts";
import type { ReportedScenario } from "./reported-scenario.ts";

/** The names shown where there is no room for all. */
export const keyFigures: ReadonlySet<string> = new Set([
  "membership.time",
  "membership.share",
  "settled.time",
  "coldStart.bytes",
  "coldStart.bytesPerNode",
  "steady.bytesPerSecond",
  "steady.bytesPerSecondPerNode",
  "bytes.total",
  "bytes.wire",
  "bytes.perNode.p99",
  "dissemination.t50.p50",
  "dissemination.t99.p50",
  "dissemination.t99.p99",
  "dissemination.t100.p50",
  "redundancy",
  "hops.max",
  "connections.opened",
  "connections.refused",
  "bound.stretch.p50",
  "bound.overhead",
]);

/** The key figures that have a meaning for a scenario, in the order of reading. */
export function keyFiguresOf(scenario: ReportedScenario): Figure[] {
  return figures.filter(({ name }) => keyFigures.has(name) && isMeant(name, scenario));
}

/** The diameter of the overlay in words: of a very large one it is not known exactly. */
export function diameterInWords({ nodes, connections }: Measurements): string | null {
  const { diameter } = connections.overlay;
  return diameter === null ? null : `diameter ${nodes > exactUpTo ? "at least " : ""}${diameter}`;
}
