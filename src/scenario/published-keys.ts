import type { Cluster, ReplayedInfo, Scenario, WorkloadItem } from "./scenario.ts";
import { wildcard } from "./wildcard.ts";

type Custom = Extract<WorkloadItem, { infos: unknown }>;

/** Keys of one form. `{node}` in it stands for each of `nodes`, `{of}` for each of `of`. */
export interface KeyForm {
  readonly form: string;
  readonly nodes: Iterable<number>;
  readonly of: Iterable<number>;
}

/** All the keys that can be published in a scenario, by the nodes themselves or as its workload says. */
export function publishedKeys({
  cluster,
  network,
  protocol,
  workload,
}: Pick<Scenario, "cluster" | "network" | "protocol" | "workload">): KeyForm[] {
  const count = cluster.nodes.length;
  const each = (form: string, ids = count): KeyForm => ({ form, nodes: upTo(ids), of: [] });
  const own = [
    ...(cluster.descriptors ? [each("node:{node}")] : []),
    ...(Number.isFinite(protocol.clientsInterval) ? [each("gossip-clients:{node}")] : []),
  ];
  const worked = workload.flatMap((item): KeyForm[] => {
    if ("replay" in item)
      return replayedKeys(item.replay).flatMap(({ key, from }) =>
        byPlace(key, { from, of: null }, cluster.nodes, network.sites),
      );
    if ("infos" in item) return item.infos.flatMap(({ key }) => byPlace(key, item, cluster.nodes, network.sites));
    const stores = item.storesPerNode > 0 ? [each("store:{node}", count * item.storesPerNode)] : [];
    const others = ["sentinel", "cluster-id", "first-range", "system-db", "liveness:{node}"];
    return [...stores, ...[...others, "distsql-version:{node}", "distsql-draining:{node}"].map((form) => each(form))];
  });
  return [...own, ...worked];
}

/** Each key of a recording, with the nodes that publish it. */
function replayedKeys(infos: readonly ReplayedInfo[]): { readonly key: string; readonly from: readonly number[] }[] {
  const found = new Map<string, Set<number>>();
  for (const { key, node } of infos) {
    const from = found.get(key) ?? new Set();
    found.set(key, from.add(node));
  }
  return [...found].map(([key, from]) => ({ key, from: [...from] }));
}

/** One form for each group and site whose names the key has in it. */
function byPlace(
  key: string,
  { from, of }: Pick<Custom, "from" | "of">,
  places: Cluster["nodes"],
  sites: readonly string[],
): KeyForm[] {
  if (!/\{(?:group|site)\}/.test(key)) return [{ form: key, nodes: from, of: of ?? [] }];
  const forms = new Map<string, number[]>();
  for (const node of from) {
    const form = key
      .replaceAll("{site}", sites[places[node - 1]!.site]!)
      .replaceAll("{group}", places[node - 1]!.group);
    const nodes = forms.get(form) ?? [];
    nodes.push(node);
    forms.set(form, nodes);
  }
  return [...forms].map(([form, nodes]) => ({ form, nodes, of: of ?? [] }));
}

/**
 * Whether one of the keys fits the pattern. Where there are too many to try them all, those that may fit are taken to do so: a
 * promise is not refused for being hard to check.
 */
export function fitsAny(pattern: string, keys: readonly KeyForm[]): boolean {
  const fits = wildcard(pattern);
  const head = pattern.split("*", 1)[0]!;
  return keys.some(({ form, nodes, of }) => {
    const start = form.split("{", 1)[0]!;
    if (!start.startsWith(head) && !head.startsWith(start)) return false;
    let tries = 0;
    for (const node of form.includes("{node}") ? nodes : [0]) {
      const forNode = form.replaceAll("{node}", String(node));
      for (const subject of form.includes("{of}") ? of : [0]) {
        if (fits(forNode.replaceAll("{of}", String(subject))) || ++tries > mostTries) return true;
      }
    }
    return false;
  });
}

/** Less than a second. */
const mostTries = 1_000_000;

/** From 1, without room for them all: stores may be many. */
function upTo(count: number): Iterable<number> {
  return {
    *[Symbol.iterator]() {
      for (let id = 1; id <= count; id++) yield id;
    },
  };
}
