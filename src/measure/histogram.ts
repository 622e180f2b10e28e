/**
 * Counts of non-negative whole numbers in bins that grow with the value: 32 to each power of two, so a bin's bounds differ by at most 1/32
 * (the scheme of HdrHistogram). Takes the same memory however much is counted.
 */
export class Histogram {
  readonly #counts: number[] = [];
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(value: number): void {
    const bin = binOf(value);
    while (this.#counts.length <= bin) this.#counts.push(0);
    this.#counts[bin]!++;
    this.#total++;
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
