import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { folderWith, repository, tiny } from "./support.ts";

/** The program as it is shipped: built, with its worker thread, pipes and signals. */
beforeAll(() => {
  execFileSync(process.execPath, [join(repository, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"], {
    cwd: repository,
  });
});

const program = join(repository, "dist/cli/main.js");

function start(cwd: string, args: readonly string[]) {
  return spawn(process.execPath, [program, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
}

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
    const long = tiny
      .replace("name: tiny", "name: long")
      .replace("duration: 3 s", "duration: 100 d")
      .replace(/^stop.*\n/m, "measure: { bin: 1 h }\n");
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
