import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { ttlStampOf } from "../../src/gossip/info.ts";
import { toInt64 } from "../../src/gossip/proto.ts";
import {
  epoch,
  later,
  nanosecondsSince1970,
  never,
  stampEntryLength,
  stampLength,
  stampOf,
  unset,
} from "../../src/gossip/stamp.ts";
import fc from "../property.ts";
import { arbitraryInt64, arbitraryNodeId } from "./messages-support.ts";

const int64Max = 2n ** 63n - 1n;

describe("a stamp", () => {
  test("is exact for every int64", () => {
    fc.assert(
      fc.property(arbitraryInt64, (value) => {
        expect(nanosecondsSince1970(stampOf(value))).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  test("is in the order of its int64, and equal only to itself", () => {
    const neighbours = fc
      .tuple(arbitraryInt64, fc.bigInt({ min: -2n, max: 2n }))
      .map(([value, distance]) => [value, BigInt.asIntN(64, value + distance)] as const);
    fc.assert(
      fc.property(fc.oneof(fc.tuple(arbitraryInt64, arbitraryInt64), neighbours), ([a, b]) => {
        const [x, y] = [stampOf(a), stampOf(b)];
        expect([x < y, x > y, x === y]).toEqual([a < b, a > b, a === b]);
      }),
      { numRuns: 2000 },
    );
  });

  test("is a number for 104 days about the epoch", () => {
    expect(stampOf(epoch)).toBe(0);
    expect(stampOf(epoch + 2n ** 53n - 1n)).toBe(Number.MAX_SAFE_INTEGER);
    expect(stampOf(epoch + 2n ** 53n)).toBe(2n ** 53n);
    expect(stampOf(epoch - 2n ** 53n + 1n)).toBe(Number.MIN_SAFE_INTEGER);
    expect(stampOf(epoch - 2n ** 53n)).toBe(-(2n ** 53n));
  });

  test("that is missing counts as 0 (S2): older than 1 ns, newer than any before 1970", () => {
    expect(stampOf(0n)).toBe(unset);
    expect(nanosecondsSince1970(unset)).toBe(0n);
    expect(stampOf(1n) > unset).toBe(true);
    expect(stampOf(-1n) < unset).toBe(true);
  });

  test("of int64 max is the last, and means never", () => {
    expect(stampOf(int64Max)).toBe(never);
    expect(nanosecondsSince1970(never)).toBe(int64Max);
    expect(stampOf(int64Max - 1n) < never).toBe(true);
  });

  test("takes as many bytes as protobufjs writes", () => {
    fc.assert(
      fc.property(arbitraryInt64, arbitraryNodeId, (value, nodeId) => {
        const stamp = stampOf(value);
        expect(stampLength(stamp)).toBe(new protobuf.Writer().int64(toInt64(value)).finish().length);
        const entry = new protobuf.Writer().uint32(8).int32(nodeId).uint32(16).int64(toInt64(value));
        expect(stampEntryLength(nodeId, stamp)).toBe(new protobuf.Writer().uint32(26).bytes(entry.finish()).len);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("later", () => {
  test("is exact, and ends at int64 max", () => {
    fc.assert(
      fc.property(arbitraryInt64, fc.oneof(fc.nat(3), fc.maxSafeNat()), (value, duration) => {
        const sum = value + BigInt(duration);
        expect(later(stampOf(value), duration)).toBe(stampOf(sum > int64Max ? int64Max : sum));
      }),
      { numRuns: 2000 },
    );
  });

  test("never is no later than it was", () => {
    expect(later(never, 5)).toBe(never);
    expect(later(0, Number.POSITIVE_INFINITY)).toBe(never);
    expect(later(stampOf(int64Max - 1n), Number.POSITIVE_INFINITY)).toBe(never);
  });
});

test("a life that ends beyond int64 never ends (S1)", () => {
  expect(ttlStampOf(stampOf(int64Max - 10n), 9)).toBe(stampOf(int64Max - 1n));
  expect(ttlStampOf(stampOf(int64Max - 10n), 10)).toBe(never);
  expect(ttlStampOf(stampOf(int64Max - 10n), 1_000_000_000)).toBe(never);
  expect(ttlStampOf(Number.MAX_SAFE_INTEGER, 1)).toBe(2n ** 53n);
  expect(ttlStampOf(0, 0)).toBe(never);
});
