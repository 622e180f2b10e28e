import type { Random } from "../kernel/random.ts";

/** Two different sites, counted from 0, with a link between them. */
export type Pair = readonly [number, number];

/** Each to each. */
export function fullMesh(count: number): Pair[] {
  return range(count).flatMap((from) => range(from).map((to): Pair => [to, from]));
}

/** The first to each of the others. */
export function star(count: number): Pair[] {
  return range(count - 1).map((index) => [0, index + 1]);
}

/** Each to the next. */
export function line(count: number): Pair[] {
  return range(count - 1).map((index) => [index, index + 1]);
}

/** A line whose ends are joined; two sites have one link. */
export function ring(count: number): Pair[] {
  return count < 3 ? line(count) : [...line(count), [0, count - 1]];
}

/** Rows as close to a square as they come, filled one after the other; the last may be shorter. */
export function grid(count: number): Pair[] {
  const columns = Math.ceil(Math.sqrt(count));
  return range(count).flatMap((site) => {
    const pairs: Pair[] = [];
    if ((site + 1) % columns > 0 && site + 1 < count) pairs.push([site, site + 1]);
    if (site + columns < count) pairs.push([site, site + columns]);
    return pairs;
  });
}

/** Each pair of sites has a link with this probability (Gilbert 1959). */
export function erdosRenyi(count: number, probability: number, random: Random): Pair[] {
  const pairs: Pair[] = [];
  for (let to = 0; to < count; to++) {
    for (let from = 0; from < to; from++) if (random.uniform() < probability) pairs.push([from, to]);
  }
  return pairs;
}

/**
 * A ring in which each site has links to `neighbours` of those nearest to it, an even number; then the far end of each link is moved,
 * with probability `rewired`, to a site drawn from all to which there is no link yet (Watts and Strogatz 1998).
 */
export function wattsStrogatz(count: number, neighbours: number, rewired: number, random: Random): Pair[] {
  const linked = new PairSet();
  for (let step = 1; step <= neighbours / 2; step++) {
    for (let site = 0; site < count; site++) linked.add(site, (site + step) % count);
  }
  for (let step = 1; step <= neighbours / 2; step++) {
    for (let site = 0; site < count; site++) {
      if (random.uniform() >= rewired) continue;
      const free = range(count).filter((other) => other !== site && !linked.has(site, other));
      if (free.length === 0) continue;
      linked.delete(site, (site + step) % count);
      linked.add(site, free[random.below(free.length)]!);
    }
  }
  return linked.pairs();
}

/**
 * Begins with a star of `links` + 1 sites; each site after these has links to so many of those before it, drawn in proportion to the
 * links that they have (Barabási and Albert 1999).
 */
export function barabasiAlbert(count: number, links: number, random: Random): Pair[] {
  const pairs = star(Math.min(count, links + 1));
  // A site stands here once for each of its links, so that drawing from it is drawing in proportion.
  const ends = pairs.flat();
  for (let site = links + 1; site < count; site++) {
    const chosen = new Set<number>();
    while (chosen.size < links) chosen.add(ends[random.below(ends.length)]!);
    for (const other of chosen) {
      pairs.push([other, site]);
      ends.push(other, site);
    }
  }
  return pairs;
}

/**
 * Each site has `degree` links: all ends of links are paired at random, pairs that cannot be are taken apart and paired anew (Steger
 * and Wormald 1999). Null when what is left over does not fit together, which another draw may avoid.
 */
export function randomRegular(count: number, degree: number, random: Random): Pair[] | null {
  const linked = new PairSet();
  let ends = range(count).flatMap((site) => range(degree).map(() => site));
  while (ends.length > 0) {
    if (!fitTogether(ends, linked)) return null;
    const shuffled = random.sample(ends, ends.length);
    const left: number[] = [];
    for (let index = 0; index < shuffled.length; index += 2) {
      const [from, to] = [shuffled[index]!, shuffled[index + 1]!];
      if (from === to || linked.has(from, to)) left.push(from, to);
      else linked.add(from, to);
    }
    ends = left;
  }
  return linked.pairs();
}

/** Whether there are two among the ends that may have a link. */
function fitTogether(ends: readonly number[], linked: PairSet): boolean {
  const sites = [...new Set(ends)];
  return sites.some((from) => sites.some((to) => from !== to && !linked.has(from, to)));
}

/** Pairs without an order, in the order in which they came. */
class PairSet {
  readonly #pairs = new Map<string, Pair>();

  add(a: number, b: number): void {
    const pair: Pair = a < b ? [a, b] : [b, a];
    this.#pairs.set(pair.join(" "), pair);
  }

  has(a: number, b: number): boolean {
    return this.#pairs.has(a < b ? `${a} ${b}` : `${b} ${a}`);
  }

  delete(a: number, b: number): void {
    this.#pairs.delete(a < b ? `${a} ${b}` : `${b} ${a}`);
  }

  pairs(): Pair[] {
    return [...this.#pairs.values()];
  }
}

function range(count: number): number[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) => index);
}
