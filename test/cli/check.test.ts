import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInlineSimulator } from "../../src/cli/inline-simulator.ts";
import { Interrupt } from "../../src/cli/interrupt.ts";
import type { Simulator } from "../../src/cli/simulator.ts";
import { folderWith, gossipsim, tiny } from "./support.ts";

const baseline = "reports/baselines/tiny.yaml";

/** A folder with the scenario and what it does recorded. */
async function recorded(scenario = tiny): Promise<string> {
  const folder = folderWith({ "tiny.yaml": scenario });
  expect(await gossipsim(folder, ["check", "tiny.yaml", "--update"])).toMatchObject({ code: 0 });
  return folder;
}

const read = (folder: string, file = baseline) => readFileSync(join(folder, file), "utf8");
const edit = (folder: string, change: (text: string) => string, file = "tiny.yaml") =>
  writeFileSync(join(folder, file), change(read(folder, file)));

describe("check", () => {
  test("what was recorded and did not change is kept", async () => {
    const folder = await recorded();
    const { code, out } = await gossipsim(folder, ["check", "tiny.yaml"]);
    expect({ code, out }).toEqual({ code: 0, out: "ok        tiny  (tiny.yaml)\n1 scenario: 1 ok\n" });
    expect(readdirSync(join(folder, "reports/baselines"))).toEqual(["tiny.yaml"]);
  });

  test("a change ends with 1 and says which figures moved, in which part, and where the runs part", async () => {
    const folder = await recorded();
    const before = read(folder);
    const { code, out } = await gossipsim(folder, ["check", "tiny.yaml", "--set", "cluster.nodes=3"]);
    expect(code).toBe(1);
    expect(out).toMatch(/^CHANGED {3}tiny /);
    expect(out).toContain("\n  its settings, defaults included, are not those that were recorded\n");
    expect(out).toMatch(/\n {2}bytes\.total .* B {2}→ .* B .*%\s+worse\n/);
    expect(out).toMatch(/\n {2}protobuf bytes: /);
    expect(out).toMatch(/\n {2}first difference: seed 1: /);
    expect(out).toMatch(/\n1 scenario: 1 changed\n$/);
    expect(read(folder)).toBe(before);
  });

  test("--update records the change, shows it, and then it is kept", async () => {
    const folder = await recorded();
    edit(folder, (text) => text.replace("nodes: 2", "nodes: 3"));
    const { code, out } = await gossipsim(folder, ["check", "tiny.yaml", "--update"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^updated {3}tiny .*\n[\s\S]*bytes\.total [\s\S]*\n1 scenario: 1 updated\n$/);
    expect(await gossipsim(folder, ["check", "tiny.yaml"])).toMatchObject({ code: 0 });
    const again = await gossipsim(folder, ["check", "tiny.yaml", "--update"]);
    expect(again.out).toBe("as before tiny  (tiny.yaml)\n1 scenario: 1 as before\n");
  });

  test("several seeds are held against theirs", async () => {
    const folder = await recorded(`${tiny}seeds: 3\n`);
    expect(await gossipsim(folder, ["check", "tiny.yaml"])).toMatchObject({ code: 0 });
    const { code, out } = await gossipsim(folder, ["check", "tiny.yaml", "--set", "network.sites.latency=2ms"]);
    expect(code).toBe(1);
    expect(out).toContain("(3 of 3 seeds took another course)");
  });

  test("without files all scenarios under scenarios/ are checked, those in folders too", async () => {
    const folder = folderWith();
    mkdirSync(join(folder, "scenarios/deeper"), { recursive: true });
    writeFileSync(join(folder, "scenarios/b.yaml"), tiny.replace("tiny", "b"));
    writeFileSync(join(folder, "scenarios/deeper/a.yml"), tiny.replace("tiny", "a"));
    writeFileSync(join(folder, "scenarios/deeper/rtt.csv"), "");
    await gossipsim(folder, ["check", "--update"]);
    const { code, out } = await gossipsim(folder, ["check"]);
    expect(code).toBe(0);
    expect(out).toBe("ok        b  (scenarios/b.yaml)\nok        a  (scenarios/deeper/a.yml)\n2 scenarios: 2 ok\n");
  });

  test("a baseline whose scenario is gone is told", async () => {
    const folder = folderWith();
    mkdirSync(join(folder, "scenarios"));
    for (const name of ["a", "b"]) writeFileSync(join(folder, `scenarios/${name}.yaml`), tiny.replace("tiny", name));
    await gossipsim(folder, ["check", "--update"]);
    rmSync(join(folder, "scenarios/b.yaml"));
    const { code, err } = await gossipsim(folder, ["check"]);
    expect(code).toBe(0);
    expect(err).toContain('gossipsim: reports/baselines/b.yaml: no scenario under scenarios/ is called "b"\n');
    expect((await gossipsim(folder, ["check", "scenarios/a.yaml"])).err).not.toContain("b.yaml");
  });

  test("tells in the order of the files, whichever is done first", async () => {
    const folder = folderWith({ "a.yaml": tiny.replace("tiny", "a"), "b.yaml": tiny.replace("tiny", "b") });
    const inner = createInlineSimulator();
    let secondDone = (): void => {};
    const second = new Promise<void>((resolve) => {
      secondDone = resolve;
    });
    const createSimulator = async (): Promise<Simulator> => ({
      ...inner,
      simulate: async (job, onProgress) => {
        if (job.scenario.name === "a") await second;
        const result = await inner.simulate(job, onProgress);
        secondDone();
        return result;
      },
    });
    const { out } = await gossipsim(folder, ["check", "a.yaml", "b.yaml", "--update"], { cores: 2, createSimulator });
    expect(out).toBe("new       a  (a.yaml)\nnew       b  (b.yaml)\n2 scenarios: 2 new\n");
  });

  test("a scenario may tolerate changes", async () => {
    const folder = await recorded(`${tiny}baseline: { tolerance: { "*": 50 %, "dissemination.*": 100 % } }\n`);
    const { code, out } = await gossipsim(folder, ["check", "tiny.yaml", "--set", "network.sites.latency=1.1ms"]);
    expect({ code, out }).toMatchObject({ code: 0 });
    expect(out).toMatch(/^tolerated tiny /);
    expect(out).toMatch(/membership\.time .* tolerated\n/);
    expect((await gossipsim(folder, ["check", "tiny.yaml", "--set", "network.sites.latency=3ms"])).code).toBe(1);
  });

  test("--quiet says nothing but by its exit code", async () => {
    const folder = await recorded();
    expect(await gossipsim(folder, ["check", "tiny.yaml", "--quiet"])).toEqual({ code: 0, out: "", err: "" });
    const args = ["check", "tiny.yaml", "--quiet", "--set", "cluster.nodes=3"];
    expect(await gossipsim(folder, args)).toEqual({ code: 1, out: "", err: "" });
  });
});

describe("mistakes", () => {
  const wrong = async (folder: string, ...args: string[]) => {
    const { code, out, err } = await gossipsim(folder, ["check", ...args]);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).not.toContain("    at ");
    return err;
  };

  test("no baseline", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    expect(await wrong(folder, "tiny.yaml")).toBe(
      "gossipsim: reports/baselines/tiny.yaml: no such file, and so no baseline of tiny.yaml; record it with: npx gossipsim check tiny.yaml --update\n",
    );
    expect(existsSync(join(folder, "reports"))).toBe(false);
    expect(await gossipsim(folder, ["check", "tiny.yaml", "--no-baselines"])).toMatchObject({ code: 0 });
  });

  test("a damaged one, which recording replaces", async () => {
    const folder = await recorded();
    edit(folder, (text) => text.slice(0, 700), baseline);
    expect(await wrong(folder, "tiny.yaml")).toBe(
      "gossipsim: reports/baselines/tiny.yaml: its end is missing; record it with: npx gossipsim check tiny.yaml --update\n",
    );
    expect(await gossipsim(folder, ["check", "tiny.yaml", "--update"])).toMatchObject({ code: 0 });
    expect(await gossipsim(folder, ["check", "tiny.yaml"])).toMatchObject({ code: 0 });
  });

  test("one of a newer format, which recording leaves alone", async () => {
    const folder = await recorded();
    edit(folder, (text) => text.replace("baseline/1", "baseline/2"), baseline);
    const newer = read(folder);
    const message =
      "gossipsim: reports/baselines/tiny.yaml: its format gossipsim-baseline/2 is of a newer gossipsim; this one reads gossipsim-baseline/1\n";
    expect(await wrong(folder, "tiny.yaml")).toBe(message);
    expect(await wrong(folder, "tiny.yaml", "--update")).toBe(message);
    expect(read(folder)).toBe(newer);
  });

  test("one of other seeds, of another scenario, a folder in its place", async () => {
    const folder = await recorded();
    edit(folder, (text) => `${text}seeds: [1, 2]\n`);
    expect(await wrong(folder, "tiny.yaml")).toContain("it is of the seeds 1, and tiny.yaml now says 1, 2; record it");
    writeFileSync(join(folder, "other.yaml"), tiny.replace("tiny", "other"));
    writeFileSync(join(folder, "reports/baselines/other.yaml"), read(folder));
    expect(await wrong(folder, "other.yaml")).toContain(
      "other.yaml: it is the baseline of another scenario, tiny; record it",
    );
    mkdirSync(join(folder, "reports/baselines/deep.yaml"));
    writeFileSync(join(folder, "deep.yaml"), tiny.replace("tiny", "deep"));
    expect(await wrong(folder, "deep.yaml")).toBe("gossipsim: reports/baselines/deep.yaml: it is a folder\n");
  });

  test("all that is wrong is told at once, before anything is run", async () => {
    const folder = folderWith({ "a.yaml": tiny.replace("tiny", "a"), "b.yaml": tiny.replace("tiny", "b") });
    const lines = (await wrong(folder, "a.yaml", "b.yaml")).trimEnd().split("\n");
    expect(lines.map((line) => line.split(": ")[1])).toEqual(["reports/baselines/a.yaml", "reports/baselines/b.yaml"]);
  });

  test("the arguments", async () => {
    const folder = await recorded();
    expect(await wrong(folder)).toBe("gossipsim: scenarios: no such file or folder\n");
    expect(await wrong(folder, "tiny.yaml", "tiny.yaml")).toContain('are both named "tiny": they share a baseline');
    expect(await wrong(folder, "tiny.yaml", "--update", "--set", "cluster.nodes=3")).toBe(
      "gossipsim: check: --update records what the files say; --set would record something else\n",
    );
    expect(await wrong(folder, "tiny.yaml", "--no-baselines", "--update")).toContain("found both");
    mkdirSync(join(folder, "empty"));
    expect(await wrong(folder, "empty")).toBe(
      "gossipsim: empty: expected a folder with scenario files (*.yaml), found none\n",
    );
  });

  test.skipIf(process.getuid?.() === 0)("a folder that cannot be written to, before anything is run", async () => {
    const folder = await recorded();
    chmodSync(join(folder, "reports/baselines"), 0o500);
    expect(await wrong(folder, "tiny.yaml", "--update")).toContain(
      "cannot write to reports/baselines: permission denied",
    );
  });

  test("a file where the folder should be", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, reports: "" });
    expect(await wrong(folder, "tiny.yaml", "--update")).toMatch(
      /reports\/baselines.*: a part of the path is a file, not a folder/,
    );
  });
});

describe("baselines stay as they are", () => {
  const two = () => folderWith({ "a.yaml": tiny.replace("tiny", "a"), "b.yaml": tiny.replace("tiny", "b") });

  test("when a run fails, those of the others too", async () => {
    const folder = two();
    await gossipsim(folder, ["check", "a.yaml", "b.yaml", "--update"]);
    const before = ["a", "b"].map((name) => read(folder, `reports/baselines/${name}.yaml`));
    for (const name of ["a.yaml", "b.yaml"]) edit(folder, (text) => text.replace("nodes: 2", "nodes: 3"), name);
    const inner = createInlineSimulator();
    const createSimulator = async (): Promise<Simulator> => ({
      ...inner,
      simulate: (job, onProgress) =>
        job.scenario.name === "b" ? Promise.reject(new Error("it broke")) : inner.simulate(job, onProgress),
    });
    const { code, out, err } = await gossipsim(folder, ["check", "a.yaml", "b.yaml", "--update"], { createSimulator });
    expect(code).toBe(3);
    expect(err).toContain("b, seed 1: this is a defect of gossipsim");
    expect(err).toContain("\n  npx gossipsim run b.yaml --seed 1\n");
    expect(err).toMatch(/gossipsim: the baselines are as they were: not all runs came to an end\n$/);
    expect(out).toMatch(/^CHANGED {3}a /);
    expect(["a", "b"].map((name) => read(folder, `reports/baselines/${name}.yaml`))).toEqual(before);
    expect(readdirSync(join(folder, "reports/baselines"))).toEqual(["a.yaml", "b.yaml"]);
  });

  test("when somebody interrupts", async () => {
    const folder = two();
    const controller = new AbortController();
    const inner = createInlineSimulator();
    const createSimulator = async (): Promise<Simulator> => ({
      ...inner,
      simulate: (job, onProgress) => {
        if (job.scenario.name === "b") controller.abort(new Interrupt("interrupted", 130));
        return inner.simulate(job, onProgress);
      },
    });
    const args = ["check", "a.yaml", "b.yaml", "--update"];
    const { code, err } = await gossipsim(folder, args, { interrupted: controller.signal, createSimulator });
    expect({ code, err }).toEqual({ code: 130, err: "gossipsim: interrupted\n" });
    expect(readdirSync(join(folder, "reports/baselines"))).toEqual([]);
  });

  test("two that record at once leave whole baselines", async () => {
    const folder = two();
    const all = Array.from({ length: 6 }, () => gossipsim(folder, ["check", "a.yaml", "b.yaml", "--update"]));
    for (const { code, err } of await Promise.all(all)) expect({ code, err }).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "reports/baselines"))).toEqual(["a.yaml", "b.yaml"]);
    expect(await gossipsim(folder, ["check", "a.yaml", "b.yaml"])).toMatchObject({ code: 0 });
  });
});
