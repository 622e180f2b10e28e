import { suggestion } from "./nearest-name.ts";
import { placeholders, unknownPlaceholders } from "./placeholders.ts";
import type { Problems } from "./problems.ts";
import type { Cluster, Join, NodePlace } from "./scenario.ts";
import { type Declared, maxNodes } from "./schema.ts";
import { checkName } from "./sites.ts";
import { type Path, show } from "./written.ts";

type DeclaredCluster = Declared["cluster"];

/** What nodes say of themselves, and when they start. */
export function resolveCluster(
  declared: DeclaredCluster,
  nodes: readonly NodePlace[],
  join: Join,
  problems: Problems,
): Cluster {
  return {
    nodes,
    join,
    start: declared.start,
    descriptors: declared.descriptors,
    locality: resolveLocality(declared.locality, nodes, problems),
  };
}

/** Which nodes a name in a workload or a fault means. */
export interface NodeNames {
  /** Ids in ascending order; empty after a problem, which is then on record. */
  find(name: string | number, path: Path): readonly number[];
  /** The same for a list, each node once. */
  findAll(names: string | number | readonly (string | number)[], path: Path): readonly number[];
  /** The ids, or in words what is wrong with the name. */
  seek(name: string | number): readonly number[] | string;
}

export function nodeNames(nodes: readonly NodePlace[], sites: readonly string[], problems: Problems): NodeNames {
  const ids = nodes.map((_, index) => index + 1);
  const named = new Map<string, number[]>(sites.map((site) => [site, []]));
  for (const [index, { site }] of nodes.entries()) named.get(sites[site]!)?.push(index + 1);
  // A group comes before a site of the same name: it is what the scenario's author named.
  const groups = new Map<string, number[]>();
  for (const [index, { group }] of nodes.entries()) {
    if (group === "") continue;
    const members = groups.get(group) ?? [];
    members.push(index + 1);
    groups.set(group, members);
  }
  for (const [group, members] of groups) named.set(group, members);
  named.set("all", ids);

  const seek = (name: string | number): readonly number[] | string => {
    if (typeof name === "number") {
      return name >= 1 && name <= ids.length ? [name] : `there is no node ${name}; ids are 1 to ${ids.length}`;
    }
    const members = named.get(name);
    if (members === undefined) {
      const known = [...new Set(["all", ...groups.keys(), ...sites])];
      return `no group or site is called ${show(name)}${suggestion(name, known)}`;
    }
    return members.length === 0 ? `no node stands on the site ${show(name)}` : members;
  };
  const find = (name: string | number, path: Path): readonly number[] => {
    const found = seek(name);
    if (typeof found !== "string") return found;
    problems.add(path, found);
    return [];
  };
  const findAll = (names: string | number | readonly (string | number)[], path: Path): readonly number[] => {
    if (typeof names !== "object") return find(names, path);
    const found = new Set(names.flatMap((name, index) => [...find(name, [...path, index])]));
    return [...found].sort((a, b) => a - b);
  };
  return { find, findAll, seek };
}

/** Places every node. */
export function resolveNodes(declared: DeclaredCluster, sites: readonly string[], problems: Problems): NodePlace[] {
  const { nodes: count, groups, placement = "even" } = declared;
  if (groups === undefined) {
    if (count === undefined) problems.add(["cluster"], 'expected either "nodes" or "groups"');
    return placeNodes("", count ?? 1, placement, ["cluster", "placement"], sites, problems);
  }
  if (count !== undefined) problems.addBoth(["cluster"], "nodes", "groups");
  if (declared.placement !== undefined) {
    problems.add(["cluster", "placement"], 'goes with "nodes"; a group has its own "site"');
  }
  const total = groups.reduce((sum, group) => sum + group.nodes, 0);
  if (total > maxNodes) problems.add(["cluster", "groups"], `expected at most ${maxNodes} nodes, found ${total}`);
  problems.throwIfAny();
  const clusters = resolveClusters(groups, problems);
  const seen = new Set<string>();
  return groups.flatMap(({ name, nodes, site, startDelay = 0 }, index) => {
    const path: Path = ["cluster", "groups", index];
    checkName(name, [...path, "name"], problems);
    if (seen.has(name)) problems.add([...path, "name"], `the group ${show(name)} stands here twice`);
    seen.add(name);
    if (site === undefined && sites.length > 1) {
      problems.add(path, `missing key "site": expected even or one of ${sites.length} sites`);
    }
    const places = placeNodes(name, nodes, site ?? "even", [...path, "site"], sites, problems);
    return places.map((place) => ({ ...place, cluster: clusters[index]!, startDelay }));
  });
}

/** The number of each group's cluster: from 1 in the order in which they are named, 0 where none is. */
function resolveClusters(groups: NonNullable<DeclaredCluster["groups"]>, problems: Problems): number[] {
  const names = [...new Set(groups.map(({ cluster }) => cluster))].filter((name) => name !== undefined);
  return groups.map(({ cluster }, index) => {
    if (cluster !== undefined) return names.indexOf(cluster) + 1;
    const path: Path = ["cluster", "groups", index];
    if (names.length > 0) problems.add(path, 'missing key "cluster": another group says which cluster it belongs to');
    return 0;
  });
}

function placeNodes(
  group: string,
  count: number,
  placement: string,
  path: Path,
  sites: readonly string[],
  problems: Problems,
): NodePlace[] {
  const site = sites.indexOf(placement);
  if (site < 0 && placement !== "even") {
    problems.add(path, `no site is called ${show(placement)}${suggestion(placement, ["even", ...sites])}`);
  }
  return Array.from({ length: count }, (_, index) => ({
    group,
    // Equal blocks of consecutive nodes: sizes differ by one at most.
    site: site >= 0 ? site : Math.floor((index * sites.length) / count),
    cluster: 0,
    startDelay: 0,
  }));
}

function resolveLocality(
  locality: string | undefined,
  nodes: Cluster["nodes"],
  problems: Problems,
): Cluster["locality"] {
  if (locality === undefined) return [];
  const path = ["cluster", "locality"];
  const tiers = locality.split(",").map((tier) => {
    const [, key, value] = /^\s*([^={}\s]+)=([^=\s]+)\s*$/.exec(tier) ?? [];
    if (key === undefined || value === undefined) {
      problems.add(path, `expected tiers such as "region={site},zone={group}", found ${show(tier)}`);
      return { key: "", value: "" };
    }
    for (const problem of unknownPlaceholders(value, placeholders(nodes))) problems.add(path, problem);
    return { key, value };
  });
  const repeated = tiers.find(({ key }, index) => key !== "" && tiers.findIndex((tier) => tier.key === key) < index);
  if (repeated !== undefined) problems.add(path, `the tier ${show(repeated.key)} stands here twice`);
  return tiers;
}
