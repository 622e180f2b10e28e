import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { type Place, ScenarioError } from "./scenario-error.ts";
import { type Entry, show, type Written } from "./written.ts";

/**
 * Reads one YAML document, keeping the place of every value. `placeAt` turns a line and column of `text` into a place.
 * Returns undefined for a text that holds no value. Throws `ScenarioError`.
 */
export function readDocument(text: string, placeAt: (line: number, column: number) => Place): Written | undefined {
  const lines = new LineCounter();
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return placeAt(Math.max(1, line), Math.max(1, col));
  };
  refuseBinary(text, placeAt);
  // Duplicate keys are found below, where the key and both its places are at hand.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false } as const;
  const document = parseDocument(text, options);
  const [problem] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0]);
  if (problem !== undefined) throw new ScenarioError(at(problem.pos[0]), yamlMessage(problem.code, problem.message));
  return document.contents === null ? undefined : new Reader(document, at).read(document.contents, 0);
}

/** Nothing here needs to nest deeper, and a limit keeps recursion off the end of the stack. */
const maxDepth = 50;
/** Aliases may repeat a few groups; aliases of aliases of aliases grow without bound. */
const maxAliasedValues = 1000;

class Reader {
  readonly #document: Document;
  readonly #at: (offset: number) => Place;
  #aliasedValues = 0;
  #aliasesOpen = 0;

  constructor(document: Document, at: (offset: number) => Place) {
    this.#document = document;
    this.#at = at;
  }

  read(node: unknown, depth: number): Written {
    const place = this.#placeOf(node);
    if (depth > maxDepth) throw new ScenarioError(place, `nested more than ${maxDepth} deep`);
    if (this.#aliasesOpen > 0 && ++this.#aliasedValues > maxAliasedValues) {
      throw new ScenarioError(place, `aliases stand for more than ${maxAliasedValues} values`);
    }
    if (isAlias(node)) return this.#aliased(node.source, node.resolve(this.#document), place, depth);
    if (isScalar(node)) return { kind: "scalar", place, value: this.#scalar(node.value, place) };
    if (isSeq(node)) return { kind: "list", place, items: node.items.map((item) => this.read(item, depth + 1)) };
    if (isMap(node)) return { kind: "mapping", place, entries: this.#entries(node.items, depth) };
    return { kind: "scalar", place, value: null };
  }

  #aliased(name: string, target: Node | undefined, place: Place, depth: number): Written {
    if (target === undefined) throw new ScenarioError(place, `there is no anchor &${name} before this alias`);
    this.#aliasesOpen++;
    const value = this.read(target, depth + 1);
    this.#aliasesOpen--;
    return value;
  }

  #scalar(value: unknown, place: Place): string | number | boolean | null {
    if (value === null || typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number") return value;
    throw new ScenarioError(place, "expected plain text, a number, true or false");
  }

  #entries(pairs: readonly { key: unknown; value: unknown }[], depth: number): ReadonlyMap<string, Entry> {
    const entries = new Map<string, Entry>();
    for (const pair of pairs) {
      const keyPlace = this.#placeOf(pair.key);
      const key = isScalar(pair.key) ? pair.key.value : undefined;
      if (typeof key !== "string" && typeof key !== "number" && typeof key !== "boolean") {
        throw new ScenarioError(keyPlace, 'expected a key such as "name"');
      }
      const name = String(key);
      const earlier = entries.get(name);
      if (earlier !== undefined) {
        throw new ScenarioError(
          keyPlace,
          `duplicate key ${show(name)}; it stands already in line ${earlier.keyPlace.line}`,
        );
      }
      // A key without a value has no node; it is nothing, found where the key stands.
      const nothing: Written = { kind: "scalar", place: keyPlace, value: null };
      entries.set(name, { keyPlace, value: pair.value === null ? nothing : this.read(pair.value, depth + 1) });
    }
    return entries;
  }

  #placeOf(node: unknown): Place {
    const range = (node as Node | null | undefined)?.range;
    return this.#at(range?.[0] ?? 0);
  }
}

/** Throws a `ScenarioError` at the first character that no text holds. */
export function refuseBinary(text: string, placeAt: (line: number, column: number) => Place): void {
  let line = 1;
  let lineStart = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 10) {
      line++;
      lineStart = index + 1;
    } else if ((code < 32 && code !== 9 && code !== 13) || code === 127 || code === 0xfffd) {
      const name = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
      throw new ScenarioError(placeAt(line, index - lineStart + 1), `expected UTF-8 text, found the character ${name}`);
    }
  }
}

function yamlMessage(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS") return "expected one YAML document, found a second";
  if (code === "RESOURCE_EXHAUSTION") return `nested more than ${maxDepth} deep`;
  return `not valid YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
