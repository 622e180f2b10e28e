import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createInlineSimulator } from "../../../src/cli/inline-simulator.ts";
import { Interrupt } from "../../../src/cli/interrupt.ts";
import type { Simulator } from "../../../src/cli/simulator.ts";
import { UserError } from "../../../src/cli/user-error.ts";
import { folderWith, gossipsim, tiny } from "../support.ts";

const study = `${tiny}seeds: 2
sweep:
  cluster.nodes: [2, 3, 4]
  protocol.highWaterStamps: [full, delta]
`;

const withStudy = (text = study) => folderWith({ "tiny.yaml": text });
const sweep = (folder: string, args: readonly string[] = [], overrides: Parameters<typeof gossipsim>[2] = {}) =>
  gossipsim(folder, ["sweep", "tiny.yaml", "--no-charts", ...args], {
    createSimulator: watched().createSimulator,
    ...overrides,
  });
const read = (folder: string, file: string) => readFileSync(join(folder, file), "utf8");
const journal = "reports/tiny-sweep.journal";
const files = ["summary.md", "sweep.csv", "sweep.json"];
const report = (folder: string, out = "reports") =>
  files.map((file) => read(folder, `${out}/tiny-sweep/${file}`).replaceAll(folder, ""));

/** A simulator that counts its runs, and does something before each. */
function watched(before: (seed: number, nodes: number, runs: number) => void = () => {}) {
  const inline = createInlineSimulator();
  let runs = 0;
  const simulator: Simulator = {
    ...inline,
    // Trials cost time and say nothing that a test could hold on to.
    estimate: async () => ({ milliseconds: 1500, found: "measured" }),
    async summarize(job, onProgress) {
      before(job.seed, job.scenario.cluster.nodes.length, ++runs);
      return inline.summarize(job, onProgress);
    },
  };
  return { createSimulator: async () => simulator, runs: () => runs };
}

describe("sweep", () => {
  test("runs every point with every seed, prints a summary and writes the report", async () => {
    const folder = withStudy();
    const { createSimulator, runs } = watched();
    const { code, out, err } = await sweep(folder, [], { createSimulator });
    expect(code).toBe(0);
    expect(runs()).toBe(12);
    expect(err).toBe(`tiny: 6 points × 2 seeds = 12 runs
cluster.nodes             2, 3, 4
protocol.highWaterStamps  full; delta
to do                     12 runs, about 18 s on 1 thread
`);
    expect(out).toMatch(/^tiny: 6 points × 2 seeds \(1–2\): 12 runs\n/);
    expect(out).toMatch(/\n {2}report {12}reports\/tiny-sweep\n$/);
    expect(readdirSync(join(folder, "reports/tiny-sweep")).sort()).toEqual(files);
    const rows = read(folder, "reports/tiny-sweep/sweep.csv").trim().split("\n");
    expect(rows).toHaveLength(13);
    expect(rows[0]).toMatch(/^cluster\.nodes,protocol\.highWaterStamps,seed,membership\.time,/);
  });

  test("gives for each point what a run of it gives", async () => {
    const folder = withStudy();
    await sweep(folder);
    const [head, ...rows] = read(folder, "reports/tiny-sweep/sweep.csv")
      .trim()
      .split("\n")
      .map((row) => row.split(","));
    const row = Object.fromEntries(rows[7]!.map((cell, index) => [head![index], cell]));
    const set = ["cluster.nodes", "protocol.highWaterStamps"].flatMap((path) => ["--set", `${path}=${row[path]}`]);
    const { out } = await gossipsim(folder, ["run", "tiny.yaml", "--seed", row.seed!, ...set, "--json"]);
    const [{ figures, fingerprint }] = JSON.parse(out).runs;
    expect(row.fingerprint).toBe(fingerprint);
    for (const [name, value] of Object.entries(figures))
      expect(row[name], name).toBe(value === null ? "" : String(value));
  });

  test("--dry-run says how much there is to do, on standard output, and does none of it", async () => {
    const folder = withStudy();
    const { createSimulator, runs } = watched();
    const { code, out, err } = await sweep(folder, ["--dry-run", "-j", "4"], { createSimulator });
    expect({ code, err, runs: runs() }).toEqual({ code: 0, err: "", runs: 0 });
    expect(out).toMatch(/\nto do {21}12 runs, about 5 s on 4 threads\n$/);
    expect(readdirSync(folder)).toEqual(["tiny.yaml"]);
  });

  test("--dry-run says at least how long runs take that no trial sees the end of", async () => {
    const createSimulator = async (): Promise<Simulator> => ({
      ...createInlineSimulator(),
      estimate: async () => ({ milliseconds: 90_000, found: "least" }),
    });
    const { out } = await sweep(withStudy(), ["--dry-run", "-j", "2"], { createSimulator });
    expect(out).toMatch(/\nto do +12 runs, at least 9 min on 2 threads: too long to try out to the end\n$/);
  });

  test("--dry-run of too many runs says so without looking at each", async () => {
    const grid =
      "cluster.nodes: { from: 2, to: 1000, values: 999 }\n  protocol.maxHops: { from: 1, to: 100, values: 100 }";
    const folder = withStudy(`${tiny}sweep:\n  ${grid}\n`);
    const { code, out } = await sweep(folder, ["--dry-run"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^tiny: 99,900 points × 1 seed = 99,900 runs\n/);
    expect(out).toMatch(/\nto do {13}99,900 runs, about 1 d 18 h on 1 thread\n$/);
  });

  test("--json prints sweep.json, --quiet nothing, and the files are the same", async () => {
    const [json, quiet] = [withStudy(), withStudy()];
    const printed = await sweep(json, ["--json"]);
    expect(printed.out).toBe(read(json, "reports/tiny-sweep/sweep.json"));
    expect(await sweep(quiet, ["--quiet"])).toEqual({ code: 0, out: "", err: "" });
    expect(report(quiet)).toEqual(report(json));
  });

  test("--set may replace a part of the grid", async () => {
    const folder = withStudy();
    const { createSimulator, runs } = watched();
    const set = ["--set", "sweep.cluster.nodes=[5]", "--set", "sweep.protocol.highWaterStamps=", "--seed", "7"];
    expect((await sweep(folder, set, { createSimulator })).code).toBe(0);
    expect(runs()).toBe(1);
    expect(read(folder, "reports/tiny-sweep/sweep.csv")).toMatch(/\n5,7,/);
  });
});

describe("what is finished", () => {
  test("is not done again, and the report is the same", async () => {
    const folder = withStudy();
    await sweep(folder);
    const before = report(folder);
    rmSync(join(folder, "reports/tiny-sweep"), { recursive: true });
    const { createSimulator, runs } = watched();
    const { err } = await sweep(folder, [], { createSimulator });
    expect(runs()).toBe(0);
    expect(err).toMatch(/\ndone before {15}12, in reports\/tiny-sweep\.journal\nto do {21}nothing\n$/);
    expect(report(folder)).toEqual(before);
  });

  test("is kept for the points that a grid has in common with an earlier one", async () => {
    const folder = withStudy();
    await sweep(folder);
    writeFileSync(
      join(folder, "tiny.yaml"),
      study.replace("[2, 3, 4]", "[3, 4, 5]").replace("Do two nodes meet?", "Do they?"),
    );
    const { createSimulator, runs } = watched();
    await sweep(folder, [], { createSimulator });
    expect(runs()).toBe(4);
  });

  test("is worth nothing when another setting changed", async () => {
    const folder = withStudy();
    await sweep(folder);
    const { createSimulator, runs } = watched();
    await sweep(folder, ["--set", "network.sites.latency=2 ms"], { createSimulator });
    expect(runs()).toBe(12);
  });

  test("is kept when an interrupt comes; the report says what is missing, and the same command goes on", async () => {
    const [whole, folder] = [withStudy(), withStudy()];
    await sweep(whole);
    const controller = new AbortController();
    const { createSimulator, runs } = watched((_, __, runs) => {
      if (runs === 6) controller.abort(new Interrupt("interrupted", 130));
      if (runs >= 6) throw new Error("closed");
    });
    const { code, out, err } = await sweep(folder, [], { createSimulator, interrupted: controller.signal });
    expect({ code, runs: runs() }).toEqual({ code: 130, runs: 6 });
    expect(err).toMatch(/5 of 12 runs are kept in .*; the same command does the others\ngossipsim: interrupted\n$/);
    expect(out).toMatch(/INCOMPLETE/);
    expect(read(folder, "reports/tiny-sweep/summary.md")).toMatch(/INCOMPLETE/);
    const again = watched();
    expect((await sweep(folder, [], { createSimulator: again.createSimulator })).code).toBe(0);
    expect(again.runs()).toBe(7);
    expect(report(folder)).toEqual(report(whole));
  });

  test("torn by whatever ended the program, it is noticed", async () => {
    const folder = withStudy();
    await sweep(folder);
    const text = read(folder, journal);
    writeFileSync(join(folder, journal), text.slice(0, -500));
    const before = report(folder);
    const { createSimulator, runs } = watched();
    const { err } = await sweep(folder, [], { createSimulator });
    expect(runs()).toBe(1);
    expect(err).toContain("unfinished                1 line of reports/tiny-sweep.journal passed over\n");
    expect(report(folder)).toEqual(before);
  });
});

describe("a run that fails", () => {
  const failing = (error: Error) =>
    watched((seed, nodes) => {
      if (seed === 2 && nodes === 3) throw error;
    });

  test("ends no other, is told, and is tried again by the same command", async () => {
    const folder = withStudy();
    const { createSimulator } = failing(new UserError("out of memory"));
    const { code, out, err } = await sweep(folder, [], { createSimulator });
    expect(code).toBe(2);
    const told = "gossipsim: cluster.nodes=3, protocol.highWaterStamps=full, seed 2: out of memory\n";
    expect(err).toContain(told);
    expect(out).toMatch(/INCOMPLETE/);
    const { failed } = JSON.parse(read(folder, "reports/tiny-sweep/sweep.json"));
    expect(failed).toHaveLength(2);
    const { createSimulator: sound, runs } = watched();
    expect((await sweep(folder, [], { createSimulator: sound })).code).toBe(0);
    expect(runs()).toBe(2);
  });

  test("by a defect is told with the command that repeats it", async () => {
    const folder = withStudy();
    const { createSimulator } = failing(new Error("what now"));
    const { code, err } = await sweep(folder, [], { createSimulator });
    expect(code).toBe(3);
    expect(err).toContain(
      "npx gossipsim run tiny.yaml --seed 2 --set cluster.nodes=3 --set protocol.highWaterStamps=delta\n",
    );
  });

  test("when all do there is no report", async () => {
    const folder = withStudy();
    const { createSimulator } = watched(() => {
      throw new UserError("no");
    });
    const { code, out } = await sweep(folder, [], { createSimulator });
    expect({ code, out }).toEqual({ code: 2, out: `${journal}: 0 of 12 runs\n` });
    expect(existsSync(join(folder, "reports/tiny-sweep"))).toBe(false);
  });
});

describe("parts", () => {
  test("that other machines run are merged into the very same report", async () => {
    const [whole, folder] = [withStudy(), withStudy()];
    await sweep(whole);
    let runs = 0;
    for (const part of ["1/3", "2/3", "3/3"]) {
      const { createSimulator, runs: done } = watched();
      const { code, out } = await sweep(folder, ["--shard", part], { createSimulator });
      expect(code).toBe(0);
      expect(out).toBe(`reports/tiny-sweep.${part.replace("/", "-of-")}.journal: 4 of 4 runs\n`);
      runs += done();
    }
    expect(runs).toBe(12);
    expect(readdirSync(join(folder, "reports")).filter((name) => !name.endsWith(".journal"))).toEqual([]);
    const journals = ["1", "2", "3"].map((part) => `reports/tiny-sweep.${part}-of-3.journal`);
    const merged = await gossipsim(folder, ["sweep", "merge", "tiny.yaml", ...journals, "--no-charts"]);
    expect(merged.code).toBe(0);
    expect(report(folder)).toEqual(report(whole));
  });

  test("of which one is missing give a report that says so", async () => {
    const folder = withStudy();
    await sweep(folder, ["--shard", "1/2"]);
    const merge = ["sweep", "merge", "tiny.yaml", "reports/tiny-sweep.1-of-2.journal", "--no-charts"];
    const { code, out, err } = await gossipsim(folder, merge);
    expect({ code, err }).toEqual({
      code: 2,
      err: "gossipsim: 6 runs of 12 in none of the journals: was each part run to its end?\n",
    });
    expect(out).toMatch(/INCOMPLETE/);
  });

  test("of something else are refused", async () => {
    const folder = withStudy();
    await sweep(folder, ["--set", "network.sites.latency=2 ms"]);
    const { code, err } = await gossipsim(folder, ["sweep", "merge", "tiny.yaml", journal, "--out", "merged"]);
    expect({ code, err }).toEqual({
      code: 2,
      err: "gossipsim: tiny.yaml: none of its 12 runs is in the journals; they are of another scenario, other settings, or another version of gossipsim\n",
    });
    expect(existsSync(join(folder, "merged"))).toBe(false);
  });
});

describe("mistakes", () => {
  const cases: readonly (readonly [args: string, message: string])[] = [
    ["sweep", "sweep: expected a scenario file with a sweep, found none"],
    ["sweep merge", "sweep: expected a scenario file with a sweep, found none"],
    ["sweep merge tiny.yaml", "sweep merge: expected journals after the scenario file"],
    ["sweep merge tiny.yaml none.journal", "cannot read none.journal: no such file or folder"],
    ["sweep merge tiny.yaml tiny.yaml", "tiny.yaml: it is not a journal of this version of gossipsim"],
    ["sweep merge tiny.yaml x.journal --shard 1/2", "sweep merge: expected no --shard, as it runs nothing"],
    ["sweep tiny.yaml other.yaml", "sweep: expected one scenario file, found tiny.yaml and other.yaml"],
    ["sweep none.yaml", "none.yaml: no such file or folder"],
    ["sweep plain.yaml", 'plain.yaml: missing key "sweep", such as `sweep: { cluster.nodes: [10, 20, 40] }`'],
    ["sweep tiny.yaml --shard 3", '--shard: expected which of how many, as in 3/16, found "3"'],
    ["sweep tiny.yaml --shard 0/4", '--shard: expected which of how many, as in 3/16, found "0/4"'],
    ["sweep tiny.yaml --shard 5/4", '--shard: expected which of how many, as in 3/16, found "5/4"'],
    ["sweep tiny.yaml --jobs 0", '--jobs: expected how many runs at a time (1 to 1024), found "0"'],
    [
      "sweep tiny.yaml --seeds 2000",
      "tiny: 12,000 runs, about 5 h on 1 thread; --yes does so many, --dry-run says more",
    ],
    [
      "sweep tiny.yaml --set sweep.cluster.nods=[1]",
      '--set sweep.cluster.nods=[1]: cluster has no field "nods"; did you mean "nodes"?',
    ],
    [
      "sweep tiny.yaml --set protocol.preset=cockroach-2.0",
      'tiny.yaml:10:36: protocol.highWaterStamps: "delta" needs "resend: ratchet": differences say nothing to a peer that replaces what it knew, which cockroach-2.0 does; in the sweep with cluster.nodes=2, protocol.highWaterStamps=delta',
    ],
    ["sweep tiny.yaml --out taken", "cannot write to taken/tiny-sweep: taken is a file, expected a folder"],
  ];

  test.each(cases)("%s", async (args, message) => {
    const folder = folderWith({ "tiny.yaml": study, "plain.yaml": tiny, taken: "" });
    const { createSimulator } = watched();
    const { code, out, err } = await gossipsim(folder, args.split(" "), { createSimulator });
    expect({ code, out, err }).toEqual({ code: 2, out: "", err: `gossipsim: ${message}\n` });
    expect(readdirSync(folder).sort()).toEqual(["plain.yaml", "taken", "tiny.yaml"]);
  });

  test("a folder that holds something else is left alone", async () => {
    const folder = withStudy();
    await sweep(folder);
    appendFileSync(join(folder, "reports/tiny-sweep/notes.txt"), "mine");
    const { code, err } = await sweep(folder);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'gossipsim: cannot replace the report in reports/tiny-sweep: "notes.txt" is not part of it; move it away\n',
    });
  });
});
