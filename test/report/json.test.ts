import { describe, expect, it } from "vitest";
import { writeJson } from "../../src/report/json.ts";

describe("writeJson", () => {
  it("keeps arrays of numbers on one line, however long", () => {
    const numbers = Array.from({ length: 500 }, (_, index) => index);
    expect(writeJson({ numbers }).split("\n")).toHaveLength(4);
  });

  it("breaks up what does not fit on a line", () => {
    const points = Array.from({ length: 20 }, (_, time) => ({ time, share: time / 20 }));
    expect(writeJson(points).split("\n")[1]).toBe('  { "time": 0, "share": 0 },');
  });

  it("keeps every line of objects within its width", () => {
    const names = Array.from({ length: 40 }, (_, index) => `name ${index}`);
    const lines = writeJson({ a: { b: { names, short: { x: 1, y: [1, 2] } } } }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(120);
  });

  it.each([0.1 + 0.2, 1 / 3, 1e21, 5e-324, 123_456_789_012_345, -7])("does not round %s", (value) => {
    expect(JSON.parse(writeJson([value]))).toEqual([value]);
  });

  it("reads back as what it was", () => {
    const value = { text: 'a "quoted"\nline', none: null, yes: true, empty: {}, list: [], nested: [[1], [2, [3]]] };
    expect(JSON.parse(writeJson(value))).toEqual(value);
    expect(writeJson({ left: undefined, right: 1 })).toBe('{ "right": 1 }\n');
  });

  it("writes infinite settings as words", () => {
    const off = { ttl: Infinity, clientsTtl: Infinity, for: Infinity, cullInterval: Infinity, up: Infinity };
    expect(JSON.parse(writeJson(off))).toEqual({
      ttl: "never",
      clientsTtl: "never",
      for: "never",
      cullInterval: "off",
      up: "unlimited",
    });
  });

  it("refuses what is no number, with its place", () => {
    expect(() => writeJson({ runs: [{ mean: Number.NaN }] })).toThrow("NaN at runs[0].mean");
    expect(() => writeJson([-Infinity])).toThrow(RangeError);
  });
});
