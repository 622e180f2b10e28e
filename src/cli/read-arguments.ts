import yargs from "yargs";
import { nearestName } from "../scenario/nearest-name.ts";
import { Arguments, type Command } from "./command.ts";
import type { Io } from "./io.ts";
import { packageVersion } from "./package-folder.ts";
import { UserError } from "./user-error.ts";

export type Reading =
  | { readonly kind: "action"; readonly action: (io: Io) => Promise<number> }
  /** Help or version; `asked` unless it is shown for want of a command. */
  | { readonly kind: "text"; readonly text: string; readonly asked: boolean };

/**
 * Reads a command line. yargs reads and writes the help; what is unknown is told here, with the nearest known name. Throws
 * `UserError`.
 */
export function readArguments(argv: readonly string[], commands: readonly Command[]): Reading {
  const parser = createParser(commands);
  let chosen: Command | undefined;
  for (const command of commands) {
    const { usage, summary, positional, options, examples } = command;
    parser.command(
      usage,
      summary,
      (help) => {
        if (positional !== null) help.positional(positional.name, { describe: positional.describe, type: "string" });
        return help.options({ ...options }).example(examples.map(([example, effect]) => [`$0 ${example}`, effect]));
      },
      () => {
        chosen = command;
      },
    );
  }
  const { values, text, problem } = parse(parser, argv);
  if (problem !== null) throw new UserError(problem);
  if (text !== "") return { kind: "text", text: `${text}\n`, asked: true };
  if (chosen === undefined) {
    if (argv.length > 0) throw new UserError(misreadCommand(values, commands));
    return { kind: "text", text: `${parse(parser, ["--help"]).text}\n`, asked: false };
  }
  return { kind: "action", action: chosen.prepare(checked(chosen, values, argv)) };
}

function createParser(commands: readonly Command[]) {
  const firstExamples = commands.map(({ examples }) => examples[0]!);
  return (
    yargs()
      .scriptName("gossipsim")
      .usage(
        "$0 <command>\n\nSimulates the CockroachDB gossip protocol: convergence time and every byte of a scenario.",
      )
      // Messages and help are the same wherever they are read.
      .locale("en")
      .exitProcess(false)
      .wrap(100)
      .help()
      .alias("help", "h")
      .version(packageVersion())
      .alias("version", "v")
      .example(firstExamples.map(([example, effect]) => [`$0 ${example}`, effect]))
      .parserConfiguration({
        "boolean-negation": false,
        "camel-case-expansion": false,
        "dot-notation": false,
        // `--set a=1 file.yaml` is one assignment and one file.
        "greedy-arrays": false,
        "parse-numbers": false,
        "parse-positional-numbers": false,
      })
  );
}

type Values = Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] };

function parse(parser: ReturnType<typeof createParser>, argv: readonly string[]) {
  let result: { values: Values; text: string; problem: string | null } | undefined;
  parser.parse([...argv], (error: Error | undefined | null, values: Values, text: string) => {
    result = { values, text: error == null ? text : "", problem: error?.message ?? null };
  });
  if (result === undefined) throw new Error("yargs did not call back");
  return result;
}

/** No command was recognized. */
function misreadCommand(values: Values, commands: readonly Command[]): string {
  const names = commands.map(nameOf);
  const option = Object.keys(values).find((key) => key !== "_" && key !== "$0");
  if (option !== undefined) {
    const known = commands.find(({ options }) => options[option] !== undefined);
    if (known === undefined) return `unknown option ${dashed(option)}; "gossipsim --help" shows what there is`;
    return `${dashed(option)} stands after the command: gossipsim ${nameOf(known)} … ${dashed(option)}`;
  }
  const word = String(values._[0] ?? "");
  const near = nearestName(word, names);
  const hint = near === undefined ? `known: ${names.join(", ")}` : `did you mean "${near}"?`;
  return `unknown command ${JSON.stringify(word)}; ${hint}`;
}

/** Throws `UserError` for options that the command does not know, and for known ones given in a way they are not meant. */
function checked(command: Command, values: Values, argv: readonly string[]): Arguments {
  const { positional, options } = command;
  const name = nameOf(command);
  const known = ["help", "version", ...Object.keys(options)];
  const given = new Map(Object.entries(values));
  const aliases = Object.values(options).flatMap(({ alias }) => alias ?? []);
  for (const ignored of ["_", "$0", "h", "v", ...aliases]) given.delete(ignored);
  // What follows `--` is left apart by yargs; the first word is the command.
  const extra = values._.slice(1).map(String);
  const words = positional === null ? [] : asList(given.get(positional.name)).map(String);
  if (positional !== null) given.delete(positional.name);
  for (const [key, value] of given) {
    if (value === "" && command.valueOptional?.includes(key)) continue;
    if (known.includes(key)) checkValue(key, value, options[key]?.type, argv);
    else throw new UserError(unknownOption(key, name, known));
  }
  const several = positional !== null && command.usage.includes("..");
  const all = [...words, ...extra];
  const most = positional === null ? 0 : several ? Number.POSITIVE_INFINITY : 1;
  if (all.length > most) throw new UserError(`${name}: unexpected argument ${JSON.stringify(all[most])}`);
  if (all.includes("")) throw new UserError(`${name}: expected a file, found an empty name`);
  return new Arguments({ ...Object.fromEntries(given), ...(positional === null ? {} : { [positional.name]: all }) });
}

function checkValue(key: string, value: unknown, type: string | undefined, argv: readonly string[]): void {
  if (type === "boolean" && argv.some((word) => word.startsWith(`${dashed(key)}=`))) {
    throw new UserError(`${dashed(key)} takes no value`);
  }
  if (type === "string" && Array.isArray(value)) throw new UserError(`${dashed(key)} is given twice`);
  const items = asList(value);
  if (type !== "boolean" && (items.length === 0 || items.includes(""))) {
    throw new UserError(`${dashed(key)} needs a value`);
  }
}

function unknownOption(key: string, command: string, known: readonly string[]): string {
  const near = key.length > 1 ? nearestName(key, known) : undefined;
  const hint =
    near === undefined ? `"gossipsim ${command} --help" shows what there is` : `did you mean ${dashed(near)}?`;
  return `${command}: unknown option ${dashed(key)}; ${hint}`;
}

function dashed(key: string): string {
  return key.length === 1 ? `-${key}` : `--${key}`;
}

function nameOf({ usage }: Command): string {
  return usage.split(" ", 1)[0]!;
}

function asList(value: unknown): readonly unknown[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
