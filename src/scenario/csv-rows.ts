import { type Place, ScenarioError } from "./scenario-error.ts";
import { show } from "./written.ts";

/** One line of a CSV file, its fields without the space around them. */
export interface Row {
  readonly file: string;
  readonly line: number;
  readonly fields: readonly Field[];
}

interface Field {
  readonly text: string;
  readonly column: number;
}

/**
 * The lines of a CSV file that say something: `#` lines at the top are comments. A field that begins with a quotation mark ends with
 * one in the same line; in it commas are nothing special, and two quotation marks stand for one. `file` is for messages. Throws `ScenarioError`.
 */
export function readRows(file: string, text: string): Row[] {
  const rows: Row[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line.trim() === "" || (rows.length === 0 && line.startsWith("#"))) continue;
    rows.push({ file, line: index + 1, fields: readFields(line, { file, line: index + 1, column: 1 }) });
  }
  return rows;
}

/** Throws a `ScenarioError` at the field with this index, or the last one of the row. */
export function failAt(row: Row, index: number, problem: string): never {
  const column = row.fields[Math.min(index, row.fields.length - 1)]!.column;
  throw new ScenarioError({ file: row.file, line: row.line, column }, problem);
}

function readFields(line: string, place: Place): Field[] {
  const fields: Field[] = [];
  for (let start = 0; start <= line.length; ) {
    const begin = line.length - line.slice(start).trimStart().length;
    const closed = line[begin] === '"' ? endOfQuoted(line, begin, place) : start;
    const comma = line.indexOf(",", closed);
    const end = comma < 0 ? line.length : comma;
    const rest = line.slice(closed, end).trim();
    if (closed > start && rest !== "") {
      const problem = `expected a comma after the closing quotation mark, found ${show(rest)}`;
      throw new ScenarioError({ ...place, column: closed + 1 }, problem);
    }
    const text = closed > start ? line.slice(begin + 1, closed - 1).replaceAll('""', '"') : rest;
    fields.push({ text, column: begin + 1 });
    start = end + 1;
  }
  return fields;
}

/** Behind the quotation mark that closes the one at `begin`. */
function endOfQuoted(line: string, begin: number, place: Place): number {
  let from = begin + 1;
  for (;;) {
    const mark = line.indexOf('"', from);
    if (mark < 0) {
      throw new ScenarioError({ ...place, column: begin + 1 }, "expected a closing quotation mark in the same line");
    }
    if (line[mark + 1] !== '"') return mark + 1;
    from = mark + 2;
  }
}
