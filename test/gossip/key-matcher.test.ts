import { describe, expect, test } from "vitest";
import { type KeyPattern, matcherOf } from "../../src/gossip/key-matcher.ts";
import { keyOf } from "../../src/gossip/keys.ts";

describe("K1: which keys a pattern matches", () => {
  const texts = ["node:1", "my-node:1", "node", "store:1", "system-db", "a.b", "axb"];
  const matched = (pattern: KeyPattern) => texts.filter((text) => matcherOf(pattern).matches(keyOf(text)));

  test.each<[KeyPattern, string[]]>([
    [".*", texts],
    [{ prefix: "node" }, ["node:1", "my-node:1"]],
    [{ prefix: "a.b" }, []],
    [/a.b/, ["a.b", "axb"]],
    [/^node/, ["node:1", "node"]],
    [/NODE/i, ["node:1", "my-node:1", "node"]],
    [/NODE/, []],
    [/node/g, ["node:1", "my-node:1", "node"]],
    [/store/y, ["store:1"]],
  ])("%s", (pattern, expected) => {
    expect(matched(pattern)).toEqual(expected);
    // What was remembered is what was found.
    expect(matched(pattern)).toEqual(expected);
  });
});
