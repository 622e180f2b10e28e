import { describe, expect, test } from "vitest";
import { record, second } from "./support.ts";

/** What one node publishes by itself: time and bytes of value (without checksum and tag, 5 bytes) of each. */
function published(item: string, duration = "2000 s", seed = 1) {
  const { infos } = record({ nodes: 1, duration, protocol: "clientsInterval: off", workload: [item] }, { seed });
  return infos
    .filter(({ info }) => info.key === "k")
    .map(({ time, info }) => ({ time, size: info.value.bytes.length - 5 }));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const gaps = (of: readonly { readonly time: number }[]) => of.slice(1).map(({ time }, index) => time - of[index]!.time);

describe("intervals", () => {
  test("exponential: as many as the mean says, and gaps whose deviation is their mean", () => {
    const times = published("{ key: k, from: 1, size: 8 B, every: { kind: exponential, mean: 1 s } }");
    // A Poisson process of 2000 expected arrivals: within four deviations.
    expect(Math.abs(times.length - 2000)).toBeLessThan(4 * Math.sqrt(2000));
    const between = gaps(times);
    const deviation = Math.sqrt(mean(between.map((gap) => (gap - mean(between)) * (gap - mean(between)))));
    expect(deviation / mean(between)).toBeGreaterThan(0.9);
    expect(deviation / mean(between)).toBeLessThan(1.1);
  });

  test("uniform: between its bounds", () => {
    const between = gaps(published("{ key: k, from: 1, size: 8 B, every: { kind: uniform, min: 1 s, max: 3 s } }"));
    expect(Math.min(...between)).toBeGreaterThanOrEqual(second);
    expect(Math.max(...between)).toBeLessThanOrEqual(3 * second);
    expect(Math.abs(mean(between) / second - 2)).toBeLessThan((4 * 0.577) / Math.sqrt(between.length));
  });
});

describe("sizes", () => {
  test("log-normal: around the mean, half of them below the median, which is smaller", () => {
    const sizes = published("{ key: k, from: 1, size: { kind: lognormal, mean: 1 KiB, sigma: 0.5 }, every: 1 s }").map(
      ({ size }) => size,
    );
    const below = sizes.filter((size) => size < 1024 * Math.exp(-0.125)).length;
    expect(Math.abs(below - sizes.length / 2)).toBeLessThan(2 * Math.sqrt(sizes.length));
    const deviation = 1024 * Math.sqrt(Math.exp(0.25) - 1);
    expect(Math.abs(mean(sizes) - 1024)).toBeLessThan((4 * deviation) / Math.sqrt(sizes.length));
  });

  test("leave the times as they were, which have a stream of their own", () => {
    const every = "every: { kind: exponential, mean: 1 s }";
    const fixed = published(`{ key: k, from: 1, size: 64 B, ${every} }`, "100 s");
    const drawn = published(`{ key: k, from: 1, size: { kind: uniform, min: 1 B, max: 99 B }, ${every} }`, "100 s");
    expect(drawn.map(({ time }) => time)).toEqual(fixed.map(({ time }) => time));
    expect(new Set(drawn.map(({ size }) => size)).size).toBeGreaterThan(20);
  });
});

test("a burst is so many, so far apart, each time", () => {
  const times = published(
    "{ key: k, from: 1, size: 8 B, at: 1 s, every: 10 s, burst: { count: 3, spacing: 5 ms } }",
    "22 s",
  );
  const offsets = times.map(({ time }) => time - times[0]!.time);
  const ms = 1_000_000;
  const tens = [0, 10 * second, 20 * second];
  expect(offsets).toEqual(tens.flatMap((start) => [start, start + 5 * ms, start + 10 * ms]));
});

test("a tombstone takes an info's place everywhere, five bytes of it, and is gone with its time to live", () => {
  const { infos } = record({
    nodes: 3,
    duration: "20 s",
    workload: ["{ key: k, from: 1, size: 1 KiB, at: 2 s }", "{ key: k, from: 1, size: 0 B, at: 10 s, ttl: 5 s }"],
  });
  const held = infos.filter(({ info }) => info.key === "k");
  const lengths = held.map(({ node, info }) => [node, info.value.bytes.length]);
  expect(
    lengths
      .filter(([, length]) => length === 5)
      .map(([node]) => node)
      .sort(),
  ).toEqual([1, 2, 3]);
  expect(held.filter(({ time }) => time > 10 * second).every(({ info }) => info.value.bytes.length === 5)).toBe(true);
});
