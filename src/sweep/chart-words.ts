import { absentFigure } from "../report/figure.ts";
import type { FigureName } from "../scenario/figures.ts";
import { shortened } from "./chart-parameter.ts";
import type { PointStatistics, SweepStatistics } from "./statistics.ts";

/** "regions: settled against cluster.nodes", cut where it would not fit on one line. */
export function chartTitle({ sweep }: SweepStatistics, shows: string): string {
  const what = shortened(shows, 66);
  return `${shortened(sweep.name, 82 - what.length)}: ${what}`;
}

/** Remarks in as few lines as they fit into, longer ones cut. */
export function remarkLines(remarks: readonly (string | null)[]): string[] {
  const lines: string[] = [];
  for (const remark of remarks) {
    if (remark === null) continue;
    const text = shortened(remark, mostLetters);
    const last = lines.at(-1);
    if (last !== undefined && last.length + between.length + text.length <= mostLetters)
      lines[lines.length - 1] = `${last}${between}${text}`;
    else lines.push(text);
  }
  return lines;
}

/** "mean of 20 seeds"; of one seed there is no mean. */
export function seedsInWords({ sweep: { seeds } }: SweepStatistics): string {
  return seeds.length === 1 ? `seed ${seeds[0]}` : `mean of ${seeds.length} seeds`;
}

/** What a run without a value of the figure did: "never", "no value". */
export function absentInWords(name: FigureName): string {
  return absentFigure(name) === "never" ? "never" : "no value";
}

/** "version v2.1 · network.loss 2 %": where a point is on some of the axes. */
export function levelsInWords(
  { sweep: { axes } }: SweepStatistics,
  levels: PointStatistics["levels"],
  among: readonly number[],
): string {
  return among.map((axis) => `${axes[axis]!.name} ${axes[axis]!.levels[levels[axis]!]!.label}`).join(between);
}

const between = " · ";

/** On one line below the title. */
const mostLetters = 132;
