import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkedJson } from "../../src/report/checked-json.ts";
import { madeChecks } from "../report/made-checks.ts";
import { folderWith, gossipsim, repository, tiny } from "./support.ts";

const page = readFileSync(join(repository, "docs/ci.md"), "utf8");

/** The blocks of a language under a heading, in their order. */
function blocks(heading: string, language: string): string[] {
  const section = page.split(/^#{2,3} /m).find((section) => section.startsWith(`${heading}\n`))!;
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, code]) => code!);
}

/** A repository with gossipsim in it; what would need the network is replaced, and says how it was called. */
function project(scenario: string | null = null): string {
  const folder = folderWith({ "package.json": "{}", "package-lock.json": "{}" });
  const bin = join(folder, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(join(repository, "dist/cli/main.js"), join(bin, "gossipsim"));
  for (const command of ["npm", "gh"]) {
    writeFileSync(join(bin, command), `#!/bin/sh\necho "${command} $*" >> node_modules/called\n`);
    chmodSync(join(bin, command), 0o755);
  }
  // The real one would take longer to start than the check does.
  writeFileSync(join(bin, "npx"), '#!/bin/sh\nexec "$@"\n');
  chmodSync(join(bin, "npx"), 0o755);
  if (scenario === null) return folder;
  mkdirSync(join(folder, "scenarios"));
  writeFileSync(join(folder, "scenarios/tiny.yaml"), scenario);
  return folder;
}

function bash(folder: string, script: string, env: Readonly<Record<string, string>> = {}) {
  const path = `${join(folder, "node_modules/.bin")}:${process.env.PATH}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-euo", "pipefail", "-c", script], {
    cwd: folder,
    env: { PATH: path, HOME: folder, GIT_CONFIG_GLOBAL: "/dev/null", ...env },
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

function read(folder: string, file: string): string {
  return readFileSync(join(folder, file), "utf8");
}

/** A project whose baseline is recorded, and then what it does changes. */
async function regressed(): Promise<string> {
  const folder = project(tiny);
  expect((await gossipsim(folder, ["check", "--update"])).code).toBe(0);
  writeFileSync(join(folder, "scenarios/tiny.yaml"), `${tiny}protocol: { batchDelay: 10 ms }\n`);
  return folder;
}

test("first steps, reading and accepting", { timeout: 60_000 }, () => {
  const folder = project();
  expect(bash(folder, "git init -q").code).toBe(0);
  const [install, check] = blocks("First steps", "sh");
  writeFileSync(join(folder, ".gitignore"), blocks("First steps", "gitignore")[0]!);
  expect(bash(folder, install!)).toMatchObject({ code: 0 });
  expect(read(folder, "node_modules/called")).toBe("npm install --save-dev gossipsim\n");
  expect(bash(folder, "git add . && git diff --cached --name-only").out).toBe(
    [
      ".gitignore",
      "package-lock.json",
      "package.json",
      "reports/baselines/cold-start.yaml",
      "scenarios/cold-start.yaml",
      "",
    ].join("\n"),
  );
  expect(bash(folder, check!)).toMatchObject({ code: 0, out: expect.stringMatching(/^ok {8}cold-start/) });

  const [ask] = blocks("Reading a change", "sh");
  const answer = bash(folder, ask!);
  expect(answer.code).toBe(Number(/# exit code (\d)/.exec(ask!)![1]));
  const shown = blocks("Reading a change", "text")[0]!.trimEnd().split("\n");
  for (const line of shown.filter((line) => line !== "…"))
    expect(withoutColumns(answer.out)).toContain(withoutColumns(line));

  writeFileSync(join(folder, "scenarios/cold-start.yaml"), tiny.replace("tiny", "cold-start"));
  expect(bash(folder, check!).code).toBe(1);
  expect(bash(folder, blocks("Accepting a change", "sh")[0]!).code).toBe(0);
  expect(bash(folder, `${check!}git diff --cached --stat`)).toMatchObject({
    code: 0,
    out: expect.stringContaining("reports/baselines/cold-start.yaml"),
  });
});

function withoutColumns(text: string): string {
  return text.replace(/ +/g, " ");
}

test("promises and tolerances are what a scenario may say", async () => {
  const written = blocks("Promises and baselines", "yaml");
  expect(written).toHaveLength(3);
  for (const fields of written) {
    const folder = folderWith({
      "tiny.yaml": `${tiny.replace("3 s", "60 s")}workload: [{ key: "load:{node}", from: all, size: 9 B }]\n${fields}`,
    });
    expect(await gossipsim(folder, ["validate", "tiny.yaml"])).toMatchObject({ code: 0, err: "" });
  }
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
}

describe("GitHub Actions", () => {
  const workflow = parse(blocks("GitHub Actions", "yaml")[0]!) as { jobs: { gossip: { steps: Step[] } } };

  /** Step by step as the runner does, for a pull request of the repository itself. */
  function runWorkflow(folder: string): number {
    const summary = join(folder, "node_modules/summary.md");
    let code = 0;
    for (const { run, env = {}, ...step } of workflow.jobs.gossip.steps) {
      if (run === undefined || (code !== 0 && !step.if?.includes("!cancelled()"))) continue;
      const [, needed] = /hashFiles\('([^']*)'\)/.exec(step.if ?? "") ?? [];
      if (needed !== undefined && !existsSync(join(folder, needed))) continue;
      const values = Object.fromEntries(
        Object.entries(env).map(([name, value]) => [name, value.includes("number") ? "7" : ""]),
      );
      const outcome = bash(folder, run, { GITHUB_WORKSPACE: folder, GITHUB_STEP_SUMMARY: summary, ...values });
      code ||= outcome.code!;
      writeFileSync(join(folder, "node_modules/out"), outcome.out, { flag: "a" });
    }
    return code;
  }

  test("says what changed in annotation, page and comment, and leaves the baseline as it is", async () => {
    const folder = await regressed();
    const baseline = read(folder, "reports/baselines/tiny.yaml");
    expect(runWorkflow(folder)).toBe(1);
    expect(read(folder, "node_modules/called")).toBe(
      "npm ci\ngh pr comment 7 --body-file out/gossip.md --edit-last --create-if-none\n",
    );
    expect(read(folder, "node_modules/out")).toContain(
      "::error file=scenarios/tiny.yaml,title=gossipsim%3A tiny changed::",
    );
    expect(read(folder, "out/gossip.md")).toMatch(/^<!-- gossipsim-check -->\n### gossipsim check: 1 changed/);
    expect(read(folder, "node_modules/summary.md")).toContain("gossipsim check: 1 changed");
    expect(read(folder, "reports/baselines/tiny.yaml")).toBe(baseline);
  });

  test("comments on nothing where nothing could be checked", () => {
    const folder = project(tiny);
    expect(runWorkflow(folder)).toBe(2);
    expect(read(folder, "node_modules/called")).toBe("npm ci\n");
  });
});

test("GitLab CI", async () => {
  const folder = await regressed();
  const { gossip } = parse(blocks("GitLab CI", "yaml")[0]!) as {
    gossip: { script: string[]; artifacts: { reports: { junit: string } } };
  };
  expect(bash(folder, gossip.script.join("\n")).code).toBe(1);
  const report = read(folder, gossip.artifacts.reports.junit);
  expect(XMLValidator.validate(report)).toBe(true);
  expect(report).toContain('<testsuite name="tiny" file="scenarios/tiny.yaml"');
});

test("plain shell", async () => {
  const folder = await regressed();
  const { code, out } = bash(folder, blocks("Anywhere else", "sh")[0]!);
  expect(code).toBe(1);
  expect(out.trimEnd().split("\n").at(-1)).toMatch(/^tiny: worse: /);
  expect(readdirSync(join(folder, "out")).sort()).toEqual(["gossip.json", "gossip.xml"]);
});

test("every command that is named in a sentence is understood", async () => {
  const named = [...page.matchAll(/`npx gossipsim ([^`]*)`/g)].map(([, words]) => words!.split(" "));
  expect(named.length).toBeGreaterThan(1);
  for (const words of named) {
    const folder = project(tiny);
    mkdirSync(join(folder, "nightly"));
    writeFileSync(join(folder, "nightly/large.yaml"), tiny);
    await gossipsim(folder, ["check", "nightly", "--update"]);
    expect(await gossipsim(folder, words)).toMatchObject({ code: 0 });
  }
});

test("every field of the JSON report is in the table", () => {
  const table = page.slice(page.indexOf("## The JSON report"));
  const all = Object.values(madeChecks).map((make) => make());
  const names = [...checkedJson(all, "none").matchAll(/"(\w+)":/g)].map(([, name]) => name!);
  const missing = [...new Set(names)].filter((name) => !new RegExp(`[\`.]${name}(?:\\[\\])?\``).test(table));
  expect(missing).toEqual([]);
});
