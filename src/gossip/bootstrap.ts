import { addressIndex } from "./address-index.ts";
import type { Activity, Environment, Loops } from "./environment.ts";
import { IdMap } from "./id-map.ts";

/** What the bootstrap loop needs of its node. */
export interface BootstrapNode {
  /** No outgoing connection, or no sentinel (T1). */
  needsConnection(): boolean;
  startClient(address: string): void;
  checkStatus(): void;
}

/**
 * Finds a first connection, and a next one whenever the node has stalled.
 *
 * Rules: T1 to T4.
 */
export class Bootstrap implements Loops {
  readonly #environment: Environment;
  readonly #node: BootstrapNode;
  readonly #interval: number;
  readonly #loop: Activity;
  #resolvers: string[] = [];
  /** Those of the resolvers that the node was not given, by the index of the address. */
  #learned = new IdMap<true>();
  #index = 0;
  /** Addresses that a bootstrap attempt is under way to (T3). */
  #attempted: readonly string[] = [];
  /** Before the start as in a pause: a signal is kept, and taken when the first pause is over. */
  #phase: "pausing" | "waiting" = "pausing";
  #stalled = false;

  constructor(options: { environment: Environment; node: BootstrapNode; interval: number }) {
    this.#environment = options.environment;
    this.#node = options.node;
    this.#interval = options.interval;
    this.#loop = options.environment.activity(this, null);
  }

  get hasResolvers(): boolean {
    return this.#resolvers.length > 0;
  }

  /** The first address given out is the first of the list (T2). */
  setResolvers(addresses: readonly string[]): void {
    this.#resolvers = [...addresses];
    this.turnToLast();
  }

  /** D3: for an address that the node has learned of; false if it has learned of it before. What it was given at its start may come twice so. */
  addResolver(address: string): boolean {
    const index = addressIndex(address);
    if (this.#learned.get(index)) return false;
    this.#learned.set(index, true);
    this.#resolvers.push(address);
    return true;
  }

  /** The last of the list counts as given out: next comes the one that is added after it, or the first. */
  turnToLast(): void {
    this.#index = this.#resolvers.length - 1;
  }

  /** H3: the next address given out is the second of the list, if it has one. */
  relearnResolvers(addresses: readonly string[]): void {
    this.#resolvers = [];
    this.#learned = new IdMap();
    for (const address of addresses) this.addResolver(address);
    this.#index = 0;
  }

  start(): void {
    this.#attempt();
  }

  stop(): void {
    this.#loop.stop();
  }

  /** One slot: a signal during the pause is kept (T1). */
  signalStalled(): void {
    this.#stalled = true;
    if (this.#phase === "waiting") this.#loop.signal();
  }

  /** The attempt to that address has ended (M2). */
  ended(address: string): void {
    const place = this.#attempted.indexOf(address);
    if (place >= 0) this.#attempted = this.#attempted.toSpliced(place, 1);
  }

  /** T2: the next address in turn that can be resolved and to which no attempt is under way. */
  nextAddress(): string | null {
    for (let tries = 0; tries < this.#resolvers.length; tries++) {
      this.#index = (this.#index + 1) % this.#resolvers.length;
      const address = this.#resolvers[this.#index]!;
      if (this.#attempted.includes(address) || !this.#environment.resolves(address)) continue;
      this.#attempted = this.#attempted.concat(address);
      return address;
    }
    return null;
  }

  /** The pause is over, or a signal ended the wait after it. */
  pass(): void {
    this.#phase = "waiting";
    if (!this.#stalled) return;
    this.#stalled = false;
    this.#attempt();
  }

  /** T1, up to the pause. */
  #attempt(): void {
    this.#phase = "pausing";
    this.#loop.setTimer(this.#interval);
    if (!this.#node.needsConnection()) return;
    const address = this.nextAddress();
    if (address === null) this.#node.checkStatus();
    else this.#node.startClient(address);
  }
}
