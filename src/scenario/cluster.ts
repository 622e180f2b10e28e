import { suggestion } from "./nearest-name.ts";
import { checkPlaceholders, placeholders } from "./placeholders.ts";
import type { Problems } from "./problems.ts";
import type { Cluster, Join, NodePlace } from "./scenario.ts";
import { type Declared, maxNodes } from "./schema.ts";
import { checkName } from "./sites.ts";
import { type Path, show } from "./written.ts";

type DeclaredCluster = Declared["cluster"];

/** Places every node, and checks whom it knows and what it says of itself. */
export function resolveCluster(declared: DeclaredCluster, sites: readonly string[], problems: Problems): Cluster {
  const nodes = resolveNodes(declared, sites, problems);
  return {
    nodes,
    join: resolveJoin(declared.join, nodes.length, problems),
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

  const find = (name: string | number, path: Path): readonly number[] => {
    if (typeof name === "number") {
      if (name > ids.length) problems.add(path, `there is no node ${name}; ids are 1 to ${ids.length}`);
      return name > ids.length ? [] : [name];
    }
    const members = named.get(name);
    if (members === undefined) {
      const known = [...new Set(["all", ...groups.keys(), ...sites])];
      problems.add(path, `no group or site is called ${show(name)}${suggestion(name, known)}`);
    } else if (members.length === 0) {
      problems.add(path, `no node stands on the site ${show(name)}`);
    }
    return members ?? [];
  };
  const findAll = (names: string | number | readonly (string | number)[], path: Path): readonly number[] => {
    if (typeof names !== "object") return find(names, path);
    const found = new Set(names.flatMap((name, index) => [...find(name, [...path, index])]));
    return [...found].sort((a, b) => a - b);
  };
  return { find, findAll };
}

function resolveNodes(declared: DeclaredCluster, sites: readonly string[], problems: Problems): NodePlace[] {
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
  const seen = new Set<string>();
  return groups.flatMap(({ name, nodes, site }, index) => {
    const path: Path = ["cluster", "groups", index];
    checkName(name, [...path, "name"], problems);
    if (seen.has(name)) problems.add([...path, "name"], `the group ${show(name)} stands here twice`);
    seen.add(name);
    if (site === undefined && sites.length > 1) {
      problems.add(path, `missing key "site": expected even or one of ${sites.length} sites`);
    }
    return placeNodes(name, nodes, site ?? "even", [...path, "site"], sites, problems);
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
  }));
}

function resolveJoin(join: DeclaredCluster["join"], count: number, problems: Problems): Join {
  if (join === "first") return { kind: "nodes", nodes: [1] };
  if (join === "ring" || join === "line") return { kind: join };
  if ("random" in join) {
    if (join.random >= count) {
      problems.add(
        ["cluster", "join", "random"],
        `a node can know ${count - 1} others of ${count} nodes, found ${join.random}`,
      );
    }
    return { kind: "random", count: join.random };
  }
  const seen = new Set<number>();
  for (const [index, id] of join.nodes.entries()) {
    const path = ["cluster", "join", "nodes", index];
    if (id > count) problems.add(path, `there is no node ${id}; ids are 1 to ${count}`);
    if (seen.has(id)) problems.add(path, `the node ${id} stands here twice`);
    seen.add(id);
  }
  return { kind: "nodes", nodes: join.nodes };
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
    checkPlaceholders(value, placeholders(nodes), path, problems);
    return { key, value };
  });
  const repeated = tiers.find(({ key }, index) => key !== "" && tiers.findIndex((tier) => tier.key === key) < index);
  if (repeated !== undefined) problems.add(path, `the tier ${show(repeated.key)} stands here twice`);
  return tiers;
}
