import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "./package-folder.ts";

const folder = join(packageFolder, "templates");

/** What `init` begins with unless it is told otherwise. */
export const usualTemplate = "starter";

/** The names of the commented scenarios that `init` writes, the usual one first. */
export function templateNames(): string[] {
  const names = readdirSync(folder).map((file) => file.replace(/\.yaml$/, ""));
  return [usualTemplate, ...names.filter((name) => name !== usualTemplate).sort()];
}

/** What a template is good for, in a line. */
export function templateQuestion(template: string): string {
  return /^description: (.*)$/m.exec(readTemplate(template))?.[1] ?? "";
}

/** Whether it is there to be swept. */
export function isStudy(template: string): boolean {
  return /^sweep:/m.test(readTemplate(template));
}

/** The scenario of a template under a name of its own; `schema` is where an editor finds the JSON Schema, as seen from the file. */
export function fromTemplate(template: string, name: string, schema: string): string {
  return readTemplate(template)
    .replace(/^(# yaml-language-server: \$schema=).*/, (_, start) => start + schema)
    .replace(/^name: \S+ */m, (old) => `name: ${name} `.padEnd(old.length));
}

function readTemplate(template: string): string {
  return readFileSync(join(folder, `${template}.yaml`), "utf8").replaceAll("\r\n", "\n");
}
