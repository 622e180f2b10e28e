import { describe, expect, it } from "vitest";
import { BaselineError, parseBaseline, serializeBaseline } from "../../src/report/baseline.ts";
import { compareRecords } from "../../src/report/comparison.ts";
import { recordOf } from "../../src/report/record.ts";
import fc from "../property.ts";
import { madeReport, madeReports } from "./made-reports.ts";
import { makeRecord, makeRun } from "./make-records.ts";

const record = makeRecord(
  makeRun(1, { "bytes.total": 1234, "membership.time": null, "infos.bytes.load": 70 }),
  makeRun(9, { "bytes.total": 1300.25, "membership.time": 5 }),
);
const text = serializeBaseline(record, "npx gossipsim check made.yaml --update");

/** What the text is refused with. */
function problem(damaged: string): string {
  try {
    parseBaseline(damaged);
  } catch (error) {
    if (error instanceof BaselineError) return error.message;
    throw error;
  }
  return "none";
}

describe("a baseline", () => {
  it("has a line for each figure, a column for each seed", () => {
    expect(text).toMatchInlineSnapshot(`
      "# What later runs are held against. Times in nanoseconds, sizes in bytes; a column for each seed.
      # Recorded by: npx gossipsim check made.yaml --update
      format: gossipsim-baseline/1
      scenario: made
      settings: "12345678"
      seeds: [1, 9]
      figures:
        bytes.total: [1234, 1300.25]
        membership.time: [null, 5]
        infos.bytes.load: [70, 0]
      runs:
        - { seed: 1, fingerprint: "00000000", events: 3, marks: "AAABBBCCC" }
        - { seed: 9, fingerprint: "00000000", events: 3, marks: "AAABBBCCC" }
      digest: "7625699e"
      "
    `);
  });

  it("reads back as it was written", () => {
    const [first, second] = parseBaseline(text).runs;
    expect(first).toEqual(record.runs[0]);
    expect(second!.figures).toEqual({ "bytes.total": 1300.25, "membership.time": 5, "infos.bytes.load": 0 });
    for (const name of Object.keys(madeReports)) {
      const recorded = recordOf(madeReport(name));
      const comparison = compareRecords(recorded, parseBaseline(serializeBaseline(recorded, "x")));
      expect(comparison).toMatchObject({ verdict: "same", unpaired: [], sameSettings: true });
      expect(comparison.seeds).toHaveLength(recorded.runs.length);
    }
  });

  it("reads back whatever the keys of infos and the values are", () => {
    const values = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(null), fc.integer());
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "grapheme" }), values, { minKeys: 1 }), (figures) => {
        const named = Object.fromEntries(Object.entries(figures).map(([key, value]) => [`infos.bytes.${key}`, value]));
        const recorded = makeRecord(makeRun(1, named));
        const found = parseBaseline(serializeBaseline(recorded, "x")).runs[0]!.figures;
        // Neither JSON nor YAML knows a negative zero.
        const expected = Object.fromEntries(
          Object.entries(named).map(([key, value]) => [key, value === 0 ? 0 : value]),
        );
        expect(Object.fromEntries(Object.entries(found).map(([k, v]) => [k, v === 0 ? 0 : v]))).toEqual(expected);
      }),
    );
  });

  it("survives a system that ends lines in another way", () => {
    expect(parseBaseline(text.replaceAll("\n", "\r\n"))).toEqual(parseBaseline(text));
  });

  it("notices when it was cut off, wherever", () => {
    for (let length = 0; length < text.length; length++) expect(problem(text.slice(0, length))).not.toBe("none");
  });

  it("notices whatever was changed in it", () => {
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom("0", "7", "x", " ", ""), (at, instead) => {
        fc.pre(text[at] !== instead);
        expect(problem(text.slice(0, at) + instead + text.slice(at + 1))).not.toBe("none");
      }),
    );
  });

  it.each([
    ["nothing", "", "it is not a baseline: no line says its format"],
    ["another file", "name: quickstart\n", "it is not a baseline: no line says its format"],
    [
      "a format of something else",
      text.replace("-baseline/1", "-report/2"),
      'it is not a baseline: its format is "gossipsim-report/2"',
    ],
    [
      "a newer format",
      text.replace("-baseline/1", "-baseline/2"),
      "its format gossipsim-baseline/2 is of a newer gossipsim; this one reads gossipsim-baseline/1",
    ],
    [
      "an edited figure",
      text.replace("1234,", "1235,"),
      "it was changed since it was recorded: its digest does not fit",
    ],
    ["a lost end", text.slice(0, -30), "its end is missing"],
    ["an open merge", text.replace("figures:", "<<<<<<< HEAD\nfigures:"), "line 7 is what a merge has left open"],
  ])("says what is wrong with %s", (_, damaged, message) => {
    expect(problem(damaged)).toBe(message);
  });
});
