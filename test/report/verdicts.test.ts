import { describe, expect, it } from "vitest";
import type { PromisedValue } from "../../src/measure/measurements.ts";
import { verdictsOn } from "../../src/report/verdicts.ts";
import { figures } from "../../src/scenario/figures.ts";
import type { Expectation } from "../../src/scenario/scenario.ts";
import { makeMeasurements, noCourse } from "./make-measurements.ts";

const second = 1e9;
const whole = { keys: null, nodes: null, from: 0, to: Number.POSITIVE_INFINITY };

/** The verdict on one promise; a run for each value, with seeds from 1. */
function verdict(promise: Partial<Expectation>, values: readonly (number | null | PromisedValue)[]) {
  const expectation = { figure: "bytes.total", scope: whole, over: "worst" as const, min: null, max: null, ...promise };
  const runs = values.map((value, index) => {
    const promised = typeof value === "number" ? { value } : (value ?? { value: null, why: "never" as const });
    const measurements = makeMeasurements({ promised: [promised] }, { endTime: 3 * second });
    return { seed: index + 1, fingerprint: "", course: noCourse, measurements };
  });
  return verdictsOn([expectation], runs)[0]!;
}

describe("the value that is held against a bound", () => {
  const twenty = Array.from({ length: 20 }, (_, index) => index + 1);
  it.each([
    ["worst", "max", [3, 9, 4], 9],
    ["worst", "min", [3, 9, 4], 3],
    ["mean", "max", [3, 9, 3], 5],
    ["median", "max", [3, 9, 4], 4],
    ["median", "min", [3, 9, 4, 6], 5],
    ["p95", "max", twenty, 19],
    ["p95", "min", twenty, 2],
    ["p95", "max", [1, 2], 2],
    // A run without a value is worse than any value.
    ["worst", "max", [3, null, 4], null],
    ["worst", "min", [3, null, 4], null],
    ["mean", "max", [3, null], null],
    ["median", "max", [3, null, 4], 4],
    ["median", "min", [3, null, 4], 3],
    ["median", "max", [3, null], null],
    ["p95", "max", [...twenty.slice(0, 19), null], 19],
    ["p95", "min", [null, null, ...twenty.slice(2)], null],
  ] as const)("%s for %s of %j is %s", (over, bound, values, expected) => {
    expect(verdict({ over, [bound]: 1 }, values).bounds[0]!.value).toBe(expected);
  });

  it("keeps a bound that it just meets, and a value that is none breaks both", () => {
    expect(verdict({ max: 5 }, [5]).kept).toBe(true);
    expect(verdict({ max: 5 }, [6]).kept).toBe(false);
    expect(verdict({ min: 5 }, [5]).kept).toBe(true);
    expect(verdict({ min: 5 }, [4]).kept).toBe(false);
    expect(verdict({ max: 5 }, [null]).kept).toBe(false);
    expect(verdict({ min: 5 }, [null]).kept).toBe(false);
  });

  it("is one for each bound, each with its worst seed", () => {
    expect(verdict({ min: 4, max: 8 }, [3, 9, 6]).bounds).toEqual([
      { bound: "max", limit: 8, value: 9, kept: false, worstSeed: 2 },
      { bound: "min", limit: 4, value: 3, kept: false, worstSeed: 1 },
    ]);
    expect(verdict({ min: 4, max: 10 }, [3, 9]).bounds.map(({ bound }) => bound)).toEqual(["min", "max"]);
  });
});

describe("a verdict in words", () => {
  const words = (promise: Partial<Expectation>, values: readonly (number | null | PromisedValue)[]) => {
    const { subject, finding } = verdict(promise, values);
    return `${subject}: ${finding}`;
  };
  const mebi = 1024 * 1024;

  it("says how far off it is, and which seed was worst", () => {
    expect(words({ max: 40 * mebi }, [30 * mebi, 41.2 * mebi])).toBe(
      "bytes.total: 41.2 MiB, at most 40 MiB promised (3.00 % over; worst seed 2)",
    );
    expect(words({ max: 40 * mebi, over: "mean" }, [30 * mebi, 41.2 * mebi])).toBe(
      "bytes.total: mean 35.6 MiB, at most 40 MiB promised",
    );
    expect(words({ min: 40 * mebi, max: 50 * mebi }, [30 * mebi])).toBe(
      "bytes.total: 30 MiB, at most 50 MiB and at least 40 MiB promised (25 % under)",
    );
    expect(words({ figure: "redundancy", max: 0.6 }, [0.624])).toBe(
      "redundancy: 62.4 %, at most 60 % promised (2.40 points over)",
    );
    expect(words({ figure: "connections.failed", max: 0 }, [2])).toBe(
      "connections.failed: 2, at most 0 promised (over)",
    );
  });

  it("names the part of the run", () => {
    const scope = { keys: "load:*", nodes: [1, 2, 3], from: 10 * second, to: 20 * second };
    expect(words({ figure: "hops.max", max: 4, scope }, [3])).toBe(
      "hops.max of load:* at nodes 1–3 from 10 s to 20 s: 3, at most 4 promised",
    );
    expect(words({ figure: "hops.max", max: 4, scope: { ...whole, nodes: [7], to: second } }, [3])).toBe(
      "hops.max at node 7 up to 1 s: 3, at most 4 promised",
    );
  });

  it("says why there is no value", () => {
    const nothing = { value: null, why: "nothing" } as const;
    const ended = { value: null, why: "ended" } as const;
    expect(words({ figure: "membership.time", max: 5 * second }, [null])).toBe(
      "membership.time: never, at most 5 s promised",
    );
    expect(words({ figure: "membership.time", max: 5 * second }, [1, null, null])).toBe(
      "membership.time: never (seeds 2, 3), at most 5 s promised",
    );
    const t99 = { figure: "dissemination.t99.max", max: second };
    expect(words({ ...t99, scope: { ...whole, keys: "load:*" } }, [nothing, nothing])).toBe(
      "dissemination.t99.max of load:*: no info was published (all 2 seeds), at most 1 s promised",
    );
    expect(words(t99, [null])).toBe(
      "dissemination.t99.max: no version reached 99 % of the nodes, at most 1 s promised",
    );
    expect(words({ scope: { ...whole, from: 10 * second }, max: mebi }, [ended])).toBe(
      "bytes.total from 10 s: the run ended at 3 s, before 10 s, at most 1 MiB promised",
    );
  });

  it("has words of its own for every figure that may be without a value", () => {
    const plain = figures
      .filter(({ always }) => !always)
      .map(({ name }) => [name, words({ figure: name, max: 1 }, [{ value: null, why: "nothing" }])] as const)
      .filter(([, said]) => said.includes("nothing was measured"))
      .map(([name]) => name);
    // These come to nothing only by never happening.
    expect(plain).toEqual([
      "membership.time",
      "settled.time",
      "coldStart.bytes",
      "coldStart.wire",
      "coldStart.bytesPerNode",
      "overlay.diameter",
    ]);
  });
});
