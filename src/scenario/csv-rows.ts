import { ScenarioError } from "./scenario-error.ts";

/** One line of a CSV file, its fields without the space around them. */
export interface Row {
  readonly file: string;
  readonly line: number;
  readonly fields: readonly { readonly text: string; readonly column: number }[];
}

/** The lines of a CSV file that say something: `#` lines at the top are comments. `file` is for messages. */
export function readRows(file: string, text: string): Row[] {
  const rows: Row[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line.trim() === "" || (rows.length === 0 && line.startsWith("#"))) continue;
    rows.push({ file, line: index + 1, fields: readFields(line) });
  }
  return rows;
}

/** Throws a `ScenarioError` at the field with this index, or the last one of the row. */
export function failAt(row: Row, index: number, problem: string): never {
  const column = row.fields[Math.min(index, row.fields.length - 1)]!.column;
  throw new ScenarioError({ file: row.file, line: row.line, column }, problem);
}

function readFields(line: string): Row["fields"] {
  let column = 1;
  return line.split(",").map((field) => {
    const start = column + (field.length - field.trimStart().length);
    column += field.length + 1;
    return { text: field.trim(), column: start };
  });
}
