import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInlineSimulator } from "../../src/cli/inline-simulator.ts";
import type { Simulator } from "../../src/cli/simulator.ts";
import { folderWith, gossipsim, tiny } from "./support.ts";

const read = (folder: string, ...path: string[]) => readFileSync(join(folder, ...path), "utf8");
const three = tiny.replace("name: tiny", "name: three").replace("nodes: 2", "nodes: 3");

describe("compare", () => {
  test("two scenario files: which figures differ, where from, the very event, and a picture of both", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, "three.yaml": three });
    const { code, out } = await gossipsim(folder, ["compare", "tiny.yaml", "three.yaml"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^tiny → three: seed 1\n {2}cluster\.nodes: 2 → 3\n/);
    expect(out).toMatch(/\n {2}bytes\.total .*worse\n/);
    expect(out).toMatch(/\n {2}protobuf bytes: /);
    expect(out).toMatch(/event \d+ is the first that differs[\s\S]*\n {4}before .*\n {4}now .*\n/);
    expect(out).toMatch(/\n {2}comparison: reports\/tiny-vs-three\n$/);
    const written = join(folder, "reports", "tiny-vs-three");
    expect(readdirSync(written)).toEqual(["comparison.json", "comparison.png", "summary.md"]);
    const page = read(written, "summary.md");
    expect(page).toContain("](comparison.png)");
    expect(page).toContain("npx gossipsim compare tiny.yaml three.yaml");
    expect(JSON.parse(read(written, "comparison.json"))).toMatchObject({
      format: "gossipsim-comparison/1",
      before: { name: "tiny" },
      after: { name: "three" },
      verdict: "changed",
    });
  });

  test("one scenario with and without a setting, over several seeds", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const args = ["compare", "tiny.yaml", "--set", "network.sites.latency=2ms", "--seeds", "5", "--no-charts"];
    const { code, out } = await gossipsim(folder, args);
    expect(code).toBe(0);
    expect(out).toMatch(/^tiny → network\.sites\.latency=2ms: 5 seeds\n/);
    expect(out).toMatch(/dissemination\.t99\.p50 .* \+.* ± .*worse\n/);
    expect(readdirSync(join(folder, "reports", "tiny-vs-tiny"))).toEqual(["comparison.json", "summary.md"]);
  });

  test("two reports that were made before, by folder or by file", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    await gossipsim(folder, ["run", "tiny.yaml", "--out", "a", "--no-charts"]);
    await gossipsim(folder, ["run", "tiny.yaml", "--out", "b", "--no-charts", "--set", "cluster.nodes=3"]);
    const { code, out } = await gossipsim(folder, ["compare", "a/tiny", "b/tiny/report.json", "--out", "c"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^a\/tiny → b\/tiny\/report\.json: seed 1\n {2}cluster\.nodes: 2 → 3\n/);
    expect(out).toMatch(/first difference: seed 1: /);
    expect(readdirSync(join(folder, "c", "tiny-vs-tiny"))).toContain("comparison.png");
  });

  test("a report with the scenario that made it: nothing differs", async () => {
    const folder = folderWith({ "tiny.yaml": `${tiny}seeds: 3\n` });
    await gossipsim(folder, ["run", "tiny.yaml", "--no-charts"]);
    const { code, out } = await gossipsim(folder, ["compare", "reports/tiny", "tiny.yaml", "--no-charts"]);
    expect({ code, out }).toEqual({
      code: 0,
      out: "reports/tiny → tiny.yaml: 3 seeds\n  nothing differs: all runs took the same course\n  comparison: reports/tiny-vs-tiny\n",
    });
  });

  test("compares the seeds that both have", async () => {
    const folder = folderWith({ "a.yaml": `${tiny}seeds: [1, 2, 3]\n`, "b.yaml": `${three}seeds: [3, 4]\n` });
    const { out } = await gossipsim(folder, ["compare", "a.yaml", "b.yaml", "--no-charts"]);
    expect(out).toMatch(/^tiny → three: seed 3\n/);
  });

  test("--json prints all of it, and writes files only with --out; --quiet prints nothing", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, "three.yaml": three });
    const { out } = await gossipsim(folder, ["compare", "tiny.yaml", "three.yaml", "--json"]);
    const { changes, runs, settings } = JSON.parse(out);
    expect(settings).toContainEqual({ path: "cluster.nodes", before: "2", after: "3" });
    expect(runs[0].before.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(changes.map(({ figure }: { figure: string }) => figure)).toContain("bytes.total");
    expect(existsSync(join(folder, "reports"))).toBe(false);
    const args = ["compare", "tiny.yaml", "three.yaml", "--quiet", "--no-charts"];
    expect(await gossipsim(folder, args)).toEqual({ code: 0, out: "", err: "" });
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny-vs-three"]);
  });

  test("replaces an earlier comparison, and nothing else", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, "three.yaml": three });
    const args = ["compare", "tiny.yaml", "three.yaml", "--no-charts"];
    await gossipsim(folder, args);
    expect((await gossipsim(folder, args)).code).toBe(0);
    writeFileSync(join(folder, "reports/tiny-vs-three/mine.txt"), "");
    expect(await gossipsim(folder, args)).toMatchObject({ code: 2, out: "" });
  });

  test("a run that fails is told with the command that repeats it", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const inner = createInlineSimulator();
    const createSimulator = async (): Promise<Simulator> => ({
      ...inner,
      simulate: (job, onProgress) =>
        job.scenario.cluster.nodes.length === 3
          ? Promise.reject(new Error("it broke"))
          : inner.simulate(job, onProgress),
    });
    const { code, out, err } = await gossipsim(folder, ["compare", "tiny.yaml", "--set", "cluster.nodes=3"], {
      createSimulator,
    });
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain("\n  npx gossipsim run tiny.yaml --seed 1 --set cluster.nodes=3\n");
    expect(existsSync(join(folder, "reports"))).toBe(false);
  });
});

describe("mistakes", () => {
  const wrong = async (folder: string, ...args: string[]) => {
    const { code, out, err } = await gossipsim(folder, ["compare", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toContain("    at ");
    return err;
  };

  test("the arguments", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const expected = "gossipsim: compare: expected two reports or scenario files, or one scenario file and --set";
    expect(await wrong(folder)).toBe(`${expected}, found 0\n`);
    expect(await wrong(folder, "tiny.yaml")).toBe(`${expected}, found one\n`);
    expect(await wrong(folder, "a", "b", "c")).toBe(`${expected}, found 3\n`);
    expect(await wrong(folder, "tiny.yaml", "missing.yaml")).toBe("gossipsim: missing.yaml: no such file or folder\n");
    expect(await wrong(folder, "tiny.yaml", "--set", "cluster.node=3")).toContain('did you mean "nodes"?');
  });

  test("seeds that never meet", async () => {
    const folder = folderWith({ "a.yaml": `${tiny}seed: 1\n`, "b.yaml": `${three}seed: 2\n` });
    expect(await wrong(folder, "a.yaml", "b.yaml")).toBe(
      "gossipsim: a.yaml and b.yaml have no seed in common: 1 against 2; runs are compared seed by seed\n",
    );
  });

  test("reports that are none, damaged, of another format, or asked to be something else", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, "x.json": "[]", "cut.json": "" });
    await gossipsim(folder, ["run", "tiny.yaml", "--no-charts"]);
    const report = read(folder, "reports/tiny/report.json");
    mkdirSync(join(folder, "empty"));
    const damaged = 'the report is damaged; "gossipsim run" makes it anew\n';
    expect(await wrong(folder, "empty", "reports/tiny")).toBe(
      "gossipsim: empty: cannot read report.json: no such file or folder\n",
    );
    expect(await wrong(folder, "x.json", "reports/tiny")).toContain("x.json: it is not a report of gossipsim's");
    writeFileSync(join(folder, "cut.json"), report.slice(0, report.length / 2));
    expect(await wrong(folder, "reports/tiny", "cut.json")).toBe(`gossipsim: cut.json: ${damaged}`);
    writeFileSync(join(folder, "cut.json"), JSON.stringify({ format: "gossipsim-report/2", runs: [] }));
    expect(await wrong(folder, "reports/tiny", "cut.json")).toBe(`gossipsim: cut.json: ${damaged}`);
    writeFileSync(join(folder, "cut.json"), report.replace("report/2", "report/3"));
    expect(await wrong(folder, "cut.json", "tiny.yaml")).toContain("is of a newer gossipsim; this one reads");
    writeFileSync(join(folder, "cut.json"), report.replace("report/2", "report/1"));
    expect(await wrong(folder, "cut.json", "tiny.yaml")).toContain(
      '"gossipsim run" makes it anew as gossipsim-report/2',
    );
    expect(await wrong(folder, "tiny.yaml", "reports/tiny", "--set", "cluster.nodes=3")).toBe(
      "gossipsim: reports/tiny: a report is what it is; --set is for scenarios\n",
    );
  });
});
