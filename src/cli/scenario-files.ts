import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileProblem } from "./file-problem.ts";
import { UserError } from "./user-error.ts";

/** The files that were named, and all scenario files (`*.yaml`, `*.yml`) of the folders that were, at any depth, in the order of their names. */
export function scenarioFiles(named: readonly string[], cwd: string): string[] {
  return named.flatMap((path) => {
    if (!isFolder(resolve(cwd, path))) return [path];
    const found = filesIn(path, cwd);
    if (found.length === 0) throw new UserError(`${path}: expected a folder with scenario files (*.yaml), found none`);
    return found;
  });
}

function filesIn(folder: string, cwd: string): string[] {
  try {
    const names = readdirSync(resolve(cwd, folder), { recursive: true, encoding: "utf8" });
    const scenarios = names.map((name) => name.replaceAll("\\", "/")).filter((name) => /\.ya?ml$/.test(name));
    return scenarios.sort().map((name) => join(folder, name).replaceAll("\\", "/"));
  } catch (error) {
    throw new UserError(`${folder}: ${fileProblem(error)}`);
  }
}

/** False for what cannot be looked at, which whoever reads it will tell. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
