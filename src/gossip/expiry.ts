import type { Key } from "./keys.ts";
import { appended } from "./short-list.ts";
import { never, type Stamp } from "./stamp.ts";

/**
 * Keys to look at when their time has come, soonest first: a binary heap, so that a visit finds them without looking at all.
 *
 * A look that comes too early is repeated, so a key whose life is prolonged, as nearly all are, keeps its place in the heap; only for a life cut
 * short must the look come sooner.
 *
 * Rules: S2, S11.
 */
export class ExpiryQueue {
  readonly #heapDues: Stamp[] = [];
  readonly #heapKeys: Key[] = [];
  /** By key: when it will be looked at; `never` when it stands nowhere. */
  #dues: Stamp[] = [];

  /** The key is to be looked at not later than `due`. */
  watch(key: Key, due: Stamp): void {
    while (this.#dues.length <= key.index) this.#dues = appended(this.#dues, never);
    if (due >= this.#dues[key.index]!) return;
    this.#dues[key.index] = due;
    this.#push(due, key);
  }

  forget(key: Key): void {
    // What was never watched has no place to be cleared.
    if (key.index < this.#dues.length) this.#dues[key.index] = never;
  }

  /** Takes out a key that is due at `now`; undefined when there is none. */
  popDue(now: Stamp): Key | undefined {
    while (this.#heapDues.length > 0 && this.#heapDues[0]! <= now) {
      const due = this.#heapDues[0]!;
      const key = this.#heapKeys[0]!;
      this.#removeTop();
      // A place that an earlier one of the same key has overtaken says nothing.
      if (this.#dues[key.index] !== due) continue;
      this.#dues[key.index] = never;
      return key;
    }
    return undefined;
  }

  #push(due: Stamp, key: Key): void {
    const dues = this.#heapDues;
    const keys = this.#heapKeys;
    let at = dues.length;
    dues.push(due);
    keys.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (dues[parent]! <= due) break;
      dues[at] = dues[parent]!;
      keys[at] = keys[parent]!;
      at = parent;
    }
    dues[at] = due;
    keys[at] = key;
  }

  #removeTop(): void {
    const dues = this.#heapDues;
    const keys = this.#heapKeys;
    const due = dues.pop()!;
    const key = keys.pop()!;
    const size = dues.length;
    if (size === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && dues[child + 1]! < dues[child]!) child++;
      if (due <= dues[child]!) break;
      dues[at] = dues[child]!;
      keys[at] = keys[child]!;
      at = child;
    }
    dues[at] = due;
    keys[at] = key;
  }
}
