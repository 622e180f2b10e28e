import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, isAbsolute, relative, resolve } from "node:path";
import { suggestion } from "../scenario/nearest-name.ts";
import type { Command } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { fileProblem } from "./file-problem.ts";
import { packageFolder } from "./package-folder.ts";
import { schemaFile } from "./schema.ts";
import { shellCommand } from "./shell-command.ts";
import { fromTemplate, isStudy, templateNames, templateQuestion, usualTemplate } from "./templates.ts";
import { UserError } from "./user-error.ts";

/** `init`: writes a scenario to begin with. */
export const init: Command = {
  usage: "init [file]",
  summary: "Write a commented starter scenario that runs as it is",
  positional: { name: "file", describe: 'Where to write it (default "scenario.yaml")' },
  options: {
    template: { type: "string", describe: `What kind of scenario (default "${usualTemplate}")` },
    "list-templates": { type: "boolean", describe: "Show the kinds there are" },
    force: { type: "boolean", describe: "Overwrite an existing file" },
  },
  examples: [
    ["init", "write scenario.yaml"],
    ["init my-cluster.yaml --template multi-region", "write my-cluster.yaml, a cluster over three regions"],
    ["init --list-templates", "show what kinds there are"],
  ],
  prepare: (given) => {
    if (given.flag("list-templates")) return listTemplates;
    const file = given.list("file")[0] ?? "scenario.yaml";
    const template = given.text("template") ?? usualTemplate;
    const force = given.flag("force");
    const known = templateNames();
    if (!known.includes(template)) {
      throw new UserError(`init: no template is called ${JSON.stringify(template)}${suggestion(template, known)}`);
    }
    return async (io) => {
      const path = resolve(io.cwd, file);
      try {
        const text = fromTemplate(template, nameFor(file, template), schemaFor(path));
        makeFolder(dirname(path));
        writeFileSync(path, text, { flag: force ? "w" : "wx" });
      } catch (error) {
        if (error instanceof UserError) throw new UserError(`init: cannot write ${file}: ${error.message}`);
        const { code } = error as NodeJS.ErrnoException;
        const hint = code === "EEXIST" ? "; --force overwrites it" : "";
        throw new UserError(`init: cannot write ${file}: ${fileProblem(error)}${hint}`);
      }
      const command = isStudy(template) ? "sweep" : "run";
      io.out(`wrote ${file}; run it with: ${shellCommand(["npx", "gossipsim", command, file])}\n`);
      return exitCode.ok;
    };
  },
};

/** As in a new project, which has no folder of scenarios yet. */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(code === "EEXIST" ? "a part of the path is a file, not a folder" : fileProblem(error));
  }
}

const listTemplates: ReturnType<Command["prepare"]> = async (io) => {
  const names = templateNames();
  const width = names.reduce((most, name) => Math.max(most, name.length), 0);
  for (const name of names) io.out(`${name.padEnd(width)}  ${templateQuestion(name)}\n`);
  return exitCode.ok;
};

/** The scenario is named after its file where that makes a name. */
function nameFor(file: string, template: string): string {
  const stem = basename(file).replace(/\.ya?ml$/i, "");
  if (/^[a-z0-9][a-z0-9-]{0,99}$/.test(stem) && stem !== "scenario") return stem;
  return template === usualTemplate ? "my-scenario" : template;
}

/** As seen from the file, where both are of one project, which may be copied as a whole; otherwise the path on this machine. */
export function schemaFor(path: string): string {
  const parent = dirname(packageFolder);
  const project = basename(parent) === "node_modules" ? dirname(parent) : packageFolder;
  const fromProject = relative(project, path);
  const isWithin = !fromProject.startsWith("..") && !isAbsolute(fromProject);
  const schema = isWithin ? relative(dirname(path), schemaFile) : schemaFile;
  return schema.replaceAll("\\", "/");
}
