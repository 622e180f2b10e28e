import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { compare } from "./compare.ts";
import { exitCode } from "./exit-code.ts";
import { init } from "./init.ts";
import { Interrupt } from "./interrupt.ts";
import type { Io } from "./io.ts";
import { list } from "./list.ts";
import { readArguments } from "./read-arguments.ts";
import { run } from "./run.ts";
import { schema } from "./schema.ts";
import { shellCommand } from "./shell-command.ts";
import { sweep } from "./sweep.ts";
import { tellFailure } from "./tell-failure.ts";
import { validate } from "./validate.ts";
import { worker } from "./worker.ts";

const commands: readonly Command[] = [run, sweep, check, compare, validate, list, init, schema, worker];

/** The whole program: `argv` without the interpreter and the script. Resolves to the exit code, and never rejects. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  try {
    const read = readArguments(argv, commands);
    if (read.kind === "action") return await read.action(io);
    if (read.asked) io.out(read.text);
    else io.err(read.text);
    return read.asked ? exitCode.ok : exitCode.userError;
  } catch (error) {
    return failed(error, argv, io);
  }
}

function failed(error: unknown, argv: readonly string[], io: Io): number {
  if (io.interrupted.aborted) {
    const { reason } = io.interrupted;
    const code = reason instanceof Interrupt ? reason.exitCode : exitCode.interrupted;
    if (code !== exitCode.ok) io.err("gossipsim: interrupted\n");
    return code;
  }
  return tellFailure(error, { what: null, command: shellCommand(["npx", "gossipsim", ...argv]) }, io);
}
