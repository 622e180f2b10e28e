import type { Duration } from "../kernel/time.ts";
import type { Problems } from "./problems.ts";
import { type Path, show, type WrittenMapping, writtenAt } from "./written.ts";

/** What the checks of one scenario share. */
export interface Context {
  readonly problems: Problems;
  /** Of the run. */
  readonly duration: Duration;
  /** The value at a path as its author wrote it, for messages; `nothing` for one that is not written. */
  readonly written: (path: Path) => string;
}

export function createContext(tree: WrittenMapping, duration: Duration, problems: Problems): Context {
  const written = (path: Path): string => {
    const node = writtenAt(tree, path);
    return show(node?.kind === "scalar" ? node.value : undefined);
  };
  return { problems, duration, written };
}

/** A time at or after the end of the run is one at which nothing happens any more. */
export function checkBeforeEnd(at: Duration, path: Path, { problems, duration, written }: Context): void {
  if (at < duration) return;
  problems.add(path, `expected a time before the end of the run at ${written(["duration"])}, found ${written(path)}`);
}
