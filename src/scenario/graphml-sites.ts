import { distance, middle, type Position, positionOf } from "../kernel/sphere.ts";
import { type Duration, microsecond, second } from "../kernel/time.ts";
import { formatDuration, formatRate } from "../kernel/units.ts";
import { latencyAlong, maxLinks, maxSites, partsOf } from "./graph-sites.ts";
import { parseGraphml, type WrittenGraph, type WrittenNode } from "./graphml.ts";
import type { Link } from "./scenario.ts";
import { type Place, ScenarioError } from "./scenario-error.ts";
import { reservedNames, type Sites } from "./sites.ts";
import { show } from "./written.ts";

export interface GraphmlOptions {
  /** Metres per second. */
  readonly propagation: number;
  /** Latency between two hosts of a site, and the least that a link between two sites has. */
  readonly within: Duration;
  /** Where a node without coordinates stands, or how long its links take instead. */
  readonly missing: "neighbours" | Duration;
  /** Bits per second of a link for which the file states no speed. */
  readonly rate: number;
  /** Which part of a graph is meant that falls into several; without it there must be one. */
  readonly component?: "largest";
}

/** The network of a GraphML file. Throws `ScenarioError`. */
export function graphmlSites(file: string, text: string, options: GraphmlOptions): Sites {
  const graph = parseGraphml(file, text);
  checkSize(graph.nodes.length, maxSites, "nodes", graph.place);
  const { edges, remarks } = simplified(graph, options);
  checkSize(edges.length, maxLinks, "links, each direction counted", graph.place);
  const kept = keptPart(graph, edges, options.component);
  const whole = kept.length === graph.nodes.length;
  if (!whole) remarks.push(`${leftOut(graph.nodes, kept)}: no path leads there and back`);
  const indexOf = new Map(kept.map((node, index) => [node, index]));
  const part = edges.filter(({ from, to }) => indexOf.has(from) && indexOf.has(to));
  const positions = placed(graph, kept, part, options.missing, remarks);
  const links = part.map(({ from, to, rate }) => ({
    from: indexOf.get(from)!,
    to: indexOf.get(to)!,
    latency: linkLatency(positions[from], positions[to], options),
    rate,
  }));
  const names = siteNames(
    kept.map((node) => graph.nodes[node]!),
    remarks,
  );
  return { names, latency: latencyAlong(names.length, links, options.within), links, remarks };
}

function checkSize(count: number, most: number, what: string, place: Place): void {
  if (count > most) throw new ScenarioError(place, `expected at most ${most} ${what}, found ${count}`);
}

/** One direction of an edge. */
type Arc = Omit<Link, "latency">;

/**
 * At most one link in each direction between two nodes: the rates of parallel edges add up, as far as they are stated. Undirected
 * edges become two links; what leads from a node to itself is left out.
 */
function simplified({ edges }: WrittenGraph, { rate }: GraphmlOptions): { edges: Arc[]; remarks: string[] } {
  const stated = new Map<string, { from: number; to: number; rate: number }>();
  let parallel = 0;
  const between = edges.filter(({ from, to }) => from !== to);
  for (const edge of between) {
    if (stated.has(`${edge.from} ${edge.to}`)) parallel++;
    const directions = edge.directed
      ? [[edge.from, edge.to]]
      : [
          [edge.from, edge.to],
          [edge.to, edge.from],
        ];
    for (const [from, to] of directions as [number, number][]) {
      const link = stated.get(`${from} ${to}`) ?? { from, to, rate: 0 };
      link.rate += edge.rate ?? 0;
      stated.set(`${from} ${to}`, link);
    }
  }
  const loops = edges.length - between.length;
  const silent = between.filter((edge) => edge.rate === undefined).length;
  const remarks: string[] = [];
  if (loops > 0) remarks.push(`${ofAll(loops, edges.length, "edge")} from a node to itself: left out`);
  if (parallel > 0)
    remarks.push(`${ofAll(parallel, edges.length, "edge")} beside another: one link, their speeds added up`);
  if (silent > 0) remarks.push(`${ofAll(silent, edges.length, "edge")} without a speed: ${formatRate(rate)}`);
  return { edges: [...stated.values()].map((link) => ({ ...link, rate: link.rate || rate })), remarks };
}

/** The nodes that become sites, in the order of the file. */
function keptPart({ nodes, place }: WrittenGraph, edges: readonly Arc[], component: "largest" | undefined): number[] {
  const parts = partsOf(nodes.length, edges);
  if (parts.length === 1 || component === "largest") return parts[0]!;
  const shown = parts.slice(0, 3).map((part) => `${part.length} (${someNames(part.map((node) => nodes[node]!))})`);
  const sizes = [...shown, ...(parts.length > shown.length ? ["…"] : [])].join(", ");
  throw new ScenarioError(
    place,
    `the graph falls into ${parts.length} parts without paths there and back, of so many nodes: ${sizes}; "component: largest" takes the first`,
  );
}

function leftOut(nodes: readonly WrittenNode[], kept: readonly number[]): string {
  const all = new Set(kept);
  const others = nodes.filter((_, node) => !all.has(node));
  return `${ofAll(others.length, nodes.length, "node")} left out (${someNames(others)})`;
}

/** Where the nodes stand; undefined for those without coordinates when their links' latency is given instead. */
function placed(
  { nodes, place }: WrittenGraph,
  kept: readonly number[],
  links: readonly Arc[],
  missing: GraphmlOptions["missing"],
  remarks: string[],
): (Position | undefined)[] {
  const positions = nodes.map(
    ({ coordinates }) => coordinates && positionOf(coordinates.latitude, coordinates.longitude),
  );
  const without = kept.filter((node) => positions[node] === undefined);
  // A node without links is nowhere near or far from anything.
  if (without.length === 0 || links.length === 0) return positions;
  const who = `${ofAll(without.length, kept.length, "node")} without coordinates`;
  if (missing !== "neighbours") {
    remarks.push(`${who}: ${formatDuration(missing)} for each of their links`);
    return positions;
  }
  if (without.length === kept.length) {
    throw new ScenarioError(
      place,
      'no node has coordinates (Latitude and Longitude); "missing: 5 ms" gives the links of such nodes a latency',
    );
  }
  remarks.push(`${who}: in the middle of their neighbours`);
  return placeBetweenNeighbours(positions, without, links);
}

/** Round by round, each node stands in the middle of those neighbours whose places earlier rounds have found. */
function placeBetweenNeighbours(
  positions: readonly (Position | undefined)[],
  without: readonly number[],
  links: readonly Arc[],
): (Position | undefined)[] {
  const found = [...positions];
  const neighbours = new Map<number, Set<number>>(without.map((node) => [node, new Set()]));
  for (const { from, to } of links) {
    neighbours.get(from)?.add(to);
    neighbours.get(to)?.add(from);
  }
  for (let left = without; left.length > 0; left = left.filter((node) => found[node] === undefined)) {
    const earlier = [...found];
    for (const node of left) {
      const [first, ...rest] = [...neighbours.get(node)!].flatMap((neighbour) => earlier[neighbour] ?? []);
      if (first !== undefined) found[node] = middle([first, ...rest]);
    }
  }
  return found;
}

function linkLatency(from: Position | undefined, to: Position | undefined, options: GraphmlOptions): Duration {
  const { propagation, within, missing } = options;
  if (from === undefined || to === undefined) return Number(missing);
  const microseconds = Math.round((distance(from, to) / propagation) * (second / microsecond));
  return Math.max(within, microsecond, microseconds * microsecond);
}

/** The labels, made different from each other. */
function siteNames(nodes: readonly WrittenNode[], remarks: string[]): string[] {
  const names = new Set<string>();
  const given: string[] = [];
  for (const { id, label } of nodes) {
    const own = cleaned(label ?? "");
    const wanted = own === "" || reservedNames.includes(own) ? `node-${cleaned(id)}` : own;
    let name = wanted;
    for (let copy = 2; names.has(name); copy++) name = `${wanted}-${copy}`;
    if (name !== own) given.push(name);
    names.add(name);
  }
  if (given.length > 0) {
    remarks.push(`${ofAll(given.length, nodes.length, "node")} without a label of its own: called ${someOf(given)}`);
  }
  return [...names];
}

/** Names stand in messages, tables and descriptors. */
function cleaned(label: string): string {
  return label
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, 60)
    .trim();
}

function someNames(nodes: readonly WrittenNode[]): string {
  return someOf(nodes.map(({ id, label }) => show(cleaned(label ?? id))));
}

function someOf(names: readonly string[]): string {
  return names.length > 3 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}

function ofAll(count: number, all: number, what: string): string {
  return `${count} of ${all} ${what}${all === 1 ? "" : "s"}`;
}
