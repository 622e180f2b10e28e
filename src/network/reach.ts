import type { Links } from "./links.ts";

/** Which ways between hosts are meant. */
export interface Reach {
  includes(from: number, to: number): boolean;
  /** Names of the lanes that such a way leads through: a limit is one for all that share a lane. */
  lanes(from: number, to: number): readonly string[];
}

/** From the hosts of one side to those of the other, and back unless it is `oneWay`; each direction is a lane. */
export function between(from: Iterable<number>, to: Iterable<number>, oneWay: boolean): Reach {
  const [here, there] = [new Set(from), new Set(to)];
  const isThere = (a: number, b: number) => here.has(a) && there.has(b);
  const isBack = (a: number, b: number) => !oneWay && isThere(b, a);
  return {
    includes: (a, b) => isThere(a, b) || isBack(a, b),
    lanes: (a, b) => (isThere(a, b) ? ["there"] : ["back"]),
  };
}

/** All ways from these hosts and to them; each host has a lane out and a lane in. */
export function around(hosts: Iterable<number>): Reach {
  const members = new Set(hosts);
  return {
    includes: (from, to) => members.has(from) || members.has(to),
    lanes: (from, to) => [...(members.has(from) ? [`out ${from}`] : []), ...(members.has(to) ? [`in ${to}`] : [])],
  };
}

/** All ways that lead over a link between two sites, from `from` to `to`, and back unless it is `oneWay`. */
export function over(
  links: Links,
  siteOf: (host: number) => number,
  { from, to, oneWay }: { from: number; to: number; oneWay: boolean },
): Reach {
  const leads = (a: number, b: number, first: number, second: number) =>
    links.leadsOver({ from: siteOf(a), to: siteOf(b) }, first, second);
  return {
    includes: (a, b) => leads(a, b, from, to) || (!oneWay && leads(a, b, to, from)),
    lanes: (a, b) => (leads(a, b, from, to) ? ["there"] : ["back"]),
  };
}
