import { hour, microsecond, millisecond, minute, nanosecond, second } from "../kernel/time.ts";
import { formatBytes, formatCount, formatPercent, formatRate } from "../kernel/units.ts";
import type { FigureUnit } from "../scenario/figures.ts";

/** What an axis measures, in its base unit: a figure, or a number in a scenario. */
export type Quantity = FigureUnit | "bit/s";

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

/** The decimal unit in which a number of bits per second up to `most` reads best on an axis. */
function bitRateUnit(most: number): AxisUnit {
  let size = 1;
  for (const name of ["bit/s", "kbit/s", "Mbit/s"]) {
    if (most < size * 2000) return { name, size };
    size *= 1000;
  }
  return { name: "Gbit/s", size };
}

/** The unit in which a quantity up to `most` reads best on an axis; plain counts have none. */
export function unitOf(quantity: Quantity, most: number): AxisUnit {
  switch (quantity) {
    case "ns":
      return timeUnit(most);
    case "B":
      return byteUnit(most);
    case "B/s": {
      const { name, size } = byteUnit(most);
      return { name: `${name}/s`, size };
    }
    case "bit/s":
      return bitRateUnit(most);
    case "share":
      return { name: "%", size: 0.01 };
    case "ratio":
      return { name: "×", size: 1 };
    case "count":
      return { name: "", size: 1 };
  }
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
 * Options of an axis of any quantity over at least `from` … `to` in its base unit, from one round number to another. A linear one
 * names its unit in the title; on a logarithmic one, where nothing fits all labels, each has its own.
 */
export function quantityAxis(options: {
  readonly title: string;
  readonly quantity: Quantity;
  readonly from: number;
  readonly to: number;
  readonly logarithmic: boolean;
  /** At most about so many steps. */
  readonly parts?: number;
}) {
  const { title, quantity, from, to } = options;
  if (options.logarithmic)
    return axisOfTicks("logarithmic", title, logTicks(from, to, quantity, options.parts), (value) =>
      plainQuantity(value, quantity),
    );
  const unit = unitOf(quantity, Math.max(Math.abs(from), Math.abs(to)));
  const { ticks, decimals } = linearTicks(from / unit.size, to / unit.size, options.parts ?? 8);
  const label = fixedLabel(decimals);
  return axisOfTicks(
    "linear",
    unit.name === "" ? title : `${title} (${unit.name})`,
    ticks.map((tick) => tick * unit.size),
    (value) => label(value / unit.size),
  );
}

/** Options of an axis from the first of its ticks to the last; a label of several lines is a list. */
export function axisOfTicks<Type extends "linear" | "logarithmic">(
  type: Type,
  title: string,
  ticks: readonly number[],
  label: (value: number) => string | string[],
) {
  return {
    type,
    min: ticks[0]!,
    max: ticks.at(-1)!,
    title: { display: true, text: title },
    ticks: { autoSkip: false, maxRotation: 0, callback: (value: string | number) => label(Number(value)) },
    afterBuildTicks: (axis: { ticks: { value: number }[] }) => {
      axis.ticks = ticks.map((value) => ({ value }));
    },
  };
}

/** Even steps, the first at most `from`, the last at least `to`: one step at least. */
function linearTicks(from: number, to: number, parts: number): { ticks: number[]; decimals: number } {
  const span = to > from ? to - from : Math.abs(to) || 1;
  const { step, decimals } = niceStep(span, parts);
  const first = Math.floor(from / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(to / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { ticks: ticks.map((tick) => Number(tick.toFixed(decimals))), decimals };
}

/**
 * Options of a logarithmic time axis over at least `from` … `to` nanoseconds, labelled at 1, 2 and 5 times the powers of
 * ten (fewer over many decades) in words a reader knows: 500 µs, 20 ms, 5 s.
 */
export function logTimeAxis(options: { readonly title: string; readonly from: number; readonly to: number }) {
  return quantityAxis({ ...options, quantity: "ns", logarithmic: true });
}

/** Round numbers of a quantity in its base unit, the first at most `from`, the last at least `to`; 0 counts as the least there is. */
export function logTicks(from: number, to: number, quantity: Quantity = "ns", parts = 12): number[] {
  const low = Math.max(1 / grain[quantity], from);
  const high = Math.max(low, to);
  let decades = 0;
  for (let reach = low; reach < high; reach *= 10) decades += 1;
  const digits = decades * 3 <= parts ? [1, 2, 5] : decades * 1.5 <= parts ? [1, 3] : [1];
  const ticks: number[] = [];
  for (const value of roundNumbers(quantity, digits)) {
    if (value <= low) ticks.length = 0;
    ticks.push(value);
    if (value >= high && ticks.length > 1) break;
  }
  return ticks;
}

/** How many of the least that is told from 0 on a logarithmic axis are one. */
const grain: Readonly<Record<Quantity, number>> = {
  ns: 1,
  B: 1,
  "B/s": 1,
  "bit/s": 1,
  share: 1_000_000,
  ratio: 1000,
  count: 1000,
};

/** Ascending without end. Round bytes are those of a binary unit: 200 KiB, 500 KiB, 1 MiB, which are as evenly spread. */
function* roundNumbers(quantity: Quantity, digits: readonly number[]): Generator<number> {
  const isBinary = quantity === "B" || quantity === "B/s";
  for (let unit = 1; ; unit *= isBinary ? 1024 : 1000)
    for (const power of [1, 10, 100]) for (const digit of digits) yield (digit * power * unit) / grain[quantity];
}

/** A round number in words. */
function plainQuantity(value: number, quantity: Quantity): string {
  switch (quantity) {
    case "ns":
      return plainDuration(value);
    case "B":
      return formatBytes(value);
    case "B/s":
      return `${formatBytes(value)}/s`;
    case "bit/s":
      return formatRate(value);
    case "share":
      return formatPercent(value);
    case "ratio":
      return `${value} ×`;
    case "count":
      return value < 1 ? `${value}` : formatCount(value);
  }
}

/** A round number of nanoseconds in the largest unit that leaves it whole; seconds at most. */
export function plainDuration(time: number): string {
  if (time >= second) return `${time / second} s`;
  if (time >= millisecond) return `${time / millisecond} ms`;
  if (time >= microsecond) return `${time / microsecond} µs`;
  return `${time} ns`;
}
