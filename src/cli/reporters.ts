import { relative, resolve } from "node:path";
import type { CheckedScenario, Recording } from "../report/checked.ts";
import { suggestion } from "../scenario/nearest-name.ts";
import type { Io } from "./io.ts";
import { appendToFile, checkReportFile, sizeOf, writeReportFile } from "./report-file.ts";
import { UserError } from "./user-error.ts";

const names = ["text", "junit", "github", "markdown", "json"] as const;

/** One who tells what came of a check, and where: to a file as the user named it, or to standard output. */
export interface Reporter {
  readonly name: (typeof names)[number];
  readonly file: string | null;
}

/** Reads `NAME` and `NAME=FILE`. Throws `UserError`. */
export function parseReporters(given: readonly string[]): readonly Reporter[] {
  const reporters = [...new Set(given)].map(parseReporter);
  const onOutput = reporters.filter(({ file }) => file === null).map(({ name }) => name);
  // Annotations are lines among those that people read, and spoil everything else.
  const isForPeople = (name: Reporter["name"]) => name === "text" || name === "github";
  const forPeople = onOutput.filter(isForPeople).slice(0, 1);
  const [first, second] = [...forPeople, ...onOutput.filter((name) => !isForPeople(name))];
  if (second !== undefined) {
    throw new UserError(
      `--reporter: ${first} and ${second} both go to standard output; ` +
        `give one a file, as in --reporter ${second}=report.${extensions[second]}`,
    );
  }
  return reporters;
}

const extensions = { text: "txt", junit: "xml", github: "txt", markdown: "md", json: "json" } as const;

function parseReporter(given: string): Reporter {
  const [, name, file] = /^([^=]*)(?:=(.*))?$/s.exec(given)!;
  const known = names.find((known) => known === name);
  if (known === undefined) {
    throw new UserError(`--reporter: unknown reporter ${JSON.stringify(name)}${suggestion(name!, names)}`);
  }
  if (file === "") throw new UserError(`--reporter ${name}= needs a file, as in ${name}=report.${extensions[known]}`);
  return { name: known, file: file ?? null };
}

/** Gives the results of a check to whoever was asked for, once all is over. */
export class Reporters {
  /** Whether standard output is for the table that people read. */
  readonly showsTable: boolean;
  readonly #reporters: readonly Reporter[];
  readonly #io: Io;
  /** GitHub's file for the page of a job; null when there is none, or nobody asked for annotations. */
  readonly #summary: string | null;

  /** Throws `UserError` for a file that cannot be written. */
  constructor(reporters: readonly Reporter[], io: Io) {
    this.#reporters = reporters;
    this.#io = io;
    this.showsTable = !reporters.some(({ name, file }) => file === null && name !== "text" && name !== "github");
    this.#summary = reporters.some(({ name }) => name === "github") ? io.env.GITHUB_STEP_SUMMARY || null : null;
    const taken = new Map<string, string>();
    for (const { name, file } of reporters) {
      if (file === null) continue;
      const path = resolve(io.cwd, file);
      const other = taken.get(path);
      if (other !== undefined) throw new UserError(`--reporter: ${other} and ${name} both go to ${file}`);
      taken.set(path, name);
      checkReportFile(path, file);
    }
    if (this.#summary !== null) checkReportFile(resolve(io.cwd, this.#summary), "GITHUB_STEP_SUMMARY");
  }

  /** Throws `UserError`. */
  async report(all: readonly CheckedScenario[], recording: Recording): Promise<void> {
    for (const { name, file } of this.#reporters) {
      // The table is told as it comes.
      if (name === "text" && file === null) continue;
      const text = await this.#render(name, all, recording);
      if (file === null) this.#io.out(text);
      else writeReportFile(resolve(this.#io.cwd, file), file, text);
    }
    if (this.#summary !== null) await this.#summarize(this.#summary, all, recording);
  }

  async #render(name: Reporter["name"], all: readonly CheckedScenario[], recording: Recording): Promise<string> {
    switch (name) {
      case "text": {
        const { checkedText, checkedTotals } = await import("../report/checked-text.ts");
        return all.map((one) => checkedText(one, recording)).join("") + checkedTotals(all, recording);
      }
      case "junit":
        return (await import("../report/checked-junit.ts")).checkedJunit(all, recording);
      case "github":
        return (await import("../report/checked-github.ts")).checkedGithub(all, recording, (file) =>
          this.#inRoot(file),
        );
      case "markdown":
        return (await import("../report/checked-markdown.ts")).checkedMarkdown(all, recording);
      case "json":
        return (await import("../report/checked-json.ts")).checkedJson(all, recording);
    }
  }

  /** The steps of a job share its page, each writes to a file of its own; GitHub refuses what is larger as a whole. */
  async #summarize(summary: string, all: readonly CheckedScenario[], recording: Recording): Promise<void> {
    const { checkedMarkdown } = await import("../report/checked-markdown.ts");
    const path = resolve(this.#io.cwd, summary);
    const text = checkedMarkdown(all, recording, summaryLimit - sizeOf(path) - 1);
    appendToFile(path, "GITHUB_STEP_SUMMARY", `${text}\n`);
  }

  /** As GitHub names the file: from the root of the repository, where that is known. */
  #inRoot(file: string): string {
    const { cwd, env } = this.#io;
    const path = env.GITHUB_WORKSPACE ? relative(env.GITHUB_WORKSPACE, resolve(cwd, file)) : file;
    return (path.startsWith("..") ? file : path).replaceAll("\\", "/");
  }
}

const summaryLimit = 1024 * 1024;
