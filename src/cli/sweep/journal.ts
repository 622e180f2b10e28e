import { createReadStream, readSync } from "node:fs";
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import crc32 from "crc-32";
import { figures } from "../../scenario/figures.ts";
import { fileProblem } from "../file-problem.ts";
import type { RunSummary } from "../simulator.ts";
import { UserError } from "../user-error.ts";

/**
 * A journal is a file to which each finished run is added as a line of its own, with a checksum: whatever ends the program, the lines before
 * are there to be read again, and one that was not finished is noticed.
 */
const firstLine = "gossipsim-journal/1\n";

/** A finished run as a journal keeps it. */
export interface JournalEntry extends Omit<RunSummary, "events"> {
  /** Tells the run from all others; equal keys, equal results. */
  readonly key: string;
}

/** What a journal held when it was opened; no more than where its lines stand is in memory. */
export class JournalReader {
  /** As the user would name it. */
  readonly shown: string;
  /** Lines that are torn or damaged. */
  readonly dropped: number;
  readonly #file: FileHandle;
  readonly #lines: ReadonlyMap<string, Line>;

  private constructor(shown: string, file: FileHandle, found: { lines: ReadonlyMap<string, Line>; dropped: number }) {
    this.shown = shown;
    this.#file = file;
    this.#lines = found.lines;
    this.dropped = found.dropped;
  }

  /** Null when there is no such file. Rejects with a `UserError` when it cannot be read, or is no journal. */
  static async open(path: string, shown: string): Promise<JournalReader | null> {
    try {
      const file = await open(path, "r");
      try {
        return new JournalReader(shown, file, await findLines(path, shown));
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw asUserError(error, `cannot read ${shown}`);
    }
  }

  has(key: string): boolean {
    return this.#lines.has(key);
  }

  /** Null for a run that is not there. Throws `UserError` when it cannot be read any more. */
  read(key: string): JournalEntry | null {
    const line = this.#lines.get(key);
    if (line === undefined) return null;
    const bytes = Buffer.alloc(line.length);
    try {
      readSync(this.#file.fd, bytes, 0, line.length, line.start);
    } catch (error) {
      throw asUserError(error, `cannot read ${this.shown}`);
    }
    const entry = entryOf(bytes.toString("utf8"));
    if (entry?.key !== key) throw new UserError(`cannot read ${this.shown}: something else has written to it`);
    return entry;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** Adds to a journal. Several at once, in whatever processes, do not harm each other. */
export class JournalWriter {
  readonly #shown: string;
  readonly #file: FileHandle;
  #waiting = "";
  #written: Promise<void> = Promise.resolve();

  private constructor(shown: string, file: FileHandle) {
    this.#shown = shown;
    this.#file = file;
  }

  /** Makes the file when there is none. Rejects with a `UserError` when it cannot, or when it is something else. */
  static async open(path: string, shown: string): Promise<JournalWriter> {
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = await open(path, "a+");
      try {
        const { size } = await file.stat();
        if (size === 0) await file.appendFile(firstLine);
        else await checkFirstLine(file, shown);
        // What was torn shall not run into the next line.
        if (size > 0 && (await lastByte(file, size)) !== newline) await file.appendFile("\n");
        return new JournalWriter(shown, file);
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      throw asUserError(error, `cannot write to ${shown}`);
    }
  }

  /** Resolves when the entry has reached the disk. Rejects with a `UserError`. */
  append(entry: JournalEntry): Promise<void> {
    this.#waiting += lineOf(entry);
    // What comes while the disk is busy is written together.
    const written = this.#written.then(() => this.#write());
    this.#written = written.catch(() => {});
    return written;
  }

  async close(): Promise<void> {
    await this.#written;
    await this.#file.close();
  }

  async #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = "";
    if (lines === "") return;
    try {
      await this.#file.appendFile(lines);
      await this.#file.datasync();
    } catch (error) {
      throw asUserError(error, `cannot write to ${this.#shown}`);
    }
  }
}

/** In bytes, without the newline. */
interface Line {
  readonly start: number;
  readonly length: number;
}

const newline = 0x0a;

async function findLines(path: string, shown: string): Promise<{ lines: Map<string, Line>; dropped: number }> {
  const lines = new Map<string, Line>();
  let dropped = 0;
  let start = 0;
  for await (const bytes of linesIn(path)) {
    if (start === 0 && `${bytes}\n` !== firstLine)
      throw new UserError(`${shown}: it is not a journal of this version of gossipsim`);
    const entry = start === 0 ? null : entryOf(bytes.toString("utf8"));
    if (entry !== null) lines.set(entry.key, { start, length: bytes.length });
    // A newline after a torn line may make an empty one.
    else if (start > 0 && bytes.length > 0) dropped++;
    start += bytes.length + 1;
  }
  return { lines, dropped };
}

/** The lines of a file, the last one also when it has no end. */
async function* linesIn(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]);
      rest = [];
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
  }
  const last = Buffer.concat(rest);
  if (last.length > 0) yield last;
}

async function checkFirstLine(file: FileHandle, shown: string): Promise<void> {
  const bytes = Buffer.alloc(firstLine.length);
  await file.read(bytes, 0, bytes.length, 0);
  if (bytes.toString("utf8") !== firstLine)
    throw new UserError(`${shown}: it is not a journal of this version of gossipsim`);
}

async function lastByte(file: FileHandle, size: number): Promise<number> {
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, size - 1);
  return byte[0]!;
}

/** Figures stand in the order of the list: a key is of one version of the program, and so of one list. */
function lineOf({ key, fingerprint, milliseconds, figures: values }: JournalEntry): string {
  const json = JSON.stringify([key, fingerprint, Math.round(milliseconds), ...figures.map(({ name }) => values[name])]);
  return `${checksum(json)} ${json}\n`;
}

/** Null for a line that is torn or damaged, or of other figures. */
function entryOf(line: string): JournalEntry | null {
  const json = line.slice(checksumLength + 1);
  if (checksum(json) !== line.slice(0, checksumLength)) return null;
  const [key, fingerprint, milliseconds, ...values] = JSON.parse(json) as [string, string, number, ...number[]];
  return {
    key,
    fingerprint,
    milliseconds,
    figures: Object.fromEntries(figures.map(({ name }, index) => [name, values[index] ?? null])),
  };
}

const checksumLength = 8;

function checksum(text: string): string {
  return (crc32.str(text) >>> 0).toString(16).padStart(checksumLength, "0");
}

function asUserError(error: unknown, what: string): UserError {
  return error instanceof UserError ? error : new UserError(`${what}: ${fileProblem(error)}`);
}
