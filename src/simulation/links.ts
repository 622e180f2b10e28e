import { directRoute, Links } from "../network/links.ts";
import type { NetworkSettings } from "../scenario/scenario.ts";

/** What a scenario says of the links between its sites; undefined where they have neither limits nor losses nor are a graph. */
export function linksOf({ links: graph, limits, loss }: NetworkSettings): Links | undefined {
  if (graph === null && limits.length === 0 && loss === 0) return undefined;
  const limitOf = (from: number, to: number) => limits.find((limit) => limit.from === from && limit.to === to);
  const unlimited = Number.POSITIVE_INFINITY;
  const links =
    graph === null
      ? limits.map((limit) => ({ ...limit, latency: 0, rate: limit.rate ?? unlimited }))
      : graph.map((link) => {
          const limit = limitOf(link.from, link.to);
          return { ...link, rate: limit?.rate ?? link.rate, loss: limit?.loss ?? null };
        });
  return new Links({ links, route: directRoute(links), loss });
}
