import { hour, microsecond, millisecond, minute, nanosecond, second } from "../kernel/time.ts";

/** A unit that an axis is labelled in: `size` nanoseconds or bytes each. */
export interface AxisUnit {
  readonly name: string;
  readonly size: number;
}

/** The unit in which a span of nanoseconds reads best on an axis: labels neither all below one nor in many thousands. */
export function timeUnit(span: number): AxisUnit {
  if (span < 2 * microsecond) return { name: "ns", size: nanosecond };
  if (span < 2 * millisecond) return { name: "µs", size: microsecond };
  if (span < 2 * second) return { name: "ms", size: millisecond };
  if (span < 30 * minute) return { name: "s", size: second };
  if (span < 10 * hour) return { name: "min", size: minute };
  return { name: "h", size: hour };
}

/** The binary unit in which a number of bytes up to `most` reads best on an axis. */
export function byteUnit(most: number): AxisUnit {
  let size = 1;
  for (const name of ["B", "KiB", "MiB", "GiB"]) {
    if (most < size * 1024) return { name, size };
    size *= 1024;
  }
  return { name: "TiB", size };
}

/** A step of 1, 2 or 5 times a power of ten that divides 0 … `most` into at most `parts`; `decimals` writes it exactly. */
export function niceStep(most: number, parts: number): { readonly step: number; readonly decimals: number } {
  if (!(most > 0)) return { step: 1, decimals: 0 };
  // Powers of ten by repeated multiplication, and tenths by one division: sums of 0.1 would give 0.30000000000000004.
  let decimals = 0;
  let divisor = 1;
  while (most * divisor < parts && decimals < 12) {
    divisor *= 10;
    decimals += 1;
  }
  for (let power = 1; ; power *= 10)
    for (const digit of [1, 2, 5])
      if (digit * power * parts >= most * divisor) {
        const whole = digit * power;
        return { step: whole / divisor, decimals: whole % divisor === 0 ? 0 : decimals };
      }
}

/** Options of a linear axis from 0: `most` is where the data end, in the axis' own unit. */
export function linearAxis(options: {
  readonly title: string;
  readonly most: number;
  /** Round the end up to a whole step, so that the axis ends with a label. */
  readonly roundUp: boolean;
  readonly parts?: number;
}) {
  const { step, decimals } = niceStep(options.most, options.parts ?? 10);
  const end = options.most > 0 ? options.most : 1;
  const steps = Math.ceil(end / step - 1e-9);
  return {
    type: "linear" as const,
    min: 0,
    max: options.roundUp ? Number((steps * step).toFixed(decimals)) : end,
    title: { display: true, text: options.title },
    ticks: { stepSize: step, includeBounds: false, maxRotation: 0, callback: fixedLabel(decimals) },
  };
}

/** Labels with a fixed number of decimals, but a plain 0. Not Chart.js' own formatter: that one follows the machine's locale. */
export function fixedLabel(decimals: number) {
  return (value: string | number): string => (Number(value) === 0 ? "0" : Number(value).toFixed(decimals));
}

/** Percent from 0 to 100. */
export function percentAxis(title: string) {
  return {
    type: "linear" as const,
    min: 0,
    max: 100,
    title: { display: true, text: title },
    ticks: { stepSize: 10, callback: (value: string | number) => `${Number(value).toFixed(0)} %` },
  };
}

/**
 * Options of a logarithmic time axis over at least `from` … `to` nanoseconds, labelled at 1, 2 and 5 times the powers of
 * ten (fewer over many decades) in words a reader knows: 500 µs, 20 ms, 5 s.
 */
export function logTimeAxis(options: { readonly title: string; readonly from: number; readonly to: number }) {
  const ticks = logTicks(options.from, options.to);
  return {
    type: "logarithmic" as const,
    min: ticks[0]!,
    max: ticks.at(-1)!,
    title: { display: true, text: options.title },
    ticks: {
      autoSkip: false,
      maxRotation: 0,
      callback: (value: string | number) => plainDuration(Number(value)),
    },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = ticks.map((value) => ({ value }));
    },
  };
}

/** Round numbers of nanoseconds, the first at most `from`, the last at least `to`. */
export function logTicks(from: number, to: number): number[] {
  const low = Math.max(1, from);
  const high = Math.max(low, to);
  let decades = 0;
  for (let reach = low; reach < high; reach *= 10) decades += 1;
  const digits = decades <= 4 ? [1, 2, 5] : decades <= 8 ? [1, 3] : [1];
  const ticks: number[] = [];
  for (let power = 1; ; power *= 10)
    for (const digit of digits) {
      const value = digit * power;
      if (value <= low) ticks.length = 0;
      ticks.push(value);
      if (value >= high && ticks.length > 1) return ticks;
    }
}

/** A round number of nanoseconds in the largest unit that leaves it whole; seconds at most. */
export function plainDuration(time: number): string {
  if (time >= second) return `${time / second} s`;
  if (time >= millisecond) return `${time / millisecond} ms`;
  if (time >= microsecond) return `${time / microsecond} µs`;
  return `${time} ns`;
}
