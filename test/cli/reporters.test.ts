import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { createInlineSimulator } from "../../src/cli/inline-simulator.ts";
import { Interrupt } from "../../src/cli/interrupt.ts";
import type { Simulator } from "../../src/cli/simulator.ts";
import { folderWith, gossipsim, tiny } from "./support.ts";

const changed = ["check", "tiny.yaml", "--set", "protocol.batchDelay=10ms"];

/** A project whose baseline is recorded. */
async function project(): Promise<string> {
  const folder = folderWith({ "tiny.yaml": tiny });
  expect(await gossipsim(folder, ["check", "tiny.yaml", "--update", "--quiet"])).toEqual({ code: 0, out: "", err: "" });
  return folder;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

describe("where reports go", () => {
  test("to files beside the table, in folders that are made", async () => {
    const folder = await project();
    const before = filesIn(folder);
    const plain = await gossipsim(folder, changed);
    const files = ["text=out/a/table.txt", "junit=out/report.xml", "markdown=out/comment.md", "json=check.json"];
    const told = await gossipsim(folder, [...changed, ...files.flatMap((file) => ["--reporter", file])]);
    expect(told).toMatchObject({ code: 1, out: plain.out });
    const made = ["check.json", "out", "out/a", "out/a/table.txt", "out/comment.md", "out/report.xml"];
    expect(filesIn(folder)).toEqual([...before, ...made].sort());
    expect(read(folder, "out/a/table.txt")).toBe(plain.out);
    expect(XMLValidator.validate(read(folder, "out/report.xml"))).toBe(true);
    expect(read(folder, "out/comment.md")).toContain("1 changed");
    expect(JSON.parse(read(folder, "check.json"))).toMatchObject({ counts: { changed: 1 } });
  });

  test.each(["junit", "markdown", "json"])("%s to standard output, instead of the table", async (name) => {
    const folder = await project();
    const alone = await gossipsim(folder, [...changed, "--reporter", name]);
    await gossipsim(folder, [...changed, "--reporter", `${name}=report`]);
    expect(alone).toMatchObject({ code: 1, out: read(folder, "report") });
    expect((await gossipsim(folder, [...changed, "--reporter", name, "--quiet"])).out).toBe(alone.out);
  });

  test("annotations with the table, and the page of the job", async () => {
    const folder = await project();
    writeFileSync(join(folder, "summary.md"), "## before\n");
    const env = { GITHUB_WORKSPACE: join(folder, ".."), GITHUB_STEP_SUMMARY: join(folder, "summary.md") };
    const table = await gossipsim(folder, changed, { env });
    const { code, out } = await gossipsim(folder, [...changed, "--reporter", "github"], { env });
    expect(code).toBe(1);
    expect(out.startsWith(table.out)).toBe(true);
    const root = folder.slice(folder.lastIndexOf("/") + 1);
    expect(out.slice(table.out.length)).toMatch(
      new RegExp(`^::error file=${root}/tiny\\.yaml,title=gossipsim%3A tiny changed::[^\\n]+\\n$`),
    );
    expect(read(folder, "summary.md")).toMatch(/^## before\n<!-- gossipsim-check -->\n### gossipsim check: 1 changed/);
  });

  test("annotations without GitHub's variables", async () => {
    const folder = await project();
    const { out } = await gossipsim(folder, [...changed, "--reporter", "github", "--quiet"]);
    expect(out).toMatch(/^::error file=tiny\.yaml,/);
  });

  test("the page of the job stays within what GitHub takes, however much others wrote", async () => {
    const folder = await project();
    writeFileSync(join(folder, "summary.md"), "x".repeat(1024 * 1024 - 1000));
    const env = { GITHUB_STEP_SUMMARY: "summary.md" };
    await gossipsim(folder, [...changed, "--reporter", "github"], { env });
    const text = read(folder, "summary.md");
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024 * 1024);
    expect(text).toContain("too long here");
  });

  test("over an earlier report, through a link, and to what is no ordinary file", async () => {
    const folder = await project();
    writeFileSync(join(folder, "real.json"), "earlier");
    symlinkSync("real.json", join(folder, "link.json"));
    await gossipsim(folder, [...changed, "--reporter", "json=link.json", "--reporter", "markdown=/dev/null"]);
    expect(read(folder, "real.json")).toContain("gossipsim-check/1");
    expect(existsSync("/dev/null") && read("/", "dev/null")).toBe("");
  });
});

describe("what reports say", () => {
  test("kept, with exit code 0", async () => {
    const folder = await project();
    const { code, out } = await gossipsim(folder, ["check", "tiny.yaml", "--reporter", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ recording: "none", counts: { kept: 1 }, scenarios: [{ outcome: "kept" }] });
  });

  test("recorded", async () => {
    const folder = await project();
    writeFileSync(join(folder, "tiny.yaml"), `${tiny}protocol: { batchDelay: 10 ms }\n`);
    const args = ["check", "tiny.yaml", "--update", "--reporter", "github", "--reporter", "json=check.json"];
    const { code, out } = await gossipsim(folder, args);
    expect(code).toBe(0);
    expect(out).toContain("::notice file=tiny.yaml,title=gossipsim%3A tiny recorded::");
    expect(JSON.parse(read(folder, "check.json"))).toMatchObject({ recording: "done", counts: { changed: 1 } });
  });

  test.each([
    ["one of two runs", 2, [1]],
    ["all runs", 2, [1, 2]],
  ])("%s failed", async (_, seeds, failing) => {
    const folder = folderWith({ "tiny.yaml": `${tiny}seeds: ${seeds}\n` });
    await gossipsim(folder, ["check", "tiny.yaml", "--update"]);
    const args = ["check", "tiny.yaml", "--reporter", "junit=report.xml", "--reporter", "json"];
    const { code, out } = await gossipsim(folder, args, { createSimulator: async () => failingFor(failing) });
    expect(code).toBe(3);
    const failed = failing.map((seed) => ({ seed, reason: `seed ${seed} fails` }));
    expect(JSON.parse(out)).toMatchObject({ counts: { failed: 1 }, scenarios: [{ outcome: "failed", failed }] });
    expect(read(folder, "report.xml").match(/<error /g)).toHaveLength(failing.length);
  });

  test("nothing recorded, when runs failed", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const { code, out } = await gossipsim(folder, ["check", "tiny.yaml", "--update", "--reporter", "json"], {
      createSimulator: async () => failingFor([1]),
    });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ recording: "withheld", counts: { failed: 1 } });
    expect(readdirSync(join(folder, "reports/baselines"))).toEqual([]);
  });

  test("nothing at all, when interrupted", async () => {
    const folder = await project();
    const before = filesIn(folder);
    const controller = new AbortController();
    const simulator = createInlineSimulator();
    const interrupted: Simulator = {
      ...simulator,
      async simulate(job, onProgress) {
        controller.abort(new Interrupt("interrupted", 130));
        return simulator.simulate(job, onProgress);
      },
    };
    const env = { GITHUB_STEP_SUMMARY: join(folder, "summary.md") };
    const args = [...changed, "--set", "seeds=1", "--reporter", "junit=report.xml", "--reporter", "github"];
    const io = { env, interrupted: controller.signal, createSimulator: async () => interrupted };
    const { code, out } = await gossipsim(folder, args, io);
    expect({ code, annotated: out.includes("::") }).toEqual({ code: 130, annotated: false });
    expect(filesIn(folder)).toEqual(before);
  });
});

/** Fails for these seeds, by a defect. */
function failingFor(seeds: readonly number[]): Simulator {
  const simulator = createInlineSimulator();
  return {
    ...simulator,
    async simulate(job, onProgress) {
      if (seeds.includes(job.seed)) throw new Error(`seed ${job.seed} fails`);
      return simulator.simulate(job, onProgress);
    },
  };
}

describe("mistakes are one line, before anything is run", () => {
  test.each([
    ["junti", '--reporter: unknown reporter "junti"; did you mean "junit"?'],
    ["teamcity", '--reporter: unknown reporter "teamcity"; known: text, junit, github, markdown, json'],
    ["json=", "--reporter json= needs a file, as in json=report.json"],
    ["json=folder", "cannot write to folder: it is a folder, expected a file"],
    ["json=tiny.yaml/x/y.json", "cannot write to tiny.yaml/x/y.json: a part of the path is a file, not a folder"],
    ["json=/proc/x.json", "cannot write to /proc/x.json: no such file or folder"],
    ["json=x --reporter junit=./x", "--reporter: json and junit both go to ./x"],
    [
      "junit --reporter json",
      "--reporter: junit and json both go to standard output; give one a file, as in --reporter json=report.json",
    ],
    [
      "junit --reporter github",
      "--reporter: github and junit both go to standard output; give one a file, as in --reporter junit=report.xml",
    ],
    [
      "markdown --reporter text",
      "--reporter: text and markdown both go to standard output; give one a file, as in --reporter markdown=report.md",
    ],
  ])("--reporter %s", async (reporter, message) => {
    const folder = folderWith({ "tiny.yaml": tiny });
    mkdirSync(join(folder, "folder"));
    const before = filesIn(folder);
    const words = ["check", "tiny.yaml", "--no-baselines", "--reporter", ...reporter.split(" ")];
    const outcome = await gossipsim(folder, words, { createSimulator: async () => failingFor([1]) });
    expect(outcome).toEqual({ code: 2, out: "", err: `gossipsim: ${message}\n` });
    expect(filesIn(folder)).toEqual(before);
  });

  test("the same twice is no mistake", async () => {
    const folder = await project();
    const json = ["--reporter", "json"];
    const once = await gossipsim(folder, [...changed, ...json]);
    expect((await gossipsim(folder, [...changed, ...json, ...json])).out).toBe(once.out);
  });

  test("GitHub's file for the page of the job", async () => {
    const folder = await project();
    const env = { GITHUB_STEP_SUMMARY: join(folder, "tiny.yaml", "summary.md") };
    expect(await gossipsim(folder, [...changed, "--reporter", "github"], { env })).toEqual({
      code: 2,
      out: "",
      err: "gossipsim: cannot write to GITHUB_STEP_SUMMARY: a part of the path is a file, not a folder\n",
    });
  });
});
