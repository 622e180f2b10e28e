import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInlineSimulator } from "../../src/cli/inline-simulator.ts";
import { Interrupt } from "../../src/cli/interrupt.ts";
import type { Simulator } from "../../src/cli/simulator.ts";
import { UserError } from "../../src/cli/user-error.ts";
import type { Report } from "../../src/report/report.ts";
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

describe("several runs at a time", () => {
  /** All runs begin, then they end in the opposite order. */
  const backwards = (count: number) => async (): Promise<Simulator> => {
    const inner = createInlineSimulator();
    const begun: (() => void)[] = [];
    return {
      ...inner,
      simulate: async (job, onProgress) => {
        const turn = new Promise<void>((resolve) => begun.push(resolve));
        if (begun.length === count) begun.pop()!();
        await turn;
        const result = await inner.simulate(job, onProgress);
        begun.pop()?.();
        return result;
      },
    };
  };

  test("a report has its seeds in their order, whichever is done first", async () => {
    const folder = folderWith({ "a.yaml": named("a"), "b.yaml": named("b") });
    const args = ["run", "a.yaml", "b.yaml", "--seeds", "3,1,2", "--json"];
    const parallel = { cores: 6, createSimulator: backwards(6) };
    expect((await gossipsim(folder, args, parallel)).out).toBe((await gossipsim(folder, args)).out);
  });

  test("--jobs goes before the number of cores", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    let [underWay, most] = [0, 0];
    const createSimulator = async (): Promise<Simulator> => {
      const inner = createInlineSimulator();
      return {
        ...inner,
        simulate: async (job, onProgress) => {
          most = Math.max(most, ++underWay);
          const result = await inner.simulate(job, onProgress);
          underWay--;
          return result;
        },
      };
    };
    const run = (...jobs: string[]) =>
      gossipsim(folder, ["run", "tiny.yaml", "--seeds", "5", "--json", ...jobs], { cores: 3, createSimulator });
    for (const [jobs, expected] of [
      [["-j2"], 2],
      [[], 3],
      [["--jobs", "9"], 5],
    ] as const) {
      most = 0;
      await run(...jobs);
      expect(most).toBe(expected);
    }
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
      const createSimulator = async (): Promise<Simulator> => ({
        ...createInlineSimulator(),
        simulate: () => expect.fail("was simulated"),
      });
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
    const createSimulator = async (): Promise<Simulator> => {
      const { simulate, ...rest } = createInlineSimulator();
      return {
        ...rest,
        simulate: (job, onProgress) => {
          mkdirSync(target, { recursive: true });
          writeFileSync(join(target, "thesis.tex"), "mine");
          return simulate(job, onProgress);
        },
      };
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
    const createSimulator = async (): Promise<Simulator> => {
      let end = (): void => {};
      const { simulate, ...rest } = createInlineSimulator();
      return {
        ...rest,
        // The run of b lasts until the interrupt, which comes when the report of a is there.
        simulate: (job, onProgress) =>
          job.scenario.name === "a"
            ? simulate(job, onProgress)
            : new Promise((_, reject) => {
                end = () => reject(new Error("closed"));
              }),
        close: async () => end(),
      };
    };
    let out = "";
    const print = (text: string): void => {
      out += text;
      if (text.includes("reports/a")) controller.abort(new Interrupt("interrupted", 130));
    };
    const interrupted = controller.signal;
    const args = ["run", "a.yaml", "b.yaml", "--no-charts"];
    const { code, err } = await gossipsim(folder, args, { interrupted, createSimulator, out: print });
    expect(code).toBe(130);
    expect(err).toBe("gossipsim: interrupted\n");
    expect(out).toContain("reports/a\n");
    expect(readdirSync(join(folder, "reports"))).toEqual(["a"]);
  });

  test("a defect ends with its stack and the command that shows it again", async () => {
    const folder = folderWith({ "my tiny.yaml": tiny });
    const createSimulator = async (): Promise<Simulator> => ({
      ...createInlineSimulator(),
      simulate: () => Promise.reject(new Error("an invariant is broken")),
    });
    const args = ["run", "my tiny.yaml", "--seeds", "7,8", "--set", "cluster.nodes=3", "--wire", "encoded"];
    const { code, out, err } = await gossipsim(folder, args, { createSimulator });
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toMatch(/^Error: an invariant is broken\n {4}at /);
    expect(err).toContain("\n  npx gossipsim run 'my tiny.yaml' --seed 7 --set cluster.nodes=3 --wire encoded\n");
    expect(existsSync(join(folder, "reports"))).toBe(false);
  });
});

describe("a run that fails", () => {
  /** Fails one seed of the scenario named a. */
  const failing = (error: Error) => async (): Promise<Simulator> => {
    const inner = createInlineSimulator();
    return {
      ...inner,
      simulate: (job, onProgress) =>
        job.scenario.name === "a" && job.seed === 2 ? Promise.reject(error) : inner.simulate(job, onProgress),
    };
  };
  const broken = new Error("an invariant is broken");

  test("ends no other: the report is over the other seeds, and nowhere looks complete", async () => {
    const folder = folderWith({ "a.yaml": named("a"), "b.yaml": named("b") });
    const args = ["run", "a.yaml", "b.yaml", "--seeds", "3"];
    const { code, out, err } = await gossipsim(folder, args, { createSimulator: failing(broken) });
    expect(code).toBe(3);
    expect(err).toMatch(
      /\ngossipsim: a, seed 2: this is a defect of gossipsim .*\n {2}npx gossipsim run a.yaml --seed 2\n/,
    );
    expect(out).toMatch(/^a: 2 nodes, 2 of 3 seeds, .*\n {2}INCOMPLETE {6}seed 2 failed: an invariant is broken\n/);
    expect(out).toMatch(/\nb: 2 nodes, 3 seeds, /);
    expect(out.match(/INCOMPLETE/g)).toHaveLength(1);
    const written = (name: string) => readFileSync(join(folder, "reports", name), "utf8");
    expect(written("a/summary.md")).toContain(
      "**Incomplete: 1 run failed.** All figures are over the other seeds (1, 3).",
    );
    const report = JSON.parse(written("a/report.json")) as Report;
    expect(report.runs.map(({ seed }) => seed)).toEqual([1, 3]);
    expect(report.failed).toEqual([{ seed: 2, reason: "an invariant is broken" }]);
    const complete = JSON.parse(written("b/report.json")) as Report;
    expect("failed" in complete).toBe(false);
  });

  test("that is the only one leaves no report, and an earlier one as it is", async () => {
    const folder = folderWith({ "a.yaml": named("a") });
    await gossipsim(folder, ["run", "a.yaml", "--no-charts"]);
    const { code, out } = await gossipsim(folder, ["run", "a.yaml", "--seed", "2"], {
      createSimulator: failing(broken),
    });
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(readFileSync(join(folder, "reports/a/report.json"), "utf8")).toContain('"seed": 1,');
  });

  test("--json prints what there is", async () => {
    const folder = folderWith({ "a.yaml": named("a"), "b.yaml": named("b") });
    const { code, out } = await gossipsim(folder, ["run", "a.yaml", "b.yaml", "--seed", "2", "--json"], {
      createSimulator: failing(new UserError("out of memory")),
    });
    expect(code).toBe(2);
    expect((JSON.parse(out) as Report[]).map(({ scenario }) => scenario.name)).toEqual(["b"]);
  });
});

describe("the progress line", () => {
  test("is shown after a second and taken away at the end", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    let now = 0;
    const createSimulator = async (): Promise<Simulator> => {
      const inner = createInlineSimulator();
      return {
        ...inner,
        simulate: async (job, onProgress) => {
          for (const time of [0.5e9, 1e9, 1.5e9]) {
            now += 600;
            onProgress(time, 0.5);
          }
          return inner.simulate(job, onProgress);
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

  test("shows all runs under way, and what is left of all", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    let now = 0;
    const createSimulator = async (): Promise<Simulator> => {
      const inner = createInlineSimulator();
      const shown: ((time: number, membership: number) => void)[] = [];
      let bothBegun = (): void => {};
      const both = new Promise<void>((resolve) => {
        bothBegun = resolve;
      });
      return {
        ...inner,
        simulate: async (job, onProgress) => {
          const number = shown.push(onProgress);
          if (number === 1) await both;
          if (number === 2) {
            for (const tick of [1, 2]) {
              now += 1000;
              shown[0]!(tick * 0.3e9, 0.5);
              shown[1]!(tick * 0.6e9, 0.5);
            }
            now += 1000;
            shown[0]!(0.9e9, 0.5);
            bothBegun();
          }
          return inner.simulate(job, onProgress);
        },
      };
    };
    const terminal = { terminalWidth: () => 100, now: () => now, cores: 2, createSimulator };
    const { err } = await gossipsim(folder, ["run", "tiny.yaml", "--no-charts", "--seeds", "3"], terminal);
    const lines = err.split("\r").filter((line) => line.includes("runs done"));
    // The first takes 10 s, the second 5 s, the third is reckoned to take the mean; two at a time.
    expect(lines.at(-1)).toBe("0 of 3 runs done, 9 s left; tiny, seed 1: 30 %; tiny, seed 2: 40 %\x1b[K");
  });
});

describe("promises", () => {
  const promising = (max: string) =>
    `${tiny}expect: { bytes.total: [{ max: ${max} }, { max: ${max}, to: 1 s }], hops: { max: 9 } }\n`;

  test("that are kept change nothing but the report", async () => {
    const { code, out } = await gossipsim(folderWith({ "a.yaml": promising("1 MiB") }), [
      "run",
      "a.yaml",
      "--no-charts",
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(/\n {2}promises {8}all 3 kept: bytes.total .*, at most 1 MiB; /);
  });

  test("that are broken end the command with 1, and stand out", async () => {
    const folder = folderWith({ "a.yaml": promising("100 B"), "b.yaml": named("b") });
    const { code, out, err } = await gossipsim(folder, ["run", "a.yaml", "b.yaml", "--no-charts"]);
    expect(code).toBe(1);
    expect(out).toMatch(/\n {2}BROKEN {10}bytes.total \(protobuf bytes sent\): .* B, at most 100 B promised/);
    expect(out).toMatch(/\n {2}promises {8}1 of 3 kept: hops.max /);
    expect(err).toMatch(/^engine: .*\n$/);
    expect(readFileSync(join(folder, "reports", "tiny", "summary.md"), "utf8")).toContain(
      "| **BROKEN** | protobuf bytes sent",
    );
  });

  test("also where nothing or JSON is printed", async () => {
    const folder = folderWith({ "a.yaml": promising("100 B") });
    expect(await gossipsim(folder, ["run", "a.yaml", "--no-charts", "--quiet"])).toEqual({ code: 1, out: "", err: "" });
    const { code, out } = await gossipsim(folder, ["run", "a.yaml", "--json"]);
    expect(code).toBe(1);
    const report = JSON.parse(out) as Report;
    expect(report.verdicts.map(({ kept }) => kept)).toEqual([false, false, true]);
    const [run] = report.runs;
    expect(run!.measurements.promised.map(({ value }) => value)).toEqual(
      report.verdicts.map(({ values }) => values[0]!.value),
    );
  });

  test("a failure of a run comes before a broken promise", async () => {
    const inline = createInlineSimulator();
    const failing: Simulator = {
      ...inline,
      simulate: (job, onProgress) =>
        job.seed === 2 ? Promise.reject(new UserError("out of memory")) : inline.simulate(job, onProgress),
    };
    const folder = folderWith({ "a.yaml": promising("100 B") });
    const args = ["run", "a.yaml", "--seeds", "2", "--no-charts", "--quiet"];
    const { code } = await gossipsim(folder, args, { createSimulator: async () => failing });
    expect(code).toBe(2);
  });
});
