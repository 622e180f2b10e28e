import { failAt, type Row, readRows } from "./csv-rows.ts";
import { ScenarioError } from "./scenario-error.ts";
import { show } from "./written.ts";

interface Quantile {
  readonly share: number;
  readonly factor: number;
}

/**
 * Reads measured latencies as quantiles of a factor with mean 1. `#` lines at the top are comments, then a header: `ms` or `factor` before one
 * measured value a line, in any order; `quantile,ms` or `quantile,factor` before quantiles, ascending from 0 to 1. `file` is for messages.
 * Throws `ScenarioError`.
 */
export function parseLatencies(file: string, text: string): Quantile[] {
  const [header, ...rows] = readRows(file, text);
  if (header === undefined) {
    throw new ScenarioError({ file, line: 1, column: 1 }, "expected measured latencies, found an empty file");
  }
  const columns = header.fields.map(({ text }) => text).join();
  const isTable = columns === "quantile,ms" || columns === "quantile,factor";
  if (!isTable && columns !== "ms" && columns !== "factor") {
    failAt(header, 0, `expected the header "ms", "factor", "quantile,ms" or "quantile,factor", found ${show(columns)}`);
  }
  if (rows.length === 0) failAt(header, 0, "expected values below the header, found none");
  const quantiles = isTable ? readTable(rows) : quantilesOf(rows.map((row) => readFields(row, 1)[0]!));
  const mean = meanOf(quantiles);
  if (mean === 0) failAt(rows[0]!, 0, "expected latencies that are not all 0");
  return quantiles.map(({ share, factor }) => ({ share, factor: factor / mean }));
}

function readTable(rows: readonly Row[]): Quantile[] {
  let previous: Quantile | null = null;
  const quantiles = rows.map((row) => {
    const [share, factor] = readFields(row, 2) as [number, number];
    if (previous === null && share !== 0) failAt(row, 0, `expected the quantile 0 first, found ${share}`);
    if (previous !== null && share <= previous.share)
      failAt(row, 0, `expected quantiles in ascending order, found ${share} after ${previous.share}`);
    if (previous !== null && factor < previous.factor)
      failAt(row, 1, `expected at least the value before, ${previous.factor}, found ${factor}`);
    previous = { share, factor };
    return previous;
  });
  const last = quantiles.at(-1)!;
  if (last.share !== 1) failAt(rows.at(-1)!, 0, `expected the quantile 1 last, found ${last.share}`);
  return quantiles;
}

function readFields(row: Row, count: number): number[] {
  if (row.fields.length !== count)
    failAt(row, 0, `expected ${count === 1 ? "one value" : "two values"}, found ${row.fields.length}`);
  return row.fields.map(({ text }, index) => {
    const value = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (!(value <= mostValue))
      failAt(row, index, `expected a number that is not negative, found ${text === "" ? "nothing" : show(text)}`);
    return value;
  });
}

const mostValue = 86_400_000;

/** The distribution that is linear between each two neighbours of the sorted values (Hyndman and Fan 1996, type 7), at most a thousand steps of it. */
function quantilesOf(values: readonly number[]): Quantile[] {
  const sorted = [...values].sort((a, b) => a - b);
  const steps = Math.min(mostSteps, Math.max(1, sorted.length - 1));
  return Array.from({ length: steps + 1 }, (_, step) => {
    const share = step / steps;
    const place = share * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below]!;
    const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
    return { share, factor: low + (place - below) * (high - low) };
  });
}

/** They stand in the report. */
const mostSteps = 1000;

function meanOf(quantiles: readonly Quantile[]): number {
  let sum = 0;
  for (const [index, { share, factor }] of quantiles.entries()) {
    const previous = quantiles[index - 1];
    if (previous !== undefined) sum += (share - previous.share) * ((factor + previous.factor) / 2);
  }
  return sum;
}
