import { type Outline, scenarioOutline } from "../../src/scenario/outline.ts";
import { explained } from "./explained.ts";

export type Json = { readonly [Key in string]?: unknown };

/** What an editor needs to complete, explain and check a scenario file: the schema as JSON Schema. */
export function jsonSchema(): Json {
  const outline = scenarioOutline();
  const { definitions, schema } = liftRepeated(schemaOf(outline, "", true));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "gossipsim scenario",
    description: "A scenario of gossipsim, the simulator of the CockroachDB / GreatDB gossip protocol.",
    ...schema,
    if: { not: { required: ["extends"] } },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: wholeScenario(outline),
    definitions,
  };
}

/**
 * `isLayered`: whether layers merge here, so that one of them may leave out what is required, and take away with a key
 * that has nothing after it. Lists replace each other, and what stands in them is whole.
 */
function schemaOf(outline: Outline, path: string, isLayered: boolean): Json {
  const description = explained(outline, path);
  return {
    ...kindOf(outline, path, isLayered),
    ...(description === "" ? {} : { description }),
    ...(outline.default === undefined ? {} : { default: outline.default }),
  };
}

function kindOf({ kind }: Outline, path: string, isLayered: boolean): Json {
  switch (kind.type) {
    case "value":
      return kind.schema;
    case "list":
      return { type: "array", items: schemaOf(kind.item, `${path}[]`, false), ...least(kind.least) };
    case "any keys":
      return { type: "object", additionalProperties: schemaOf(kind.value, `${path}.*`, isLayered) };
    case "forms":
      return { anyOf: [...kind.forms.values()].map((form) => schemaOf(form, path, isLayered)) };
    case "mapping": {
      const fields = [...kind.fields].map(([key, field]) => {
        const schema = schemaOf(field, path === "" ? key : `${path}.${key}`, isLayered);
        return [key, isLayered ? orNothing(schema) : schema] as const;
      });
      const required = isLayered ? [] : requiredOf(kind.fields);
      return {
        type: "object",
        properties: Object.fromEntries(fields),
        additionalProperties: kind.more === null ? false : schemaOf(kind.more, `${path}.*`, isLayered),
        ...(required.length === 0 ? {} : { required }),
      };
    }
  }
}

function least(items: number): Json {
  return items === 0 ? {} : { minItems: items };
}

function requiredOf(fields: ReadonlyMap<string, Outline>): string[] {
  return [...fields].filter(([, { required }]) => required).map(([key]) => key);
}

function orNothing(schema: Json): Json {
  const { type, anyOf, enum: words } = schema;
  if (Array.isArray(anyOf)) return { ...schema, anyOf: [...anyOf, { type: "null" }] };
  const orNull = type === undefined ? {} : { type: [type, "null"] };
  return { ...schema, ...orNull, ...(Array.isArray(words) ? { enum: [...words, null] } : {}) };
}

const something: Json = { not: { type: "null" } };

/** What a scenario has to say that extends no other, and thus cannot take anything away. */
function wholeScenario({ kind }: Outline): Json {
  if (kind.type === "forms") {
    const forms = [...kind.forms.values()];
    return { anyOf: forms.map((form) => (form.kind.type === "mapping" ? wholeScenario(form) : isNoMapping)) };
  }
  if (kind.type !== "mapping") return something;
  const nested = [...kind.fields].filter(([, field]) => hasRequired(field));
  return {
    required: requiredOf(kind.fields),
    properties: Object.fromEntries(nested.map(([key, field]) => [key, { ...something, ...wholeScenario(field) }])),
    additionalProperties: something,
  };
}

const isNoMapping: Json = { not: { type: ["object", "null"] } };

function hasRequired({ kind }: Outline): boolean {
  if (kind.type === "forms") return [...kind.forms.values()].some(hasRequired);
  return kind.type === "mapping" && [...kind.fields.values()].some((field) => field.required || hasRequired(field));
}

/** Long kinds that come up again are said once. A definition is called after the first place where it holds. */
function liftRepeated(schema: Json): { readonly schema: Json; readonly definitions: Json } {
  const counts = new Map<string, number>();
  visit(schema, (kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  const names = new Map<string, string>();
  const definitions: Record<string, Json> = {};
  const lift = (node: Json, path: string): Json => {
    const { description, default: byDefault, ...kind } = node;
    const text = JSON.stringify(kind);
    if (text.length < 150 || (counts.get(text) ?? 0) < 2) return mapParts(node, lift, path);
    const name = names.get(text) ?? path;
    if (!names.has(text)) {
      names.set(text, name);
      definitions[name] = mapParts(kind, lift, path);
    }
    const notes = Object.entries({ description, default: byDefault }).filter(([, value]) => value !== undefined);
    return { $ref: `#/definitions/${name}`, ...Object.fromEntries(notes) };
  };
  return { schema: lift(schema, ""), definitions };
}

function visit({ description, default: _, ...kind }: Json, each: (kind: string) => void): void {
  each(JSON.stringify(kind));
  mapParts(
    kind,
    (part) => {
      visit(part, each);
      return part;
    },
    "",
  );
}

/** The schema with each schema in it replaced. */
function mapParts(node: Json, change: (part: Json, path: string) => Json, path: string): Json {
  const { properties, items, anyOf, additionalProperties } = node;
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  return {
    ...node,
    ...(properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(properties as Json).map(([key, part]) => [key, change(part as Json, below(key))]),
          ),
        }),
    ...(items === undefined ? {} : { items: change(items as Json, below("item")) }),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map((part, index) => change(part, below(String(index)))) } : {}),
    ...(typeof additionalProperties === "object"
      ? { additionalProperties: change(additionalProperties as Json, below("any")) }
      : {}),
  };
}
