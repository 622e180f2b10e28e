import type { Duration } from "../kernel/time.ts";
import { defaults } from "./defaults.ts";
import { generatedSites } from "./generated-sites.ts";
import { maxSites } from "./graph-sites.ts";
import { graphmlSites } from "./graphml-sites.ts";
import type { ReadFileAt } from "./named-file.ts";
import type { Problems } from "./problems.ts";
import { parseRtt } from "./rtt.ts";
import type { Link } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { show } from "./written.ts";

export interface Sites {
  readonly names: readonly string[];
  /** Mean one-way latency, row-major: `latency[from * names.length + to]`. */
  readonly latency: readonly Duration[];
  /** The links that `latency` leads over; null: every pair of sites has one of its own. */
  readonly links: readonly Link[] | null;
  /** What was assumed where a file says nothing, for people. */
  readonly remarks: readonly string[];
}

type DeclaredSites = Declared["network"]["sites"];

const path = ["network", "sites"];

/** The sites and the latencies between them, from the scenario itself or from the file it names. */
export function resolveSites(declared: DeclaredSites, readFileAt: ReadFileAt, problems: Problems): Sites {
  const sites = sitesOf(declared, readFileAt, problems);
  const namePath = "rtt" in declared ? [...path, "rtt"] : [...path, "names"];
  for (const name of sites.names) checkName(name, namePath, problems);
  problems.throwIfAny();
  return sites;
}

function sitesOf(declared: DeclaredSites, readFileAt: ReadFileAt, problems: Problems): Sites {
  if ("generate" in declared) return generatedSites(declared, problems);
  if ("graphml" in declared) {
    const { file, text } = readFileAt([...path, "graphml"]);
    return graphmlSites(file, text, declared);
  }
  if ("rtt" in declared) {
    const { file, text } = readFileAt([...path, "rtt"]);
    return { ...parseRtt(file, text), links: null, remarks: [] };
  }
  return inlineSites(declared, problems);
}

/** Words that stand for several nodes or sites where a name could stand. */
export const reservedNames: readonly string[] = ["all", "even"];

export function checkName(name: string, at: readonly (string | number)[], problems: Problems): void {
  if (name.trim() === "") problems.add(at, "expected a name, found an empty one");
  if (reservedNames.includes(name)) problems.add(at, `${show(name)} is taken; choose another name`);
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
  return { names, latency: between, links: null, remarks: [] };
}
