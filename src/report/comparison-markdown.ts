import type { Change } from "./comparison.ts";
import { changeCells } from "./comparison-text.ts";
import { counted } from "./figure.ts";
import { legible, legibleLine } from "./legible.ts";
import { markdownTable } from "./markdown-table.ts";

/** A row for each figure that differs. */
export function figureTable(changes: readonly Change[]): string {
  const rows = changes.map((change) => [code(change.figure.name), ...changeCells(change)]);
  return markdownTable("lrrrrl", ["figure", "before", "after", "difference", "%", ""], rows);
}

/** Folded away, and of them no more than `most`. */
export function foldedFigures(changes: readonly Change[], most: number): string {
  const more = changes.length > most ? `\n\nAnd ${counted(changes.length - most, "more figure")}.` : "";
  const summary = `<summary>${counted(changes.length, "more figure")}</summary>`;
  return `<details>${summary}\n\n${figureTable(changes.slice(0, most))}${more}\n\n</details>`;
}

/** As code, in which nobody is mentioned and nothing is markup. */
export function code(text: string): string {
  const line = legibleLine(text);
  const fence = "`".repeat(longestFence(line) + 1);
  const padding = fence.length > 1 ? " " : "";
  return `${fence}${padding}${line}${padding}${fence}`;
}

/** Lines as they are, of a language if it is one. */
export function codeBlock(lines: readonly string[], language = ""): string {
  const text = legible(lines.join("\n"));
  const fence = "`".repeat(Math.max(3, longestFence(text) + 1));
  return `${fence}${language}\n${text}\n${fence}`;
}

function longestFence(text: string): number {
  return [...text.matchAll(/`+/g)].reduce((most, [fence]) => Math.max(most, fence.length), 0);
}

/** As text, in which nobody is mentioned and nothing is markup; a table takes care of its bars itself. */
export function plain(text: string): string {
  return legibleLine(text)
    .replace(/[\\`*_[\]<>#~&]/g, "\\$&")
    .replaceAll("@", "@\u200B");
}
