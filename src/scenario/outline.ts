import * as z from "zod";
import { type Forms, formsOf } from "./fields.ts";
import { scenarioSchema } from "./schema.ts";

/** The schema as data: what a scenario may say, for whoever prints it, explains it or describes it to an editor. */
export interface Outline {
  /** Empty for what needs no words of its own. */
  readonly description: string;
  /** Whether it has to be written. */
  readonly required: boolean;
  /** What holds when it is not written, as it would be written; undefined when nothing does. */
  readonly default: unknown;
  readonly kind: OutlineKind;
}

export type OutlineKind =
  /** `more` is what may stand under any other key; null when there may be none. */
  | { readonly type: "mapping"; readonly fields: ReadonlyMap<string, Outline>; readonly more: Outline | null }
  | { readonly type: "list"; readonly item: Outline; readonly least: number }
  /** A mapping with any keys. */
  | { readonly type: "any keys"; readonly value: Outline }
  /** One of several forms; `pick` tells which was meant. */
  | { readonly type: "forms"; readonly forms: ReadonlyMap<string, Outline>; readonly pick: Forms["pick"] }
  /** As JSON Schema has it. */
  | { readonly type: "value"; readonly schema: Readonly<Record<string, unknown>> };

/** All that a scenario may say. */
export function scenarioOutline(): Outline {
  known ??= outlineOf(scenarioSchema);
  return known;
}

/** Made when it is first asked for: most runs of the program never do. */
let known: Outline | undefined;

/** What may stand at a path; several where a field has several forms, none where the scenario has no such field. */
export function outlinesAt(path: readonly string[]): Outline[] {
  return path.reduce((found, step) => found.flatMap((outline) => within(outline, step)), [scenarioOutline()]);
}

function within({ kind }: Outline, step: string): Outline[] {
  switch (kind.type) {
    case "mapping":
      return [kind.fields.get(step) ?? kind.more ?? []].flat();
    case "list":
      return /^\d+$/.test(step) ? [kind.item] : [];
    case "any keys":
      return [kind.value];
    case "forms":
      return [...kind.forms.values()].flatMap((form) => within(form, step));
    case "value":
      return [];
  }
}

/** Whether it is the path of a file, or may be. */
export function isPath({ kind }: Outline): boolean {
  if (kind.type === "forms") return [...kind.forms.values()].some(isPath);
  return kind.type === "value" && kind.schema.title === "path";
}

/** Whether it is a whole number, or may be. */
export function isWhole({ kind }: Outline): boolean {
  if (kind.type === "forms") return [...kind.forms.values()].some(isWhole);
  return kind.type === "value" && kind.schema.type === "integer";
}

/** Reads a schema that is made of the kinds of fields in `fields.ts`. */
function outlineOf(schema: z.ZodType): Outline {
  let description = "";
  let byDefault: unknown;
  let required = true;
  for (let field = schema; ; field = innerOf(field)!) {
    description ||= z.globalRegistry.get(field)?.description ?? "";
    if (isOptional(field)) required = false;
    if (field instanceof z.ZodPrefault) {
      required = false;
      byDefault = field.def.defaultValue;
    }
    if (innerOf(field) === undefined) return { description, required, default: byDefault, kind: kindOf(field) };
  }
}

/** What a field is made from by making it optional, or by converting what was written. */
function innerOf(field: z.ZodType): z.ZodType | undefined {
  if (isOptional(field) || field instanceof z.ZodPrefault) return field.unwrap() as z.ZodType;
  return field instanceof z.ZodPipe ? (field.in as z.ZodType) : undefined;
}

function isOptional(field: z.ZodType): field is z.ZodOptional | z.ZodExactOptional {
  return field instanceof z.ZodOptional || field instanceof z.ZodExactOptional;
}

function kindOf(field: z.ZodType): OutlineKind {
  const several = formsOf.get(field);
  if (several !== undefined) return { type: "forms", forms: outlines(several.forms), pick: several.pick };
  if (field instanceof z.ZodObject) {
    const { catchall } = field.def;
    const more = catchall === undefined || catchall instanceof z.ZodNever ? null : outlineOf(catchall as z.ZodType);
    return { type: "mapping", fields: outlines(field.shape), more };
  }
  if (field instanceof z.ZodRecord) return { type: "any keys", value: outlineOf(field.valueType as z.ZodType) };
  if (field instanceof z.ZodArray) {
    const least = field.def.checks?.find((check) => check instanceof z.core.$ZodCheckMinLength)?._zod.def.minimum ?? 0;
    return { type: "list", item: outlineOf(field.element as z.ZodType), least };
  }
  const { $schema, description, ...schema } = z.toJSONSchema(field, { io: "input" });
  return { type: "value", schema };
}

function outlines(fields: Readonly<Record<string, unknown>>): ReadonlyMap<string, Outline> {
  return new Map(Object.entries(fields).map(([name, field]) => [name, outlineOf(field as z.ZodType)]));
}
