import seedrandom from "seedrandom";
import { assert } from "./assert.ts";

/**
 * A stream of pseudo-random numbers. Streams are told apart by their labels alone: what one consumer draws never shifts
 * the numbers of another, so two runs that differ in one setting share all other draws (a paired comparison).
 *
 * The generator is Alea: pure integer and double arithmetic (the same everywhere) and far cheaper per stream than ARC4. The library seeds it, at the
 * first draw, since many streams are only forked from; its state stands here, in a sixth of the room that the library's closures take.
 */
export class Random {
  readonly #label: string;
  // The state; nothing has been drawn yet while the carry, a whole number from 0 on, is -1.
  #carry = -1;
  #s0 = 0.5;
  #s1 = 0.5;
  #s2 = 0.5;

  constructor(label: string) {
    this.#label = label;
  }

  /** A stream of its own under this one, the same for the same label whatever was drawn before. */
  fork(label: string): Random {
    return new Random(`${this.#label}/${label}`);
  }

  /** Uniform in [0, 1), 32 bits. */
  uniform(): number {
    if (this.#carry < 0) this.#seed();
    const sum = 2_091_639 * this.#s0 + this.#carry * 2.3283064365386963e-10;
    this.#carry = sum | 0;
    this.#s0 = this.#s1;
    this.#s1 = this.#s2;
    this.#s2 = sum - this.#carry;
    return this.#s2;
  }

  /** Uniform whole number in [0, bound). */
  below(bound: number): number {
    assert(Number.isInteger(bound) && bound > 0, "below: the bound must be a positive whole number");
    return Math.floor(this.uniform() * bound);
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

  #seed(): void {
    const { c, s0, s1, s2 } = seedrandom.alea(this.#label, { state: true }).state();
    this.#carry = c;
    this.#s0 = s0;
    this.#s1 = s1;
    this.#s2 = s2;
  }
}
