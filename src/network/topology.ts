import { lognormalFactor } from "../kernel/distributions.ts";
import type { Random } from "../kernel/random.ts";
import type { Duration } from "../kernel/time.ts";

/** Where hosts are and how far from each other: mean one-way latencies between sites. */
export class Topology {
  readonly siteCount: number;
  readonly loopback: Duration;
  readonly #latency: readonly Duration[];
  readonly #sigma: number;

  /** `latency` is row-major, from site to site; `sigma` the deviation of the logarithm of the jitter factor, 0 for none. */
  constructor(options: { siteCount: number; latency: readonly Duration[]; loopback: Duration; sigma: number }) {
    this.siteCount = options.siteCount;
    this.loopback = options.loopback;
    this.#latency = options.latency;
    this.#sigma = options.sigma;
  }

  get hasJitter(): boolean {
    return this.#sigma > 0;
  }

  mean(from: number, to: number): Duration {
    return this.#latency[from * this.siteCount + to]!;
  }

  /** One-way latency of one packet. */
  draw(from: number, to: number, random: Random): Duration {
    const mean = this.mean(from, to);
    return this.#sigma === 0 ? mean : Math.round(mean * lognormalFactor(random, this.#sigma));
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
