import type { Options } from "yargs";
import type { Io } from "./io.ts";

/** One command of the program: what its help says, and what it does with what yargs has read. */
export interface Command {
  /** With its positional arguments, in yargs' notation. */
  readonly usage: string;
  readonly summary: string;
  readonly positional: { readonly name: string; readonly describe: string } | null;
  readonly options: Readonly<Record<string, Options>>;
  /** Those of the options that may stand there without the value that they can have; that is then empty. */
  readonly valueOptional?: readonly string[];
  /** Arguments that work, and what they do. */
  readonly examples: readonly (readonly [string, string])[];
  /** Checks the arguments at once; the action loads what it needs and gives the exit code. */
  readonly prepare: (given: Arguments) => (io: Io) => Promise<number>;
}

/** What was given: options by their long name, positional arguments under theirs. */
export class Arguments {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return value === undefined ? undefined : String(value);
  }

  list(name: string): readonly string[] {
    const value = this.#values[name];
    return value === undefined ? [] : (Array.isArray(value) ? value : [value]).map(String);
  }
}
