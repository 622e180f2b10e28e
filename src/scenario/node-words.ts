import type { NodePlace } from "./scenario.ts";

/** The nodes of one group on one site. */
export interface Place {
  /** The empty string for a cluster without groups. */
  readonly group: string;
  /** Name of the site. */
  readonly site: string;
  /** Node ids. */
  readonly nodes: readonly number[];
}

/** One entry for each pair of group and site that has nodes, in the order of their first node. */
export function placesOf(nodes: readonly NodePlace[], sites: readonly string[]): Place[] {
  const found = new Map<string, Place & { readonly nodes: number[] }>();
  for (const [index, { group, site }] of nodes.entries()) {
    const key = `${site} ${group}`;
    let place = found.get(key);
    if (place === undefined) {
      place = { group, site: sites[site] ?? String(site), nodes: [] };
      found.set(key, place);
    }
    place.nodes.push(index + 1);
  }
  return [...found.values()];
}

/** Says which nodes are meant, by their ids. */
export type NodeWords = (ids: readonly number[]) => string;

/** As a scenario's author names nodes: `eu and node 7`, `all nodes`. What is neither a whole group nor a whole site is told by ids. */
export function nodeWords(places: readonly Place[]): NodeWords {
  const sets = namedSets(places);
  const count = places.reduce((sum, { nodes }) => sum + nodes.length, 0);
  return (ids) => {
    const left = new Set(ids);
    if (left.size === count && count > 1) return "all nodes";
    const words: string[] = [];
    for (const { name, members } of sets) {
      if (!members.every((id) => left.has(id))) continue;
      words.push(members.length === 1 ? `${name} (node ${members[0]})` : name);
      for (const id of members) left.delete(id);
    }
    if (left.size > 0) words.push(`${left.size === 1 ? "node" : "nodes"} ${formatIds([...left])}`);
    return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words.join();
  };
}

/** The largest first, and a group before a site of the same nodes: it is what the author named. A single site is no name for anything. */
function namedSets(places: readonly Place[]): { readonly name: string; readonly members: readonly number[] }[] {
  const groups = setsBy(places, ({ group }) => group).filter(({ name }) => name !== "");
  const sites = setsBy(places, ({ site }) => site);
  const sets = sites.length > 1 ? [...groups, ...sites] : groups;
  return sets.sort((a, b) => b.members.length - a.members.length);
}

function setsBy(places: readonly Place[], nameOf: (place: Place) => string) {
  const members = new Map<string, number[]>();
  for (const place of places) members.set(nameOf(place), [...(members.get(nameOf(place)) ?? []), ...place.nodes]);
  return [...members].map(([name, ids]) => ({ name, members: ids }));
}

/** Ascending ids in short: "1–15, 18". Beyond `most` ranges the rest is counted. */
export function formatIds(ids: readonly number[], most = 8): string {
  const ranges: { from: number; to: number }[] = [];
  for (const id of [...ids].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last !== undefined && id === last.to + 1) last.to = id;
    else ranges.push({ from: id, to: id });
  }
  const shown = ranges.slice(0, most);
  const count = shown.reduce((sum, { from, to }) => sum + to - from + 1, 0);
  const words = shown.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
  return ranges.length > most ? `${words.join(", ")} and ${ids.length - count} more` : words.join(", ");
}
