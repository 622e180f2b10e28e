/**
 * A pipe table, its columns padded so that it can be read as plain text too. `align`: one letter a column, `l` or `r`.
 * Text that would break a cell is escaped.
 */
export function markdownTable(align: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(escaped));
  const widths = [...align].map((_, column) => cells.reduce((most, row) => Math.max(most, row[column]!.length), 3));
  const rule = widths.map((width, column) => (align[column] === "r" ? `${"-".repeat(width - 1)}:` : "-".repeat(width)));
  const padded = cells.map((row) =>
    row.map((text, column) => (align[column] === "r" ? text.padStart(widths[column]!) : text.padEnd(widths[column]!))),
  );
  return [padded[0]!, rule, ...padded.slice(1)].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function escaped(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|");
}
