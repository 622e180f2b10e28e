/**
 * The nodes on one side of a node's connections (N1 to N3). A connection whose other node is not known yet takes a place as a placeholder. The
 * maximum is advice: who ignores it may exceed it.
 *
 * Rules: N1 to N3, N5.
 */
export class NodeSet {
  maxSize: number;
  /** In order of joining: too few for an index to be worth its room. */
  #ids: readonly number[] = [];
  #placeholders = 0;

  constructor(maxSize: number) {
    this.maxSize = maxSize;
  }

  get size(): number {
    return this.#ids.length + this.#placeholders;
  }

  get hasSpace(): boolean {
    return this.size < this.maxSize;
  }

  has(nodeId: number): boolean {
    return this.#ids.includes(nodeId);
  }

  /** In order of joining. */
  ids(): number[] {
    return [...this.#ids];
  }

  /** N2: a node that is in already takes one more place. */
  add(nodeId: number): void {
    if (this.has(nodeId)) this.#placeholders++;
    else this.#ids = this.#ids.concat(nodeId);
  }

  /** N2, with its known defect: after add, add, remove of one node the set has a place taken and does not know the node. */
  remove(nodeId: number): void {
    const index = this.#ids.indexOf(nodeId);
    if (index < 0) this.#releasePlaceholder();
    else this.#ids = this.#ids.toSpliced(index, 1);
  }

  addPlaceholder(): void {
    this.#placeholders++;
  }

  /** N3: the node behind a placeholder is known now. */
  resolvePlaceholder(nodeId: number): void {
    this.#releasePlaceholder();
    this.add(nodeId);
  }

  #releasePlaceholder(): void {
    if (this.#placeholders === 0) throw new Error("node set: more connections removed than added (N2)");
    this.#placeholders--;
  }
}

/**
 * How many connections each way a node may have in a cluster of `nodes` (N5): the smallest k with k^root >= nodes, at least `minPeers`.
 * The original computes it with exp and log and comes out one higher at some perfect powers; those are carried over.
 */
export function maxPeers(nodes: number, { minPeers, peersRoot }: { minPeers: number; peersRoot: number }): number {
  let k = 1;
  while (power(k, peersRoot) < nodes) k++;
  if (roundedUp[peersRoot]?.has(nodes)) k++;
  return Math.max(minPeers, k);
}

/** Perfect powers at which the original's floating point rounds up. */
const roundedUp: Readonly<Record<number, ReadonlySet<number>>> = {
  3: new Set([27, 125, 216, 343, 729]),
  4: new Set([81]),
};

function power(base: number, exponent: number): number {
  let product = 1;
  for (let i = 0; i < exponent; i++) product *= base;
  return product;
}
