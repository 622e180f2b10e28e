import { expect, test } from "vitest";
import { wildcard } from "../../src/scenario/wildcard.ts";
import fc from "../property.ts";

test.each([
  ["load:*", "load:7", true],
  ["load:*", "load:", true],
  ["load:*", "xload:7", false],
  ["*", "", true],
  ["a*a", "a", false],
  ["a*a", "aa", true],
  ["*ab*ab*", "abab", true],
  ["*ab*ab*", "aba", false],
  ["a.c", "abc", false],
  ["", "", true],
  ["", "a", false],
])("%j and %j: %s", (pattern, text, fits) => {
  expect(wildcard(pattern)(text)).toBe(fits);
});

test("is what a regular expression says", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*"), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (pattern, text) => {
      expect(wildcard(pattern)(text)).toBe(new RegExp(`^${pattern.replaceAll("*", ".*")}$`).test(text));
    }),
    { numRuns: 2000 },
  );
});

test("takes no longer than the text is long", () => {
  expect(wildcard(`${"a*".repeat(2000)}b`)("a".repeat(100_000))).toBe(false);
});
