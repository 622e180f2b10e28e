/** Up to so many nodes the diameter is exact; beyond it would take longer than the run. */
export const exactUpTo = 10_000;
/** So many searches, each from the node that was farthest in the one before, find a bound from below that is nearly always the diameter. */
const sweeps = 32;

/**
 * Longest shortest path between nodes 1 to `nodes`, in hops; null when some node cannot be reached. Of more than `exactUpTo` nodes it is the longest
 * that was found, so it may be longer in truth.
 */
export function diameterOf(nodes: number, edges: readonly (readonly [number, number])[]): number | null {
  const graph = new Graph(nodes, edges);
  return nodes > exactUpTo ? longestFound(graph, nodes) : longest(graph, nodes);
}

function longestFound(graph: Graph, nodes: number): number | null {
  let diameter = 0;
  let next = 1;
  for (let count = 0; count < sweeps; count++) {
    const { reached, farthest, hops } = graph.search(next);
    if (reached < nodes) return null;
    diameter = Math.max(diameter, hops);
    next = farthest;
  }
  return diameter;
}

/**
 * A search says of every other node how far it is from its own farthest one, at least and at most. Who cannot be farther from anything than the longest
 * path so far need not be searched from, and that is nearly all (Takes and Kosters 2011).
 */
function longest(graph: Graph, nodes: number): number | null {
  const atLeast = new Int32Array(nodes + 1);
  const atMost = new Int32Array(nodes + 1).fill(nodes);
  let diameter = 0;
  let next = 1;
  for (let central = false; next > 0; central = !central) {
    const { reached, hops } = graph.search(next);
    if (reached < nodes) return null;
    diameter = Math.max(diameter, hops);
    atMost[next] = hops;
    // In turns from the one that may be farthest out, for a longer path, and from the most central one, which rules out most others.
    let best = 0;
    for (let node = 1; node <= nodes; node++) {
      const distance = graph.distance[node]!;
      atLeast[node] = Math.max(atLeast[node]!, distance, hops - distance);
      atMost[node] = Math.min(atMost[node]!, hops + distance);
      if (atMost[node]! <= diameter) continue;
      const isBetter = central ? atLeast[node]! < atLeast[best]! : atMost[node]! > atMost[best]!;
      if (best === 0 || isBetter) best = node;
    }
    next = best;
  }
  return diameter;
}

/** Both ways of all edges in one array, ordered by the node that they leave, so that a search reads on instead of jumping about. */
class Graph {
  readonly #nodes: number;
  /** Where the neighbours of each node begin. */
  readonly #begin: Int32Array;
  readonly #neighbours: Int32Array;
  /** By node: how far it is from where the last search began. */
  readonly distance: Int32Array;
  readonly #queue: Int32Array;

  constructor(nodes: number, edges: readonly (readonly [number, number])[]) {
    this.#nodes = nodes;
    this.#begin = new Int32Array(nodes + 2);
    this.#neighbours = new Int32Array(2 * edges.length);
    this.distance = new Int32Array(nodes + 1);
    this.#queue = new Int32Array(nodes);
    for (const [a, b] of edges) {
      this.#begin[a + 1]!++;
      this.#begin[b + 1]!++;
    }
    for (let node = 1; node <= nodes; node++) this.#begin[node + 1]! += this.#begin[node]!;
    const free = this.#begin.slice();
    for (const [a, b] of edges) {
      this.#neighbours[free[a]!++] = b;
      this.#neighbours[free[b]!++] = a;
    }
  }

  /** Breadth-first: how many nodes can be reached, the last of them, and how far it is. */
  search(from: number): { reached: number; farthest: number; hops: number } {
    const [begin, neighbours, distance, queue] = [this.#begin, this.#neighbours, this.distance, this.#queue];
    distance.fill(-1);
    distance[from] = 0;
    queue[0] = from;
    let reached = 1;
    for (let at = 0; at < reached && reached < this.#nodes; at++) {
      const node = queue[at]!;
      for (let edge = begin[node]!; edge < begin[node + 1]!; edge++) {
        const neighbour = neighbours[edge]!;
        if (distance[neighbour]! >= 0) continue;
        distance[neighbour] = distance[node]! + 1;
        queue[reached++] = neighbour;
      }
    }
    const farthest = queue[reached - 1]!;
    return { reached, farthest, hops: distance[farthest]! };
  }
}
