import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { BaselineError, parseBaseline } from "../report/baseline.ts";
import type { Recorded } from "../report/record.ts";
import { fileProblem } from "./file-problem.ts";
import { UserError } from "./user-error.ts";

/** The baselines of a project: a file for each scenario, by its name. */
export class BaselineFolder {
  /** As the user would name it. */
  readonly shown: string;
  readonly #path: string;

  constructor(folder: string, cwd: string) {
    this.shown = folder.replace(/[/\\]+$/, "");
    this.#path = resolve(cwd, folder);
  }

  /** As the user would name it. */
  fileOf(scenario: string): string {
    return `${this.shown}/${scenario}.yaml`;
  }

  /** Null: there is none. Throws `BaselineError` for one that cannot be read or is of another scenario. */
  read(scenario: string): Recorded | null {
    const text = this.#text(scenario);
    if (text === null) return null;
    const recorded = parseBaseline(text);
    if (recorded.scenario === scenario) return recorded;
    throw new BaselineError(`it is the baseline of another scenario, ${recorded.scenario}`);
  }

  #text(scenario: string): string | null {
    try {
      return readFileSync(this.#pathOf(scenario), "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw new BaselineError(fileProblem(error), false);
    }
  }

  /** The scenarios that have a baseline here, by name. */
  scenarios(): string[] {
    try {
      const names = readdirSync(this.#path).filter((name) => name.endsWith(".yaml") && !name.startsWith("."));
      return names.map((name) => name.slice(0, -".yaml".length)).sort();
    } catch {
      return [];
    }
  }

  /** Makes the folder, and throws `UserError` unless files can be written to it. */
  prepare(): void {
    try {
      mkdirSync(this.#path, { recursive: true });
      accessSync(this.#path, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new UserError(`cannot write to ${this.shown}: ${fileProblem(error)}`);
    }
  }

  /**
   * Writes several baselines, all of them or none: each under a name of its own first, and only when all are there do they
   * take the places of the old ones. Of two that write at once the later one wins, file by file. Throws `UserError`.
   */
  write(texts: ReadonlyMap<string, string>): void {
    const mark = randomBytes(6).toString("hex");
    const temporary = (scenario: string) => join(this.#path, `.${scenario}.${mark}.new`);
    try {
      for (const [scenario, text] of texts) writeFileSync(temporary(scenario), text, { flag: "wx" });
      for (const scenario of texts.keys()) renameSync(temporary(scenario), this.#pathOf(scenario));
    } catch (error) {
      for (const scenario of texts.keys()) rmSync(temporary(scenario), { force: true });
      throw new UserError(`cannot write to ${this.shown}: ${fileProblem(error)}`);
    }
  }

  #pathOf(scenario: string): string {
    return join(this.#path, `${scenario}.yaml`);
  }
}
