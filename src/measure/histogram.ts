import { type Summary, summarize } from "./statistics.ts";

/**
 * Counts of non-negative whole numbers in bins that grow with the value: 32 to each power of two, so a bin's bounds differ by at most 1/32
 * (the scheme of HdrHistogram). Takes the same memory however much is counted.
 */
export class Histogram {
  readonly #counts: number[] = [];
  #total = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = 0;

  get total(): number {
    return this.#total;
  }

  /** `times` times. */
  add(value: number, times = 1): void {
    const bin = binOf(value);
    while (this.#counts.length <= bin) this.#counts.push(0);
    this.#counts[bin]! += times;
    this.#total += times;
    this.#sum += times * value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  /** Quantiles are the largest value that the bin can hold in which they lie, and never more than the maximum; the rest is exact. */
  summary(): Summary<number> {
    const count = this.#total;
    if (count === 0) return summarize([]);
    const rank = (percent: number) => Math.min(this.#max, this.#atRank(Math.ceil((percent * count) / 100)));
    return {
      count,
      mean: this.#sum / count,
      min: this.#min,
      p50: rank(50),
      p90: rank(90),
      p99: rank(99),
      max: this.#max,
    };
  }

  #atRank(rank: number): number {
    let sum = 0;
    const bin = this.#counts.findIndex((count) => {
      sum += count;
      return sum >= rank;
    });
    return lowerBound(bin + 1) - 1;
  }

  /** For each bin with something in it: its upper bound (exclusive) and the share of all values below that. */
  cumulative(): { bound: number; share: number }[] {
    const points: { bound: number; share: number }[] = [];
    let sum = 0;
    for (const [bin, count] of this.#counts.entries()) {
      if (count === 0) continue;
      sum += count;
      points.push({ bound: lowerBound(bin + 1), share: sum / this.#total });
    }
    return points;
  }
}

const binsPerOctave = 32;

/** Values below 32 have bins of their own; above, a bin is an octave's exponent and the five bits after the leading one. */
function binOf(value: number): number {
  if (value < binsPerOctave) return Math.floor(value);
  let octave = 0;
  let scaled = value;
  while (scaled >= 2 * binsPerOctave) {
    scaled /= 2;
    octave++;
  }
  return octave * binsPerOctave + Math.floor(scaled);
}

function lowerBound(bin: number): number {
  if (bin < 2 * binsPerOctave) return bin;
  const octave = Math.floor(bin / binsPerOctave) - 1;
  let bound = binsPerOctave + (bin % binsPerOctave);
  for (let i = 0; i < octave; i++) bound *= 2;
  return bound;
}
