import type { Options } from "yargs";
import type { Arguments } from "./command.ts";
import { UserError } from "./user-error.ts";

/** What the commands that read scenarios have in common. */
export const setOption: Options = {
  type: "array",
  string: true,
  describe: "Replace one value of the scenarios, as in protocol.maxHops=4; may be repeated",
};

export function requireFiles(given: Arguments, command: string): readonly string[] {
  const files = given.list("files");
  if (files.length > 0) return files;
  throw new UserError(`${command}: expected at least one scenario file; "gossipsim list" shows the built-in ones`);
}
