import { readDocument } from "./document.ts";
import { resolvePath } from "./file-path.ts";
import { overridePath } from "./override-path.ts";
import { type Place, ScenarioError } from "./scenario-error.ts";
import { type Entry, show, type Written, type WrittenMapping } from "./written.ts";

export interface ScenarioSource {
  /** Path of the scenario file, as messages shall name it. */
  readonly file: string;
  readonly text: string;
  /** Reads another file that the scenario names. Gets a path resolved against the naming file; throws an `Error` when it cannot. */
  readonly read: (path: string) => string;
  /** `--set` assignments such as `protocol.maxHops=4`, the value being YAML; applied last, in order. */
  readonly overrides?: readonly string[];
}

/**
 * Lays a scenario file over the file it extends, and the overrides over both. Mappings merge key by key, lists and scalars
 * replace; a key with nothing after it (`nodes:` or `nodes: null`) takes away what the layers below say. Throws `ScenarioError`.
 */
export function readLayers(source: ScenarioSource): WrittenMapping {
  let tree = layOverBase(readMapping(source.file, source.text), source.read);
  for (const assignment of source.overrides ?? []) tree = override(tree, assignment);
  return tree;
}

/** Lays a mapping over the file that it extends, and that over the one below, if there is any. Throws `ScenarioError`. */
export function layOverBase(
  tree: WrittenMapping,
  read: (path: string) => string,
  chain: readonly string[] = [tree.place.file],
): WrittenMapping {
  const reference = tree.entries.get("extends")?.value;
  if (reference === undefined) return tree;
  const { place } = reference;
  if (reference.kind !== "scalar" || typeof reference.value !== "string" || reference.value === "") {
    throw new ScenarioError(place, "extends: expected the path of a scenario file");
  }
  // What is not written in a file means the folder in which the program runs.
  const base = resolvePath(place.line === 0 ? "" : place.file, reference.value);
  if (chain.some((earlier) => resolvePath("", earlier) === base)) {
    throw new ScenarioError(place, `extends: ${[...chain, base].join(" extends ")}, in a circle`);
  }
  const baseTree = layOverBase(readMapping(base, readNamed(read, base, place)), read, [...chain, base]);
  const entries = new Map(tree.entries);
  entries.delete("extends");
  return mergeMappings(baseTree, { ...tree, entries });
}

/** Reads a file that the value at `place` names, whose failure is that value's mistake. */
export function readNamed(read: (path: string) => string, path: string, place: Place): string {
  try {
    return read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ScenarioError(place, `cannot read ${path}: ${reason}`);
  }
}

function readMapping(file: string, text: string): WrittenMapping {
  const tree = readDocument(text, (line, column) => ({ file, line, column }));
  if (tree === undefined) {
    throw new ScenarioError({ file, line: 1, column: 1 }, "expected a scenario, found an empty file");
  }
  return asMapping(tree);
}

/** A scenario is a mapping. Throws `ScenarioError` for anything else. */
export function asMapping(tree: Written): WrittenMapping {
  if (tree.kind === "mapping") return tree;
  const found = tree.kind === "list" ? "a list" : show(tree.value);
  throw new ScenarioError(tree.place, `expected a scenario, a mapping with keys such as "name", found ${found}`);
}

function merge(base: Written, over: Written): Written {
  return base.kind === "mapping" && over.kind === "mapping" ? mergeMappings(base, over) : over;
}

function mergeMappings(base: WrittenMapping, over: WrittenMapping): WrittenMapping {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) layEntry(entries, key, entry);
  return { ...over, entries };
}

function layEntry(entries: Map<string, Entry>, key: string, entry: Entry): void {
  const below = entries.get(key);
  if (below === undefined) entries.set(key, entry);
  else if (isNothing(entry.value)) entries.delete(key);
  else entries.set(key, { ...entry, value: merge(below.value, entry.value) });
}

function isNothing(node: Written): boolean {
  return node.kind === "scalar" && node.value === null;
}

/** Keeps a mistaken path off the end of the stack. */
const maxSteps = 20;

function override(tree: WrittenMapping, assignment: string): WrittenMapping {
  const place: Place = { file: `--set ${assignment}`, line: 0, column: 0 };
  const equals = assignment.indexOf("=");
  const path = overridePath(assignment.slice(0, Math.max(0, equals)));
  if (path.includes("")) throw new ScenarioError(place, 'expected an assignment such as "protocol.maxHops=4"');
  if (path.length > maxSteps) throw new ScenarioError(place, `expected a path of at most ${maxSteps} steps`);
  if (path[0] === "extends") throw new ScenarioError(place, "a file can extend another, an assignment cannot");
  const nothing: Written = { kind: "scalar", place, value: null };
  const value = readDocument(assignment.slice(equals + 1), () => place) ?? nothing;
  return assign(tree, path, value);
}

/** The tree with another value at a path. Throws `ScenarioError` for an item that a list does not have. */
export function assign(tree: WrittenMapping, path: readonly string[], value: Written): WrittenMapping {
  return assignWithin(tree, path, value, "") as WrittenMapping;
}

/** `parent` names `node` in messages. */
function assignWithin(node: Written, path: readonly string[], value: Written, parent: string): Written {
  const [step, ...rest] = path;
  if (step === undefined) return merge(node, value);
  const name = parent === "" ? step : `${parent}.${step}`;
  if (node.kind === "list") {
    const item = /^\d+$/.test(step) ? node.items[Number(step)] : undefined;
    if (item === undefined) {
      const indices = node.items.length === 0 ? "it is empty" : `its items are 0 to ${node.items.length - 1}`;
      throw new ScenarioError(value.place, `${parent} is a list without an item ${show(step)}; ${indices}`);
    }
    return { ...node, items: node.items.with(Number(step), assignWithin(item, rest, value, name)) };
  }
  // As with layers, a mapping replaces a scalar: `cluster.join.random=3` over `join: first`.
  const entries = new Map(node.kind === "mapping" ? node.entries : []);
  const { place } = value;
  const below = entries.get(step);
  if (rest.length === 0) {
    layEntry(entries, step, { keyPlace: place, value });
  } else {
    const empty: WrittenMapping = { kind: "mapping", place, entries: new Map() };
    entries.set(step, {
      keyPlace: below?.keyPlace ?? place,
      value: assignWithin(below?.value ?? empty, rest, value, name),
    });
  }
  return { kind: "mapping", place: node.kind === "mapping" ? node.place : place, entries };
}
