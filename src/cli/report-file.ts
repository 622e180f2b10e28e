import { randomBytes } from "node:crypto";
import {
  accessSync,
  appendFileSync,
  constants,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileProblem } from "./file-problem.ts";
import { UserError } from "./user-error.ts";

/** Throws `UserError` unless the file can be written, and the folders to it be made. `shown` names it in messages. */
export function checkReportFile(path: string, shown: string): void {
  attempt(shown, () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw new UserError(`cannot write to ${shown}: it is a folder, expected a file`);
    if (found !== undefined) accessSync(path, constants.W_OK);
    if (found !== undefined && !found.isFile()) return;
    const folder = existingFolder(dirname(target(path)));
    if (!statSync(folder).isDirectory()) {
      throw new UserError(`cannot write to ${shown}: ${basename(folder)} is a file, expected a folder`);
    }
    // Permissions do not say it all: some file systems take no files from anybody.
    const probe = join(folder, temporaryName(path));
    writeFileSync(probe, "", { flag: "wx" });
    rmSync(probe);
  });
}

/** Writes the file whole or not at all, making the folders to it. What is no ordinary file is written to as it is. Throws `UserError`. */
export function writeReportFile(path: string, shown: string, text: string): void {
  attempt(shown, () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) return writeFileSync(path, text);
    const file = target(path);
    mkdirSync(dirname(file), { recursive: true });
    const temporary = join(dirname(file), temporaryName(file));
    try {
      writeFileSync(temporary, text, { flag: "wx" });
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** Adds to the end of a file that others write to as well. Throws `UserError`. */
export function appendToFile(path: string, shown: string, text: string): void {
  attempt(shown, () => appendFileSync(path, text));
}

/** Bytes; 0 where there is no such file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function attempt(shown: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    throw error instanceof UserError ? error : new UserError(`cannot write to ${shown}: ${fileProblem(error)}`);
  }
}

/** A link to a file elsewhere stays a link. */
function target(path: string): string {
  return statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
}

function existingFolder(folder: string): string {
  let path = folder;
  while (statSync(path, { throwIfNoEntry: false }) === undefined && dirname(path) !== path) path = dirname(path);
  return path;
}

/** Beside the file, so that renaming moves nothing; unique, so that two runs do not meet; hidden from `ls`. */
function temporaryName(path: string): string {
  return `.${basename(path)}.new-${randomBytes(6).toString("hex")}`;
}
