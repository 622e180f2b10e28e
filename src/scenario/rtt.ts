import { type Duration, millisecond } from "../kernel/time.ts";
import { failAt, type Row, readRows } from "./csv-rows.ts";
import { maxSites } from "./graph-sites.ts";
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
export function parseRtt(file: string, text: string): Pick<Sites, "names" | "latency"> {
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
    if (from < 0) failAt(row, 0, `no column is called ${show(name!.text)}${suggestion(name!.text, names)}`);
    const earlier = rowOf.get(name!.text);
    if (earlier !== undefined) failAt(row, 0, `the row ${show(name!.text)} stands already in line ${earlier.line}`);
    rowOf.set(name!.text, row);
    if (values.length < names.length) {
      failAt(row, values.length, `expected ${names.length} round-trip times, one a column, found ${values.length}`);
    }
    if (values.length > names.length) {
      failAt(row, names.length + 1, `expected ${names.length} round-trip times, one a column, found ${values.length}`);
    }
    for (const to of names.keys()) latency[from * names.length + to] = oneWay(row, to + 1);
  }
  const missing = names.find((name) => !rowOf.has(name));
  if (missing !== undefined) {
    failAt(header, names.indexOf(missing) + 1, `the column ${show(missing)} has no row of that name`);
  }
  return { names, latency };
}

function readHeader(header: Row): string[] {
  const [corner, ...fields] = header.fields;
  if (corner!.text !== "from\\to") {
    failAt(header, 0, `expected the header "from\\to,…" and the names of the sites, found ${show(corner!.text)}`);
  }
  if (fields.length === 0) failAt(header, 0, "expected the names of the sites after the first comma");
  if (fields.length > maxSites) failAt(header, maxSites + 1, `expected at most ${maxSites} sites`);
  const names: string[] = [];
  for (const [index, { text }] of fields.entries()) {
    if (text === "") failAt(header, index + 1, "expected the name of a site, found nothing");
    if (names.includes(text)) failAt(header, index + 1, `the site ${show(text)} has a column already`);
    names.push(text);
  }
  return names;
}

const maxMilliseconds = 86_400_000;

function oneWay(row: Row, index: number): Duration {
  const { text } = row.fields[index]!;
  const milliseconds = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!(milliseconds >= 0 && milliseconds <= maxMilliseconds)) {
    failAt(row, index, `expected a round-trip time in milliseconds, found ${text === "" ? "nothing" : show(text)}`);
  }
  return Math.round((milliseconds * millisecond) / 2);
}
