import type { Key } from "./keys.ts";

/** A pattern over keys, as `registerCallback` takes it: everything, a prefix, or an unanchored regular expression (K1). */
export type KeyPattern = ".*" | { readonly prefix: string } | RegExp;

/**
 * Says which keys match a pattern. Each info that enters a store is held against several patterns, and all nodes of a process have the same ones: so
 * there is one matcher for each pattern, and it looks at each key once.
 *
 * Rules: K1.
 */
export class KeyMatcher {
  readonly #test: (text: string) => boolean;
  /** By the index of the key. */
  readonly #answers: (boolean | null)[] = [];

  constructor(test: (text: string) => boolean) {
    this.#test = test;
  }

  matches(key: Key): boolean {
    const answers = this.#answers;
    while (answers.length <= key.index) answers.push(null);
    let answer = answers[key.index]!;
    if (answer === null) {
      answer = this.#test(key.text);
      answers[key.index] = answer;
    }
    return answer;
  }
}

const everything = { matches: () => true };
const matchers = new Map<string, KeyMatcher>();

export function matcherOf(pattern: KeyPattern): Pick<KeyMatcher, "matches"> {
  if (pattern === ".*") return everything;
  const name = pattern instanceof RegExp ? String(pattern) : `${pattern.prefix}:`;
  let matcher = matchers.get(name);
  if (matcher === undefined) {
    matcher = new KeyMatcher(testOf(pattern));
    matchers.set(name, matcher);
  }
  return matcher;
}

function testOf(pattern: { readonly prefix: string } | RegExp): (text: string) => boolean {
  if (pattern instanceof RegExp) {
    // With the flags g and y a test would depend on the one before.
    const stateless = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
    return (text) => stateless.test(text);
  }
  // Unanchored: it also matches in the middle of a key, as in the original (K1).
  const part = `${pattern.prefix}:`;
  return (text) => text.includes(part);
}
