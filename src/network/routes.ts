import { assert } from "../kernel/assert.ts";
import type { Duration } from "../kernel/time.ts";

/** One direction of a link between two sites. */
export interface RoutedLink {
  readonly from: number;
  readonly to: number;
  /** More than 0, so that no way leads back to where it was. */
  readonly latency: Duration;
}

/** Which links lead from one site to another, along the shortest path. */
export class Routes {
  readonly #siteCount: number;
  readonly #links: readonly RoutedLink[];
  /** The first link on the way from a site to another, row-major; -1 from a site to itself. */
  readonly #first: Int32Array;

  /** `latency` is the length of the shortest path over the links between any two different sites, row-major. */
  constructor(options: { siteCount: number; latency: readonly Duration[]; links: readonly RoutedLink[] }) {
    this.#siteCount = options.siteCount;
    this.#links = options.links;
    this.#first = firstLinks(options);
  }

  /**
   * Indices of the links from site to site, in the order in which a packet takes them; none from a site to itself. Of several
   * shortest paths it is the one that takes the first of the links, in their order, wherever there is a choice.
   */
  links(from: number, to: number): number[] {
    const path: number[] = [];
    for (let at = from; at !== to; ) {
      const link = this.#first[at * this.#siteCount + to]!;
      path.push(link);
      at = this.#links[link]!.to;
    }
    return path;
  }
}

function firstLinks(options: {
  siteCount: number;
  latency: readonly Duration[];
  links: readonly RoutedLink[];
}): Int32Array {
  const { siteCount, latency, links } = options;
  const first = new Int32Array(siteCount * siteCount).fill(-1);
  const between = (from: number, to: number) => (from === to ? 0 : latency[from * siteCount + to]!);
  for (const [index, link] of links.entries()) {
    assert(link.latency > 0, "a link takes time");
    for (let to = 0; to < siteCount; to++) {
      const slot = link.from * siteCount + to;
      // Latencies are whole numbers: a link lies on a shortest path when it and what is left add up to exactly its length.
      const fits = link.from !== to && link.latency + between(link.to, to) === between(link.from, to);
      if (fits && first[slot] === -1) first[slot] = index;
    }
  }
  for (let slot = 0; slot < first.length; slot++) {
    const isPair = Math.floor(slot / siteCount) !== slot % siteCount;
    assert(!isPair || first[slot] !== -1, "every pair of sites has a shortest path of links");
  }
  return first;
}
