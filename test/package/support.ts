import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { repository } from "../cli/support.ts";

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of npm's, as `npm` and `npx`, or `node` in `folder`. Never rejects. */
export function run(folder: string, command: string, args: readonly string[], variables: Record<string, string> = {}) {
  // On Windows npm's programs are scripts of the shell. What vitest tells its workers is not for a runner of tests that is run in one.
  const shell = process.platform === "win32" && command !== "node";
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$)/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), NO_COLOR: "1", ...variables };
  const program = command === "node" ? process.execPath : command;
  return new Promise<Outcome>((resolve) => {
    execFile(program, args, { cwd: folder, env, shell, maxBuffer: 1 << 28 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

/** Packs gossipsim into `folder`, built from what stands here and apart from it, and gives the path of the file. */
export async function pack(folder: string): Promise<string> {
  const copy = join(folder, "repository");
  const left = [".git", "node_modules", "dist", "reports"].map((name) => join(repository, name));
  cpSync(repository, copy, { recursive: true, filter: (path) => !left.includes(path) });
  link(join(repository, "node_modules"), join(copy, "node_modules"));
  const { code, out, err } = await run(copy, "npm", ["pack", "--pack-destination", folder]);
  if (code !== 0) throw new Error(out + err);
  return join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz"))!);
}

/** An empty project in which these packages are installed, and these of ours linked. */
export async function install(
  folder: string,
  project: object,
  packages: readonly string[],
  linked: readonly string[] = [],
): Promise<void> {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  const { code, out, err } = await run(folder, "npm", [
    ...["install", "--prefer-offline", "--no-audit", "--no-fund"],
    ...packages,
  ]);
  if (code !== 0) throw new Error(out + err);
  for (const name of linked) link(join(repository, "node_modules", name), join(folder, "node_modules", name));
}

/** Files below a folder, with forward slashes, sorted; none when there is no such folder. */
export function filesUnder(folder: string): string[] {
  return entriesUnder(folder)
    .map((path) => relative(folder, path).replaceAll("\\", "/"))
    .sort();
}

/** The blocks of code of a page that have the name of a file. */
export function namedBlocks(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(repository, page), "utf8");
  return new Map([...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, code]) => [name!, code!]));
}

function entriesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? entriesUnder(path) : [path];
    });
  } catch {
    return [];
  }
}

/** A junction needs no right on Windows that a link would. */
function link(target: string, path: string): void {
  symlinkSync(target, path, "junction");
}
