import { figures } from "../scenario/figures.ts";
import type { Axis } from "../scenario/sweep.ts";
import type { SweepResult } from "./sweep.ts";

/**
 * `sweep.csv`, line by line, each with its end: a head, then a row for each finished run, by point and seed. First the values
 * of the swept fields as a scenario would say them, then the labels of the axes that have labels of their own, the seed, all figures
 * in base units (nanoseconds, bytes, fractions of one) and the fingerprint. A cell is empty where a figure has no value.
 */
export function* sweepCsv({ axes, points, runsOf }: SweepResult): Generator<string> {
  const names = figures.map(({ name }) => name);
  yield csvLine([...settingColumns(axes), "seed", ...names, "fingerprint"]);
  for (const [point, levels] of points.entries()) {
    const at = axes.map((axis, index) => axis.levels[levels[index]!]!);
    const settings = [
      ...at.flatMap(({ values }) => values),
      ...at.filter((_, index) => isLabelled(axes[index]!)).map(({ label }) => label),
    ];
    for (const run of runsOf(point)) {
      const values = names.map((name) => run.figures[name]!);
      yield csvLine([
        ...settings,
        `${run.seed}`,
        ...values.map((value) => (Number.isFinite(value) ? `${value}` : "")),
        run.fingerprint,
      ]);
    }
  }
}

/** An axis called like one of its fields still needs another name for its labels. */
function settingColumns(axes: readonly Axis[]): string[] {
  const paths = axes.flatMap((axis) => axis.paths);
  const labels = axes.filter(isLabelled).map(({ name }) => (paths.includes(name) ? `${name} label` : name));
  return [...paths, ...labels];
}

function isLabelled({ paths, levels }: Axis): boolean {
  return paths.length > 1 || levels.some(({ label, values: [value] }) => label !== value);
}

/** RFC 4180, with the line ends of our other files. */
function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",")}\n`;
}
