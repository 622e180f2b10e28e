import { formatBytes, formatCount, formatDuration, formatPercent } from "../kernel/units.ts";
import type { Figure, FigureUnit } from "../scenario/figures.ts";

/** A figure's value for people, with its unit: `1.32 s`, `24.1 MiB`, `61.2 %`, `2.31 ×`. */
export function formatFigure(value: number, unit: FigureUnit): string {
  switch (unit) {
    case "ns":
      return formatDuration(value);
    case "B":
      return formatBytes(value);
    case "B/s":
      return `${formatBytes(value)}/s`;
    case "share":
      return formatPercent(value);
    case "ratio":
      return `${Math.abs(value) < 100 ? value.toFixed(2) : formatCount(value)} ×`;
    case "count":
      return formatMean(value);
  }
}

/** The same where it may be missing. */
export function figureInWords({ name, unit }: Pick<Figure, "name" | "unit">, value: number | null): string {
  return value === null ? absentFigure(name) : formatFigure(value, unit);
}

/** What a null under that name means. */
export function absentFigure(name: string): string {
  return name === "membership.time" || name === "settled.time" ? "never" : "–";
}

/** A count that need not be whole: two decimals below a hundred, as whole numbers are written otherwise. */
export function formatMean(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return formatCount(value);
  return value.toFixed(2);
}

/** "1 node", "195 nodes". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Share of the whole, "0 %" of nothing. */
export function shareOf(part: number, whole: number): string {
  return formatPercent(whole === 0 ? 0 : part / whole);
}
