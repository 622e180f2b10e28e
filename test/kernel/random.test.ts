import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../src/kernel/assert.ts";
import { Random } from "../../src/kernel/random.ts";
import fc from "../property.ts";

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.uniform());

describe("streams", () => {
  test("the same label gives the same numbers on every machine", () => {
    expect(draw(new Random("seed 1"), 3)).toEqual(draw(new Random("seed 1"), 3));
    expect(draw(new Random("seed 1"), 3)).toMatchInlineSnapshot(`
      [
        0.3193540598731488,
        0.34508761297911406,
        0.4924480984918773,
      ]
    `);
  });

  test("the numbers are those of the library's generator", () => {
    fc.assert(
      fc.property(fc.string(), (label) => {
        const library = seedrandom.alea(label);
        expect(draw(new Random(label), 50)).toEqual(Array.from({ length: 50 }, () => library()));
      }),
    );
  });

  test("another label gives others", () => {
    const numbers = Array.from({ length: 1000 }, (_, i) => new Random(`seed ${i}`).uniform());
    // 32 bits each: two equal ones among a thousand come once in 8,600 sets.
    expect(new Set(numbers).size).toBe(1000);
  });

  test("a fork does not depend on what was drawn before it, nor does it shift what is drawn after", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(20), fc.nat(20), (label, before, inFork) => {
        const used = new Random("seed 7");
        draw(used, before);
        const fork = used.fork(label);
        expect(draw(fork, 5)).toEqual(draw(new Random("seed 7").fork(label), 5));
        draw(fork, inFork);
        expect(draw(used, 3)).toEqual(draw(new Random("seed 7"), before + 3).slice(before));
      }),
    );
  });
});

describe("numbers", () => {
  test("uniform numbers fill ten boxes alike", () => {
    const boxes = new Array<number>(10).fill(0);
    for (const number of draw(new Random("boxes"), 10_000)) boxes[Math.floor(number * 10)]!++;
    // Chi squared with 9 degrees of freedom: 27.9 is passed once in a thousand.
    expect(boxes.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(27.9);
  });

  test("below reaches all whole numbers under the bound alike, and no other", () => {
    const random = new Random("below");
    const counts = new Map<number, number>();
    for (let i = 0; i < 7000; i++) {
      const number = random.below(7);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    // Chi squared with 6 degrees of freedom: 22.5 is passed once in a thousand.
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(22.5);
  });

  test.each([0, -1, 1.5, Number.NaN])("below(%d) is refused", (bound) => {
    expect(() => new Random("x").below(bound)).toThrow(InvariantError);
  });
});

describe("sample", () => {
  test("takes different members, as many as there are at most, and leaves the list alone", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer()), fc.nat(20), fc.string(), (items, count, label) => {
        const given = [...items];
        const sample = new Random(label).sample(items, count);
        expect(items).toEqual(given);
        expect(sample).toHaveLength(Math.min(count, items.length));
        expect(new Set(sample).size).toBe(sample.length);
        expect(sample.every((item) => items.includes(item))).toBe(true);
      }),
    );
  });

  test("all ordered pairs come alike", () => {
    const random = new Random("pairs");
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const pair = random.sample([1, 2, 3, 4], 2).join();
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    expect(counts.size).toBe(12);
    // Chi squared with 11 degrees of freedom: 31.3 is passed once in a thousand.
    expect([...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)).toBeLessThan(31.3);
  });
});
