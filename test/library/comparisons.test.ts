import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { compareReports, compareWithBaseline, comparisonInWords, parseScenario, type Report } from "../../src/index.ts";
import { measure } from "../../src/measure/measure.ts";
import { buildReport } from "../../src/report/report.ts";
import { run } from "../../src/simulation/run.ts";
import { folderWith, gossipsim, tiny } from "../cli/support.ts";

function reportOf(text: string, ...set: string[]): Report {
  const scenario = parseScenario(text, { set });
  const runs = scenario.seeds.map((seed) => {
    const measured = measure(scenario);
    run(scenario, { seed, probes: measured.probes });
    return {
      seed,
      fingerprint: measured.fingerprint(),
      course: measured.course(),
      measurements: measured.measurements(),
    };
  });
  return buildReport(scenario, runs);
}

describe("two reports", () => {
  test("of the same are the same", () => {
    const comparison = compareReports(reportOf(tiny), reportOf(tiny));
    expect(comparison.verdict).toBe("same");
    expect(comparisonInWords(comparison)).toBe("");
  });

  test("of different settings differ, in words too", () => {
    const comparison = compareReports(reportOf(tiny), reportOf(tiny, "cluster.nodes=3"));
    expect(comparison).toMatchObject({ verdict: "changed", sameSettings: false });
    expect(comparisonInWords(comparison)).toMatch(/^membership\.time .*\n[\s\S]*protobuf bytes: /);
  });

  test("of different seeds cannot be compared", () => {
    expect(() => compareReports(reportOf(tiny), reportOf(tiny, "seed=2"))).toThrow(
      "compareReports: the two reports have no seed in common",
    );
  });
});

describe("a report and a baseline", () => {
  const recorded = async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    await gossipsim(folder, ["check", "tiny.yaml", "--update"]);
    return join(folder, "reports/baselines/tiny.yaml");
  };

  test("are compared as by the command", async () => {
    const file = await recorded();
    expect(compareWithBaseline(reportOf(tiny), file).verdict).toBe("same");
    const slower = reportOf(tiny, "network.sites.latency=1.01ms");
    expect(compareWithBaseline(slower, file).verdict).toBe("changed");
    expect(compareWithBaseline(slower, file, [{ figures: "*", tolerance: 0.1 }]).verdict).toBe("tolerated");
    const lenient = reportOf(tiny, "network.sites.latency=1.01ms", "baseline.tolerance=10 %");
    expect(compareWithBaseline(lenient, file).verdict).toBe("tolerated");
  });

  test("that is missing, damaged or of other seeds", async () => {
    const file = await recorded();
    expect(() => compareWithBaseline(reportOf(tiny), "missing.yaml")).toThrow("missing.yaml: no such file or folder");
    expect(() => compareWithBaseline(reportOf(tiny, "seeds=2"), file)).toThrow(
      `${file}: it is of the seeds 1, and the report of 1, 2`,
    );
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 500));
    expect(() => compareWithBaseline(reportOf(tiny), file)).toThrow(`${file}: its end is missing`);
    mkdirSync(`${file}.d`);
    expect(() => compareWithBaseline(reportOf(tiny), `${file}.d`)).toThrow("it is a folder");
  });
});
