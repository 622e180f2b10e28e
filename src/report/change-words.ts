import { formatBytes, formatCount, formatDuration, formatPercent } from "../kernel/units.ts";
import type { Figure, FigureUnit } from "../scenario/figures.ts";
import type { Change } from "./comparison.ts";
import { absentFigure, formatFigure, formatMean } from "./figure.ts";

/** A value of a change, exact where a change of one would not show otherwise: `613,304,512 B`. */
export function exactFigure({ name, unit }: Pick<Figure, "name" | "unit">, value: number | null): string {
  if (value === null) return absentFigure(name);
  return unit === "B" ? `${formatMean(value)} B` : formatFigure(value, unit);
}

/** `+123 B`, `-1.2 ms`; `new` and `gone` where there was or is no value; the number of seeds where they differ in that. */
export function differenceInWords(change: Change): string {
  const { figure, difference, pairs } = change;
  const appeared = pairs.filter(({ before, after }) => before === null && after !== null).length;
  const vanished = pairs.filter(({ before, after }) => before !== null && after === null).length;
  if (appeared + vanished === pairs.length || difference === null) return appeared > vanished ? "new" : "gone";
  const comesOrGoes = [...times(appeared, "new"), ...times(vanished, "gone")].join(", ");
  if (difference === 0 && comesOrGoes !== "") return comesOrGoes;
  const rest = comesOrGoes === "" ? "" : ` (${comesOrGoes})`;
  return `${signed(difference, figure.unit)}${give(change)}${rest}`;
}

/** `+1.24 %`; empty where there is nothing to relate it to. */
export function relativeInWords({ relative }: Pick<Change, "relative">): string {
  return relative === null || relative === 0 ? "" : `${sign(relative)}${formatPercent(Math.abs(relative))}`;
}

/** Half the 95 % confidence interval of a mean over seeds, where there is any. */
function give({ figure, difference, interval }: Change): string {
  if (interval === null || interval[1] === difference) return "";
  return ` ± ${magnitude(interval[1] - difference!, figure.unit)}`;
}

/** A difference with its sign. */
export function signed(value: number, unit: FigureUnit): string {
  return `${sign(value)}${magnitude(Math.abs(value), unit)}`;
}

function sign(value: number): string {
  return value < 0 ? "-" : "+";
}

function magnitude(value: number, unit: FigureUnit): string {
  switch (unit) {
    case "ns":
      return formatDuration(value);
    case "B":
      return value < 10_000 ? `${formatMean(value)} B` : formatBytes(value);
    case "share":
      // Of percentages, which have percentages of their own.
      return `${formatPercent(value).replace(" %", "")} points`;
    case "ratio":
      return `${Number(value.toPrecision(3))} ×`;
    default:
      return formatFigure(value, unit);
  }
}

function times(count: number, what: string): string[] {
  return count === 0 ? [] : [`${what} for ${formatCount(count)} ${count === 1 ? "seed" : "seeds"}`];
}
