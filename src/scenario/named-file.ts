import { resolvePath } from "./file-path.ts";
import { readNamed } from "./layers.ts";
import { type Path, placeOf, type WrittenMapping, writtenAt } from "./written.ts";

export interface NamedFile {
  /** Its path, as messages shall name it. */
  readonly file: string;
  readonly text: string;
}

/** Reads the file whose path stands at `path` in the scenario, relative to the file in which it stands. Throws `ScenarioError`. */
export type ReadFileAt = (path: Path) => NamedFile;

export function namedFiles(tree: WrittenMapping, read: (path: string) => string): ReadFileAt {
  return (path) => {
    const place = placeOf(tree, path);
    const written = writtenAt(tree, path);
    const name = written?.kind === "scalar" ? String(written.value) : "";
    // An assignment on the command line means the folder in which it was typed.
    const file = resolvePath(place.line === 0 ? "" : place.file, name);
    return { file, text: readNamed(read, file, place) };
  };
}
