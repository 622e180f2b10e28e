import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { JournalReader } from "../../../src/cli/sweep/journal.ts";
import { Random } from "../../../src/kernel/random.ts";
import { folderWith, repository, tiny } from "../support.ts";

const study = `${tiny}seeds: 24
sweep: { cluster.nodes: [2, 3, 4, 5, 6] }
`;
const runs = 120;
const threads = 2;

/** How often in the suite; more with KILLS=200, which takes minutes. */
const kills = Number(process.env.KILLS ?? 4);

const journal = "reports/tiny-sweep.journal";
const report = (folder: string) =>
  ["sweep.csv", "sweep.json", "summary.md"].map((file) =>
    readFileSync(join(folder, "reports/tiny-sweep", file), "utf8"),
  );

function start(folder: string) {
  const args = [join(repository, "dist/cli/main.js"), "sweep", "tiny.yaml", "--no-charts", "-j", String(threads)];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.resume();
  let err = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, err }));
  return { child, ended };
}

/** Finished runs in the journal, and torn lines. */
async function kept(folder: string): Promise<{ readonly runs: number; readonly torn: number }> {
  const reader = await JournalReader.open(join(folder, journal), journal);
  if (reader === null) return { runs: 0, torn: 0 };
  await reader.close();
  const keys = readFileSync(join(folder, journal), "utf8").matchAll(/^[\da-f]{8} \["([\da-f]{32})"/gm);
  return {
    runs: new Set([...keys].map(([, key]) => key!).filter((key) => reader.has(key))).size,
    torn: reader.dropped,
  };
}

/** Kills at random moments until everything is done or `most` times; what each left behind. */
async function killing(folder: string, signal: "SIGKILL" | "SIGINT", most: number) {
  const random = new Random(`kills ${signal}`);
  const table: { readonly after: number; readonly before: number; readonly left: number; readonly torn: number }[] = [];
  for (let kill = 0; kill < most; kill++) {
    const before = (await kept(folder)).runs;
    const { child, ended } = start(folder);
    // From before the first run to the last, most of it while runs are under way.
    const after = 200 + random.below(1800);
    const timer = setTimeout(() => child.kill(signal), after);
    const { code } = await ended;
    clearTimeout(timer);
    const { runs: left, torn } = await kept(folder);
    table.push({ after, before, left, torn });
    // Those that stood there stand there still.
    expect(left).toBeGreaterThanOrEqual(before);
    if (code === 0) rmSync(join(folder, "reports"), { recursive: true });
    // Null: ended by the signal, which one that comes too early for the program to hear does, too.
    else if (signal === "SIGKILL" || left === before) expect([null, 130]).toContain(code);
    else expect(code).toBe(130);
  }
  return table;
}

describe("a sweep that is ended at random moments", () => {
  test.each(["SIGKILL", "SIGINT"] as const)(
    "by %s goes on where it was, and reports the same",
    async (signal) => {
      const [whole, folder] = [folderWith({ "tiny.yaml": study }), folderWith({ "tiny.yaml": study })];
      expect((await start(whole).ended).code).toBe(0);
      const table = await killing(folder, signal, kills);
      if (process.env.KILLS !== undefined) console.table(table);
      expect((await start(folder).ended).code).toBe(0);
      expect((await kept(folder)).runs).toBe(runs);
      expect(report(folder)).toEqual(report(whole));
      if (signal === "SIGINT") expect(table.reduce((sum, { torn }) => sum + torn, 0)).toBe(0);
    },
    kills * 10_000 + 60_000,
  );

  test("loses at most the runs that were under way", async () => {
    const folder = folderWith({ "tiny.yaml": study });
    const { child, ended } = start(folder);
    // A line in the journal is a run that is over for good; those that are not in it were under way, or not begun.
    while (!existsSync(join(folder, journal)) || (await kept(folder)).runs < 20)
      await new Promise((go) => setTimeout(go, 5));
    const seen = (await kept(folder)).runs;
    child.kill("SIGKILL");
    await ended;
    const { runs: left } = await kept(folder);
    expect(left).toBeGreaterThanOrEqual(seen);
    const again = await start(folder).ended;
    expect(again.code).toBe(0);
    expect(again.err).toMatch(new RegExp(`\\ndone before +${left}, in ${journal}\\n`));
    expect(again.err).toMatch(new RegExp(`\\nto do +${runs - left} runs, about `));
  });

  test.runIf(process.platform === "linux")("by a full disk keeps what was written", async () => {
    const [whole, folder] = [folderWith({ "tiny.yaml": study }), folderWith({ "tiny.yaml": study })];
    expect((await start(whole).ended).code).toBe(0);
    // No file may be larger than 50 KiB; the journal is to be twice that.
    const program = [process.execPath, join(repository, "dist/cli/main.js"), "sweep", "tiny.yaml", "--no-charts"];
    const limited = spawnSync("bash", ["-c", `ulimit -f 50; exec "$@"`, "bash", ...program], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(limited.status).toBe(2);
    expect(limited.stderr).toMatch(
      /\ngossipsim: cannot write to reports\/tiny-sweep\.journal: the file is too large\n$/,
    );
    expect(limited.stderr).not.toContain("defect");
    const { runs: left } = await kept(folder);
    expect(left).toBeGreaterThan(20);
    const { code, err } = await start(folder).ended;
    expect(code).toBe(0);
    expect(err).toMatch(new RegExp(`\\ndone before +${left}, in `));
    expect(report(folder)).toEqual(report(whole));
  });

  test("two at once, on the same journal, do not harm each other", async () => {
    const [whole, folder] = [folderWith({ "tiny.yaml": study }), folderWith({ "tiny.yaml": study })];
    expect((await start(whole).ended).code).toBe(0);
    const both = await Promise.all([start(folder).ended, start(folder).ended]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(await kept(folder)).toEqual({ runs, torn: 0 });
    expect(report(folder)).toEqual(report(whole));
  });
});
