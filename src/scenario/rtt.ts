import { type Duration, millisecond } from "../kernel/time.ts";
import { suggestion } from "./nearest-name.ts";
import { ScenarioError } from "./scenario-error.ts";
import type { Sites } from "./sites.ts";
import { show } from "./written.ts";

/**
 * Reads a matrix of round-trip times in milliseconds. `#` lines at the top are comments (the source of the figures belongs
 * there), then a header `from\to,a,b,…`, then one row a site in any order: its name and its round trip to each site of the
 * header, the diagonal being between two hosts of that site. The one-way latency is half the round trip; it need not be
 * symmetric. `file` is for messages. Throws `ScenarioError`.
 */
export function parseRtt(file: string, text: string): Sites {
  const [header, ...rows] = readRows(file, text);
  if (header === undefined) {
    throw new ScenarioError({ file, line: 1, column: 1 }, "expected a matrix, found an empty file");
  }
  const names = readHeader(header);
  const latency: Duration[] = new Array(names.length * names.length).fill(0);
  const rowOf = new Map<string, Row>();
  for (const row of rows) {
    const [name, ...values] = row.fields;
    const from = names.indexOf(name!.text);
    if (from < 0) fail(row, 0, `no column is called ${show(name!.text)}${suggestion(name!.text, names)}`);
    const earlier = rowOf.get(name!.text);
    if (earlier !== undefined) fail(row, 0, `the row ${show(name!.text)} stands already in line ${earlier.line}`);
    rowOf.set(name!.text, row);
    if (values.length < names.length) {
      fail(row, values.length, `expected ${names.length} round-trip times, one a column, found ${values.length}`);
    }
    if (values.length > names.length) {
      fail(row, names.length + 1, `expected ${names.length} round-trip times, one a column, found ${values.length}`);
    }
    for (const to of names.keys()) latency[from * names.length + to] = oneWay(row, to + 1);
  }
  const missing = names.find((name) => !rowOf.has(name));
  if (missing !== undefined) {
    fail(header, names.indexOf(missing) + 1, `the column ${show(missing)} has no row of that name`);
  }
  return { names, latency };
}

/** Latencies are kept for every pair of sites. */
export const maxSites = 1000;

/** A line of a CSV file that says something. */
export interface Row {
  readonly file: string;
  readonly line: number;
  readonly fields: readonly { readonly text: string; readonly column: number }[];
}

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

function readFields(line: string): Row["fields"] {
  let column = 1;
  return line.split(",").map((field) => {
    const start = column + (field.length - field.trimStart().length);
    column += field.length + 1;
    return { text: field.trim(), column: start };
  });
}

function readHeader(header: Row): string[] {
  const [corner, ...fields] = header.fields;
  if (corner!.text !== "from\\to") {
    fail(header, 0, `expected the header "from\\to,…" and the names of the sites, found ${show(corner!.text)}`);
  }
  if (fields.length === 0) fail(header, 0, "expected the names of the sites after the first comma");
  if (fields.length > maxSites) fail(header, maxSites + 1, `expected at most ${maxSites} sites`);
  const names: string[] = [];
  for (const [index, { text }] of fields.entries()) {
    if (text === "") fail(header, index + 1, "expected the name of a site, found nothing");
    if (names.includes(text)) fail(header, index + 1, `the site ${show(text)} has a column already`);
    names.push(text);
  }
  return names;
}

const maxMilliseconds = 86_400_000;

function oneWay(row: Row, index: number): Duration {
  const { text } = row.fields[index]!;
  const milliseconds = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(milliseconds >= 0 && milliseconds <= maxMilliseconds)) {
    fail(row, index, `expected a round-trip time in milliseconds, found ${text === "" ? "nothing" : show(text)}`);
  }
  return Math.round((milliseconds * millisecond) / 2);
}

export function fail(row: Row, index: number, problem: string): never {
  const column = row.fields[Math.min(index, row.fields.length - 1)]!.column;
  throw new ScenarioError({ file: row.file, line: row.line, column }, problem);
}
