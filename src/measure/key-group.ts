/** The group an info is counted under: the part of its key before the first colon. */
export class KeyGroups {
  readonly #groups = new Map<string, string>();

  of(key: string): string {
    let group = this.#groups.get(key);
    if (group === undefined) {
      const colon = key.indexOf(":");
      group = colon < 0 ? key : key.slice(0, colon);
      this.#groups.set(key, group);
    }
    return group;
  }
}
