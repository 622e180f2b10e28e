import type { Random } from "../kernel/random.ts";
import type { Duration } from "../kernel/time.ts";

/** Draws the factor on a one-way latency. */
export type Jitter = (random: Random) => number;

/** Where hosts are and how far from each other: mean one-way latencies between sites. */
export class Topology {
  readonly siteCount: number;
  readonly loopback: Duration;
  readonly #latency: readonly Duration[];
  readonly #jitter: Jitter | null;

  /** `latency` is row-major, from site to site. */
  constructor(options: { siteCount: number; latency: readonly Duration[]; loopback: Duration; jitter: Jitter | null }) {
    this.siteCount = options.siteCount;
    this.loopback = options.loopback;
    this.#latency = options.latency;
    this.#jitter = options.jitter;
  }

  get hasJitter(): boolean {
    return this.#jitter !== null;
  }

  mean(from: number, to: number): Duration {
    return this.#latency[from * this.siteCount + to]!;
  }

  /** One-way latency of one packet. */
  draw(from: number, to: number, random: Random): Duration {
    return this.vary(this.mean(from, to), random);
  }

  /** What becomes of a mean latency. */
  vary(mean: Duration, random: Random): Duration {
    return this.#jitter === null ? mean : Math.round(mean * this.#jitter(random));
  }

  /** Shortest one-way paths between sites over any number of relays (Floyd 1962), row-major. */
  shortest(): Float64Array {
    const n = this.siteCount;
    const distance = Float64Array.from(this.#latency);
    for (let via = 0; via < n; via++) {
      for (let from = 0; from < n; from++) {
        const first = distance[from * n + via]!;
        for (let to = 0; to < n; to++) {
          // A relay inside the site of origin or destination costs a hop inside it; from === to keeps the inner latency.
          const detour = first + distance[via * n + to]!;
          if (from !== to && detour < distance[from * n + to]!) distance[from * n + to] = detour;
        }
      }
    }
    return distance;
  }
}
