/** Columns of a terminal that a text may fill. */
export const width = 100;

/** Labels in a column, texts wrapped beside them. */
export function aligned(rows: readonly (readonly [string, string])[]): string[] {
  const indent = 18;
  return rows.flatMap(([label, text]) =>
    wrap(text, width - indent).map((line, index) => `  ${(index === 0 ? label : "").padEnd(indent - 2)}${line}`),
  );
}

/** The first column is aligned left, the others right. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => rows.reduce((most, row) => Math.max(most, row[column]!.length), 0));
  return rows.map((row) => {
    const cells = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)));
    return `  ${cells.join("  ")}`.trimEnd();
  });
}

/** Broken at spaces; a word that is longer than the line stays whole. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
