import type { Key } from "./keys.ts";
import { appended, lengthened } from "./short-list.ts";

/**
 * The `node:` keys of a store in the order in which they came, and over how many hops the info of each did. Who looks for the farthest node looks
 * at every one, with nearly every message while a cluster forms: so the hops stand side by side, apart from the infos.
 *
 * Rules: S7, S9, M3 (what they look at).
 */
export class NodeDistances {
  #keys: Key[] = [];
  /** Beside the keys; `gone` where the info was dropped. */
  #hops: number[] = [];
  /** By `Key.nodeIndex`: where the key stands, or `nowhere`. */
  #places: number[] = [];
  /** By hops, those of `manyHops` and more as one: how many nodes there are. */
  readonly #counts: number[] = [];

  get keys(): readonly Key[] {
    return this.#keys;
  }

  /** Hops by the key's place in `keys`. */
  get hops(): readonly number[] {
    return this.#hops;
  }

  /** No node is farther; infinite when some are too far to be counted singly. */
  get most(): number {
    const most = this.#counts.length - 1;
    return most < manyHops ? most : Number.POSITIVE_INFINITY;
  }

  set(key: Key, hops: number): void {
    if (this.#places.length <= key.nodeIndex) this.#places = lengthened(this.#places, key.nodeIndex + 1, nowhere);
    const place = this.#places[key.nodeIndex]!;
    this.#count(hops, 1);
    if (place === nowhere) {
      this.#places[key.nodeIndex] = this.#keys.length;
      this.#keys = appended(this.#keys, key);
      this.#hops = appended(this.#hops, hops);
    } else {
      this.#count(this.#hops[place]!, -1);
      this.#hops[place] = hops;
    }
  }

  /** The info was dropped; the key keeps its place until `close`. */
  drop(key: Key): void {
    const place = this.#places[key.nodeIndex]!;
    this.#count(this.#hops[place]!, -1);
    this.#hops[place] = gone;
    this.#places[key.nodeIndex] = nowhere;
  }

  /** Closes the ranks after drops. */
  close(): void {
    const hops = this.#hops;
    this.#keys = this.#keys.filter((_, place) => hops[place] !== gone);
    this.#hops = hops.filter((each) => each !== gone);
    for (const [place, key] of this.#keys.entries()) this.#places[key.nodeIndex] = place;
  }

  #count(hops: number, by: 1 | -1): void {
    const counts = this.#counts;
    const index = Math.min(hops, manyHops);
    while (counts.length <= index) counts.push(0);
    counts[index]! += by;
    while (counts.at(-1) === 0) counts.pop();
  }
}

const gone = -1;
const nowhere = -1;
/** Counted as one from here on, so that a peer that says four billion does not fill the memory. */
const manyHops = 1000;
