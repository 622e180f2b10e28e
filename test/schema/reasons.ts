import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../cli/support.ts";

const folder = join(repository, "src/scenario");
const sources = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
const written = readFileSync(join(folder, "defaults.ts"), "utf8");

/** Why each default is what it is: the comment above it. */
const reasons = new Map(
  [...written.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+):/g)].map(([, comment, name]) => [
    name!,
    comment!.replace(/\s*\n\s*\*?\s*/g, " ").trim(),
  ]),
);

/** Which default a field has, by its description: the two stand beside each other in the schema. */
const names = new Map(
  sources.flatMap((text) =>
    [...text.matchAll(/\.prefault\(defaults\.(\w+)[\w.]*\)\s*\.describe\(\s*(["`'])((?:(?!\2)[\s\S])*)\2/g)].map(
      ([, name, , description]) => [description!, name!] as const,
    ),
  ),
);

/** Why the field with this description has its default; undefined when nothing says so. */
export function reasonFor(description: string): string | undefined {
  return reasons.get(names.get(description) ?? "");
}
