import { describe, expect, test } from "vitest";
import { encodeValue } from "../../src/gossip/checksum.ts";
import { HighWater } from "../../src/gossip/high-water.ts";
import { type Dialect, Info } from "../../src/gossip/info.ts";
import { makeRequest, makeResponse, type Request, type Response } from "../../src/gossip/messages.ts";
import { later, nanosecondsSince1970, never, type Stamp, unset } from "../../src/gossip/stamp.ts";
import { Codec } from "../../src/gossip/wire.ts";
import fc from "../property.ts";
import {
  arbitraryInfo,
  arbitraryNodeId,
  arbitraryRequest,
  arbitraryResponse,
  fieldsOf,
  plainInfo,
  plainRequest,
  plainResponse,
} from "./messages-support.ts";

const clusterId = Uint8Array.from(Buffer.from("00112233445566778899aabbccddeeff", "hex"));
const address = "127.0.0.1:26257";
const zero = new Uint8Array(16);
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

function stampsOf(stamps: Record<number, Stamp>) {
  const highWater = new HighWater();
  for (const [nodeId, stamp] of Object.entries(stamps))
    highWater.ratchet({ nodeId: Number(nodeId), originStamp: stamp });
  return highWater.snapshot(null);
}

const sentinel = (dialect: Dialect) =>
  Info.of(
    {
      key: "sentinel",
      value: { bytes: encodeValue("sentinel", clusterId), time: 0 },
      originStamp: 1,
      ttlStamp: 4_500_000_000,
      nodeId: 1,
      hops: 0,
      peerId: 0,
    },
    dialect,
  );

describe("A.3 golden vectors: bytes and counted length", () => {
  const requests: [string, number, Request, string][] = [
    [
      "G1",
      44,
      makeRequest({
        kind: "request-first",
        nodeId: 1,
        identity: { address, clusterId: zero },
        stamps: stampsOf({}),
        delta: [],
      }),
      "080112160a03746370120f3132372e302e302e313a32363235372a1000000000000000000000000000000000",
    ],
    [
      "G2",
      24,
      makeRequest({
        kind: "request-first",
        nodeId: 0,
        identity: { address: "", clusterId: zero },
        stamps: stampsOf({}),
        delta: [],
      }),
      "12040a0012002a1000000000000000000000000000000000",
    ],
    [
      "G3",
      72,
      makeRequest({
        kind: "request-first",
        nodeId: 1,
        identity: { address, clusterId },
        stamps: stampsOf({ 2: 2000, 1: 1 }),
        delta: [],
      }),
      "080112160a03746370120f3132372e302e302e313a32363235371a0c0801108180e4d2ccdce99d151a0c080210d08fe4d2ccdce99d152a1000112233445566778899aabbccddeeff",
    ],
  ];
  test.each(requests)("%s", (_, length, request, bytes) => {
    const codec = new Codec("v2");
    expect(hex(codec.encodeRequest(request))).toBe(bytes);
    expect(request.length).toBe(length);
    expect(plainRequest(codec.decodeRequest(Buffer.from(bytes, "hex"), "request-first"))).toEqual(
      plainRequest(request),
    );
  });

  const responses: [string, number, Response, string][] = [
    ["G4", 8, makeResponse({ kind: "response-first", nodeId: 2 }), "080212040a001200"],
    [
      "G6",
      34,
      makeResponse({ kind: "response-forward", nodeId: 2, alternate: { address: "127.0.0.1:26259", nodeId: 3 } }),
      "080212040a0012001a160a03746370120f3132372e302e302e313a32363235392003",
    ],
  ];
  test.each(responses)("%s", (_, length, response, bytes) => {
    const codec = new Codec("v2");
    expect(hex(codec.encodeResponse(response))).toBe(bytes);
    expect(response.length).toBe(length);
    expect(plainResponse(codec.decodeResponse(Buffer.from(bytes, "hex"), response.kind))).toEqual(
      plainResponse(response),
    );
  });

  const clusterIdInfo = Info.of(
    {
      key: "cluster-id",
      value: { bytes: encodeValue("cluster-id", clusterId), time: 0 },
      originStamp: 1,
      ttlStamp: never,
      nodeId: 1,
      hops: 0,
      peerId: 0,
    },
    "v2",
  );
  const clients = Info.of(
    {
      key: "gossip-clients:2",
      value: { bytes: encodeValue("gossip-clients:2", Buffer.from("3,1,4")), time: 0 },
      originStamp: 1,
      ttlStamp: 4_000_000_000,
      nodeId: 2,
      hops: 0,
      peerId: 0,
    },
    "v2",
  );
  const sentinelBytes =
    "0a230a15982b63bc0300112233445566778899aabbccddeeff120a088080e4d2ccdce99d15108180e4d2ccdce99d1518809ac6b4dddce99d15";
  const infos: [string, number, Info, Dialect, string][] = [
    ["G8", 59, sentinel("v2"), "v2", `${sentinelBytes}2801`],
    ["G9", 63, sentinel("v2").relayed(1), "v2", `${sentinelBytes}200128013001`],
    [
      "G9v1",
      65,
      sentinel("v1").relayed(1),
      "v1",
      "0a250a15982b63bc0300112233445566778899aabbccddeeff120c088080e4d2ccdce99d151000108180e4d2ccdce99d1518809ac6b4dddce99d15200128013001",
    ],
    [
      "G16",
      59,
      clusterIdInfo,
      "v2",
      "0a230a157c3c300b0300112233445566778899aabbccddeeff120a088080e4d2ccdce99d15108180e4d2ccdce99d1518ffffffffffffffff7f2801",
    ],
    [
      "G17",
      48,
      clients,
      "v2",
      "0a180a0a1a1919d403332c312c34120a088080e4d2ccdce99d15108180e4d2ccdce99d151880d090c6dbdce99d152802",
    ],
  ];
  test.each(infos)("%s", (_, length, info, dialect, bytes) => {
    const codec = new Codec(dialect);
    expect(hex(codec.encodeInfo(info))).toBe(bytes);
    expect(info.length).toBe(length);
    expect(plainInfo(codec.decodeInfo(info.key, Buffer.from(bytes, "hex")))).toEqual(plainInfo(info));
  });

  test("G19, a real one: decoded, counted and encoded again", () => {
    const bytes =
      "0a1d0a0d18758d9903000000000000000f120c08b0858ac188f0a29314100010c1bd8ac188f0a2931418b0c5ecc6ebd8a393142001280a300a";
    const codec = new Codec("v1");
    const info = codec.decodeInfo("127.0.0.1:36490", Buffer.from(bytes, "hex"));
    expect([info.nodeId, info.hops, info.peerId, info.length]).toEqual([10, 1, 10, 57]);
    expect(nanosecondsSince1970(info.originStamp)).toBe(1_452_001_314_029_608_641n);
    expect(info.originStamp).toBeGreaterThan(info.value.time);
    expect(later(info.value.time, 3_600_000_000_000)).toBe(info.ttlStamp);
    expect(hex(info.value.bytes)).toBe(hex(encodeValue("127.0.0.1:36490", Buffer.from("000000000000000f", "hex"))));
    expect(hex(codec.encodeInfo(info))).toBe(bytes);
  });
});

describe("A.4 size formulas", () => {
  const stamps = (nodes: number) => stampsOf(Object.fromEntries(Array.from({ length: nodes }, (_, i) => [i + 1, i])));

  test.each([
    [3, 50],
    [9, 134],
    [27, 386],
    [64, 904],
    [128, 1801],
    [256, 3721],
    [400, 5881],
  ])("an acknowledgement of %i nodes has %i bytes", (nodes, length) => {
    expect(makeResponse({ kind: "response-ack", nodeId: 1, stamps: stamps(nodes) }).length).toBe(length);
  });

  test.each([
    [27, 422],
    [128, 1837],
    [400, 5917],
  ])("a Request of %i nodes without infos has %i bytes", (nodes, length) => {
    const identity = { address, clusterId: zero };
    const request = makeRequest({ kind: "request-first", nodeId: 1, identity, stamps: stamps(nodes), delta: [] });
    expect(request.length).toBe(length);
  });
});

describe.each(["v1", "v2"] as const)("any message of dialect %s", (dialect) => {
  const codec = new Codec(dialect);

  test("a Request has as many bytes as counted, and comes back as it was", () => {
    fc.assert(
      fc.property(arbitraryRequest(dialect), (request) => {
        const encoded = codec.encodeRequest(request);
        expect(encoded.length).toBe(request.length);
        const { infos, stamps, identity, envelope } = request.lengths;
        expect(infos + stamps + identity + envelope).toBe(request.length);
        const decoded = codec.decodeRequest(encoded, request.kind);
        expect(plainRequest(decoded)).toEqual(plainRequest(request));
        expect([decoded.length, decoded.lengths]).toEqual([request.length, request.lengths]);
      }),
      { numRuns: 200 },
    );
  });

  test("so does a Response", () => {
    fc.assert(
      fc.property(arbitraryResponse(dialect), (response) => {
        const encoded = codec.encodeResponse(response);
        expect(encoded.length).toBe(response.length);
        const { infos, stamps, identity, envelope } = response.lengths;
        expect(infos + stamps + identity + envelope).toBe(response.length);
        const decoded = codec.decodeResponse(encoded, response.kind);
        expect(plainResponse(decoded)).toEqual(plainResponse(response));
        expect([decoded.length, decoded.lengths]).toEqual([response.length, response.lengths]);
      }),
      { numRuns: 200 },
    );
  });

  test("so does an Info, after any number of relays", () => {
    fc.assert(
      fc.property(arbitraryInfo(dialect), fc.array(arbitraryNodeId, { maxLength: 3 }), (origin, relays) => {
        const info = relays.reduce((relayed, peerId) => relayed.relayed(peerId), origin);
        expect(info.hops).toBe(Math.min(origin.hops + relays.length, 2 ** 32 - 1));
        const encoded = codec.encodeInfo(info);
        expect(encoded.length).toBe(info.length);
        expect(plainInfo(codec.decodeInfo(info.key, encoded))).toEqual(plainInfo(info));
      }),
      { numRuns: 200 },
    );
  });
});

describe.each(["v1", "v2"] as const)("dialect %s, field by field (A.1)", (dialect) => {
  const codec = new Codec(dialect);
  const numbers = (bytes: Uint8Array) => fieldsOf(bytes).map(({ number }) => number);
  const times = <T>(count: number, item: T) => Array.from({ length: count }, () => item);

  /** Entries have key and value even when these are 0 or empty, and are in the order of the keys. */
  const checkStamps = (entries: readonly Uint8Array[]) => {
    for (const entry of entries) expect(numbers(entry)).toEqual([1, 2]);
    const ids = entries.map((entry) => BigInt.asIntN(32, fieldsOf(entry)[0]!.value as bigint));
    expect(ids).toEqual([...ids].sort((a, b) => Number(a - b)));
  };

  const checkDelta = (entries: readonly Uint8Array[], delta: readonly Info[]) => {
    for (const entry of entries) expect(numbers(entry)).toEqual([1, 2]);
    const keys = entries.map((entry) => Buffer.from(fieldsOf(entry)[0]!.value as Uint8Array));
    expect(keys).toEqual([...keys].sort(Buffer.compare));
    for (const [index, entry] of entries.entries()) checkInfo(fieldsOf(entry)[1]!.value as Uint8Array, delta[index]!);
  };

  const checkInfo = (bytes: Uint8Array, { value, originStamp, ttlStamp, hops, nodeId, peerId }: Info) => {
    const integers = [originStamp !== unset, ttlStamp !== unset, hops !== 0, nodeId !== 0, peerId !== 0];
    expect(numbers(bytes)).toEqual([1, ...[2, 3, 4, 5, 6].filter((_, index) => integers[index])]);
    const written = fieldsOf(bytes)[0]!.value as Uint8Array;
    expect(numbers(written)).toEqual(value.bytes.length > 0 || dialect === "v1" ? [1, 2] : [2]);
    const timestamp = fieldsOf(written).at(-1)!.value as Uint8Array;
    expect(numbers(timestamp)).toEqual(dialect === "v1" ? [1, 2] : value.time === unset ? [] : [1]);
  };

  const payloads = (bytes: Uint8Array, wanted: number) =>
    fieldsOf(bytes)
      .filter(({ number }) => number === wanted)
      .map(({ value }) => value as Uint8Array);

  test("a Request", () => {
    fc.assert(
      fc.property(arbitraryRequest(dialect), (request) => {
        const bytes = codec.encodeRequest(request);
        const { nodeId, identity, stamps, delta } = request;
        expect(numbers(bytes)).toEqual([
          ...(nodeId === 0 ? [] : [1]),
          ...(identity === null ? [] : [2]),
          ...times(stamps.count, 3),
          ...times(delta.length, 4),
          ...(identity === null ? [] : [5]),
        ]);
        for (const written of payloads(bytes, 2)) expect(numbers(written)).toEqual([1, 2]);
        for (const written of payloads(bytes, 5)) expect(hex(written)).toBe(hex(identity!.clusterId));
        checkStamps(payloads(bytes, 3));
        checkDelta(payloads(bytes, 4), delta);
      }),
    );
  });

  test("a Response", () => {
    fc.assert(
      fc.property(arbitraryResponse(dialect), (response) => {
        const bytes = codec.encodeResponse(response);
        const { nodeId, alternate, stamps, delta } = response;
        expect(numbers(bytes)).toEqual([
          ...(nodeId === 0 ? [] : [1]),
          2,
          ...(alternate === null ? [] : [3]),
          ...(alternate === null || alternate.nodeId === 0 ? [] : [4]),
          ...times(delta.length, 5),
          ...times(stamps.count, 6),
        ]);
        expect(payloads(bytes, 2).map(hex)).toEqual(["0a001200"]);
        for (const written of payloads(bytes, 3)) expect(numbers(written)).toEqual([1, 2]);
        checkDelta(payloads(bytes, 5), delta);
        checkStamps(payloads(bytes, 6));
      }),
    );
  });
});
