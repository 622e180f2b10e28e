import { WallClock } from "./wall-clock.ts";

/**
 * What a node's process is: it runs; it stands still; it stands still with its sockets closed, and will go on with its memory; it is not there.
 */
export type ProcessState = "running" | "paused" | "suspended" | "down";

/** The nodes as those who do something to them see them. */
export interface Machines {
  /** Brings the process from one state to another; out of `down` it starts anew. `inPeace`: it ends its streams before its sockets close. */
  change(id: number, from: ProcessState, to: ProcessState, inPeace: boolean): void;
  /** Its work takes so many times as long. */
  setSlowness(id: number, slowness: number): void;
  setClock(id: number, clock: WallClock): void;
}

/** What holds a node in which state, by how many hold it there. */
interface Held {
  down: number;
  suspended: number;
  paused: number;
  readonly factors: Map<object, number>;
  clock: WallClock | null;
}

/**
 * Nodes to which several things are done at once. A node is down for as long as anything says so, or else suspended, or else paused; its
 * slowness is the product of all factors, and its clock is wrong by their sum. At first every node is down, until it starts.
 */
export class NodeStates {
  readonly #machines: Machines;
  readonly #nodes: readonly Held[];

  constructor(count: number, machines: Machines) {
    this.#machines = machines;
    this.#nodes = Array.from({ length: count }, () => ({
      down: 1,
      suspended: 0,
      paused: 0,
      factors: new Map(),
      clock: null,
    }));
  }

  hold(id: number, state: Exclude<ProcessState, "running">, inPeace = false): void {
    this.#count(id, state, 1, inPeace);
  }

  /** The opposite of one `hold`. */
  release(id: number, state: Exclude<ProcessState, "running">): void {
    this.#count(id, state, -1, false);
  }

  /** Returns what ends it. */
  slow(id: number, factor: number): () => void {
    const { factors } = this.#nodes[id - 1]!;
    const cause = {};
    const apply = () =>
      this.#machines.setSlowness(
        id,
        [...factors.values()].reduce((product, each) => product * each, 1),
      );
    factors.set(cause, factor);
    apply();
    return () => {
      factors.delete(cause);
      apply();
    };
  }

  clockOf(id: number): WallClock {
    const held = this.#nodes[id - 1]!;
    if (held.clock === null) {
      held.clock = new WallClock();
      this.#machines.setClock(id, held.clock);
    }
    return held.clock;
  }

  #count(id: number, state: Exclude<ProcessState, "running">, change: 1 | -1, inPeace: boolean): void {
    const held = this.#nodes[id - 1]!;
    const before = stateOf(held);
    held[state] += change;
    const after = stateOf(held);
    // One that has not started may listen already: that ends too.
    if (before !== after || (change > 0 && after === "down")) this.#machines.change(id, before, after, inPeace);
  }
}

function stateOf({ down, suspended, paused }: Held): ProcessState {
  return down > 0 ? "down" : suspended > 0 ? "suspended" : paused > 0 ? "paused" : "running";
}
