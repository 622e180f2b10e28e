import { describe, expect, test } from "vitest";
import { type ConfigEntry, SystemConfigDeltaFilter } from "../../src/gossip/system-config.ts";

const entries = (values: Record<string, string>): ConfigEntry[] =>
  Object.entries(values).map(([key, value]) => ({ key, value: Buffer.from(value) }));
const keys = (changes: readonly ConfigEntry[]) => changes.map(({ key }) => key);

describe("D.1 18: SystemConfigDeltaFilter", () => {
  test("tells what is new or changed, and nothing of what is gone", () => {
    const filter = new SystemConfigDeltaFilter();
    const step = (values: Record<string, string>) => keys(filter.changes(entries(values)));
    expect(step({ a: "1", c: "3" })).toEqual(["a", "c"]);
    expect(step({ a: "1", c: "3" })).toEqual([]);
    expect(step({ a: "1", b: "2", c: "3" })).toEqual(["b"]);
    expect(step({ a: "0", b: "2", c: "4" })).toEqual(["a", "c"]);
    expect(step({ a: "0", c: "4" })).toEqual([]);
    expect(step({ a: "0", b: "2", c: "4" })).toEqual(["b"]);
    expect(step({})).toEqual([]);
  });

  test("with a prefix only the keys that start with it", () => {
    const filter = new SystemConfigDeltaFilter("in");
    const step = (values: Record<string, string>) => keys(filter.changes(entries(values)));
    expect(step({ in1: "1", out: "2", "not in": "3" })).toEqual(["in1"]);
    expect(step({ in1: "1", in2: "1", out: "5" })).toEqual(["in2"]);
    expect(step({ in1: "7", in2: "1", out: "6" })).toEqual(["in1"]);
  });
});
