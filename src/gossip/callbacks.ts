import type { Observer } from "./environment.ts";
import type { Info } from "./info.ts";
import { type KeyMatcher, type KeyPattern, matcherOf } from "./key-matcher.ts";

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
  /** What matches the info at hand; longer than needed. */
  readonly #matching: InfoCallback[] = [];
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
    this.#registrations.push(registration);
    for (const info of options.present) {
      if (registration.matcher.matches(info.fact.key)) this.#queue.push({ info, callbacks: [callback] });
    }
    return () => this.#unregister(registration);
  }

  /** K3. */
  queue(info: Info, changed: boolean): void {
    const { key } = info.fact;
    const matching = this.#matching;
    let count = 0;
    for (const { matcher, redundant, callback } of this.#registrations) {
      if ((changed || redundant || this.#all) && matcher.matches(key)) matching[count++] = callback;
    }
    if (count > 0) this.#queue.push({ info, callbacks: this.#list(count) });
  }

  /** The first `count` of those that match, as a list. Nearly always it is that of the info before, which serves again. */
  #list(count: number): readonly InfoCallback[] {
    let same = count === this.#lastList.length;
    for (let index = 0; same && index < count; index++) same = this.#lastList[index] === this.#matching[index];
    if (!same) this.#lastList = this.#matching.slice(0, count);
    return this.#lastList;
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
    const last = this.#registrations.pop()!;
    if (last !== registration) this.#registrations[index] = last;
  }
}
