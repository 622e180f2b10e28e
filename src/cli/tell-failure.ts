import { exitCode } from "./exit-code.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-folder.ts";
import { UserError } from "./user-error.ts";

export interface Failed {
  /** What was under way, such as a scenario and a seed; null for all that the program was asked to do. */
  readonly what: string | null;
  /** Repeats it when given to a shell. */
  readonly command: string;
}

/** Says on standard error what failed and why: the user's mistake in a line, a defect of gossipsim with its stack. Gives the exit code. */
export function tellFailure(error: unknown, { what, command }: Failed, { err }: Pick<Io, "err">): number {
  const subject = what === null ? "" : `${what}: `;
  if (error instanceof UserError) {
    for (const line of error.lines) err(`gossipsim: ${subject}${line}\n`);
    return exitCode.userError;
  }
  const stack = error instanceof Error ? (error.stack ?? String(error)) : String(error);
  const versions = `gossipsim ${packageVersion()}, Node.js ${process.version}`;
  err(`${stack}\n\ngossipsim: ${subject}this is a defect of gossipsim (${versions}). To see it again:\n  ${command}\n`);
  return exitCode.defect;
}

/** Of what a run failed with, as much as a report says. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n", 1)[0]!;
}
