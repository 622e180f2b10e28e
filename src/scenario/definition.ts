import type * as z from "zod";
import { asMapping } from "./layers.ts";
import { type Place, ScenarioError } from "./scenario-error.ts";
import type { scenarioSchema } from "./schema.ts";
import type { Entry, Path, Written, WrittenMapping } from "./written.ts";

/**
 * A scenario written in code: the fields of a scenario file, with the same units in the same texts (`"0.5 ms"`, `"64 KiB"`,
 * `"5 %"`) and the same defaults. What is `undefined` is not written.
 */
export type ScenarioDefinition = WholeScenario | ScenarioLayer;

type Fields = z.input<typeof scenarioSchema>;

/** A scenario that stands by itself. */
export type WholeScenario = Fixed<Omit<Fields, "extends">> & { readonly extends?: never };

/** What is to be different from the scenario file that `extends` names; null takes away what that says. */
export type ScenarioLayer = Layer<Omit<Fields, "extends">> & { readonly extends: string };

/** The same all the way down, and nothing to be changed in it. */
type Fixed<Value> = Value extends object ? { readonly [Key in keyof Value]: Fixed<Value[Key]> } : Value;

/** Mappings merge key by key, lists and scalars replace. */
type Layer<Value> = Value extends readonly unknown[]
  ? Fixed<Value>
  : Value extends object
    ? { readonly [Key in keyof Value]?: Layer<Value[Key]> | null }
    : Value;

/** It has no lines: a message names the field by its path. */
const place: Place = { file: "defineScenario", line: 0, column: 0 };

/** Nothing here needs to nest deeper, and what holds itself is found. */
const maxDepth = 50;

/** The tree that a file with the same fields would give. Throws `ScenarioError` for what no file can say, such as a function. */
export function writtenDefinition(definition: unknown): WrittenMapping {
  return asMapping(written(definition, []));
}

/** The same for a single value of it. */
export function writtenValue(value: unknown): Written {
  return written(value, []);
}

function written(value: unknown, path: Path): Written {
  if (path.length > maxDepth) throw new ScenarioError(place, `${path[0]}: nested more than ${maxDepth} deep`);
  if (value === undefined || value === null) return { kind: "scalar", place, value: null };
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return { kind: "scalar", place, value };
  }
  if (Array.isArray(value)) {
    return { kind: "list", place, items: Array.from(value, (item, index) => written(item, [...path, index])) };
  }
  if (isPlain(value)) return { kind: "mapping", place, entries: writtenEntries(value, path) };
  const name = path.length === 0 ? "" : `${path.join(".")}: `;
  throw new ScenarioError(
    place,
    `${name}expected text, a number, true, false, a list or a mapping, found ${what(value)}`,
  );
}

function writtenEntries(mapping: object, path: Path): ReadonlyMap<string, Entry> {
  const entries = Object.entries(mapping).filter(([, value]) => value !== undefined);
  return new Map(entries.map(([key, value]) => [key, { keyPlace: place, value: written(value, [...path, key]) }]));
}

/** Its fields are all that there is to it; it may come from another realm, as in a test runner's sandbox. */
function isPlain(value: unknown): value is object {
  return Object.prototype.toString.call(value) === "[object Object]";
}

function what(value: unknown): string {
  return typeof value === "object" ? `a ${value?.constructor?.name ?? "strange object"}` : `a ${typeof value}`;
}
