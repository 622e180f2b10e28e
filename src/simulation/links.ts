import { directRoute, Links } from "../network/links.ts";
import { Routes } from "../network/routes.ts";
import type { NetworkSettings } from "../scenario/scenario.ts";

/** What a scenario says of the links between its sites; undefined where they have neither limits nor losses nor are a graph. */
export function linksOf({ sites, latency, links: graph, limits, loss }: NetworkSettings): Links | undefined {
  if (graph === null && limits.length === 0 && loss === 0) return undefined;
  const limitOf = (from: number, to: number) => limits.find((limit) => limit.from === from && limit.to === to);
  const unlimited = Number.POSITIVE_INFINITY;
  if (graph === null) {
    const links = limits.map((limit) => ({ ...limit, latency: 0, rate: limit.rate ?? unlimited }));
    return new Links({ links, route: directRoute(links), loss });
  }
  const links = graph.map((link) => {
    const limit = limitOf(link.from, link.to);
    return { ...link, rate: limit?.rate ?? link.rate, loss: limit?.loss ?? null };
  });
  const routes = new Routes({ siteCount: sites.length, latency, links });
  return new Links({ links, route: (from, to) => routes.links(from, to), loss });
}
