import { sameBytes } from "./same-bytes.ts";

/** One entry of the system configuration, the value of the `system-db` key. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * Which entries of the system configuration are new or changed since the last one it was shown; what is gone is not told. With a
 * prefix, only entries whose keys start with it count.
 *
 * Rules: D.1 18.
 */
export class SystemConfigDeltaFilter {
  readonly #prefix: string;
  #last: ReadonlyMap<string, Uint8Array> = new Map();

  constructor(prefix = "") {
    this.#prefix = prefix;
  }

  /** The new or changed entries, in the order they are given. */
  changes(entries: readonly ConfigEntry[]): ConfigEntry[] {
    const relevant = entries.filter(({ key }) => key.startsWith(this.#prefix));
    const last = this.#last;
    this.#last = new Map(relevant.map(({ key, value }) => [key, value]));
    return relevant.filter(({ key, value }) => {
      const before = last.get(key);
      return before === undefined || !sameBytes(before, value);
    });
  }
}
