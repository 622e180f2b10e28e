import { describe, expect, test } from "vitest";
import { encodeValue, valueData, verifyValue } from "../../src/gossip/checksum.ts";
import fc from "../property.ts";

const clusterId = "00112233445566778899aabbccddeeff";

/** A.3 of the protocol specification, and the two values printed in the public issue #3608. */
const vectors = [
  { name: "G7", key: "sentinel", data: clusterId, raw: `982b63bc03${clusterId}` },
  {
    name: "G13",
    key: "node:1",
    data: "080112160a03746370120f3132372e302e302e313a32363235371a0022002a080800100018002000",
    raw: "a96f7ee503080112160a03746370120f3132372e302e302e313a32363235371a0022002a080800100018002000",
  },
  { name: "G15, an empty value", key: "node:3", data: "", raw: "9b93d73903" },
  { name: "value of G16", key: "cluster-id", data: clusterId, raw: `7c3c300b03${clusterId}` },
  { name: "value of G17", key: "gossip-clients:2", data: "332c312c34", raw: "1a1919d403332c312c34" },
  {
    name: "value of G19, issue #3608",
    key: "127.0.0.1:36490",
    data: "000000000000000f",
    raw: "18758d9903000000000000000f",
  },
  { name: "issue #3608", key: "127.0.0.1:36905", data: "0000000000000010", raw: "96b67443030000000000000010" },
];

describe("A.2 raw bytes of a value", () => {
  test.each(vectors)("$name: encoded to the byte", ({ key, data, raw }) => {
    expect(hex(encodeValue(key, bytes(data)))).toBe(raw);
  });

  test.each(vectors)("$name: verified and taken apart", ({ key, data, raw }) => {
    expect(verifyValue(key, bytes(raw))).toBe(true);
    expect(hex(valueData(bytes(raw)))).toBe(data);
  });

  test("any key and data make a round trip, and no changed byte passes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.uint8Array(), fc.nat(), (key, data, seed) => {
        const raw = encodeValue(key, data);
        expect(raw.length).toBe(5 + data.length);
        expect(verifyValue(key, raw)).toBe(true);
        expect(valueData(raw)).toEqual(data);

        const broken = Uint8Array.from(raw);
        const index = 4 + (seed % (raw.length - 4));
        broken[index] = broken[index]! ^ (1 << (seed % 8));
        expect(verifyValue(key, broken)).toBe(false);
      }),
    );
  });

  test("the key is hashed as UTF-8", () => {
    // The checksum of the key's bytes c3 a9 e2 82 ac f0 9f 98 80, the tag and no data, from zlib's crc32.
    expect(hex(encodeValue("é€😀", bytes("")))).toBe("743a602703");
  });

  test("the wrong key fails", () => {
    expect(verifyValue("node:4", bytes("9b93d73903"))).toBe(false);
  });

  test("a checksum that comes out as 0 is stored as 1", () => {
    // Four bytes chosen so that the CRC-32 of "zero", 03 and them is 0.
    const raw = encodeValue("zero", bytes("33987838"));
    expect(hex(raw)).toBe("000000010333987838");
    expect(verifyValue("zero", raw)).toBe(true);
  });

  test("a checksum of 0 is not set and passes", () => {
    expect(verifyValue("any", bytes("0000000003ffff"))).toBe(true);
  });

  test("the tag is part of the checksum, whatever it is", () => {
    expect(verifyValue("node:3", bytes("9b93d73901"))).toBe(false);
  });

  test("no bytes at all pass and have no data", () => {
    expect(verifyValue("any", bytes(""))).toBe(true);
    expect(valueData(bytes(""))).toEqual(bytes(""));
  });

  test.each(["00", "0000", "000000", "00000000"])("%s is shorter than a header", (raw) => {
    expect(verifyValue("any", bytes(raw))).toBe(false);
    expect(() => valueData(bytes(raw))).toThrow("invalid header size");
  });

  test("bytes inside a larger buffer are read at their place", () => {
    const inside = bytes("ffff9b93d73903ff").subarray(2, 7);
    expect(verifyValue("node:3", inside)).toBe(true);
    expect(valueData(inside).length).toBe(0);
  });
});

function bytes(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
