import seedrandom from "seedrandom";
import { assert } from "./assert.ts";

/**
 * A stream of pseudo-random numbers. Streams are told apart by their labels alone: what one consumer draws never shifts
 * the numbers of another, so two runs that differ in one setting share all other draws (a paired comparison).
 */
export class Random {
  readonly #label: string;
  readonly #next: () => number;

  constructor(label: string) {
    this.#label = label;
    // Alea: pure integer and double arithmetic (the same everywhere) and far cheaper per stream than ARC4.
    this.#next = seedrandom.alea(label);
  }

  /** A stream of its own under this one, the same for the same label whatever was drawn before. */
  fork(label: string): Random {
    return new Random(`${this.#label}/${label}`);
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    return this.#next();
  }

  /** Uniform whole number in [0, bound). */
  below(bound: number): number {
    assert(Number.isInteger(bound) && bound > 0, "below: the bound must be a positive whole number");
    return Math.floor(this.#next() * bound);
  }

  /** `count` different members of `items`, in random order. */
  sample<T>(items: readonly T[], count: number): T[] {
    const rest = [...items];
    const chosen: T[] = [];
    while (chosen.length < count && rest.length > 0) {
      const index = this.below(rest.length);
      chosen.push(rest[index]!);
      rest[index] = rest[rest.length - 1]!;
      rest.pop();
    }
    return chosen;
  }
}
