import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { packageFolder } from "./package-folder.ts";

/** Comes with the package. */
export const schemaFile = join(packageFolder, "schema", "scenario.schema.json");

/** `schema`: what an editor needs to know of scenario files. */
export const schema: Command = {
  usage: "schema",
  summary: "Print the JSON Schema of scenario files, with which an editor completes and explains them",
  positional: null,
  options: {},
  examples: [["schema > scenario.schema.json", "write it where an editor finds it"]],
  prepare: () => async (io) => {
    io.out(readFileSync(schemaFile, "utf8"));
    return exitCode.ok;
  },
};
