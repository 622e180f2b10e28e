import { writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Command } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { fileProblem } from "./file-problem.ts";
import { shellCommand } from "./shell-command.ts";
import { starterScenario } from "./starter-scenario.ts";
import { UserError } from "./user-error.ts";

/** `init`: writes a scenario to begin with. */
export const init: Command = {
  usage: "init [file]",
  summary: "Write a commented starter scenario that runs as it is",
  positional: { name: "file", describe: 'Where to write it (default "scenario.yaml")' },
  options: { force: { type: "boolean", describe: "Overwrite an existing file" } },
  examples: [
    ["init", "write scenario.yaml"],
    ["init my-cluster.yaml", "write my-cluster.yaml"],
  ],
  prepare: (given) => {
    const file = given.list("file")[0] ?? "scenario.yaml";
    const force = given.flag("force");
    return async (io) => {
      try {
        writeFileSync(resolve(io.cwd, file), starterScenario(nameFor(file)), { flag: force ? "w" : "wx" });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        const hint = code === "EEXIST" ? "; --force overwrites it" : "";
        throw new UserError(`init: cannot write ${file}: ${fileProblem(error)}${hint}`);
      }
      io.out(`wrote ${file}; run it with: ${shellCommand(["npx", "gossipsim", "run", file])}\n`);
      return exitCode.ok;
    };
  },
};

/** The scenario is named after its file where that makes a name. */
function nameFor(file: string): string {
  const stem = basename(file).replace(/\.ya?ml$/i, "");
  return /^[a-z0-9][a-z0-9-]{0,99}$/.test(stem) && stem !== "scenario" ? stem : "my-scenario";
}
