/** What is counted by the group of a key, its part before the first colon. A key's group is found once. */
export class KeyGroups<T> {
  readonly #make: (group: string) => T;
  readonly #groups = new Map<string, T>();
  readonly #byKey = new Map<string, T>();

  /** `make` makes what is counted for a group that has not been there. */
  constructor(make: (group: string) => T) {
    this.#make = make;
  }

  of(key: string): T {
    return this.#byKey.get(key) ?? this.#find(key);
  }

  /** All groups, in the order in which they came. */
  all(): T[] {
    return [...this.#groups.values()];
  }

  #find(key: string): T {
    const colon = key.indexOf(":");
    const name = colon < 0 ? key : key.slice(0, colon);
    const group = this.#groups.get(name) ?? this.#make(name);
    this.#groups.set(name, group);
    this.#byKey.set(key, group);
    return group;
  }
}
