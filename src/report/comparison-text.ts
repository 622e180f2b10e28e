import { formatCount } from "../kernel/units.ts";
import { type Attribution, attribute } from "./attribution.ts";
import { differenceInWords, exactFigure, relativeInWords } from "./change-words.ts";
import type { Change, Comparison } from "./comparison.ts";
import { counted } from "./figure.ts";
import { keyFigures } from "./key-figures.ts";
import { keysOf } from "./record.ts";

/** Where two runs part, and the events there, as far as they are known. */
export interface ShownParting {
  readonly seed: number;
  readonly words: string;
  readonly lines: readonly string[];
}

/** What differs, for people: plain text of lines without an end of line, the longest about 100 columns. */
export function comparisonLines(comparison: Comparison, parting: ShownParting | null): string[] {
  const { changes, unpaired, partings, seeds } = comparison;
  const lines = figureTable(mostTelling(changes));
  const more = changes.length - mostTelling(changes).length;
  if (more > 0) lines.push(`and ${counted(more, "more figure")}`);
  lines.push(...attribute(comparison).map(attributionInWords));
  if (unpaired.length > 0) lines.push(`not compared, since only one side has them: ${unpaired.join(", ")}`);
  if (changes.length === 0 && partings.length > 0) lines.push("no figure differs, but the course of the run does");
  if (parting !== null) {
    const others = partings.length > 1 ? ` (${partings.length} of ${seeds.length} seeds took another course)` : "";
    lines.push(
      `first difference: seed ${parting.seed}: ${parting.words}${others}`,
      ...parting.lines.map((line) => `  ${line}`),
    );
  }
  return lines;
}

/** `stamps -543 MiB, infos +1.2 KiB (node +1 KiB)`: in which parts, the one that moved most first. */
export function attributionInWords({ area, parts, keys }: Attribution): string {
  const most = parts.slice(0, mostParts).map((part) => {
    const name = area === "bytes" || area === "wire" ? part.figure.name.replace(/^\w+\./, "") : part.figure.name;
    const of = part.figure.name === "bytes.infos" ? keysInWords(keys) : "";
    return `${name} ${differenceInWords(part)}${area === "bytes" || area === "wire" ? "" : relativeIn(part)}${of}`;
  });
  const more = parts.length > mostParts ? `, and ${parts.length - mostParts} more` : "";
  return `${areaNames[area]}: ${most.join(", ")}${more}`;
}

const mostParts = 4;

const areaNames = {
  bytes: "protobuf bytes",
  wire: "on the wire besides",
  time: "time",
  overlay: "overlay",
} as const;

function relativeIn(change: Change): string {
  const relative = relativeInWords(change);
  return relative === "" ? "" : ` (${relative})`;
}

function keysInWords(keys: readonly Change[]): string {
  if (keys.length === 0) return "";
  const most = keys.slice(0, 3).map((change) => `${keysOf(change.figure.name)} ${differenceInWords(change)}`);
  return ` (${most.join(", ")}${keys.length > 3 ? ", …" : ""})`;
}

/** The key figures, or the first of the others where none of those changed. */
export function mostTelling(changes: readonly Change[]): readonly Change[] {
  const key = changes.filter(({ figure }) => keyFigures.has(figure.name));
  return key.length > 0 ? key : changes.slice(0, 12);
}

/** One line for each: name, both values, difference, in per cent, and what that is: worse or better. */
export function figureTable(changes: readonly Change[]): string[] {
  const rows = changes.map((change) => {
    const [before, ...rest] = changeCells(change);
    return [change.figure.name, before, "→", ...rest];
  });
  const widths = (rows[0] ?? []).map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]!.length), 0));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 || column === 6 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      )
      .join("  ")
      .trimEnd(),
  );
}

/** Both values, difference, in per cent, and what that is: worse or better. */
export function changeCells(change: Change): [string, string, string, string, string] {
  const { figure, before, after, pairs, isTolerated, direction } = change;
  return [
    exactFigure(figure, before ?? pairs[0]!.before),
    exactFigure(figure, after ?? pairs[0]!.after),
    differenceInWords(change),
    relativeInWords(change),
    isTolerated ? "tolerated" : direction === "neither" ? "" : direction,
  ];
}

/** "the first 272 of 12,345 events are the same, the 273rd is not". */
export function partingInWords({ after, by }: { after: number; by: number }, events: number): string {
  const same = after === 0 ? "" : `the first ${counted(after, "event")} of ${formatCount(events)} are the same; `;
  return by === after + 1
    ? `${same}event ${formatCount(by)} is the first that differs`
    : `${same}the first that differs is one of ${formatCount(after + 1)} to ${formatCount(by)}`;
}
