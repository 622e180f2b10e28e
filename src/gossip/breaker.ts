const backOffFirst = 500_000_000;
const backOffFactor = 1.5;
const backOffMost = 1_000_000_000;

/**
 * The breakers of a node, one for each address, for as long as its process lives (L1). One that no failure has tripped is like a new one, and is not kept.
 *
 * Rules: L1.
 */
export class Breakers {
  #tripped: Map<string, Breaker> | null = null;

  isReady(address: string, now: number): boolean {
    return this.#tripped?.get(address)?.isReady(now) ?? true;
  }

  succeeded(address: string): void {
    this.#tripped?.delete(address);
  }

  /** `uniform` in [0, 1). */
  failed(address: string, now: number, uniform: number): void {
    this.#tripped ??= new Map();
    let breaker = this.#tripped.get(address);
    if (breaker === undefined) {
      breaker = new Breaker();
      this.#tripped.set(address, breaker);
    }
    breaker.failed(now, uniform);
  }
}

/** Guards the dials to one address: trips after one failure and lets the next try through after 0.5 s, growing by half up to 1 s, each ±50 %. */
class Breaker {
  #backOff = backOffFirst;
  #retryAt = Number.NEGATIVE_INFINITY;

  isReady(now: number): boolean {
    return now >= this.#retryAt;
  }

  failed(now: number, uniform: number): void {
    this.#retryAt = now + Math.round(this.#backOff * (0.5 + uniform));
    this.#backOff = Math.min(this.#backOff * backOffFactor, backOffMost);
  }
}
