import { Topology } from "../network/topology.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Bounds } from "./dissemination.ts";

/** The lower bound of dissemination times: mean latencies along the shortest one-way paths, over any number of relays. */
export function pathBounds({ network, cluster }: Scenario): Bounds {
  const siteCount = network.sites.length;
  const { latency, loopback } = network;
  const shortest = new Topology({ siteCount, latency, loopback, jitter: null }).shortest();
  const liveBySite = new Float64Array(siteCount);
  const siteOf = (node: number) => cluster.nodes[node - 1]!.site;
  return {
    nodeUp(node) {
      liveBySite[siteOf(node)]!++;
    },
    nodeDown(node) {
      liveBySite[siteOf(node)]!--;
    },
    farthest(origin) {
      const from = siteOf(origin);
      let farthest = 0;
      for (let to = 0; to < siteCount; to++) {
        // A site in which only the origin itself is live has nobody to reach.
        if (liveBySite[to]! > (to === from ? 1 : 0)) farthest = Math.max(farthest, shortest[from * siteCount + to]!);
      }
      return farthest;
    },
  };
}
