import { describe, expect, it } from "vitest";
import { attribute } from "../../src/report/attribution.ts";
import { type Comparison, compareRecords } from "../../src/report/comparison.ts";
import { attributionInWords, comparisonLines } from "../../src/report/comparison-text.ts";
import { makeRecord, makeRun } from "./make-records.ts";

type Figures = Readonly<Record<string, number | null>>;

function compare(before: Figures, after: Figures, tolerances: Parameters<typeof compareRecords>[2] = []): Comparison {
  const fingerprint = JSON.stringify(before) === JSON.stringify(after) ? "00000000" : "11111111";
  return compareRecords(makeRecord(makeRun(1, before)), makeRecord(makeRun(1, after, fingerprint)), tolerances);
}

describe("two records", () => {
  it("that are the same have nothing to tell", () => {
    const same = compare({ "bytes.total": 5, "settled.time": null }, { "bytes.total": 5, "settled.time": null });
    expect(same).toMatchObject({
      verdict: "same",
      changes: [],
      unpaired: [],
      partings: [],
      sameSettings: true,
      seeds: [1],
    });
    expect(attribute(same)).toEqual([]);
  });

  it("differ in what differs, worse or better by the figure's own measure", () => {
    const before = { "bytes.total": 100, "membership.share": 0.5, "overlay.edges": 10, "hops.max": 3 };
    const { changes, verdict } = compare(before, {
      ...before,
      "bytes.total": 101,
      "membership.share": 0.75,
      "overlay.edges": 9,
    });
    expect(verdict).toBe("changed");
    expect(
      changes.map(({ figure, difference, relative, direction }) => [figure.name, difference, relative, direction]),
    ).toEqual([
      ["bytes.total", 1, 0.01, "worse"],
      ["membership.share", 0.25, 0.5, "better"],
      ["overlay.edges", -1, -0.1, "neither"],
    ]);
  });

  it("differ when something happens no more, or for the first time", () => {
    const [gone] = compare({ "membership.time": 7 }, { "membership.time": null }).changes;
    expect(gone).toMatchObject({ before: null, after: null, difference: null, direction: "worse" });
    expect(compare({ "settled.time": null }, { "settled.time": 7 }).changes[0]!.direction).toBe("better");
  });

  it("are compared seed by seed", () => {
    const record = (...values: (number | null)[]) =>
      makeRecord(...values.map((value, index) => makeRun(index + 1, { "bytes.total": value }, `${value}`)));
    const { changes, seeds, partings } = compareRecords(record(100, 200, 300, null), record(110, 220, 300, 7));
    expect(seeds).toEqual([1, 2, 3, 4]);
    expect(partings.map(({ seed }) => seed)).toEqual([1, 2, 4]);
    const [change] = changes;
    expect(change).toMatchObject({ before: 200, after: 210, difference: 10, relative: 0.05 });
    // Differences of 10, 20 and 0: 4.303 * 10 / sqrt(3) on either side of their mean.
    expect(change!.interval![0]).toBeCloseTo(10 - 24.8434, 3);
    // A figure that one seed has for the first time is better, however the others moved.
    expect(change!.direction).toBe("better");
    expect(compareRecords(record(1, 2), makeRecord(makeRun(2, { "bytes.total": 2 }, "2"))).seeds).toEqual([2]);
  });

  it("may differ within what is tolerated", () => {
    const before = { "bytes.total": 100, "bytes.infos": 50 };
    const verdict = (after: Figures, ...tolerances: [string, number][]) =>
      compare(
        before,
        after,
        tolerances.map(([figures, tolerance]) => ({ figures, tolerance })),
      ).verdict;
    expect(verdict({ "bytes.total": 101, "bytes.infos": 50 }, ["*", 0.01])).toBe("tolerated");
    expect(verdict({ "bytes.total": 102, "bytes.infos": 50 }, ["*", 0.01])).toBe("changed");
    expect(verdict({ "bytes.total": 99, "bytes.infos": 49 }, ["bytes.total", 0.01])).toBe("changed");
    // The last entry that fits holds.
    expect(verdict({ "bytes.total": 102, "bytes.infos": 50 }, ["bytes.*", 0.5], ["bytes.total", 0.01])).toBe("changed");
    expect(verdict({ "bytes.total": 102, "bytes.infos": 50 }, ["bytes.total", 0.01], ["bytes.*", 0.5])).toBe(
      "tolerated",
    );
    expect(verdict({ "bytes.total": null, "bytes.infos": 50 }, ["*", 1])).toBe("changed");
  });

  it("that took another course differ, even where no figure shows it", () => {
    const one = makeRecord(makeRun(1, { "bytes.total": 1 }, "aaaa"));
    const other = makeRecord(makeRun(1, { "bytes.total": 1 }, "bbbb"));
    const comparison = compareRecords(one, other);
    expect(comparison.verdict).toBe("changed");
    expect(comparisonLines(comparison, null)).toContain("no figure differs, but the course of the run does");
    expect(compareRecords(one, other, [{ figures: "bytes.*", tolerance: 0.1 }]).verdict).toBe("tolerated");
  });

  it("of different versions compare what both have", () => {
    const { unpaired, changes } = compare({ "bytes.total": 1, "old.figure": 2 }, { "bytes.total": 1, "new.figure": 3 });
    expect(changes).toEqual([]);
    expect(unpaired).toEqual(["new.figure", "old.figure"]);
  });

  it("of which one has keys that the other has not: there none were sent", () => {
    const { changes, unpaired } = compare({ "bytes.total": 1 }, { "bytes.total": 1, "infos.bytes.load": 40 });
    expect(unpaired).toEqual([]);
    expect(changes[0]).toMatchObject({ before: 0, after: 40, difference: 40, direction: "worse" });
  });
});

describe("where a change comes from", () => {
  it("is told by area, what moved most first", () => {
    const before = {
      "bytes.total": 1000,
      "bytes.infos": 500,
      "bytes.stamps": 300,
      "bytes.identity": 100,
      "wire.headers": 40,
      "bytes.wire": 1200,
      "dissemination.t50.p50": 10e6,
      "dissemination.t99.p50": 20e6,
      "connections.refused": 0,
      "infos.bytes.node": 400,
      "infos.bytes.load": 100,
    };
    const after = {
      ...before,
      "bytes.total": 860,
      "bytes.infos": 510,
      "bytes.stamps": 150,
      "bytes.wire": 1062,
      "wire.headers": 42,
      "dissemination.t50.p50": 11e6,
      "dissemination.t99.p50": 40e6,
      "connections.refused": 2,
      "infos.bytes.node": 402,
      "infos.bytes.load": 108,
    };
    expect(attribute(compare(before, after)).map(attributionInWords)).toEqual([
      "protobuf bytes: stamps -150 B, infos +10 B (load +8 B, node +2 B)",
      "on the wire besides: headers +2 B",
      "time: dissemination.t99.p50 +20 ms (+100 %), dissemination.t50.p50 +1 ms (+10 %)",
      "overlay: connections.refused +2",
    ]);
  });
});
