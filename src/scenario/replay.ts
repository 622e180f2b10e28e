import type * as z from "zod";
import type { Duration, Time } from "../kernel/time.ts";
import { exactDuration, formatCount } from "../kernel/units.ts";
import type { NodeNames } from "./cluster.ts";
import { failAt, type Row, readRows } from "./csv-rows.ts";
import { refuseBinary } from "./document.ts";
import { duration, size, span } from "./fields.ts";
import { keyProblems } from "./key-problems.ts";
import type { NamedFile } from "./named-file.ts";
import { suggestion } from "./nearest-name.ts";
import type { ReplayedInfo, WorkloadItem } from "./scenario.ts";
import { ScenarioError } from "./scenario-error.ts";
import { maxValueSize } from "./schema.ts";
import { show } from "./written.ts";

/** What a recording is read against. */
export interface ReplayOptions {
  /** From when its times count. */
  readonly at: Time;
  /** Of the run. */
  readonly duration: Duration;
  readonly names: NodeNames;
  /** What may stand in a key for something of its node's. */
  readonly placeholders: readonly string[];
}

/**
 * Reads what was published when, and by whom. `#` lines at the top are comments, then a header with the columns `time`, `node`, `key`, `size` and
 * `ttl` in any order, of which the last may be missing; then one info a row, in any order. Throws `ScenarioError`.
 */
export function parseReplay(
  { file, text }: NamedFile,
  options: ReplayOptions,
): Extract<WorkloadItem, { replay: unknown }> {
  refuseBinary(text, (line, column) => ({ file, line, column }));
  const [header, ...rows] = readRows(file, text);
  if (header === undefined) {
    throw new ScenarioError({ file, line: 1, column: 1 }, "expected a recording, found an empty file");
  }
  const indexOf = readHeader(header);
  if (rows.length === 0) failAt(header, 0, "expected rows below the header, found none");
  if (rows.length > mostRows) failAt(rows[mostRows]!, 0, `expected at most ${formatCount(mostRows)} rows`);
  const infos = rows.map((row) => readInfo(row, indexOf, options));
  const replay = infos.filter(({ at }) => at < options.duration).sort((a, b) => a.at - b.at);
  if (replay.length === 0) {
    const end = exactDuration(options.duration - options.at);
    const { index, text } = fieldOf(rows[0]!, "time", indexOf);
    failAt(rows[0]!, index, `all rows are past the end of the run: expected a time before ${end}, found ${show(text)}`);
  }
  return { replay, leftOut: infos.length - replay.length };
}

/** A day of what ten nodes gossip by themselves. */
const mostRows = 1_000_000;

const columns = ["time", "node", "key", "size", "ttl"] as const;
type Column = (typeof columns)[number];
type IndexOf = ReadonlyMap<Column, number>;

const whole = `expected the header ${show(columns.join())}`;

function readHeader(header: Row): IndexOf {
  const indexOf = new Map<Column, number>();
  for (const [index, { text }] of header.fields.entries()) {
    const column = columns.find((name) => name === text);
    if (column === undefined) failAt(header, index, unknownColumn(text, header));
    if (indexOf.has(column)) failAt(header, index, `the column ${show(column)} stands here twice`);
    indexOf.set(column, index);
  }
  const missing = columns.find((column) => column !== "ttl" && !indexOf.has(column));
  if (missing !== undefined) failAt(header, header.fields.length, `the column ${show(missing)} is missing: ${whole}`);
  return indexOf;
}

/** Where no column is known, there is most likely no header. */
function unknownColumn(name: string, header: Row): string {
  const isHeader = header.fields.some(({ text }) => (columns as readonly string[]).includes(text));
  return isHeader ? `no column is called ${show(name)}${suggestion(name, columns)}` : `${whole}, found ${show(name)}`;
}

function readInfo(row: Row, indexOf: IndexOf, { at, names, placeholders }: ReplayOptions): ReplayedInfo {
  const found = row.fields.length;
  if (found !== indexOf.size) {
    const hint = found > indexOf.size ? "; what has a comma in it stands between quotation marks" : "";
    failAt(row, indexOf.size, `expected ${indexOf.size} fields, one a column, found ${found}${hint}`);
  }
  const key = fieldOf(row, "key", indexOf);
  const [problem] = keyProblems(key.text, placeholders);
  if (problem !== undefined) failAt(row, key.index, problem);
  const hasTtl = indexOf.has("ttl") && fieldOf(row, "ttl", indexOf).text !== "";
  return {
    at: at + read(row, "time", indexOf, timeField),
    node: readNode(row, indexOf, names),
    key: key.text,
    size: read(row, "size", indexOf, sizeField),
    ttl: hasTtl ? read(row, "ttl", indexOf, ttlField) : Number.POSITIVE_INFINITY,
  };
}

const timeField = duration();
const sizeField = size(0, maxValueSize);
const ttlField = span();

/** Read as it would be in a scenario, where a bare 0 is a number. */
function read(row: Row, column: Column, indexOf: IndexOf, field: z.ZodType<number>): number {
  const { index, text } = fieldOf(row, column, indexOf);
  const result = field.safeParse(text === "0" ? 0 : text);
  return result.success ? result.data : failAt(row, index, result.error.issues[0]!.message);
}

function readNode(row: Row, indexOf: IndexOf, names: NodeNames): number {
  const { index, text } = fieldOf(row, "node", indexOf);
  if (!/^\d{1,9}$/.test(text)) failAt(row, index, `expected the id of a node, found ${show(text)}`);
  const found = names.seek(Number(text));
  return typeof found === "string" ? failAt(row, index, found) : found[0]!;
}

function fieldOf(row: Row, column: Column, indexOf: IndexOf): { readonly index: number; readonly text: string } {
  const index = indexOf.get(column)!;
  return { index, text: row.fields[index]!.text };
}
