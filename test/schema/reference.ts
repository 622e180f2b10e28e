import { type Outline, scenarioOutline } from "../../src/scenario/outline.ts";
import { examples } from "./examples.ts";
import { defaultOf } from "./explained.ts";
import { reasonFor } from "./reasons.ts";

/** `docs/scenario-reference.md`: every field of a scenario, as the schema has it. */
export function reference(): string {
  const fields = [...fieldsOf(scenarioOutline())];
  const plain = fields.filter(([, field]) => partsOf(field).length === 0);
  const sections = fields.filter(([, field]) => partsOf(field).length > 0);
  return [
    ...head,
    "## At the top",
    "",
    ...table(plain.map(([key, field]) => row(key, field, key))),
    ...sections.flatMap(([key, field]) => section(key, field)),
  ].join("\n");
}

const head = [
  "# Everything that a scenario can say",
  "",
  "This page is written by `npm run schema` from the schema of scenario files. The same as a JSON Schema, with which an editor completes and explains",
  "fields, is [schema/scenario.schema.json](../schema/scenario.schema.json) and the output of `npx gossipsim schema`; `npx gossipsim validate FILE --print` shows a scenario with",
  "all that it leaves unsaid.",
  "",
  "A quantity is written with its unit: a **duration** in `ns`, `us`, `ms`, `s`, `min`, `h` or `d`; a **size** in `B`, `kB`, `MB`, `GB`, `KiB`, `MiB` or `GiB`; a **rate** in",
  "`bit/s`, `kbit/s`, `Mbit/s`, `Gbit/s` or one of those sizes and `/s`; a **percentage** in `%`. A bare `0` is a duration, too. In a path, `[]` stands for each item of a list. A",
  "**path** is relative to the file in which it is written.",
  "",
];

function section(key: string, field: Outline): string[] {
  const example = examples[key];
  return [
    "",
    `## ${key}`,
    "",
    field.description,
    ...(example === undefined ? [] : ["", "```yaml", example.trimEnd(), "```"]),
    ...(field.kind.type === "list" ? kinds(`${key}[]`, field.kind.item) : ["", ...table(rowsWithin(key, field))]),
    "",
  ];
}

/** A list of things of several kinds has a table for each kind. */
function kinds(path: string, item: Outline): string[] {
  if (item.kind.type !== "forms") return ["", ...table(rowsWithin(path, item))];
  return [...item.kind.forms].flatMap(([name, form]) => ["", `### ${name}`, "", ...table(rowsWithin(path, form))]);
}

type Row = readonly [path: string, type: string, byDefault: string, says: string];

function table(rows: readonly Row[]): string[] {
  const head: Row = ["field", "what stands there", "default", "what it says, and why the default is what it is"];
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(escaped).join(" | ")} |`);
}

const escaped = (cell: string) => cell.replaceAll("|", "\\|");

/** Many fields that are alike, as the promises of figures, have a row for each kind of them. */
const many = 50;

function rowsWithin(path: string, outline: Outline): Row[] {
  const fields = partsOf(outline);
  if (fields.length > many) return alike(path, fields);
  return fields.flatMap(([key, field]) => {
    const at = key === "" ? path : `${path}.${key}`;
    return [row(at, field, at), ...rowsWithin(field.kind.type === "list" ? `${at}[]` : at, field)];
  });
}

function alike(path: string, fields: readonly (readonly [string, Outline])[]): Row[] {
  const groups = new Map<string, (readonly [string, Outline])[]>();
  for (const field of fields) {
    const kind = JSON.stringify(field[1].kind, (_, value) => (value instanceof Map ? [...value] : value));
    groups.set(kind, [...(groups.get(kind) ?? []), field]);
  }
  return [...groups.values()].flatMap((group) => {
    const names = group.map(([key]) => `\`${key}\``).join(", ");
    const [, field] = group[0]!;
    const rows = rowsWithin(`${path}.*`, field);
    return [["", typeOf(field), "", `These: ${names}`] as Row, ...rows];
  });
}

function row(path: string, field: Outline, at: string): Row {
  const reason = reasonFor(field.description);
  const says = [field.description, ...(reason === undefined ? [] : [`_${reason}_`])].join(" ");
  const byDefault = defaultOf(field, at);
  return [`\`${path}\``, typeOf(field), byDefault === "" && field.required ? "must be written" : byDefault, says];
}

/** The fields of a mapping, of each item of a list, or of those forms that are mappings; one that several forms share comes once. */
function partsOf({ kind }: Outline): (readonly [string, Outline])[] {
  switch (kind.type) {
    case "mapping":
      return [...kind.fields, ...(kind.more === null ? [] : [["*", kind.more] as const])];
    case "list":
      return partsOf(kind.item);
    case "any keys":
      return partsOf(kind.value);
    case "forms":
      return [...new Map([...kind.forms.values()].flatMap(partsOf))];
    case "value":
      return [];
  }
}

function fieldsOf({ kind }: Outline): ReadonlyMap<string, Outline> {
  return kind.type === "mapping" ? kind.fields : new Map();
}

function typeOf({ kind }: Outline): string {
  switch (kind.type) {
    case "mapping":
      return "mapping";
    case "list": {
      const least = kind.least > 1 ? ` with at least ${kind.least}` : "";
      return `list${least} of: ${typeOf(kind.item)}`;
    }
    case "any keys":
      return `mapping of any keys to: ${typeOf(kind.value)}`;
    case "forms": {
      const forms = [...kind.forms.values()];
      return [...new Set(forms.map((form) => (form.kind.type === "mapping" ? keysOf(form) : typeOf(form))))].join(
        " or ",
      );
    }
    case "value":
      return valueType(kind.schema);
  }
}

/** Those that it must have, by which it is known. */
function keysOf(form: Outline): string {
  const required = partsOf(form).filter(([, field]) => field.required);
  return `mapping${required.length === 0 ? "" : ` with ${required.map(([key]) => `\`${key}\``).join(", ")}`}`;
}

function valueType({ type, title, enum: words, minimum, maximum }: Readonly<Record<string, unknown>>): string {
  if (Array.isArray(words)) return words.map((word) => `\`${word}\``).join(", ");
  if (typeof title === "string") return title.replace(/ or (.*)/, " or `$1`");
  if (type === "boolean") return "`true`, `false`";
  if (type === "string") return "text";
  const what = type === "integer" ? "whole number" : "number";
  const most = maximum === undefined || maximum === Number.MAX_SAFE_INTEGER ? " or more" : ` to ${maximum}`;
  return `${what}${minimum === undefined ? "" : `, ${minimum}${most}`}`;
}
