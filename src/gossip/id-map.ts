import { lengthened } from "./short-list.ts";

/** Ids beyond this many times the number of entries are kept in a map: an array for them would be mostly holes. */
const sparseFrom = 16;

/**
 * Something for each node or store, by its id. Ids are counted from 1, so nearly all stand in an array: an eighth of the room that a map takes, at
 * each node for each other one.
 *
 * Rules: D6, K6 (what they keep by id).
 */
export class IdMap<T> {
  #dense: (T | undefined)[] = [];
  /** Ids that are no place in the array. */
  #sparse: Map<number, T> | null = null;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: number): T | undefined {
    const dense = this.#dense;
    return id >= 0 && id < dense.length ? dense[id] : this.#sparse?.get(id);
  }

  set(id: number, value: T): void {
    if (this.get(id) === undefined) this.#size++;
    if (id >= 0 && (id < this.#dense.length || id < sparseFrom * this.#size)) {
      if (this.#dense.length <= id) this.#extend(id + 1);
      this.#dense[id] = value;
    } else {
      this.#sparse ??= new Map();
      this.#sparse.set(id, value);
    }
  }

  /** False when there was nothing. */
  delete(id: number): boolean {
    if (this.get(id) === undefined) return false;
    this.#size--;
    if (id >= 0 && id < this.#dense.length) this.#dense[id] = undefined;
    else this.#sparse!.delete(id);
    return true;
  }

  /** So many ids at least have their place in the array. */
  #extend(length: number): void {
    this.#dense = lengthened(this.#dense, length, undefined);
    for (const [id, value] of this.#sparse ?? []) {
      if (id < 0 || id >= this.#dense.length) continue;
      this.#dense[id] = value;
      this.#sparse!.delete(id);
    }
    if (this.#sparse?.size === 0) this.#sparse = null;
  }

  /** In no order. */
  ids(): number[] {
    const ids: number[] = this.#sparse === null ? [] : [...this.#sparse.keys()];
    for (const [id, value] of this.#dense.entries()) if (value !== undefined) ids.push(id);
    return ids;
  }
}
