import type { Duration } from "../kernel/time.ts";
import { HostQueue } from "./host-queue.ts";

/** One direction of a link between two sites. */
export interface SiteLink {
  readonly from: number;
  readonly to: number;
  /** Mean one-way latency; matters where a way leads over several links. */
  readonly latency: Duration;
  /** Bits per second; Infinity for no limit. */
  readonly rate: number;
  /** Share of segments that it loses; null: as everywhere. */
  readonly loss: number | null;
}

/** A queue on the way, after so much latency since the one before. */
export interface Hop {
  readonly latency: Duration;
  readonly queue: HostQueue;
}

/**
 * The links that hold up or lose what passes between sites. Each with a limit is one FIFO that all connections over it share, as long as it
 * needs to be: nothing is dropped for want of room.
 */
export class Links {
  readonly #links: readonly SiteLink[];
  readonly #route: (from: number, to: number) => readonly number[];
  readonly #loss: number;
  readonly #queues: readonly HostQueue[];

  /** `route` gives the links from site to site, in their order, as indices into `links`; `loss` holds where none of them says another. */
  constructor(options: {
    links: readonly SiteLink[];
    route: (from: number, to: number) => readonly number[];
    loss: number;
  }) {
    this.#links = options.links;
    this.#route = options.route;
    this.#loss = options.loss;
    this.#queues = options.links.map(({ rate }) => new HostQueue(rate));
  }

  /** The limited links on the way; each takes in what has come there and lets it go on its way over the link. */
  hops(from: number, to: number): Hop[] {
    const hops: Hop[] = [];
    let latency = 0;
    for (const index of this.#route(from, to)) {
      const queue = this.#queues[index]!;
      if (!queue.isUnlimited) {
        hops.push({ latency, queue });
        latency = 0;
      }
      latency += this.#links[index]!.latency;
    }
    return hops;
  }

  /** Share of segments lost on the way. */
  loss(from: number, to: number): number {
    const stated = this.#route(from, to)
      .map((index) => this.#links[index]!.loss)
      .filter((loss) => loss !== null);
    return stated.length === 0 ? this.#loss : combinedLoss(stated);
  }

  /** Does the way from site to site lead over a link from `a` to `b`? */
  leadsOver(way: { from: number; to: number }, a: number, b: number): boolean {
    return this.#route(way.from, way.to).some(
      (index) => this.#links[index]!.from === a && this.#links[index]!.to === b,
    );
  }
}

/** A segment gets through where each lets it through. */
export function combinedLoss(losses: readonly number[]): number {
  return losses.length === 1 ? losses[0]! : 1 - losses.reduce((passing, loss) => passing * (1 - loss), 1);
}

/** The route where each pair of sites has a link of its own, or none that matters. */
export function directRoute(links: readonly SiteLink[]): (from: number, to: number) => readonly number[] {
  const routes = new Map<string, readonly number[]>(links.map(({ from, to }, index) => [`${from} ${to}`, [index]]));
  return (from, to) => routes.get(`${from} ${to}`) ?? none;
}

const none: readonly number[] = [];
