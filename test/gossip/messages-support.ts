import protobuf from "protobufjs";
import { StampList, type Stamps } from "../../src/gossip/high-water.ts";
import { byKey, type Dialect, Info } from "../../src/gossip/info.ts";
import { makeRequest, makeResponse, type Request, type Response } from "../../src/gossip/messages.ts";
import { fromInt64 } from "../../src/gossip/proto.ts";
import { type Stamp, stampOf } from "../../src/gossip/stamp.ts";
import fc from "../property.ts";

/** Everything that the wire format can say (A.1), and more often what real nodes say. */

export const arbitraryInt64 = fc.oneof(
  fc.integer({ min: -(2 ** 52), max: 2 ** 52 }).map((offset) => 1_530_000_000_000_000_000n + BigInt(offset)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  // Where a varint grows, where doubles end, and both ends.
  fc
    .tuple(fc.integer({ min: 0, max: 62 }), fc.integer({ min: -2, max: 2 }), fc.boolean())
    .map(([bits, offset, isNegative]) => ((1n << BigInt(bits)) + BigInt(offset)) * (isNegative ? -1n : 1n)),
  fc
    .tuple(fc.constantFrom(-1n, 1n), fc.integer({ min: -2, max: 2 }))
    .map(([side, offset]) => 1_530_000_000_000_000_000n + side * 2n ** 53n + BigInt(offset)),
  fc.integer({ min: 0, max: 2 }).map((offset) => 2n ** 63n - 1n - BigInt(offset)),
  fc.constantFrom(0n, -1n, -(2n ** 63n)),
);
export const arbitraryStamp: fc.Arbitrary<Stamp> = arbitraryInt64.map(stampOf);

export const arbitraryNodeId = fc.oneof(
  { weight: 4, arbitrary: fc.nat(127) },
  { weight: 4, arbitrary: fc.nat(20_000) },
  fc.integer({ min: 65_530, max: 70_000 }),
  fc.nat(2 ** 31 - 1),
  fc.integer({ min: -(2 ** 31), max: -1 }),
  fc.constantFrom(127, 128, 16_383, 16_384, 2 ** 31 - 1, -1, -(2 ** 31)),
);

/** The names that every object has, and one that would change its prototype. */
export const objectNames = ["__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "toString", "valueOf"];

export const arbitraryKey = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.nat(300).map((id) => `node:${id}`),
  fc.nat(300).map(String),
  fc.constantFrom(...objectNames, "sentinel", "", "10", "9", "\u{1f600}", "\u{ffff}"),
);

const arbitraryBytes = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.constantFrom(0, 100, 127, 128, 300, 16_383, 16_384, 17_000).map((size) => new Uint8Array(size).fill(7)),
);

export const arbitraryInfo = (dialect: Dialect) =>
  fc
    .record({
      key: arbitraryKey,
      value: fc.record({ bytes: arbitraryBytes, time: arbitraryStamp }),
      originStamp: arbitraryStamp,
      ttlStamp: arbitraryStamp,
      nodeId: arbitraryNodeId,
      hops: fc.oneof(fc.nat(7), fc.constantFrom(127, 128, 300, 2 ** 32 - 1)),
      peerId: arbitraryNodeId,
    })
    .map((fields) => Info.of(fields, dialect));

const arbitraryDelta = (dialect: Dialect) =>
  fc
    .uniqueArray(arbitraryInfo(dialect), { selector: ({ key }) => key, maxLength: 8 })
    .map((infos) => infos.sort(byKey));

const arbitraryStamps: fc.Arbitrary<Stamps> = fc
  .uniqueArray(fc.tuple(arbitraryNodeId, arbitraryStamp), { selector: ([nodeId]) => nodeId, maxLength: 30 })
  .map((entries) => {
    const ascending = entries.sort((a, b) => a[0] - b[0]);
    return new StampList(ascending, null);
  });

const arbitraryAddress = fc.oneof(
  fc.constant(""),
  fc.constant("127.0.0.1:26257"),
  fc.string({ unit: "binary", maxLength: 200 }),
);

export const arbitraryRequest = (dialect: Dialect) =>
  fc
    .record({
      kind: fc.constantFrom("request-first" as const, "request-delta" as const),
      nodeId: arbitraryNodeId,
      identity: fc.option(
        fc.record({
          address: arbitraryAddress,
          clusterId: fc.oneof(fc.constant(new Uint8Array(16)), fc.uint8Array({ minLength: 16, maxLength: 16 })),
        }),
      ),
      stamps: arbitraryStamps,
      delta: arbitraryDelta(dialect),
    })
    .map(makeRequest);

export const arbitraryResponse = (dialect: Dialect) =>
  fc
    .record(
      {
        kind: fc.constantFrom("response-first" as const, "response-forward" as const),
        nodeId: arbitraryNodeId,
        alternate: fc.record({ address: arbitraryAddress, nodeId: arbitraryNodeId }),
        stamps: arbitraryStamps,
        delta: arbitraryDelta(dialect),
      },
      { requiredKeys: ["kind", "nodeId"] },
    )
    .map(makeResponse);

/** Bytes as hexadecimal digits: quick to compare. */
export function plainInfo({ key, value, originStamp, ttlStamp, nodeId, hops, peerId }: Info) {
  return { key, value: { bytes: hex(value.bytes), time: value.time }, originStamp, ttlStamp, nodeId, hops, peerId };
}

export function plainRequest({ kind, nodeId, identity, stamps, delta }: Request) {
  const plainIdentity = identity && { address: identity.address, clusterId: hex(identity.clusterId) };
  return { kind, nodeId, identity: plainIdentity, stamps: stamps.entries(), delta: delta.map(plainInfo) };
}

export function plainResponse({ kind, nodeId, alternate, stamps, delta }: Response) {
  return { kind, nodeId, alternate, stamps: stamps.entries(), delta: delta.map(plainInfo) };
}

/** The fields of a message as they stand in its bytes, for what has varints and lengths only. */
export function fieldsOf(bytes: Uint8Array): { number: number; value: Uint8Array | bigint }[] {
  const reader = new protobuf.Reader(bytes);
  const fields: { number: number; value: Uint8Array | bigint }[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    const value = (tag & 7) === 2 ? reader.bytes() : fromInt64(reader.int64());
    fields.push({ number: tag >>> 3, value });
  }
  return fields;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
