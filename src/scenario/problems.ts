import { type Place, ScenarioError } from "./scenario-error.ts";
import { type Path, placeOf, show, type Written, writtenAt } from "./written.ts";

/** Collects what is wrong with a tree, so that the message can name the first by its place and count the others. */
export class Problems {
  readonly #tree: Written;
  readonly #found: { place: Place; problem: string }[] = [];

  constructor(tree: Written) {
    this.#tree = tree;
  }

  /** `path` names the value in the message; `place` overrides where it is said to stand. */
  add(path: Path, problem: string, place: Place = placeOf(this.#tree, path)): void {
    const name = path.join(".");
    // A `--set` names the path already, and is its own place.
    const said = name === "" || (place.line === 0 && place.file.startsWith(`--set ${name}`));
    this.#found.push({ place, problem: said ? problem : `${name}: ${problem}` });
  }

  /** Of two keys of one mapping only one may be given. */
  addBoth(parent: Path, one: string, other: string): void {
    const hint = inheritedHint(this.#tree, parent, one) || inheritedHint(this.#tree, parent, other);
    this.add([...parent, other], `expected either ${show(one)} or ${show(other)}, found both${hint}`);
  }

  /** A key that the mapping at `parent` does not know. */
  addUnknownKey(parent: Path, key: string, problem: string): void {
    const mapping = writtenAt(this.#tree, parent);
    const place = mapping?.kind === "mapping" ? mapping.entries.get(key)?.keyPlace : undefined;
    // At the root there are no alternatives that exclude each other, so there it is just a mistake of that file.
    const hint = parent.length === 0 ? "" : inheritedHint(this.#tree, parent, key);
    this.add(parent, problem + hint, place);
  }

  /** Throws a `ScenarioError` for the problem that stands first, the files in the order in which they were read. */
  throwIfAny(): void {
    if (this.#found.length === 0) return;
    const main = this.#tree.place.file;
    const rank = ({ file, line }: Place) => (file === main ? 0 : line === 0 ? 2 : 1);
    const [first, ...others] = this.#found.sort(
      ({ place: a }, { place: b }) =>
        rank(a) - rank(b) || compare(a.file, b.file) || a.line - b.line || a.column - b.column,
    );
    const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
    throw new ScenarioError(first!.place, first!.problem + more);
  }
}

/** How to be rid of a key that another layer has put into this mapping. */
function inheritedHint(tree: Written, parent: Path, key: string): string {
  const mapping = writtenAt(tree, parent);
  const place = mapping?.kind === "mapping" ? mapping.entries.get(key)?.keyPlace : undefined;
  if (place === undefined || place.line === 0 || place.file === mapping?.place.file) return "";
  return `; ${show(key)} comes from ${place.file}:${place.line}, "${key}: null" takes it away`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
