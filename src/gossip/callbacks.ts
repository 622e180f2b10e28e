import type { Observer } from "./environment.ts";
import type { Info } from "./info.ts";
import { type KeyMatcher, type KeyPattern, matcherOf } from "./key-matcher.ts";
import type { Key } from "./keys.ts";

export type InfoCallback = (key: string, rawBytes: Uint8Array) => void;

interface Registration {
  readonly matcher: Pick<KeyMatcher, "matches">;
  readonly redundant: boolean;
  readonly callback: InfoCallback;
}

/**
 * The functions that are told of infos, called one after another in the order of the changes.
 *
 * Rules: K2 to K5.
 */
export class Callbacks {
  readonly #all: boolean;
  readonly #observer: Observer | null;
  readonly #wake: () => void;
  #registrations: Registration[] = [];
  #queue: { readonly info: Info; readonly callbacks: readonly InfoCallback[] }[] = [];
  #running = false;
  #lastList: readonly InfoCallback[] = [];

  /**
   * `policy`: `all` calls every matching function on unchanged values too (K3). `wake` sees to it that `run` is called, now or soon (K4).
   */
  constructor(options: { policy: "changed-or-redundant" | "all"; observer?: Observer | null; wake?: () => void }) {
    this.#all = options.policy === "all";
    this.#observer = options.observer ?? null;
    this.#wake = options.wake ?? (() => this.run());
  }

  /** K2: also queues a call for each of `present` that matches, in their order. Returns a function that unregisters. */
  register(
    pattern: KeyPattern,
    callback: InfoCallback,
    options: { redundant: boolean; present: Iterable<Info> },
  ): () => void {
    const registration: Registration = { matcher: matcherOf(pattern), redundant: options.redundant, callback };
    this.#registrations = this.#registrations.concat(registration);
    for (const info of options.present) {
      if (registration.matcher.matches(info.fact.key)) this.#queue.push({ info, callbacks: [callback] });
    }
    return () => this.#unregister(registration);
  }

  /** K3. */
  queue(info: Info, changed: boolean): void {
    const { key } = info.fact;
    const all = changed || this.#all;
    const last = this.#lastList;
    let count = 0;
    let same = true;
    for (const { matcher, redundant, callback } of this.#registrations) {
      if (!(all || redundant) || !matcher.matches(key)) continue;
      if (count >= last.length || last[count] !== callback) same = false;
      count++;
    }
    if (count === 0) return;
    // Nearly always it is the list of the info before, which serves again.
    if (!same || count < last.length) this.#lastList = this.#listFor(key, all);
    this.#queue.push({ info, callbacks: this.#lastList });
  }

  #listFor(key: Key, all: boolean): readonly InfoCallback[] {
    return this.#registrations
      .filter(({ matcher, redundant }) => (all || redundant) && matcher.matches(key))
      .map(({ callback }) => callback);
  }

  /** Something may have been queued: the worker has a look. */
  wake(): void {
    if (this.#queue.length > 0) this.#wake();
  }

  /** K4: first in, first out; what the callbacks themselves add runs afterwards. */
  run(): void {
    if (this.#running) return;
    this.#running = true;
    let count = 0;
    while (this.#queue.length > 0) {
      const work = this.#queue;
      this.#queue = [];
      for (const { info, callbacks } of work) {
        for (const callback of callbacks) callback(info.key, info.value.bytes);
        count += callbacks.length;
      }
    }
    this.#running = false;
    if (count > 0) this.#observer?.calledBack(count);
  }

  /** K5: the last one moves into the hole. */
  #unregister(registration: Registration): void {
    const index = this.#registrations.indexOf(registration);
    if (index < 0) return;
    const rest = this.#registrations.slice(0, -1);
    if (index < rest.length) rest[index] = this.#registrations.at(-1)!;
    this.#registrations = rest;
  }
}
