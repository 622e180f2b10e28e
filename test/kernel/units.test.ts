import { describe, expect, test } from "vitest";
import { hour, microsecond, millisecond, minute, second } from "../../src/kernel/time.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatPercent,
  formatPpm,
  formatRate,
  parseByteRate,
  parseDuration,
  parseFactor,
  parseFraction,
  parseOffset,
  parsePpm,
  parseRate,
  parseShareRate,
  parseSize,
  parseSpeed,
  QuantityError,
} from "../../src/kernel/units.ts";
import fc from "../property.ts";

describe("parsing", () => {
  test.each([
    ["-250 ms", -250_000_000],
    ["250 ms", 250_000_000],
    ["-1 h", -3_600_000_000_000],
  ])("offset %s", (text, nanoseconds) => {
    expect(parseOffset(text)).toBe(nanoseconds);
  });

  test.each([
    ["50 ppm", 0.00005],
    ["-100 ppm", -0.0001],
    ["1.4 ppm", 0.0000014],
  ])("ratio %s, and back", (text, ratio) => {
    expect(parsePpm(text)).toBe(ratio);
    expect(formatPpm(ratio)).toBe(text);
  });

  test.each([
    ["5 %/min", 0.05 / 60e9],
    ["100 %/h", 1 / 3600e9],
    ["1 %/s", 0.01 / 1e9],
  ])("share rate %s", (text, rate) => {
    expect(parseShareRate(text)).toBeCloseTo(rate, 24);
  });

  test.each([
    ["x10", 10],
    ["×2.5", 2.5],
    ["x .5", 0.5],
  ])("factor %s", (text, factor) => {
    expect(parseFactor(text)).toBe(factor);
  });

  test.each([
    [() => parseFactor("10"), 'expected a factor such as "x10", found "10"'],
    [() => parsePpm("5 %"), 'expected a ratio such as "50 ppm", found the unknown unit "%"; known: ppm'],
    [() => parseOffset("5"), 'expected a duration with its unit such as "-250 ms", found "5"'],
    [() => parseShareRate("-5 %/s"), 'expected a rate such as "5 %/min", found the negative "-5 %/s"'],
  ])("mistake %#", (parse, message) => {
    expect(parse).toThrow(new QuantityError(message));
  });

  test.each([
    ["0 s", 0],
    ["7 ns", 7],
    ["30 us", 30_000],
    ["30 µs", 30_000],
    ["30 μs", 30_000],
    ["0.5 ms", 500_000],
    ["60 s", 60_000_000_000],
    ["60s", 60_000_000_000],
    [" 1.5 s ", 1_500_000_000],
    ["1e3 ms", 1_000_000_000],
    [".25 s", 250_000_000],
    ["2. s", 2_000_000_000],
    ["2 min", 120_000_000_000],
    ["1 h", 3_600_000_000_000],
    ["2 d", 172_800_000_000_000],
    ["1.4 ns", 1],
    ["1.6 ns", 2],
  ])("duration %s", (text, nanoseconds) => {
    expect(parseDuration(text)).toBe(nanoseconds);
  });

  test.each([
    ["200 km/ms", 200_000_000],
    ["299792.458 km/s", 299_792_458],
  ])("speed %s", (text, metresPerSecond) => {
    expect(parseSpeed(text)).toBe(metresPerSecond);
  });

  test("a speed in another unit", () => {
    expect(() => parseSpeed("60 mph")).toThrow(
      'expected a speed with its unit such as "200 km/ms", found the unknown unit "mph"; known: km/s, km/ms',
    );
  });

  test.each([
    ["0 B", 0],
    ["850 B", 850],
    ["1.1 kB", 1100],
    ["64 KiB", 65_536],
    ["1 MB", 1_000_000],
    ["1.5 MiB", 1_572_864],
    ["2 GB", 2_000_000_000],
    ["1 GiB", 1_073_741_824],
  ])("size %s", (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each([
    ["9 bit/s", 9],
    ["56 kbit/s", 56_000],
    ["10 Mbit/s", 10_000_000],
    ["1 Gbit/s", 1_000_000_000],
    ["1 B/s", 8],
    ["1 kB/s", 8000],
    ["1 KiB/s", 8192],
    ["125 MB/s", 1_000_000_000],
    ["1 MiB/s", 8_388_608],
    ["1 GB/s", 8_000_000_000],
  ])("rate %s", (text, bitsPerSecond) => {
    expect(parseRate(text)).toBe(bitsPerSecond);
  });

  test.each([
    ["3 KiB/s", 3072],
    ["1 kB/s", 1000],
    ["8 bit/s", 1],
    ["0 B/s", 0],
  ])("rate %s in bytes", (text, bytesPerSecond) => {
    expect(parseByteRate(text)).toBe(bytesPerSecond);
  });

  test.each([
    ["0 %", 0],
    ["1.4 %", 0.014],
    ["7 %", 0.07],
    ["10%", 0.1],
    ["250 %", 2.5],
    ["1e-7 %", 1e-9],
  ])("fraction %s", (text, fraction) => {
    expect(parseFraction(text)).toBe(fraction);
  });

  test.each([
    [parseDuration, "60", 'expected a duration with its unit such as "60 s", found "60"'],
    [parseDuration, "", 'expected a duration with its unit such as "60 s", found ""'],
    [parseDuration, "soon", 'expected a duration with its unit such as "60 s", found "soon"'],
    [parseDuration, "1 s\n2 s", 'expected a duration with its unit such as "60 s", found "1 s\\n2 s"'],
    [
      parseDuration,
      "60 sec",
      'expected a duration with its unit such as "60 s", found the unknown unit "sec"; known: ns, us, µs, ms, s, min, h, d',
    ],
    [
      parseDuration,
      "1 MS",
      'expected a duration with its unit such as "60 s", found the unknown unit "MS"; known: ns, us, µs, ms, s, min, h, d',
    ],
    [parseDuration, "-1 s", 'expected a duration with its unit such as "60 s", found the negative "-1 s"'],
    [parseDuration, "1e400 s", '"1e400 s" is too large'],
    [parseDuration, "200 d", '"200 d" is too long: at most 104 d'],
    [parseSize, "64", 'expected a size with its unit such as "64 KiB", found "64"'],
    [
      parseSize,
      "64 KB",
      'expected a size with its unit such as "64 KiB", found the unknown unit "KB"; known: B, kB, MB, GB, KiB, MiB, GiB',
    ],
    [parseSize, "1e9 GiB", '"1e9 GiB" is too large: at most 8 PiB'],
    [
      parseRate,
      "1 Gb/s",
      'expected a rate with its unit such as "1 Gbit/s", found the unknown unit "Gb/s"; known: bit/s, kbit/s, Mbit/s, Gbit/s, B/s, kB/s, MB/s, GB/s, KiB/s, MiB/s, GiB/s',
    ],
    [parseFraction, "0.1", 'expected a percentage such as "10 %", found "0.1"'],
  ])("%o refuses %j", (parse, text, message) => {
    expect(() => parse(text)).toThrow(new QuantityError(message));
  });

  test("any text gives a finite number or a QuantityError", () => {
    const part = fc.constantFrom("1", "e", "9", ".", "-", "+", " ", "s", "min", "B", "%", "KiB", "bit/s", "µ", "\n");
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(parseDuration, parseSize, parseRate, parseFraction), (written, parse) => {
        try {
          expect(Number.isFinite(parse(written))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(QuantityError);
        }
      }),
    );
  });
});

describe("formatting", () => {
  test.each([
    [0, "0 s"],
    [1, "1 ns"],
    [999, "999 ns"],
    [850 * microsecond, "850 µs"],
    [14.23 * millisecond, "14.2 ms"],
    [999.94 * microsecond, "1.00 ms"],
    [1_234_567_890, "1.23 s"],
    [1.5 * second, "1.5 s"],
    [5 * second, "5 s"],
    [59.94 * second, "59.9 s"],
    [59.96 * second, "1 min"],
    [125 * second, "2 min 5 s"],
    [hour - 1, "1 h"],
    [3 * hour + 20 * minute + 10 * second, "3 h 20 min"],
    [49 * hour, "2 d 1 h"],
    [-2 * second, "-2 s"],
    [1234.5, "1.23 µs"],
    [Number.POSITIVE_INFINITY, "∞"],
  ])("duration %d", (nanoseconds, text) => {
    expect(formatDuration(nanoseconds)).toBe(text);
  });

  test.each([
    [0, "0 B"],
    [850, "850 B"],
    [12.345, "12.3 B"],
    [1023, "1023 B"],
    [1023.7, "1.00 KiB"],
    [1024, "1 KiB"],
    [1_290_000, "1.23 MiB"],
    [1020.5 * 1024, "1021 KiB"],
    [3 * 1024 * 1024 * 1024, "3 GiB"],
    [5000 * 1024 * 1024 * 1024 * 1024, "5000 TiB"],
    [-2048, "-2 KiB"],
  ])("bytes %d", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  test.each([
    [0, "0 bit/s"],
    [999.9, "1.00 kbit/s"],
    [1_234_567, "1.23 Mbit/s"],
    [1e9, "1 Gbit/s"],
    [1e12, "1000 Gbit/s"],
    [Number.POSITIVE_INFINITY, "unlimited"],
  ])("rate %d", (bitsPerSecond, text) => {
    expect(formatRate(bitsPerSecond)).toBe(text);
  });

  test.each([
    [0, "0"],
    [999, "999"],
    [12_345, "12,345"],
    [1_234_567.8, "1,234,568"],
    [-1234, "-1,234"],
    [-0.2, "0"],
  ])("count %d", (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  test.each([
    [0, "0 %"],
    [0.014, "1.4 %"],
    [0.1, "10 %"],
    [0.01434, "1.43 %"],
    [1 / 3, "33.3 %"],
    [12.5, "1250 %"],
  ])("percent %d", (fraction, text) => {
    expect(formatPercent(fraction)).toBe(text);
  });

  test("what was formatted exactly is read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999 }), fc.constantFrom(1, 1000, 1e6), (value, unit) => {
        expect(parseDuration(formatDuration(value * unit))).toBe(value * unit);
      }),
    );
  });
});
