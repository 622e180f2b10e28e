import { later, type Stamp } from "./stamp.ts";

const backOffFirst = 500_000_000;
const backOffFactor = 1.5;
const backOffMost = 1_000_000_000;

/**
 * Guards the dials to one address (L1): trips after one failure and lets the next try through after 0.5 s, growing by half up to 1 s, each
 * ±50 %. Lives as long as the process.
 *
 * Rules: L1.
 */
export class Breaker {
  #backOff = backOffFirst;
  #retryAt: Stamp = Number.NEGATIVE_INFINITY;

  isReady(now: Stamp): boolean {
    return now >= this.#retryAt;
  }

  succeeded(): void {
    this.#backOff = backOffFirst;
    this.#retryAt = Number.NEGATIVE_INFINITY;
  }

  /** `uniform` in [0, 1). */
  failed(now: Stamp, uniform: number): void {
    this.#retryAt = later(now, Math.round(this.#backOff * (0.5 + uniform)));
    this.#backOff = Math.min(this.#backOff * backOffFactor, backOffMost);
  }
}
