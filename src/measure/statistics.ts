/** Order statistics of a sample; all null for an empty one. Quantiles are nearest-rank: always a value that occurred. */
export interface Summary<T extends number> {
  readonly count: number;
  readonly mean: number | null;
  readonly min: T | null;
  readonly p50: T | null;
  readonly p90: T | null;
  readonly p99: T | null;
  readonly max: T | null;
}

export function summarize<T extends number>(sample: Iterable<T>): Summary<T> {
  const sorted = Float64Array.from(sample).sort();
  const count = sorted.length;
  if (count === 0) return { count, mean: null, min: null, p50: null, p90: null, p99: null, max: null };
  let sum = 0;
  for (const value of sorted) sum += value;
  const rank = (percent: number) => sorted[Math.max(0, Math.ceil((percent * count) / 100) - 1)] as T;
  return { count, mean: sum / count, min: rank(0), p50: rank(50), p90: rank(90), p99: rank(99), max: rank(100) };
}

/**
 * Mean, median and 95 % confidence interval of the mean over replications (Student's t), and which one was worst: the
 * first of the highest, or of the lowest. `interval` is null for fewer than two values.
 */
export interface Replicated {
  readonly count: number;
  readonly mean: number;
  readonly median: number;
  readonly interval: readonly [number, number] | null;
  readonly worst: { readonly seed: number; readonly value: number };
}

export function replicate(
  runs: readonly { readonly seed: number; readonly value: number }[],
  worse: "higher" | "lower" = "higher",
): Replicated | null {
  if (runs.length === 0) return null;
  const values = runs.map((run) => run.value).sort((a, b) => a - b);
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const middle = count >> 1;
  const median = count % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  const half = count < 2 ? 0 : (studentT975(count - 1) * Math.sqrt(squares / (count - 1))) / Math.sqrt(count);
  const worst = runs.reduce((a, b) => ((worse === "lower" ? b.value < a.value : b.value > a.value) ? b : a));
  return { count, mean, median, interval: count < 2 ? null : [mean - half, mean + half], worst };
}

/**
 * 97.5 % quantiles of Student's t by degrees of freedom (any table of the distribution); beyond 30 by the first terms of
 * Cornish and Fisher, off by less than 0.0001. Only sums and products: the same to the last bit on every machine.
 */
export function studentT975(freedom: number): number {
  const z = 1.959964;
  const cube = z * z * z;
  const second = 5 * cube * z * z + 16 * cube + 3 * z;
  return studentTable[freedom - 1] ?? z + (cube + z) / (4 * freedom) + second / (96 * freedom * freedom);
}

const studentTable = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];
