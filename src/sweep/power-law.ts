import { studentT975 } from "../measure/statistics.ts";

/**
 * cost = factor · x^exponent, by least squares over the logarithms of all runs. What is printed is rounded, as another
 * machine's logarithm may differ in its last bit: the factor to six significant digits, all else to six decimals.
 */
export interface PowerLaw {
  /** Runs. */
  readonly count: number;
  readonly factor: number;
  readonly exponent: number;
  /** Of the exponent, 95 %, if a power law it is: from the residuals of all runs, with two degrees of freedom less than runs. */
  readonly interval: readonly [number, number];
  /** Share of the logarithms' variance that the law explains; null where all costs are the same. */
  readonly r2: number | null;
  /** The exponent from each x to the next, between geometric means. Where these rise or fall, a power law it is not. */
  readonly between: readonly number[];
}

/** Null for fewer than three different x, or where something is not positive. */
export function fitPowerLaw(sample: readonly { readonly x: number; readonly cost: number }[]): PowerLaw | null {
  if (sample.some(({ x, cost }) => !(x > 0 && cost > 0))) return null;
  const logs = sample.map(({ x, cost }) => ({ x: Math.log(x), y: Math.log(cost) }));
  const places = [...new Set(logs.map(({ x }) => x))].sort((a, b) => a - b);
  if (places.length < 3) return null;
  const meanX = mean(logs.map(({ x }) => x));
  const meanY = mean(logs.map(({ y }) => y));
  const sxx = sum(logs.map(({ x }) => (x - meanX) * (x - meanX)));
  const sxy = sum(logs.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const syy = sum(logs.map(({ y }) => (y - meanY) * (y - meanY)));
  const exponent = sxy / sxx;
  const residuals = logs.map(({ x, y }) => y - meanY - exponent * (x - meanX));
  const rest = sum(residuals.map((residual) => residual * residual));
  const freedom = logs.length - 2;
  const half = studentT975(freedom) * Math.sqrt(rest / freedom / sxx);
  const means = places.map((place) => mean(logs.filter(({ x }) => x === place).map(({ y }) => y)));
  const isFlat = sample.every(({ cost }) => cost === sample[0]!.cost);
  return {
    count: logs.length,
    factor: Number(Math.exp(meanY - exponent * meanX).toPrecision(6)),
    exponent: rounded(exponent),
    interval: [rounded(exponent - half), rounded(exponent + half)],
    r2: isFlat ? null : rounded(1 - rest / syy),
    between: places
      .slice(1)
      .map((place, index) => rounded((means[index + 1]! - means[index]!) / (place - places[index]!))),
  };
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Adding 0 makes -0 a plain one. */
function rounded(value: number): number {
  return Number(value.toFixed(6)) + 0;
}
