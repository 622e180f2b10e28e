import fc from "fast-check";
import { expect, test } from "vitest";
import { keyOf, knownKey } from "../../src/gossip/keys.ts";
import { compareUtf8 } from "../../src/gossip/varint.ts";

const rising = (texts: readonly string[]) =>
  texts.map(keyOf).every(({ rank }, index, keys) => index === 0 || rank > keys[index - 1]!.rank);

test("ranks are in the order of the keys' bytes, whatever keys came before (A.1)", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: "binary", maxLength: 6 }), { maxLength: 20 }), (texts) => {
      for (const text of texts) keyOf(text);
      expect(rising(texts.toSorted(compareUtf8))).toBe(true);
      for (const text of texts) expect(knownKey(text)).toBe(keyOf(text));
    }),
  );
});

test("ranks stay in order when a thousand keys come between the same two (A.1)", () => {
  const between = Array.from({ length: 1000 }, (_, index) => `rank ${"a".repeat(index)}m`);
  const texts = ["rank ", ...between, "rank z"];
  for (const text of ["rank ", "rank z", ...between]) keyOf(text);
  expect(rising(texts.toSorted(compareUtf8))).toBe(true);
});
