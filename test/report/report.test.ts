import { describe, expect, it } from "vitest";
import { figureValues } from "../../src/measure/figures.ts";
import { keyFigures } from "../../src/report/key-figures.ts";
import { buildReport, serializeReport } from "../../src/report/report.ts";
import { figures } from "../../src/scenario/figures.ts";
import { madeReport, madeReports } from "./made-reports.ts";
import { makeMeasurements, makeScenario, noCourse } from "./make-measurements.ts";

describe("figures", () => {
  it("are the same for every run, each once", () => {
    const list: string[] = figures.map(({ name }) => name);
    expect(new Set(list).size).toBe(list.length);
    expect([...keyFigures].filter((name) => !list.includes(name))).toEqual([]);
    for (const name of Object.keys(madeReports)) {
      for (const run of madeReport(name).runs) expect(Object.keys(run.figures)).toEqual(list);
    }
  });

  it("are taken from the measurements", () => {
    const m = makeMeasurements();
    const values = figureValues(m);
    expect(values["membership.time"]).toBe(m.membership.time);
    expect(values["bytes.infos"]).toBe(m.bytes.byComponent.infos);
    expect(values["bytes.request-delta"]).toBe(m.bytes.byKind["request-delta"].bytes);
    expect(values["coldStart.bytesPerNode"]).toBe(m.bytes.coldStart!.perNode);
    expect(values["hops.max"]).toBe(5);
    expect(values["hops.mean"]).toBeCloseTo((9000 + 28_000 + 21_000 + 3600 + 5) / 30_901, 10);
  });
});

describe("report.json", () => {
  it.each(Object.keys(madeReports))("is the same to the byte each time, and JSON: %s", (name) => {
    const text = serializeReport(madeReport(name));
    expect(serializeReport(madeReport(name))).toBe(text);
    const parsed = JSON.parse(text);
    expect(parsed.format).toBe("gossipsim-report/2");
    expect(parsed.runs[0].figures["bytes.total"]).toBe(parsed.runs[0].measurements.bytes.total);
    expect(text.endsWith("}\n")).toBe(true);
  });

  it("has the whole scenario, with its arrays in short", () => {
    const { scenario } = JSON.parse(serializeReport(madeReport("regions")));
    expect(scenario.cluster.nodes).toBe(195);
    const places: { site: string; nodes: number[] }[] = scenario.cluster.places;
    expect(places.map(({ site }) => site)).toEqual(["eu-de", "us-east", "jp-tok"]);
    expect(places.flatMap(({ nodes }) => nodes).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 195 }, (_, index) => index + 1),
    );
    expect(scenario.network.latency.rows[0]).toEqual([250_000, 45_000_000, 120_000_000]);
    expect(scenario.network.host).toEqual({ up: 1_000_000_000, down: "unlimited" });
    expect(scenario.protocol.clientsInterval).toBe("off");
    expect(scenario.faults[0].for).toBe("never");
  });

  it("sums up a latency matrix of many sites, and tells two apart", () => {
    const sites = Array.from({ length: 100 }, (_, index) => `site-${index}`);
    const latency = sites.flatMap((_, from) => sites.map((_, to) => 1000 * (from + to)));
    const build = (matrix: number[]) => {
      const scenario = makeScenario();
      const network = { ...scenario.network, sites, latency: matrix };
      const run = { seed: 1, fingerprint: "", course: noCourse, measurements: makeMeasurements() };
      return buildReport({ ...scenario, network }, [run]).scenario.network.latency;
    };
    const summary = build(latency);
    expect(summary).toMatchObject({ kind: "summary", values: { count: 10_000, min: 0, max: 198_000 } });
    expect(build(latency.with(17, 1))).not.toEqual(summary);
  });

  it("needs a run", () => {
    expect(() => buildReport(makeScenario(), [])).toThrow(RangeError);
  });
});

describe("replications", () => {
  const replication = (name: string) =>
    madeReport("several-seeds").replications.find((candidate) => candidate.name === name)!;

  it("are there for several seeds only", () => {
    expect(madeReport("ten-nodes").replications).toEqual([]);
    expect(madeReport("several-seeds").replications).toHaveLength(figures.length);
  });

  it("leave out seeds without a value, and name them", () => {
    const { over, missing } = replication("membership.time");
    expect(missing).toEqual([5]);
    expect(over).toMatchObject({ count: 4, mean: 825e6, median: 825e6, worst: { seed: 4, value: 900e6 } });
  });

  it("take the least as the worst where less is worse", () => {
    expect(replication("membership.share").over!.worst).toEqual({ seed: 5, value: 0.5 });
  });
});
