import { describe, expect, it } from "vitest";
import {
  byteUnit,
  fixedLabel,
  linearAxis,
  logTicks,
  logTimeAxis,
  niceStep,
  plainDuration,
  quantityAxis,
  timeUnit,
  unitOf,
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

describe("axes of any quantity", () => {
  const labelled = (options: Omit<Parameters<typeof quantityAxis>[0], "title">) => {
    const { afterBuildTicks, ticks, min, max } = quantityAxis({ title: "it", ...options });
    const axis = { ticks: [] as { value: number }[] };
    afterBuildTicks(axis);
    expect([min, max]).toEqual([axis.ticks[0]!.value, axis.ticks.at(-1)!.value]);
    return axis.ticks.map(({ value }) => ticks.callback(value));
  };

  it("begin at a round number below the data and end at one above", () => {
    const [logarithmic, parts] = [false, 5];
    expect(labelled({ quantity: "count", from: 65, to: 195, logarithmic, parts })).toEqual(["50", "100", "150", "200"]);
    expect(labelled({ quantity: "share", from: 0.0061, to: 0.05, logarithmic, parts })).toEqual([
      "0",
      "1",
      "2",
      "3",
      "4",
      "5",
    ]);
    expect(labelled({ quantity: "ns", from: 1.21e9, to: 1.32e9, logarithmic, parts })).toEqual([
      "1200",
      "1250",
      "1300",
      "1350",
    ]);
    expect(labelled({ quantity: "B", from: 0, to: 5 * 1024 * 1024, logarithmic, parts })).toEqual([
      "0",
      "1",
      "2",
      "3",
      "4",
      "5",
    ]);
    expect(labelled({ quantity: "count", from: 7, to: 7, logarithmic, parts }).length).toBeGreaterThan(1);
    expect(labelled({ quantity: "count", from: 0, to: 0, logarithmic, parts }).length).toBeGreaterThan(1);
  });

  it("have labels of any size on a logarithmic one", () => {
    const logarithmic = true;
    expect(labelled({ quantity: "B", from: 600 * 1024, to: 9e6, logarithmic })).toEqual([
      "500 KiB",
      "1 MiB",
      "2 MiB",
      "5 MiB",
      "10 MiB",
    ]);
    expect(labelled({ quantity: "B/s", from: 300, to: 1000, logarithmic })).toEqual(["200 B/s", "500 B/s", "1 KiB/s"]);
    expect(labelled({ quantity: "share", from: 0.0004, to: 0.02, logarithmic })).toEqual([
      "0.02 %",
      "0.05 %",
      "0.1 %",
      "0.2 %",
      "0.5 %",
      "1 %",
      "2 %",
    ]);
    expect(labelled({ quantity: "bit/s", from: 2e6, to: 1e9, logarithmic, parts: 5 })).toEqual([
      "1 Mbit/s",
      "3 Mbit/s",
      "10 Mbit/s",
      "30 Mbit/s",
      "100 Mbit/s",
      "300 Mbit/s",
      "1 Gbit/s",
    ]);
    expect(labelled({ quantity: "count", from: 10, to: 1000, logarithmic, parts: 2 })).toEqual(["10", "100", "1,000"]);
    expect(labelled({ quantity: "ratio", from: 0.3, to: 0.9, logarithmic })).toEqual(["0.2 ×", "0.5 ×", "1 ×"]);
  });

  it("say their unit where all labels have the same", () => {
    const titleOf = (quantity: "ns" | "count" | "bit/s", logarithmic: boolean) =>
      quantityAxis({ title: "it", quantity, from: 1e9, to: 5e9, logarithmic }).title.text;
    expect([titleOf("ns", false), titleOf("ns", true), titleOf("count", false), titleOf("bit/s", false)]).toEqual([
      "it (s)",
      "it",
      "it",
      "it (Gbit/s)",
    ]);
    expect(unitOf("B/s", 5000)).toEqual({ name: "KiB/s", size: 1024 });
    expect(unitOf("bit/s", 1500).name).toBe("bit/s");
  });
});
