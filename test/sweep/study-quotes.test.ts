import { expect, test } from "vitest";
import { withoutSources, wrongQuotes } from "../../scripts/studies/quotes.mjs";
import { formatFigure } from "../../src/report/figure.ts";
import { analyseSweep } from "../../src/sweep/analysis.ts";
import { sweepJson } from "../../src/sweep/json.ts";
import { makeSweep, names, numbers } from "./support.ts";

/** Bytes grow with the square of the nodes, tenfold with the second version, which is never complete at 40 nodes with seed 2. */
const axes = [numbers("nodes", [10, 20, 40]), numbers("hops", [5]), names("version", ["new", "old"])];
const sweep = makeSweep(
  { axes, seeds: [1, 2], figures: ["membership.time", "bytes.total"] },
  ([size, , version], seed) => {
    const nodes = axes[0]!.levels[size!]!.number!;
    const isNever = nodes === 40 && version === 1 && seed === 2;
    return { "membership.time": isNever ? null : seed * 1e9, "bytes.total": nodes * nodes * (version === 1 ? 10 : 1) };
  },
);
const result = JSON.parse(sweepJson(analyseSweep(sweep)));

const wrong = (text: string) => wrongQuotes(text, result, formatFigure);

test("a figure is the mean at the point with these levels, in the words of reports", () => {
  expect(wrong("it takes {1.5 s = membership.time at 10, new} and {400 B = bytes.total at 20, new}")).toEqual([]);
  expect(wrong("it takes {1.51 s = membership.time at 10, new}")).toEqual([
    "says 1.51 s of membership.time at 10, new, which is 1.5 s",
  ]);
});

test("a ratio and an exponent have as many digits as they are quoted with", () => {
  expect(wrong("{4 = bytes.total at 20, new / at 10, new}, {0.3 = bytes.total at 10, new / at 20, new}")).toEqual([]);
  expect(wrong("{10.0 % = bytes.total at 20, new / at 20, old}, {2.00 = exponent of bytes.total at old}")).toEqual([]);
  expect(wrong("{4.1 = bytes.total at 20, new / at 10, new}")).toEqual([
    "says 4.1 of bytes.total at 20, new / at 10, new, which is 4.0",
  ]);
  expect(wrong("{3 = exponent of bytes.total at new}")).toEqual([
    "says 3 of exponent of bytes.total at new, which is 2",
  ]);
});

test("a source that runs over the end of a line is read as one", () => {
  expect(wrong("{400\nB\n= bytes.total at\n20, new}, {400 B =\nbytes.total at 20, new}")).toEqual([]);
  expect(
    withoutSources("just {400 B =\nbytes.total at\n20, new}, {4 = bytes.total at 20, new / at 10, new} times"),
  ).toBe("just 400 B, 4 times");
});

test("what the sweep does not know is never right", () => {
  expect(wrong("{1.00 s = membership.time at 40, old}")).toEqual([
    "says 1.00 s of membership.time at 40, old, which is nothing",
  ]);
  expect(wrong("{1.5 s = membership.time at 11, new}")).toEqual([
    "says 1.5 s of membership.time at 11, new, which is nothing",
  ]);
  expect(wrong("{1.5 s = membership.tim at 10, new}")).toEqual([
    "says 1.5 s of membership.tim at 10, new, which is of no figure of this sweep",
  ]);
  expect(wrong("{2 = bytes.total at 11, new / at 10, new}, {2 = exponent of bytes.total at newer}")).toEqual([
    "says 2 of bytes.total at 11, new / at 10, new, which is nothing",
    "says 2 of exponent of bytes.total at newer, which is nothing",
  ]);
});
