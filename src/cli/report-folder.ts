import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  rmdirSync,
  statSync,
} from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileProblem } from "./file-problem.ts";
import { UserError } from "./user-error.ts";

/**
 * Throws `UserError` unless a report can be written to `folder`: it is free, empty or an earlier report, and it can be made.
 * Leaves everything as it was. `shown` names it in messages.
 */
export function checkReportFolder(folder: string, shown: string): void {
  try {
    const ancestor = existingAncestor(dirname(folder), shown);
    accessSync(ancestor, constants.W_OK | constants.X_OK);
    // Permissions do not say it all: some file systems take no folders from anybody, and Node.js would try for ever.
    const probe = siblingName(join(ancestor, basename(folder)), "probe");
    mkdirSync(probe);
    rmdirSync(probe);
    checkReplaceable(folder, shown);
  } catch (error) {
    throw asUserError(error, shown);
  }
}

/**
 * Writes a report whole or not at all: into a folder beside the final one, which then takes its place, and that of an
 * earlier report. Of two that write to one place, the later one wins.
 */
export async function writeReportFolder(
  folder: string,
  shown: string,
  files: ReadonlyMap<string, string | Uint8Array | Iterable<string>>,
  interrupted: AbortSignal,
): Promise<void> {
  // A link to a folder elsewhere stays a link.
  const target = exists(folder) ? realpathSync(folder) : folder;
  const temporary = siblingName(target, "new");
  try {
    await mkdir(dirname(target), { recursive: true });
    await mkdir(temporary);
    for (const [name, content] of files) {
      await writeFile(join(temporary, name), content);
      interrupted.throwIfAborted();
    }
    await takePlace(temporary, target, shown);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (interrupted.aborted) throw error;
    throw asUserError(error, shown);
  }
}

/** A folder cannot be renamed onto one that is not empty: the old one is moved aside first. */
async function takePlace(temporary: string, target: string, shown: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const old = await moveAside(target, shown);
    try {
      await rename(temporary, target);
      if (old !== null) await rm(old, { recursive: true, force: true });
      return;
    } catch (error) {
      // Another run was faster: its report is then the earlier one.
      const { code } = error as NodeJS.ErrnoException;
      const taken = code === "ENOTEMPTY" || code === "EEXIST" || code === "EPERM";
      if (taken && attempt < maxAttempts) {
        if (old !== null) await rm(old, { recursive: true, force: true });
        continue;
      }
      if (old !== null) await rename(old, target).catch(() => {});
      throw error;
    }
  }
}

const maxAttempts = 20;

/** Where the earlier report is now; null when there was none. */
async function moveAside(target: string, shown: string): Promise<string | null> {
  checkReplaceable(target, shown);
  const old = siblingName(target, "old");
  try {
    await rename(target, old);
    return old;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** What may lie in a folder that a report, a comparison or a sweep replaces; anything else is somebody's and stays. */
const reportFile = /^(?:(?:report|comparison|sweep)\.json|sweep\.csv|summary\.md|[\w.-]+\.png|\.DS_Store)$/;

function checkReplaceable(folder: string, shown: string): void {
  const names = namesIn(folder, shown);
  if (names === null || names.length === 0) return;
  const main = names.find((name) => /^(?:report|comparison|sweep)\.json$/.test(name));
  if (main === undefined || !isReport(join(folder, main))) {
    throw new UserError(
      `cannot write to ${shown}: the folder holds something else than a report; choose another --out`,
    );
  }
  const foreign = names.sort().find((name) => !reportFile.test(name));
  if (foreign !== undefined) {
    throw new UserError(
      `cannot replace the report in ${shown}: ${JSON.stringify(foreign)} is not part of it; move it away`,
    );
  }
}

function namesIn(folder: string, shown: string): string[] | null {
  try {
    return readdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    if (code !== "ENOTDIR") throw error;
    throw new UserError(`cannot write to ${shown}: it is a file, expected a folder`);
  }
}

/** Is it gossipsim's? One that another run has just moved away was. */
function isReport(path: string): boolean {
  const head = Buffer.alloc(100);
  try {
    const file = openSync(path, "r");
    try {
      readSync(file, head);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT";
  }
  return /^\{\s*"format": "gossipsim-(?:report|comparison|sweep)\//.test(head.toString("utf8"));
}

function existingAncestor(folder: string, shown: string): string {
  let path = folder;
  while (!exists(path) && dirname(path) !== path) path = dirname(path);
  if (statSync(path).isDirectory()) return path;
  throw new UserError(`cannot write to ${shown}: ${basename(path)} is a file, expected a folder`);
}

function exists(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

/** Beside the target, so that renaming moves nothing; unique, so that two runs do not meet; hidden from `ls`. */
function siblingName(target: string, purpose: "new" | "old" | "probe"): string {
  return join(dirname(target), `.${basename(target)}.${purpose}-${randomBytes(6).toString("hex")}`);
}

function asUserError(error: unknown, shown: string): UserError {
  return error instanceof UserError ? error : new UserError(`cannot write to ${shown}: ${fileProblem(error)}`);
}
