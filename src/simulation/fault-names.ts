import { nodeWords, placesOf } from "../scenario/node-words.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** How a fault calls what it hits. */
export interface FaultNames {
  /** By node ids. */
  nodes(ids: readonly number[]): string;
  /** One side of a cut. */
  side(ids: readonly number[]): string;
  /** By its index. */
  site(index: number): string;
}

/** Everything by its number: what the fingerprint hears does not change when something gets another name. */
export const numbers: FaultNames = {
  nodes: (ids) => `node${ids.length > 1 ? "s" : ""} ${ids.join(", ")}`,
  side: ({ length }) => (length === 1 ? "1 node" : `${length} nodes`),
  site: (index) => `site ${index}`,
};

/** As the scenario's author calls it. */
export function namesIn({ cluster, network }: Pick<Scenario, "cluster" | "network">): FaultNames {
  const nodes = nodeWords(placesOf(cluster.nodes, network.sites));
  return { nodes, side: nodes, site: (index) => network.sites[index]! };
}
