import { DirectedGraph } from "graphology";
import { stronglyConnectedComponents } from "graphology-components";
import { singleSource } from "graphology-shortest-path/dijkstra.js";
import type { Duration } from "../kernel/time.ts";
import type { Link } from "./scenario.ts";

/** Latencies are kept for every pair of sites. */
export const maxSites = 1000;

/** Each direction counts; shortest paths are looked for from every site over all of them. */
export const maxLinks = 10_000;

/**
 * Mean one-way latency between any two sites along the shortest path over the links, row-major; `within` from a site to
 * itself. Every site can reach every other.
 */
export function latencyAlong(siteCount: number, links: readonly Link[], within: Duration): Duration[] {
  const graph = graphOf(siteCount, links);
  const latency: Duration[] = new Array(siteCount * siteCount).fill(within);
  for (let from = 0; from < siteCount; from++) {
    const paths = singleSource(graph, String(from), "latency");
    for (let to = 0; to < siteCount; to++) {
      if (from !== to) latency[from * siteCount + to] = length(graph, paths[to]!);
    }
  }
  return latency;
}

/** The parts in which every site can reach every other: the largest first, equal ones by their first site; sites in ascending order. */
export function partsOf(siteCount: number, links: readonly LinkEnds[]): number[][] {
  const parts = stronglyConnectedComponents(graphOf(siteCount, links)).map((part) =>
    part.map(Number).sort((a, b) => a - b),
  );
  return parts.sort((a, b) => b.length - a.length || a[0]! - b[0]!);
}

/** What tells who can reach whom. */
type LinkEnds = Pick<Link, "from" | "to"> & { readonly latency?: Duration };

interface LinkAttributes {
  readonly [name: string]: Duration;
  readonly latency: Duration;
}

type LinkGraph = DirectedGraph<Record<string, never>, LinkAttributes>;

function graphOf(siteCount: number, links: readonly LinkEnds[]): LinkGraph {
  const graph: LinkGraph = new DirectedGraph();
  for (let site = 0; site < siteCount; site++) graph.addNode(site);
  for (const { from, to, latency = 0 } of links) graph.addDirectedEdge(from, to, { latency });
  return graph;
}

function length(graph: LinkGraph, path: readonly string[]): Duration {
  let sum = 0;
  for (let step = 1; step < path.length; step++) {
    sum += graph.getDirectedEdgeAttribute(path[step - 1]!, path[step]!, "latency");
  }
  return sum;
}
