import { readdirSync } from "node:fs";
import { isAbsolute, join, relative } from "node:path";
import type { Command } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { packageFolder } from "./package-folder.ts";
import { UserError } from "./user-error.ts";

/** `list`: the scenarios that come with gossipsim, by paths that work where the command is given. */
export const list: Command = {
  usage: "list",
  summary: "List the built-in scenarios",
  positional: null,
  options: {},
  examples: [["list", "paths and one line about each"]],
  prepare: () => async (io) => {
    const { loadScenarios } = await import("./load-scenarios.ts");
    const folder = shortest(join(packageFolder, "scenarios"), io.cwd);
    const files = readdirSync(join(packageFolder, "scenarios"))
      .filter((name) => name.endsWith(".yaml"))
      .sort()
      .map((name) => join(folder, name));
    const { loaded, problems } = loadScenarios(files, [], io.cwd);
    const width = loaded.reduce((most, { file }) => Math.max(most, file.length), 0);
    for (const { file, scenario } of loaded) {
      io.out(`${file.padEnd(width)}  ${firstSentence(scenario.description)}`.trimEnd());
      io.out("\n");
    }
    if (problems.length > 0) throw new UserError(...problems);
    return exitCode.ok;
  },
};

/** Relative to the current folder when that is above it. */
function shortest(path: string, cwd: string): string {
  const fromHere = relative(cwd, path);
  return fromHere.startsWith("..") || isAbsolute(fromHere) ? path : fromHere;
}

function firstSentence(text: string): string {
  const line = text.trim().replace(/\s+/g, " ");
  return /^.*?[.?!](?=\s|$)/.exec(line)?.[0] ?? line;
}
