import type { Place } from "./scenario-error.ts";

/** What stands in a file, each value with its place. Trees are not changed once built. */
export type Written = WrittenScalar | WrittenList | WrittenMapping;

export interface WrittenScalar {
  readonly kind: "scalar";
  readonly place: Place;
  readonly value: string | number | boolean | null;
}

export interface WrittenList {
  readonly kind: "list";
  readonly place: Place;
  readonly items: readonly Written[];
}

export interface WrittenMapping {
  readonly kind: "mapping";
  readonly place: Place;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface Entry {
  readonly keyPlace: Place;
  readonly value: Written;
}

/** Keys and list indices from the root of a tree to a value. */
export type Path = readonly (string | number)[];

/** The value at `path`; undefined when nothing is written there. */
export function writtenAt(tree: Written, path: Path): Written | undefined {
  let node: Written | undefined = tree;
  for (const step of path) {
    if (node?.kind === "mapping") node = node.entries.get(String(step))?.value;
    else if (node?.kind === "list") node = node.items[Number(step)];
    else return undefined;
  }
  return node;
}

/** Where the value at `path` stands, or the innermost written thing around it. */
export function placeOf(tree: Written, path: Path): Place {
  let length = path.length;
  while (length > 0 && writtenAt(tree, path.slice(0, length)) === undefined) length--;
  return writtenAt(tree, path.slice(0, length))?.place ?? tree.place;
}

/** The tree as plain values. Objects have no prototype, so that a key `__proto__` is a key like any other. */
export function plainValue(node: Written): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "mapping": {
      const plain: Record<string, unknown> = Object.create(null);
      for (const [key, { value }] of node.entries) plain[key] = plainValue(value);
      return plain;
    }
    default:
      return node satisfies never;
  }
}

/** A plain value as messages quote it: short and on one line. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  return String(value);
}
