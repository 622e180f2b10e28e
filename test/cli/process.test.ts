import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { createInlineSimulator } from "../../src/cli/inline-simulator.ts";
import type { Report } from "../../src/report/report.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import { folderWith, repository, tiny } from "./support.ts";

/** The program as it is shipped: built, with its worker thread, pipes and signals. */
const program = join(repository, "dist/cli/main.js");

function start(cwd: string, args: readonly string[], nodeOptions = "") {
  const env = { ...process.env, NODE_OPTIONS: nodeOptions };
  return spawn(process.execPath, [program, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
}

function named(name: string): string {
  return tiny.replace("name: tiny", `name: ${name}`);
}

/** Runs for hours. */
const long = named("long")
  .replace("duration: 3 s", "duration: 100 d")
  .replace(/^stop.*\n/m, "measure: { bin: 1 h }\n");

async function outcome(child: ReturnType<typeof start>): Promise<{ code: number | null; out: string; err: string }> {
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { code, out, err };
}

describe("as a process", () => {
  test("runs a scenario", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const { code, out, err } = await outcome(start(folder, ["run", "tiny.yaml", "--json", "--seeds", "2"]));
    expect({ code, err }).toEqual({ code: 0, err: expect.stringMatching(/^engine: .*\n$/) });
    expect((JSON.parse(out) as { runs: unknown[] }).runs).toHaveLength(2);
  });

  test("a mistake is one line and exit code 2", async () => {
    expect(await outcome(start(folderWith(), ["run", "gone.yaml"]))).toEqual({
      code: 2,
      out: "",
      err: "gossipsim: gone.yaml: no such file or folder\n",
    });
  });

  test("a reader who has seen enough ends it quietly", async () => {
    const folder = folderWith({ "tiny.yaml": tiny });
    const child = start(folder, ["run", "tiny.yaml", "--json", "--set", "cluster.nodes=20"]);
    child.stdout.destroy();
    let err = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    const [code] = (await once(child, "close")) as [number | null];
    expect({ code, err: err.replace(/^engine: .*\n$/, "") }).toEqual({ code: 0, err: "" });
  });

  test("an interrupt ends a run that would last for hours, with 130, and leaves what is finished", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, "long.yaml": long });
    const child = start(folder, ["run", "tiny.yaml", "long.yaml", "--no-charts"]);
    // The summary of the first says that the second begins.
    child.stdout.once("data", () => setTimeout(() => child.kill("SIGINT"), 100));
    const { code, out, err } = await outcome(child);
    expect({ code, err }).toEqual({ code: 130, err: "gossipsim: interrupted\n" });
    expect(out).toContain("reports/tiny\n");
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny"]);
  });
});

describe("baselines", () => {
  const names = ["a", "b", "c", "d"];
  const files = names.map((name) => `${name}.yaml`);
  const baselines = (folder: string) =>
    names.map((name) => readFileSync(join(folder, "reports/baselines", `${name}.yaml`), "utf8"));

  /** Recorded with two nodes; the files now say three. */
  async function changed(): Promise<string> {
    const folder = folderWith(Object.fromEntries(names.map((name) => [`${name}.yaml`, named(name)])));
    await outcome(start(folder, ["check", ...files, "--update"]));
    for (const name of names) writeFileSync(join(folder, `${name}.yaml`), named(name).replace("nodes: 2", "nodes: 3"));
    return folder;
  }

  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "%s at any moment of recording leaves each as it was or as it shall be, and whole",
    async (signal) => {
      const folder = await changed();
      const old = baselines(folder);
      const kills = [50, 100, 150, 200, 250, 300, 350, 400];
      for (const milliseconds of kills) {
        const child = start(folder, ["check", ...files, "--update"]);
        setTimeout(() => child.kill(signal), milliseconds);
        const { code } = await outcome(child);
        const now = baselines(folder);
        if (code !== 0 && signal !== "SIGKILL") expect(now).toEqual(old);
        if (now.some((text, index) => text !== old[index])) break;
      }
      expect((await outcome(start(folder, ["check", ...files, "--update"]))).code).toBe(0);
      const { code, out } = await outcome(start(folder, ["check", ...files]));
      expect({ code, out: out.split("\n").at(-2) }).toEqual({ code: 0, out: "4 scenarios: 4 ok" });
    },
  );

  test("several processes that record and check at once", async () => {
    const folder = await changed();
    const recording = [1, 2, 3].map(() => outcome(start(folder, ["check", ...files, "--update"])));
    const checking = [1, 2].map(() => outcome(start(folder, ["check", ...files])));
    for (const { code, err } of await Promise.all(recording)) expect({ code, err }).toMatchObject({ code: 0 });
    // They may have found the old baselines, but never half a one.
    for (const { code, err } of await Promise.all(checking)) expect([0, 1], err).toContain(code);
    expect((await outcome(start(folder, ["check", ...files]))).code).toBe(0);
    expect(readdirSync(join(folder, "reports/baselines"))).toEqual(files);
  });
});

describe("what is not needed is not loaded", () => {
  const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    dependencies: object;
    optionalDependencies: object;
  };
  const ours = [...Object.keys(dependencies), ...Object.keys(optionalDependencies), "canvas"];
  /** Writes down what the main thread loads, whichever way. */
  const watch = `import { appendFileSync } from "node:fs";
    import { createRequire, register } from "node:module";
    import { isMainThread } from "node:worker_threads";
    const hook = \`import { appendFileSync } from "node:fs";
      export async function load(url, context, next) {
        appendFileSync("loaded", url + "\\\\n");
        return next(url, context);
      }\`;
    if (isMainThread) {
      register("data:text/javascript," + encodeURIComponent(hook));
      const { cache } = createRequire(import.meta.url);
      process.on("exit", () => appendFileSync("loaded", Object.keys(cache).join("\\n")));
    }`;

  /** Which of our dependencies the main thread loads for a command. */
  async function loaded(...args: readonly string[]): Promise<string[]> {
    const folder = folderWith({ "tiny.yaml": tiny, "watch.mjs": watch });
    const { code } = await outcome(start(folder, args, "--import=./watch.mjs"));
    expect(code).toBe(0);
    const text = readFileSync(join(folder, "loaded"), "utf8");
    return ours.filter((name) => text.includes(`/node_modules/${name}/`)).sort();
  }

  test("for help", async () => {
    expect(await loaded("--help")).toEqual(["yargs"]);
    expect(await loaded("run", "--help")).toEqual(["yargs"]);
  });

  /** Scenarios may name networks, and draw them. */
  const reading = [
    "fast-xml-builder",
    "fast-xml-parser",
    "graphology",
    "graphology-components",
    "graphology-shortest-path",
    "seedrandom",
    "yaml",
  ];

  test("to look at a scenario", async () => {
    expect(await loaded("validate", "tiny.yaml")).toEqual([...reading, "yargs", "zod"]);
  });

  test("to run one, with and without charts", async () => {
    const needed = [...reading.filter((name) => name < "p"), "piscina", "seedrandom", "yaml", "yargs", "zod"];
    expect(await loaded("run", "tiny.yaml", "--no-charts")).toEqual(needed);
    expect(await loaded("run", "tiny.yaml", "--json")).toEqual(needed);
    expect(await loaded("run", "tiny.yaml")).toEqual(["canvas", "chartjs-node-canvas", ...needed]);
  });
});

describe("several runs at a time", () => {
  test("give the same reports to the byte as one at a time, also where the second is done before the first", async () => {
    const slow = named("slow").replace("nodes: 2", "nodes: 20");
    const folder = folderWith({ "slow.yaml": slow, "fast.yaml": named("fast") });
    const args = ["run", "slow.yaml", "fast.yaml", "--seeds", "5", "--quiet", "--no-charts"];
    for (const jobs of ["1", "2", "4"]) {
      const { code, out, err } = await outcome(start(folder, [...args, "-j", jobs, "--out", jobs]));
      expect({ code, out, err }).toEqual({ code: 0, out: "", err: "" });
    }
    for (const file of ["slow/report.json", "slow/summary.md", "fast/report.json", "fast/summary.md"]) {
      const [one, ...others] = ["1", "2", "4"].map((jobs) => readFileSync(join(folder, jobs, file), "utf8"));
      for (const other of others) expect(other).toBe(one);
    }
    const json = [...args, "--json", "-j", "2"];
    const { out } = await outcome(start(folder, json));
    const names = (JSON.parse(out) as { scenario: { name: string } }[]).map(({ scenario }) => scenario.name);
    expect(names).toEqual(["slow", "fast"]);
  });

  test("an interrupt ends all of them, and leaves the reports that are finished", async () => {
    const folder = folderWith({ "tiny.yaml": tiny, "long.yaml": long });
    const child = start(folder, ["run", "tiny.yaml", "long.yaml", "--seeds", "3", "--no-charts", "-j", "3"]);
    child.stdout.once("data", () => child.kill("SIGINT"));
    const { code, out, err } = await outcome(child);
    expect({ code, err }).toEqual({ code: 130, err: "gossipsim: interrupted\n" });
    expect(out).toContain("reports/tiny\n");
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny"]);
    expect(readdirSync(join(folder, "reports", "tiny"))).toEqual(["report.json", "summary.md"]);
  });

  test("one without enough memory is named; the others run to their end", async () => {
    const large = named("large").replace("nodes: 2", "nodes: 40000");
    const folder = folderWith({ "large.yaml": large, "tiny.yaml": tiny });
    const args = ["run", "large.yaml", "tiny.yaml", "--seeds", "2", "--no-charts", "-j", "2"];
    const { code, out, err } = await outcome(start(folder, args, "--max-old-space-size=64"));
    expect(code).toBe(2);
    expect(err).toMatch(/^gossipsim: large, seed 1: out of memory with 40000 nodes; .*$/m);
    expect(err).toMatch(/^gossipsim: large, seed 2: out of memory with 40000 nodes; .*$/m);
    expect(out).toMatch(/^tiny: 2 nodes, 2 seeds, /);
    expect(readdirSync(join(folder, "reports"))).toEqual(["tiny"]);
  });

  test.each(["1", "2"])("a thread that ends costs its seed only: %s at a time", async (jobs) => {
    const folder = folderWith({
      "tiny.yaml": tiny,
      // A run begins with a look at the clock: ends the first thread that takes one, and leaves a file for the others.
      "end.mjs": `import { writeFileSync } from "node:fs";
        import { isMainThread } from "node:worker_threads";
        const now = performance.now.bind(performance);
        const first = () => {
          try {
            writeFileSync("ended", "", { flag: "wx" });
            return true;
          } catch {
            return false;
          }
        };
        performance.now = () => {
          if (!isMainThread && first()) process.exit(7);
          return now();
        };`,
    });
    const args = ["run", "tiny.yaml", "--seeds", "4", "--no-charts", "-j", jobs];
    const { code, out, err } = await outcome(start(folder, args, "--import=./end.mjs"));
    expect(code).toBe(3);
    const [, seed] = /^gossipsim: tiny, seed (\d): this is a defect of gossipsim /m.exec(err) ?? [];
    expect(err).toContain("worker exited with code: 7");
    expect(out).toMatch(new RegExp(`^tiny: 2 nodes, 3 of 4 seeds, .*\\n {2}INCOMPLETE {6}seed ${seed} failed: `));
    const { runs, failed } = JSON.parse(readFileSync(join(folder, "reports/tiny/report.json"), "utf8")) as Report;
    expect([...runs, ...failed!].map((run) => run.seed).sort()).toEqual([1, 2, 3, 4]);
  });

  test("threads that cannot start fail the runs instead of keeping them waiting", async () => {
    const folder = folderWith({
      "tiny.yaml": tiny,
      "end.mjs": `import { isMainThread } from "node:worker_threads"; if (!isMainThread) process.exit(7);`,
    });
    const args = ["run", "tiny.yaml", "--seeds", "3", "-j", "2"];
    const { code, out, err } = await outcome(start(folder, args, "--import=./end.mjs"));
    expect({ code, out }).toEqual({ code: 3, out: "" });
    for (const seed of [1, 2, 3]) expect(err).toContain(`\ngossipsim: tiny, seed ${seed}: this is a defect`);
    expect(readdirSync(folder)).not.toContain("reports");
  });
});

test("a worker thread retells a run as this thread does, between other runs", async () => {
  const { createWorkerSimulator } = (await import(
    pathToFileURL(join(repository, "dist/cli/worker-simulator.js")).href
  )) as typeof import("../../src/cli/worker-simulator.ts");
  const read = (path: string): string => expect.fail(path);
  const scenario = parseScenario({ file: "tiny.yaml", text: tiny, read });
  const run = { scenario, seed: 1, wire: "counted" } as const;
  const job = { ...run, from: 5, to: 50 };
  const simulator = createWorkerSimulator({ least: 1, most: 1 });
  const [first, retelling, second] = await Promise.all([
    simulator.simulate(run, () => {}),
    simulator.retell(job),
    simulator.simulate(run, () => {}),
  ]);
  await simulator.close();
  expect(retelling).toEqual(await createInlineSimulator().retell(job));
  expect(retelling.digests).toHaveLength(46);
  expect(second.run).toEqual(first.run);
});
