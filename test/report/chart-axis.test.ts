import { describe, expect, it } from "vitest";
import {
  byteUnit,
  fixedLabel,
  linearAxis,
  logTicks,
  logTimeAxis,
  niceStep,
  plainDuration,
  timeUnit,
} from "../../src/report/chart-axis.ts";

describe("linear axes", () => {
  it.each([
    [1, 10, 0.1, 1],
    [1.24, 8, 0.2, 1],
    [60, 12, 5, 0],
    [0.03, 10, 0.005, 3],
    [1000, 12, 100, 0],
    [195, 10, 20, 0],
    [3, 10, 0.5, 1],
    [0, 10, 1, 0],
  ])("0 … %s in at most %s parts: steps of %s", (most, parts, step, decimals) => {
    expect(niceStep(most, parts)).toEqual({ step, decimals });
  });

  it("label every step exactly", () => {
    for (let most = 0.001; most < 10_000; most *= 1.37) {
      const { step, decimals } = niceStep(most, 10);
      expect(most / step).toBeLessThanOrEqual(10.000001);
      for (let index = 1; index <= 10; index++) {
        const label = fixedLabel(decimals)(index * step);
        expect(Number(label)).toBeCloseTo(index * step, 9);
        expect(label).not.toMatch(/e|\d{8}/);
      }
    }
  });

  it("end with the data or with a whole step", () => {
    expect(linearAxis({ title: "", most: 4.92, roundUp: false }).max).toBe(4.92);
    expect(linearAxis({ title: "", most: 4.92, roundUp: true }).max).toBe(5);
    expect(linearAxis({ title: "", most: 0.7, roundUp: true }).max).toBe(0.7);
    expect(linearAxis({ title: "", most: 0, roundUp: true }).max).toBe(1);
  });

  it("choose their units", () => {
    expect([1e3, 1e6, 1e9, 60e9, 3600e9, 1e15].map((span) => timeUnit(span).name)).toEqual([
      "ns",
      "µs",
      "ms",
      "s",
      "min",
      "h",
    ]);
    expect([0, 1023, 1024, 1e6, 2e6, 1e10, 1e13].map((most) => byteUnit(most).name)).toEqual([
      "B",
      "B",
      "KiB",
      "KiB",
      "MiB",
      "GiB",
      "TiB",
    ]);
  });
});

describe("logarithmic time axes", () => {
  it.each([
    [3e5, 4e7],
    [1, 1],
    [7, 7],
    [999, 1001],
    [4e5, 33e9],
    [1, 1e15],
  ])("%s … %s lies within round ticks", (from, to) => {
    const ticks = logTicks(from, to);
    expect(ticks[0]).toBeLessThanOrEqual(from);
    expect(ticks.at(-1)).toBeGreaterThanOrEqual(to);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.length).toBeLessThan(20);
    expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
  });

  it("speak of times, not of powers", () => {
    expect([1, 500, 2e3, 5e5, 2e6, 1e8, 5e9, 1e12].map(plainDuration)).toEqual([
      "1 ns",
      "500 ns",
      "2 µs",
      "500 µs",
      "2 ms",
      "100 ms",
      "5 s",
      "1000 s",
    ]);
    const axis = { ticks: [] as { value: number }[] };
    logTimeAxis({ title: "", from: 3e6, to: 4e7 }).afterBuildTicks(axis);
    expect(axis.ticks.map(({ value }) => plainDuration(value))).toEqual(["2 ms", "5 ms", "10 ms", "20 ms", "50 ms"]);
  });
});
