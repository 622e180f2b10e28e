import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInlineSimulator } from "../../src/cli/inline-simulator.ts";
import { Interrupt } from "../../src/cli/interrupt.ts";
import type { Simulator } from "../../src/cli/simulator.ts";
import { folderWith, gossipsim, tiny } from "./support.ts";

function named(name: string): string {
  return tiny.replace("name: tiny", `name: ${name}`);
}

describe("the report", () => {
  test("summary on standard output, files in reports/, figures of the machine on standard error", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const { code, out, err } = await gossipsim(folder, ["run", "tiny.yaml"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^tiny: 2 nodes, seed 1.*\n {2}membership {6}complete at/);
    expect(out).toMatch(/\n {2}report {12}reports\/tiny\n$/);
    expect(err).toMatch(/^engine: [\d,]+ events in .* events\/s\), peak memory .*\n$/);
    const files = readdirSync(join(folder, "reports", "tiny"));
    expect(files).toEqual(expect.arrayContaining(["convergence.png", "report.json", "summary.md"]));
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny"]);
    const page = readFileSync(join(folder, "reports", "tiny", "summary.md"), "utf8");
    for (const [, picture] of page.matchAll(/!\[.*\]\((.*)\)/g)) expect(files).toContain(picture);
    expect(page).toContain("npx gossipsim run tiny.yaml --seed 1");
  });

  test("is the same to the byte, whichever way messages travel and whether charts are drawn", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const json = (out: string) => readFileSync(join(folder, out, "tiny", "report.json"), "utf8");
    await gossipsim(folder, ["run", "tiny.yaml", "--out", "a", "--no-charts"]);
    await gossipsim(folder, ["run", "tiny.yaml", "--out", "b/", "--wire", "encoded"]);
    expect(json("b")).toBe(json("a"));
    expect(readdirSync(join(folder, "a", "tiny"))).toEqual(["report.json", "summary.md"]);
    const printed = await gossipsim(folder, ["run", "tiny.yaml", "--json"]);
    expect(printed.out).toBe(json("a"));
    expect(existsSync(join(folder, "reports"))).toBe(false);
  });

  test("--json prints an array for several files, and writes files when there is --out", async () => {
    const folder = folderWith({ "a.yaml": named("a"), "b.yaml": named("b") });
    const { out } = await gossipsim(folder, ["run", "a.yaml", "b.yaml", "--json", "--seeds", "2", "--out", "o"]);
    const reports = JSON.parse(out) as { scenario: { name: string }; runs: { seed: number }[] }[];
    expect(reports.map(({ scenario }) => scenario.name)).toEqual(["a", "b"]);
    expect(reports[0]!.runs.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(readdirSync(join(folder, "o"))).toEqual(["a", "b"]);
  });

  test("--seed, --seeds and --set", async () => {
    const folder = folderWith({ "tiny.yaml": `${tiny}seeds: 3\n` });
    const seeds = async (...args: string[]) => {
      const { out } = await gossipsim(folder, ["run", "tiny.yaml", "--json", ...args]);
      return (JSON.parse(out) as { runs: { seed: number }[] }).runs.map(({ seed }) => seed);
    };
    expect(await seeds()).toEqual([1, 2, 3]);
    expect(await seeds("--seed", "0")).toEqual([0]);
    expect(await seeds("--seeds", "2")).toEqual([1, 2]);
    expect(await seeds("--seeds", "7,1")).toEqual([7, 1]);
    const { out } = await gossipsim(folder, [
      "run",
      "tiny.yaml",
      "--seed",
      "1",
      "--set",
      "cluster.nodes=3",
      "--no-charts",
    ]);
    expect(out).toMatch(/^tiny: 3 nodes/);
  });

  test("--quiet prints nothing", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const outcome = await gossipsim(folder, ["run", "tiny.yaml", "--quiet", "--no-charts"]);
    expect(outcome).toEqual({ code: 0, out: "", err: "" });
    expect(existsSync(join(folder, "reports", "tiny", "report.json"))).toBe(true);
  });
});

describe("the folder of a report", () => {
  test("an earlier report is replaced whole: nothing of it stays", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    await gossipsim(folder, ["run", "tiny.yaml"]);
    await gossipsim(folder, ["run", "tiny.yaml", "--seed", "9", "--no-charts"]);
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny"]);
    expect(readdirSync(join(folder, "reports", "tiny"))).toEqual(["report.json", "summary.md"]);
    expect(readFileSync(join(folder, "reports", "tiny", "report.json"), "utf8")).toContain('"seed": 9');
  });

  test("somebody else's is left alone, and nothing is simulated", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const target = join(folder, "reports", "tiny");
    mkdirSync(target, { recursive: true });
    const refused = async () => {
      const createSimulator = () => expect.fail("was simulated");
      const { code, err } = await gossipsim(folder, ["run", "tiny.yaml"], { createSimulator });
      expect(code).toBe(2);
      return err;
    };
    writeFileSync(join(target, "thesis.tex"), "mine");
    const other =
      "gossipsim: cannot write to reports/tiny: the folder holds something else than a report; choose another --out\n";
    expect(await refused()).toBe(other);
    writeFileSync(join(target, "report.json"), '{ "format": "another tool" }');
    expect(await refused()).toBe(other);
    writeFileSync(join(target, "report.json"), '{\n  "format": "gossipsim-report/1"\n}');
    expect(await refused()).toBe(
      'gossipsim: cannot replace the report in reports/tiny: "thesis.tex" is not part of it; move it away\n',
    );
    expect(readdirSync(target).sort()).toEqual(["report.json", "thesis.tex"]);
    rmSync(join(target, "thesis.tex"));
    expect((await gossipsim(folder, ["run", "tiny.yaml", "--no-charts"])).code).toBe(0);
  });

  test("what somebody puts there during the run is left alone, too", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const target = join(folder, "reports", "tiny");
    const createSimulator = (): Simulator => {
      mkdirSync(target, { recursive: true });
      writeFileSync(join(target, "thesis.tex"), "mine");
      return createInlineSimulator();
    };
    const { code } = await gossipsim(folder, ["run", "tiny.yaml", "--no-charts"], { createSimulator });
    expect(code).toBe(2);
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny"]);
    expect(readdirSync(target)).toEqual(["thesis.tex"]);
  });

  test("an empty folder and a link to a folder are used", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    mkdirSync(join(folder, "elsewhere"));
    mkdirSync(join(folder, "reports"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "reports", "tiny"));
    expect((await gossipsim(folder, ["run", "tiny.yaml", "--no-charts"])).code).toBe(0);
    expect((await gossipsim(folder, ["run", "tiny.yaml", "--no-charts"])).code).toBe(0);
    expect(readdirSync(join(folder, "elsewhere"))).toEqual(["report.json", "summary.md"]);
    expect(readdirSync(folder).sort()).toEqual(["elsewhere", "reports", "tiny.yaml"]);
  });

  test("two runs at once do not meet: one whole report is there in the end", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const seeds = ["1", "2", "3", "4", "5", "6"];
    const runs = seeds.map((seed) => gossipsim(folder, ["run", "tiny.yaml", "--no-charts", "--seed", seed]));
    for (const { code, err } of await Promise.all(runs)) expect({ code, err }).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny"]);
    expect(readdirSync(join(folder, "reports", "tiny"))).toEqual(["report.json", "summary.md"]);
  });
});

describe("an early end", () => {
  test("an interrupt leaves the finished scenarios and nothing else", async () => {
    const folder = folderWith({ "a.yaml": named("a"), "b.yaml": named("b") });
    const controller = new AbortController();
    const createSimulator = (): Simulator => {
      const inner = createInlineSimulator();
      return {
        ...inner,
        simulate: (job, onProgress, signal) => {
          if (job.scenario.name === "b") controller.abort(new Interrupt("interrupted", 130));
          return inner.simulate(job, onProgress, signal);
        },
      };
    };
    const interrupted = controller.signal;
    const args = ["run", "a.yaml", "b.yaml", "--no-charts"];
    const { code, out, err } = await gossipsim(folder, args, { interrupted, createSimulator });
    expect(code).toBe(130);
    expect(err).toBe("gossipsim: interrupted\n");
    expect(out).toContain("reports/a\n");
    expect(readdirSync(join(folder, "reports"))).toEqual(["a"]);
  });

  test("a defect ends with its stack and the command that shows it again", async () => {
    const folder = folderWith({ "my tiny.yaml": tiny });
    const createSimulator = (): Simulator => ({
      simulate: () => Promise.reject(new Error("an invariant is broken")),
      close: async () => {},
    });
    const args = ["run", "my tiny.yaml", "--seeds", "7,8", "--set", "cluster.nodes=3", "--wire", "encoded"];
    const { code, out, err } = await gossipsim(folder, args, { createSimulator });
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/^Error: an invariant is broken\n {4}at /);
    expect(err).toContain("\n  npx gossipsim run 'my tiny.yaml' --seed 7 --set cluster.nodes=3 --wire encoded\n");
    expect(existsSync(join(folder, "reports"))).toBe(false);
  });
});

describe("the progress line", () => {
  test("is shown after a second and taken away at the end", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    let now = 0;
    const createSimulator = (): Simulator => {
      const inner = createInlineSimulator();
      return {
        ...inner,
        simulate: async (job, onProgress, signal) => {
          for (const time of [0.5e9, 1e9, 1.5e9]) {
            now += 600;
            onProgress(time, 0.5);
          }
          return inner.simulate(job, onProgress, signal);
        },
      };
    };
    const terminal = { terminalWidth: () => 100, now: () => now, createSimulator };
    const { err } = await gossipsim(folder, ["run", "tiny.yaml", "--no-charts"], terminal);
    const lines = err.split("\r").filter((line) => line.startsWith("tiny"));
    expect(lines[0]).toBe("tiny, seed 1: 1 s of 3 s, 50.0 % known, 3 s left\x1b[K");
    expect(err.split("\r").at(-1)).toMatch(/^.\[Kengine: .*\n$/);
    now = 0;
    const quiet = await gossipsim(folder, ["run", "tiny.yaml", "--no-charts", "--quiet"], terminal);
    expect(quiet.err).toBe("");
  });
});
