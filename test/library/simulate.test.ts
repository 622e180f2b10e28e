import { describe, expect, test } from "vitest";
import { defineScenario, figureOf, parseScenario, serializeReport, simulate, simulateAll } from "../../src/index.ts";
import { folderWith, gossipsim, tiny } from "../cli/support.ts";

const scenario = parseScenario(tiny, { set: ["seeds=[3, 1]"] });

/** Two nodes of which none knows the other. */
const lonely = defineScenario({
  name: "lonely",
  duration: "1 s",
  cluster: { nodes: 2, join: { nodes: [1] } },
  network: { sites: { latency: "1 ms" } },
  faults: [{ partition: [[1], [2]], at: 0 }],
});

describe("simulate", () => {
  test("is the run that the command makes", async () => {
    const { out } = await gossipsim(folderWith({ "tiny.yaml": tiny }), ["run", "tiny.yaml", "--json", "--seed", "3"]);
    const [run] = JSON.parse(out).runs;
    expect(simulate(scenario)).toEqual(run);
    expect(simulate(parseScenario(tiny), { seed: 3 })).toEqual(run);
  });

  test.each([-1, 1.5, 4_294_967_296, Number.NaN])("%d is no seed", (seed) => {
    expect(() => simulate(scenario, { seed })).toThrow(
      new RangeError(`simulate: expected a seed, a whole number from 0 to 4294967295, found ${seed}`),
    );
  });
});

describe("simulateAll", () => {
  test("is the report that the command makes", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const { out } = await gossipsim(folder, ["run", "tiny.yaml", "--json", "--seeds", "3,1"]);
    expect(serializeReport(await simulateAll(scenario))).toBe(out);
  });

  test("does nothing once its signal is aborted", async () => {
    await expect(simulateAll(scenario, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  test.each([0, 1.5])("%d runs at a time are none", async (jobs) => {
    await expect(simulateAll(scenario, { jobs })).rejects.toThrow(
      `simulateAll: expected how many runs at a time, a whole number of at least 1, found ${jobs}`,
    );
  });
});

describe("figureOf", () => {
  test("is the figure of a run", () => {
    const run = simulate(scenario);
    expect(figureOf(run, "bytes.total")).toBe(run.measurements.bytes.total);
  });

  test("that did not happen is an error, and so is a name that no figure has", () => {
    const run = simulate(lonely);
    expect(() => figureOf(run, "membership.time")).toThrow(
      new RangeError("figureOf: membership.time did not happen in the run with seed 1"),
    );
    // @ts-expect-error: no such figure
    expect(() => figureOf(run, "bytes.totl")).toThrow(
      new RangeError('figureOf: no figure is called "bytes.totl"; did you mean "bytes.total"?'),
    );
  });
});
