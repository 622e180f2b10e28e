import type { Key } from "./keys.ts";
import { lengthened } from "./short-list.ts";

/** The nodes that are so many hops away. */
interface Level {
  readonly hops: number;
  /** In no order. */
  readonly keys: Key[];
}

/**
 * The `node:` keys of a store by the hops over which the info of each came. Who looks for a node that is too far away does so with nearly every message
 * while a cluster forms: so those of one distance stand together, and to find one of the farthest is to draw from the last of these groups, however
 * many nodes there are.
 *
 * Rules: S7, S9, M3 (what they look at).
 */
export class NodeDistances {
  /** Ascending by hops; none is empty. */
  readonly #levels: Level[] = [];
  /** By `Key.nodeIndex`: the level in which the key is, if any, and its place there. */
  #levelOf: (Level | null)[] = [];
  #places: number[] = [];

  /** In no order. */
  keys(): Key[] {
    return this.#levels.flatMap(({ keys }) => keys);
  }

  /** No node is farther; 0 when there is none. */
  get most(): number {
    return this.#levels.at(-1)?.hops ?? 0;
  }

  set(key: Key, hops: number): void {
    const { nodeIndex } = key;
    if (this.#places.length <= nodeIndex) this.#extend(nodeIndex + 1);
    const old = this.#levelOf[nodeIndex]!;
    if (old?.hops === hops) return;
    if (old !== null) this.#take(key, old);
    const level = this.#level(hops);
    level.keys.push(key);
    this.#levelOf[nodeIndex] = level;
    this.#places[nodeIndex] = level.keys.length - 1;
  }

  /** The info was dropped. */
  drop(key: Key): void {
    this.#take(key, this.#levelOf[key.nodeIndex]!);
    this.#levelOf[key.nodeIndex] = null;
  }

  /**
   * The farthest of those that `isWanted` takes and that are a hop away at least; of several one at random. Null when there is none. Asks for no more
   * keys than there are unwanted ones, and one.
   */
  farthest(isWanted: (key: Key) => boolean, uniform: () => number): Key | null {
    for (let index = this.#levels.length - 1; index >= 0 && this.#levels[index]!.hops > 0; index--) {
      const key = this.#draw(this.#levels[index]!, isWanted, uniform);
      if (key !== null) return key;
    }
    return null;
  }

  /** Draws until one is wanted; the others go behind those that are left to draw from. */
  #draw({ keys }: Level, isWanted: (key: Key) => boolean, uniform: () => number): Key | null {
    for (let rest = keys.length; rest > 0; rest--) {
      const place = rest === 1 ? 0 : Math.floor(uniform() * rest);
      const key = keys[place]!;
      if (isWanted(key)) return key;
      this.#put(keys, place, keys[rest - 1]!);
      this.#put(keys, rest - 1, key);
    }
    return null;
  }

  #take({ nodeIndex }: Key, level: Level): void {
    const last = level.keys.pop()!;
    if (last.nodeIndex !== nodeIndex) this.#put(level.keys, this.#places[nodeIndex]!, last);
    if (level.keys.length === 0) this.#levels.splice(this.#levelIndex(level.hops), 1);
  }

  #put(keys: Key[], place: number, key: Key): void {
    keys[place] = key;
    this.#places[key.nodeIndex] = place;
  }

  #level(hops: number): Level {
    const index = this.#levelIndex(hops);
    const found = this.#levels[index];
    if (found?.hops === hops) return found;
    const level = { hops, keys: [] };
    this.#levels.splice(index, 0, level);
    return level;
  }

  /** The first level that is not nearer. A search by halves: a peer may tell of as many distances as there are nodes. */
  #levelIndex(hops: number): number {
    let [from, to] = [0, this.#levels.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#levels[middle]!.hops < hops) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  /** So many nodes at least have their place. */
  #extend(length: number): void {
    this.#levelOf = lengthened<Level | null>(this.#levelOf, length, null);
    this.#places = lengthened(this.#places, length, 0);
  }
}
