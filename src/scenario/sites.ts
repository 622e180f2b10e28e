import type { Duration } from "../kernel/time.ts";
import { defaults } from "./defaults.ts";
import { resolvePath } from "./file-path.ts";
import { readNamed } from "./layers.ts";
import type { Problems } from "./problems.ts";
import { maxSites, parseRtt } from "./rtt.ts";
import type { Declared } from "./schema.ts";
import { placeOf, show, type WrittenMapping } from "./written.ts";

export interface Sites {
  readonly names: readonly string[];
  /** Mean one-way latency, row-major: `latency[from * names.length + to]`. */
  readonly latency: readonly Duration[];
}

const path = ["network", "sites"];

/** The sites and the latencies between them, from the scenario itself or from the matrix it names. */
export function resolveSites(
  declared: Declared["network"]["sites"],
  tree: WrittenMapping,
  read: (path: string) => string,
  problems: Problems,
): Sites {
  const sites = "rtt" in declared ? readMatrix(declared.rtt, tree, read) : inlineSites(declared, problems);
  const namePath = "rtt" in declared ? [...path, "rtt"] : [...path, "names"];
  for (const name of sites.names) checkName(name, namePath, problems);
  problems.throwIfAny();
  return sites;
}

/** Words that stand for several nodes or sites where a name could stand. */
const reserved = ["all", "even"];

export function checkName(name: string, at: readonly (string | number)[], problems: Problems): void {
  if (name.trim() === "") problems.add(at, "expected a name, found an empty one");
  if (reserved.includes(name)) problems.add(at, `${show(name)} is taken; choose another name`);
}

function readMatrix(name: string, tree: WrittenMapping, read: (path: string) => string): Sites {
  const place = placeOf(tree, [...path, "rtt"]);
  // An assignment on the command line means the folder in which it was typed.
  const file = resolvePath(place.line === 0 ? "" : place.file, name);
  return parseRtt(file, readNamed(read, file, place));
}

function inlineSites(
  { names = [defaults.siteName], latency, within }: { names?: string[]; latency: Duration; within?: Duration },
  problems: Problems,
): Sites {
  if (names.length > maxSites) {
    problems.add([...path, "names"], `expected at most ${maxSites} sites, found ${names.length}`);
  }
  problems.throwIfAny();
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) {
      problems.add([...path, "names", index], `the site ${show(name)} stands here twice`);
    }
  }
  if (within !== undefined && names.length === 1) {
    problems.add([...path, "within"], 'with one site there is one latency; write "latency" alone, or several "names"');
  }
  problems.throwIfAny();
  const between = names.flatMap((from) => names.map((to) => (from === to ? (within ?? latency) : latency)));
  return { names, latency: between };
}
