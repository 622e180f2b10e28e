import { type Duration, hour, microsecond, millisecond, minute, nanosecond, second } from "./time.ts";

/** A text that is not the quantity asked for; the message says what was expected and what was found. */
export class QuantityError extends Error {
  override readonly name = "QuantityError";
}

/** `"1.5 s"` → whole nanoseconds, rounded to the nearest. Throws `QuantityError`. */
export function parseDuration(text: string): Duration {
  const nanoseconds = Math.round(parseQuantity(text, durations));
  if (nanoseconds > Number.MAX_SAFE_INTEGER) throw new QuantityError(`${quoted(text)} is too long: at most 104 d`);
  return nanoseconds;
}

/** `"-250 ms"` → whole nanoseconds, which may be negative. Throws `QuantityError`. */
export function parseOffset(text: string): Duration {
  const nanoseconds = Math.round(parseQuantity(text, { ...durations, isSigned: true, expected: offsetExpected }));
  if (!Number.isSafeInteger(nanoseconds)) throw new QuantityError(`${quoted(text)} is too long: at most 104 d`);
  return nanoseconds;
}

/** `"64 KiB"` → whole bytes, rounded to the nearest. Throws `QuantityError`. */
export function parseSize(text: string): number {
  const bytes = Math.round(parseQuantity(text, sizes));
  if (bytes > Number.MAX_SAFE_INTEGER) throw new QuantityError(`${quoted(text)} is too large: at most 8 PiB`);
  return bytes;
}

/** `"1 Gbit/s"` or `"125 MB/s"` → bits per second. Throws `QuantityError`. */
export function parseRate(text: string): number {
  return parseQuantity(text, rates);
}

/** `"3 KiB/s"` → 3072 bytes per second. Throws `QuantityError`. */
export function parseByteRate(text: string): number {
  return parseQuantity(text, byteRates) / 8;
}

/** `"200 km/ms"` → 200,000,000 metres per second. Throws `QuantityError`. */
export function parseSpeed(text: string): number {
  return parseQuantity(text, speeds);
}

/** `"10 %"` → 0.1. Throws `QuantityError`. */
export function parseFraction(text: string): number {
  return shiftPoint(parseQuantity(text, fractions), -2);
}

/** `"-50 ppm"` → -0.00005. Throws `QuantityError`. */
export function parsePpm(text: string): number {
  return shiftPoint(parseQuantity(text, ppm), -6);
}

/** `"5 %/min"` → the share in a nanosecond. Throws `QuantityError`. */
export function parseShareRate(text: string): number {
  return parseQuantity(text, shareRates) / 100;
}

/** `"x10"` → 10. Throws `QuantityError`. */
export function parseFactor(text: string): number {
  const [, digits] = /^[x×]\s*(\d+\.?\d*|\.\d+)$/u.exec(text.trim()) ?? [];
  if (digits === undefined) throw new QuantityError(`expected a factor such as "x10", found ${quoted(text)}`);
  return Number(digits);
}

/** Three significant digits up to a minute, then the two largest units: `14.2 ms`, `1.23 s`, `2 min 5 s`, `3 h 20 min`. */
export function formatDuration(duration: Duration): string {
  if (duration < 0) return `-${formatDuration(-duration)}`;
  if (duration === Number.POSITIVE_INFINITY) return "∞";
  if (duration === 0) return "0 s";
  const steps = [
    { unit: "ns", size: nanosecond },
    { unit: "µs", size: microsecond },
    { unit: "ms", size: millisecond },
    { unit: "s", size: second },
  ];
  return scaled(duration, steps, minute) ?? longDuration(duration);
}

/** In the largest unit in which it is a whole number, for a text that is read again: `2 s`, `1500 ms`. */
export function exactDuration(duration: Duration): string {
  const whole = [...durations.factors].filter(([, size]) => duration % size === 0);
  const [unit, size] = duration === 0 ? ["s", second] : whole.at(-1)!;
  return `${duration / size} ${unit}`;
}

/** `850 B`, `1.23 MiB`; also for means, which need not be whole. */
export function formatBytes(bytes: number): string {
  if (bytes < 0) return `-${formatBytes(-bytes)}`;
  const steps = ["B", "KiB", "MiB", "GiB", "TiB"].map((unit, index) => ({ unit, size: power(1024, index) }));
  return scaled(bytes, steps, Number.POSITIVE_INFINITY) ?? "∞";
}

/** Bits per second → `850 bit/s`, `1.23 Mbit/s`; Infinity is `unlimited`. */
export function formatRate(bitsPerSecond: number): string {
  const steps = ["bit/s", "kbit/s", "Mbit/s", "Gbit/s"].map((unit, index) => ({ unit, size: power(1000, index) }));
  return scaled(bitsPerSecond, steps, Number.POSITIVE_INFINITY) ?? "unlimited";
}

/** Rounded to a whole number, with thousands separators: `12,345`. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return count > 0 ? "∞" : String(count);
  const digits = Math.abs(count).toFixed(0);
  const grouped = digits.replace(/\B(?=(?:\d{3})+$)/g, ",");
  return count < 0 && digits !== "0" ? `-${grouped}` : grouped;
}

/** 0.0143 → `1.43 %`. */
export function formatPercent(fraction: number): string {
  return `${significant(shiftPoint(fraction, 2))} %`;
}

/** 0.00005 → `50 ppm`. */
export function formatPpm(ratio: number): string {
  return `${significant(shiftPoint(ratio, 6))} ppm`;
}

interface Units {
  /** What a message calls the quantity. */
  readonly expected: string;
  readonly factors: ReadonlyMap<string, number>;
  /** Whether it may be negative. */
  readonly isSigned?: boolean;
}

const durations: Units = {
  expected: 'a duration with its unit such as "60 s"',
  factors: new Map([
    ["ns", nanosecond],
    ["us", microsecond],
    ["µs", microsecond], // U+00B5, the micro sign
    ["μs", microsecond], // U+03BC, the Greek letter
    ["ms", millisecond],
    ["s", second],
    ["min", minute],
    ["h", hour],
    ["d", 24 * hour],
  ]),
};

const offsetExpected = 'a duration with its unit such as "-250 ms"';

const decimal = { k: 1e3, M: 1e6, G: 1e9 };
const binary = { Ki: 1024, Mi: 1024 * 1024, Gi: 1024 * 1024 * 1024 };

const sizes: Units = {
  expected: 'a size with its unit such as "64 KiB"',
  factors: new Map([["B", 1], ...prefixed({ ...decimal, ...binary }, "B", 1)]),
};

const rates: Units = {
  expected: 'a rate with its unit such as "1 Gbit/s"',
  factors: new Map([
    ["bit/s", 1],
    ...prefixed(decimal, "bit/s", 1),
    ["B/s", 8],
    ...prefixed({ ...decimal, ...binary }, "B/s", 8),
  ]),
};

const byteRates: Units = { ...rates, expected: 'a rate with its unit such as "3 KiB/s"' };

const speeds: Units = {
  expected: 'a speed with its unit such as "200 km/ms"',
  factors: new Map([
    ["km/s", 1e3],
    ["km/ms", 1e6],
  ]),
};

const fractions: Units = { expected: 'a percentage such as "10 %"', factors: new Map([["%", 1]]) };

const ppm: Units = { expected: 'a ratio such as "50 ppm"', factors: new Map([["ppm", 1]]), isSigned: true };

const shareRates: Units = {
  expected: 'a rate such as "5 %/min"',
  factors: new Map([
    ["%/s", 1 / second],
    ["%/min", 1 / minute],
    ["%/h", 1 / hour],
  ]),
};

/** Which units a text of each kind may have. */
export const unitNames = {
  duration: [...durations.factors.keys()],
  size: [...sizes.factors.keys()],
  rate: [...rates.factors.keys()],
  fraction: [...fractions.factors.keys()],
} as const;

function prefixed(prefixes: Record<string, number>, unit: string, size: number): [string, number][] {
  return Object.entries(prefixes).map(([prefix, factor]) => [prefix + unit, factor * size]);
}

function parseQuantity(text: string, units: Units): number {
  const [, digits, unit] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/u.exec(text.trim()) ?? [];
  if (digits === undefined || unit === undefined || unit === "") {
    throw new QuantityError(`expected ${units.expected}, found ${quoted(text)}`);
  }
  const factor = units.factors.get(unit);
  if (factor === undefined) {
    const known = [...units.factors.keys()].filter((name) => name !== "μs").join(", ");
    throw new QuantityError(`expected ${units.expected}, found the unknown unit ${quoted(unit)}; known: ${known}`);
  }
  const value = Number(digits) * factor;
  if (value < 0 && !units.isSigned)
    throw new QuantityError(`expected ${units.expected}, found the negative ${quoted(text)}`);
  if (!Number.isFinite(value)) throw new QuantityError(`${quoted(text)} is too large`);
  return value;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

/** The value in the first unit in which it stays below the next; undefined when it reaches `limit`. */
function scaled(value: number, steps: readonly { unit: string; size: number }[], limit: number): string | undefined {
  for (const [index, { unit, size }] of steps.entries()) {
    const digits = significant(value / size);
    const next = steps[index + 1]?.size ?? limit;
    // Compared after rounding, so that 999.9 ms is "1 s" and never "1000 ms".
    if (Number(digits) * size < next) return `${digits} ${unit}`;
  }
  return undefined;
}

/** Three significant digits, all digits of a larger whole part; values that need fewer are written with fewer. */
function significant(value: number): string {
  const digits = Math.abs(value) >= 1000 ? value.toFixed(0) : fixed(value);
  return Number(digits) === value ? String(value) : digits;
}

function fixed(value: number): string {
  const digits = value.toPrecision(3);
  // Below a millionth toPrecision writes an exponent; nothing here needs to be told apart from zero there.
  return digits.includes("e") ? (Math.abs(value) < 1 ? "0" : value.toFixed(0)) : digits;
}

function longDuration(duration: Duration): string {
  const day = 24 * hour;
  if (Math.round(duration / second) * second < hour) return twoUnits(duration, minute, "min", second, "s");
  if (Math.round(duration / minute) * minute < day) return twoUnits(duration, hour, "h", minute, "min");
  return twoUnits(duration, day, "d", hour, "h");
}

function twoUnits(duration: Duration, large: Duration, largeUnit: string, small: Duration, smallUnit: string): string {
  const rounded = Math.round(duration / small) * small;
  const rest = (rounded % large) / small;
  const head = `${Math.floor(rounded / large)} ${largeUnit}`;
  return rest === 0 ? head : `${head} ${rest} ${smallUnit}`;
}

/** Moves the decimal point of what is printed: 1.4 / 100 is 0.013999999999999999, but "1.4e-2" is 0.014. */
function shiftPoint(value: number, places: number): number {
  const text = String(value);
  return /^[\d.-]+$/.test(text) ? Number(`${text}e${places}`) : value * Number(`1e${places}`);
}

/** Whole powers by multiplication: the operator for powers does not give the same digits on every engine. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let index = 0; index < exponent; index++) result *= base;
  return result;
}
