import { Document, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { defaults } from "./defaults.ts";
import { writtenValue } from "./definition.ts";
import { resolvePath } from "./file-path.ts";
import { readLayers, type ScenarioSource } from "./layers.ts";
import { isPath, type Outline, outlinesAt, scenarioOutline } from "./outline.ts";
import { overridePath } from "./override-path.ts";
import { completeScenario } from "./parse.ts";
import { presetOptions } from "./preset-options.ts";
import type { presets } from "./presets.ts";
import type { Written } from "./written.ts";

/**
 * The complete scenario as one file: layers and overrides applied, every default and every option of the preset filled in, each
 * with a comment that says where it comes from. It is the very same scenario when it is read again in the folder in which the
 * program runs, to which its paths are relative. Throws `ScenarioError`.
 */
export function printScenario(source: ScenarioSource): string {
  const tree = readLayers(source);
  completeScenario(tree, source.read);
  const document = new Document();
  document.commentBefore = ` ${source.file} with all that it leaves unsaid`;
  const { value } = fill(tree, scenarioOutline(), "", null);
  const contents = mappingOf(value as ReadonlyMap<string, Printed>, false);
  for (const { key, value } of contents.items as Pair<Scalar, Scalar | YAMLMap | YAMLSeq>[]) {
    key.spaceBefore = !(value instanceof Scalar) && value?.flow !== true;
  }
  document.contents = contents;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** A value to print; `origin` says where what is not written comes from, and is null for what is. */
interface Printed {
  readonly value: string | number | boolean | null | readonly Printed[] | ReadonlyMap<string, Printed>;
  readonly origin: string | null;
}

function fill(node: Written, outline: Outline, path: string, origin: string | null): Printed {
  const { kind } = outline;
  if (kind.type === "forms") {
    const given = parts(node, path);
    const form = kind.pick(plainOf(given));
    return fill(given, kind.forms.get(form as string)!, path, origin);
  }
  if (node.kind === "list") {
    const item = kind.type === "list" ? kind.item : outline;
    return { value: node.items.map((value) => fill(value, item, `${path}[]`, origin)), origin };
  }
  if (node.kind === "mapping") return { value: fillMapping(node, outline, path, origin), origin };
  // What is not written in a file means the folder in which the program runs already.
  const folder = node.place.line === 0 ? "" : node.place.file;
  return {
    value: isPath(outline) && typeof node.value === "string" ? resolvePath(folder, node.value) : node.value,
    origin,
  };
}

function fillMapping(
  { entries }: Written & { kind: "mapping" },
  { kind }: Outline,
  path: string,
  origin: string | null,
): ReadonlyMap<string, Printed> {
  const pathOf = (key: string) => (path === "" ? key : `${path}.${key}`);
  if (kind.type !== "mapping") {
    const value = kind.type === "any keys" ? kind.value : unknown;
    return new Map([...entries].map(([key, entry]) => [key, fill(entry.value, value, pathOf(key), origin)]));
  }
  const keys = new Set(entries.keys());
  const late = lateDefaults(path, keys, (key) => entries.get(key)?.value);
  const filled = new Map<string, Printed>();
  for (const [key, field] of kind.fields) {
    const given = entries.get(key)?.value;
    const unsaid = late.get(key) ?? { value: field.default, origin: "default" };
    if (given !== undefined) {
      filled.set(key, fill(given, field, pathOf(key), origin));
    } else if (unsaid.value !== undefined) {
      filled.set(key, fill(writtenValue(unsaid.value), field, pathOf(key), unsaid.origin));
    }
  }
  for (const [key, { value }] of entries) {
    if (kind.more !== null && !kind.fields.has(key))
      filled.set(key, fillMore(key, value, kind.more, pathOf(key), origin));
  }
  return filled;
}

/** The values of a swept field are what that field takes. */
function fillMore(key: string, node: Written, outline: Outline, path: string, origin: string | null): Printed {
  const [field] = node.kind === "list" ? outlinesAt(overridePath(key)).filter(isPath) : [];
  return fill(node, field ?? outline, path, origin);
}

const unknown: Outline = { description: "", required: false, default: undefined, kind: { type: "value", schema: {} } };

/** What is filled in only once it is known what else was written. */
function lateDefaults(
  path: string,
  keys: ReadonlySet<string>,
  given: (key: string) => Written | undefined,
): ReadonlyMap<string, { readonly value: unknown; readonly origin: string }> {
  const byDefault = (key: string, value: unknown) => new Map([[key, { value, origin: "default" }]]);
  if (path === "" && !keys.has("seeds")) return byDefault("seed", defaults.seed);
  if (path === "cluster" && !keys.has("groups")) return byDefault("placement", defaults.placement);
  if (path === "network.sites") return byDefault("names", [defaults.siteName]);
  if (path !== "protocol") return new Map();
  const preset = given("preset");
  const version = (preset?.kind === "scalar" ? preset.value : defaults.preset) as keyof typeof presets;
  const options = presetOptions(version);
  return new Map([...options].map(([key, value]) => [key, { value, origin: version }]));
}

/** A transport that is one word stands for its parts. */
function parts(node: Written, path: string): Written {
  return path === "network.transport" && node.kind === "scalar" ? writtenValue({ kind: node.value }) : node;
}

/** As much of a value as tells which form it has. */
function plainOf(node: Written): unknown {
  if (node.kind === "scalar") return node.value;
  return node.kind === "list"
    ? []
    : Object.fromEntries(
        [...node.entries].map(([key, { value }]) => [key, value.kind === "scalar" ? value.value : key]),
      );
}

/** Longer mappings have a line for each entry. */
const lineWidth = 100;

/** What has one origin stands in one line where there is room, with one comment; `inLine` for what stands in such a line. */
function yamlOf(printed: Printed, inLine = false): Scalar | YAMLMap | YAMLSeq {
  const { value, origin } = printed;
  const flow = inLine || fitsInLine(printed);
  const node =
    value instanceof Map ? mappingOf(value, flow) : Array.isArray(value) ? listOf(value, flow) : new Scalar(value);
  if (!(node instanceof Scalar)) node.flow = flow;
  if (origin !== null && !inLine && (node instanceof Scalar || flow)) node.comment = ` ${origin}`;
  return node;
}

function listOf(items: readonly Printed[], flow: boolean): YAMLSeq {
  const list = new YAMLSeq();
  for (const item of items) list.add(yamlOf(item, flow));
  return list;
}

function mappingOf(entries: ReadonlyMap<string, Printed>, flow: boolean): YAMLMap {
  const mapping = new YAMLMap();
  for (const [key, value] of entries) mapping.add(new Pair(new Scalar(key), yamlOf(value, flow)));
  return mapping;
}

/** A list of names or numbers stands in one line however long it is. */
function fitsInLine(printed: Printed): boolean {
  const { value, origin } = printed;
  const isPlainList = Array.isArray(value) && value.every((item: Printed) => !isCollection(item));
  return isUniform(printed, origin) && (isPlainList || lengthOf(printed) < lineWidth);
}

function isUniform({ value, origin }: Printed, same: string | null): boolean {
  return origin === same && partsOf(value).every((part) => isUniform(part, same));
}

function lengthOf({ value }: Printed): number {
  if (!isCollection({ value })) return String(value).length;
  const keys = value instanceof Map ? [...value.keys()].join(": ").length : 0;
  return keys + partsOf(value).reduce((sum, part) => sum + lengthOf(part) + ", ".length, 0);
}

function isCollection({ value }: Pick<Printed, "value">): boolean {
  return typeof value === "object" && value !== null;
}

function partsOf(value: Printed["value"]): readonly Printed[] {
  return value instanceof Map || Array.isArray(value) ? [...value.values()] : [];
}
