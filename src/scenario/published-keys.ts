import type { Scenario } from "./scenario.ts";
import { wildcard } from "./wildcard.ts";

/** Keys of one form. `{node}` in it stands for each of `nodes`, `{of}` for each of `of`. */
export interface KeyForm {
  readonly form: string;
  readonly nodes: Iterable<number>;
  readonly of: Iterable<number>;
}

/** All the keys that can be published in a scenario, by the nodes themselves or as its workload says. */
export function publishedKeys({
  cluster,
  protocol,
  workload,
}: Pick<Scenario, "cluster" | "protocol" | "workload">): KeyForm[] {
  const count = cluster.nodes.length;
  const each = (form: string, ids = count): KeyForm => ({ form, nodes: upTo(ids), of: [] });
  const own = [
    ...(cluster.descriptors ? [each("node:{node}")] : []),
    ...(Number.isFinite(protocol.clientsInterval) ? [each("gossip-clients:{node}")] : []),
  ];
  const worked = workload.flatMap((item): KeyForm[] => {
    if ("infos" in item) return item.infos.map(({ key }) => ({ form: key, nodes: item.from, of: item.of ?? [] }));
    const stores = item.storesPerNode > 0 ? [each("store:{node}", count * item.storesPerNode)] : [];
    const others = ["sentinel", "cluster-id", "first-range", "system-db", "liveness:{node}"];
    return [...stores, ...[...others, "distsql-version:{node}", "distsql-draining:{node}"].map((form) => each(form))];
  });
  return [...own, ...worked];
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
