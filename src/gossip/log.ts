import { appended } from "./short-list.ts";

/**
 * A list that only grows, read by any number of readers, each from where it stands. It is kept in chunks of which each knows the next, so
 * that what no reader stands before any more is garbage, however far behind the slowest is.
 *
 * Rules: S6, S8 (how a stream finds what is new).
 */
export class Log<T> {
  #last = new Chunk<T>();
  /** While it is the last one. */
  #first: Chunk<T> | null = this.#last;

  append(item: T): void {
    const last = this.#last;
    // Of many logs nothing ever fills the first chunk.
    if (last === this.#first) last.items = appended(last.items, item);
    else last.items.push(item);
    if (last.items.length < chunkSize) return;
    const next = new Chunk<T>();
    last.next = next;
    this.#first = null;
    this.#last = next;
  }

  /** A reader that stands behind all there is. */
  end(): Position<T> {
    return new Position(this.#last, this.#last.items.length);
  }
}

const chunkSize = 64;

class Chunk<T> {
  items: T[] = [];
  next: Chunk<T> | null = null;
}

/** Where a reader stands in a log. */
export class Position<T> {
  #chunk: Chunk<T>;
  #offset: number;

  constructor(chunk: Chunk<T>, offset: number) {
    this.#chunk = chunk;
    this.#offset = offset;
  }

  copy(): Position<T> {
    return new Position(this.#chunk, this.#offset);
  }

  /** Whether the same items lie before both. */
  equals(other: Position<T>): boolean {
    return this.#offset === other.#offset && this.#chunk === other.#chunk;
  }

  /** Steps over the next item; undefined at the end. */
  next(): T | undefined {
    if (this.#offset === this.#chunk.items.length) return undefined;
    const item = this.#chunk.items[this.#offset++];
    // A full chunk has a next one: each place has one form only.
    if (this.#offset === chunkSize) {
      this.#chunk = this.#chunk.next!;
      this.#offset = 0;
    }
    return item;
  }
}
