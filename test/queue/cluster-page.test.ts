import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { folderWith, repository, tiny } from "../cli/support.ts";
import { isWanted, Server } from "./support.ts";

const page = readFileSync(join(repository, "docs/cluster.md"), "utf8");

/** The blocks of a language under a heading, in their order. */
function blocks(heading: string, language: string): string[] {
  const section = page.split(/^#{2,3} /m).find((section) => section.startsWith(`${heading}\n`))!;
  return [...section.matchAll(new RegExp(`^\`\`\`${language}(?: \\S+)?\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(
    ([, code]) => code!,
  );
}

/** A block that is a file. */
function file(name: string): string {
  return new RegExp(`^\`\`\`\\w+ ${name.replaceAll(".", "\\.")}\n([\\s\\S]*?)^\`\`\`$`, "m").exec(page)![1]!;
}

const study = `${tiny.replace("name: tiny", "name: study")}seeds: 3\nsweep: { cluster.nodes: [2, 3, 4] }\n`;

/** A repository with gossipsim and a study in it. */
function project(commands: Readonly<Record<string, string>> = {}): string {
  const folder = folderWith({ "study.yaml": study });
  const bin = join(folder, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  symlinkSync(join(repository, "dist/cli/main.js"), join(bin, "gossipsim"));
  // The real one would take longer to start than a part takes.
  for (const [name, script] of Object.entries({ npx: 'exec "$@"', npm: "true", ...commands })) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return folder;
}

async function bash(folder: string, script: string, env: Readonly<Record<string, string>> = {}, name = "bash") {
  const path = `${join(folder, "node_modules/.bin")}:${process.env.PATH}`;
  const child = spawn(name, ["-c", `set -e; ${script}`], { cwd: folder, env: { PATH: path, HOME: folder, ...env } });
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  child.stdout.resume();
  const [code] = (await once(child, "close")) as [number];
  return { code, err };
}

/** What one machine makes of the study. */
let whole: string;

beforeAll(async () => {
  const folder = project();
  expect(await bash(folder, "npx gossipsim sweep study.yaml --no-charts")).toMatchObject({ code: 0 });
  whole = csv(folder);
});

function csv(folder: string): string {
  return readFileSync(join(folder, "reports/study-sweep/sweep.csv"), "utf8");
}

async function runParts(
  folder: string,
  script: string,
  environments: readonly Readonly<Record<string, string>>[],
  name?: string,
) {
  for (const env of environments) expect(await bash(folder, script, env, name)).toMatchObject({ code: 0 });
  const journals = readdirSync(join(folder, "reports")).filter((file) => file.endsWith(".journal"));
  expect(journals).toHaveLength(environments.length);
}

function numbered(count: number, env: (number: number) => Readonly<Record<string, string>>) {
  return Array.from({ length: count }, (_, index) => env(index + 1));
}

describe("parts", () => {
  test("on two machines", async () => {
    const folder = project();
    const [parts, merge] = blocks("Parts", "sh");
    const [one, two] = parts!.trim().split("\n");
    expect(await bash(folder, one!)).toMatchObject({ code: 0 });
    expect(await bash(folder, merge!)).toMatchObject({
      code: 2,
      err: expect.stringContaining("4 runs of 9 in none of the journals"),
    });
    expect(await bash(folder, two!)).toMatchObject({ code: 0 });
    expect(await bash(folder, merge!)).toMatchObject({ code: 0 });
    expect(csv(folder)).toBe(whole);
  });

  test("in Slurm", async () => {
    // Starts the tasks of the array one after the other.
    const sbatch = `
      test "$1" = --wait
      [[ $(cat "$2") =~ array=1-([0-9]+) ]]
      for SLURM_ARRAY_TASK_ID in $(seq "\${BASH_REMATCH[1]}"); do
        export SLURM_ARRAY_TASK_ID SLURM_ARRAY_TASK_COUNT="\${BASH_REMATCH[1]}" SLURM_CPUS_PER_TASK=1
        bash "$2"
      done`;
    const folder = project({ sbatch });
    writeFileSync(join(folder, "sweep.sbatch"), file("sweep.sbatch"));
    expect(await bash(folder, blocks("Slurm", "sh")[1]!)).toMatchObject({ code: 0 });
    expect(readdirSync(join(folder, "reports")).filter((name) => name.endsWith(".journal"))).toHaveLength(4);
    expect(csv(folder)).toBe(whole);
  });

  test("in Kubernetes", async () => {
    const folder = project({ kubectl: 'echo "$*" >> called' });
    const container = (name: string) => (parse(file(name)) as Job).spec.template.spec.containers[0]!;
    const { completions } = (parse(file("parts.yaml")) as Job).spec;
    const [shell, , script] = container("parts.yaml").command;
    await runParts(
      folder,
      script!,
      numbered(completions!, (number) => ({ JOB_COMPLETION_INDEX: String(number - 1) })),
      shell,
    );
    expect(await bash(folder, container("merge.yaml").command[2]!)).toMatchObject({ code: 0 });
    expect(csv(folder)).toBe(whole);
    expect(await bash(folder, blocks("Kubernetes", "sh")[0]!)).toMatchObject({ code: 0 });
    expect(readFileSync(join(folder, "called"), "utf8")).toMatch(
      /^apply -f parts\.yaml\nwait .* job\/sweep-parts\napply -f merge\.yaml\n$/,
    );
  });

  test("in GitHub Actions", async () => {
    const folder = project();
    const { part, report } = (parse(blocks("GitHub Actions", "yaml")[0]!) as Workflow).jobs;
    const { part: parts } = part.strategy!.matrix;
    for (const number of parts) {
      for (const { run } of part.steps.filter(({ run }) => run !== undefined)) {
        const script = run!
          .replace(/\$\{\{ matrix\.part \}\}/, String(number))
          .replace(/\$\{\{ strategy\.job-total \}\}/, String(parts.length));
        expect(await bash(folder, script)).toMatchObject({ code: 0 });
      }
    }
    // What was uploaded by the parts stands where it stood; the paths say so.
    const uploaded = part.steps.find(({ uses }) => uses?.includes("upload"))!.with!.path;
    const downloaded = report.steps.find(({ uses }) => uses?.includes("download"))!.with!.path;
    expect(uploaded).toBe(`${downloaded}/*.journal`);
    for (const { run } of report.steps)
      if (run !== undefined) expect(await bash(folder, run)).toMatchObject({ code: 0 });
    expect(csv(folder)).toBe(whole);
  });

  test("in GitLab CI", async () => {
    const folder = project();
    const { part, report } = parse(blocks("GitLab CI", "yaml")[0]!) as Record<
      string,
      { parallel: number; script: string[] }
    >;
    const environment = (number: number) => ({ CI_NODE_INDEX: String(number), CI_NODE_TOTAL: String(part!.parallel) });
    await runParts(folder, part!.script.join("\n"), numbered(part!.parallel, environment));
    expect(await bash(folder, report!.script.join("\n"))).toMatchObject({ code: 0 });
    expect(csv(folder)).toBe(whole);
  });
});

describe.skipIf(!isWanted)("a queue", () => {
  test.each([
    ["by hand", () => blocks("A queue", "sh")[0]!],
    ["in Docker Compose", () => (parse(file("compose.yaml")) as Compose).services.worker.command],
    ["in Kubernetes", () => (parse(file("workers.yaml")) as Job).spec.template.spec.containers[0]!.command.join(" ")],
    ["in Slurm", () => file("workers.sbatch")],
  ])("with workers %s", async (_, worker) => {
    // As the Compose file starts it.
    const password = "a-password";
    const { command } = (parse(file("compose.yaml")) as Compose).services.queue;
    const server = await Server.start(
      command
        .replace(/\$\{QUEUE_PASSWORD\}/, password)
        .split(" ")
        .slice(1),
    );
    const url = server.url.replace("redis://", `redis://:${password}@`);
    const folder = project();
    const env = { GOSSIPSIM_QUEUE: url, QUEUE_HOST: "127.0.0.1", QUEUE_PASSWORD: password, SLURM_CPUS_PER_TASK: "1" };
    const onPort = (script: string) => script.replace(":6379", `:${server.port}`);
    // Ends when there is nothing to do for a while, unlike a real one.
    const working = bash(
      folder,
      `${onPort(worker())
        .trim()
        .replace(/ --idle \S+$/, "")} --idle 5s`,
      env,
    );
    expect(await bash(folder, onPort(blocks("A queue", "sh")[1]!), env)).toMatchObject({ code: 0 });
    expect(csv(folder)).toBe(whole);
    const { code, err } = await working;
    expect({ code, err }).toMatchObject({ code: 0, err: expect.stringContaining("\n9 runs done in ") });
    expect(err).not.toContain(password);
  });
});

interface Job {
  readonly spec: {
    readonly completions?: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly command: readonly string[] }[] } };
  };
}

interface Workflow {
  readonly jobs: Readonly<Record<"part" | "report", WorkflowJob>>;
}

interface WorkflowJob {
  readonly strategy?: { readonly matrix: { readonly part: readonly number[] } };
  readonly steps: readonly {
    readonly uses?: string;
    readonly run?: string;
    readonly with?: { readonly path: string };
  }[];
}

interface Compose {
  readonly services: Readonly<Record<"queue" | "worker", { readonly command: string }>>;
}
