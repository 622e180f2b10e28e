import protobuf from "protobufjs";
import { expect, test } from "vitest";
import { compareUtf8, fieldLength, utf8Length, varintLength } from "../../src/gossip/varint.ts";
import fc from "../property.ts";

const whole = fc.oneof(
  fc.nat(300),
  fc.integer({ min: 0, max: 53 }).chain((bits) => fc.integer({ min: -2, max: 2 }).map((off) => 2 ** bits + off)),
  fc.maxSafeNat(),
);

test("varintLength is what protobufjs writes", () => {
  fc.assert(
    fc.property(
      whole.filter((value) => value >= 0 && Number.isSafeInteger(value)),
      (value) => {
        expect(varintLength(value)).toBe(new protobuf.Writer().uint64(value).finish().length);
      },
    ),
  );
  fc.assert(
    fc.property(fc.integer({ max: -1 }), (value) => {
      expect(varintLength(value)).toBe(new protobuf.Writer().int32(value).finish().length);
    }),
  );
});

test("fieldLength adds the tag and the length", () => {
  for (const size of [0, 1, 127, 128, 16_383, 16_384]) {
    const written = new protobuf.Writer().uint32((1 << 3) | 2).bytes(new Uint8Array(size));
    expect(fieldLength(size)).toBe(written.finish().length);
  }
});

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({
    unit: fc.constantFrom("a", "é", "€", "\u{ffff}", "\u{e000}", "\u{d7ff}", "\u{10000}", "\u{10ffff}", "😀"),
  }),
);
const bytesOf = (value: string) => Buffer.from(value, "utf8");

test("utf8Length is the length of the bytes", () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(utf8Length(value)).toBe(bytesOf(value).length);
    }),
  );
});

test("utf8Length takes half a surrogate pair for the replacement character", () => {
  for (const value of ["\ud800", "\udc00", "\ud800a", "\udc00\ud800", "a\ud83d"]) {
    expect(utf8Length(value)).toBe(bytesOf(value).length);
  }
});

test("compareUtf8 orders as the bytes do", () => {
  fc.assert(
    fc.property(text, text, text, (prefix, a, b) => {
      const [x, y] = [prefix + a, prefix + b];
      expect(Math.sign(compareUtf8(x, y))).toBe(Buffer.compare(bytesOf(x), bytesOf(y)));
    }),
    { numRuns: 1000 },
  );
});
