import protobuf from "protobufjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeValue } from "../../src/gossip/checksum.ts";
import { decodeNodeDescriptor, encodeNodeDescriptor } from "../../src/gossip/descriptors.ts";
import { StampList } from "../../src/gossip/high-water.ts";
import { Info } from "../../src/gossip/info.ts";
import { makeRequest, makeResponse, type Request } from "../../src/gossip/messages.ts";
import { WireError } from "../../src/gossip/proto.ts";
import { later, never, StampMap, stampOf, unset } from "../../src/gossip/stamp.ts";
import { Codec } from "../../src/gossip/wire.ts";
import fc from "../property.ts";
import {
  arbitraryKey,
  arbitraryRequest,
  arbitraryResponse,
  fieldsOf,
  objectNames,
  plainInfo,
  plainRequest,
  plainResponse,
} from "./messages-support.ts";
import { descriptor, info, madeAt, makeStore } from "./support.ts";

const codec = new Codec("v2");

/** What every object inherits must be the same after each test. */
const inherited = () => JSON.stringify(Reflect.ownKeys(Object.prototype).map(String));
let before = "";
beforeEach(() => {
  before = inherited();
});
afterEach(() => {
  expect(inherited()).toBe(before);
});

const decodeRequest = (bytes: Uint8Array) => codec.decodeRequest(bytes, "request-first");
const decodeResponse = (bytes: Uint8Array) => codec.decodeResponse(bytes, "response-first");

/** Is a WireError, or what is read can be written again in the bytes it counts and read again as it was. */
function checkRequest(bytes: Uint8Array): void {
  const request = orWireError(() => decodeRequest(bytes));
  if (request === null) return;
  const again = codec.encodeRequest(request);
  expect(again.length).toBe(request.length);
  expect(plainRequest(decodeRequest(again))).toEqual(plainRequest(request));
}

function checkResponse(bytes: Uint8Array): void {
  const response = orWireError(() => decodeResponse(bytes));
  if (response === null) return;
  const again = codec.encodeResponse(response);
  expect(again.length).toBe(response.length);
  expect(plainResponse(decodeResponse(again))).toEqual(plainResponse(response));
}

function checkInfo(bytes: Uint8Array): void {
  const decoded = orWireError(() => codec.decodeInfo("key", bytes));
  if (decoded === null) return;
  const again = codec.encodeInfo(decoded);
  expect(again.length).toBe(decoded.length);
  expect(plainInfo(codec.decodeInfo("key", again))).toEqual(plainInfo(decoded));
}

function checkDescriptor(bytes: Uint8Array): void {
  const decoded = orWireError(() => decodeNodeDescriptor(bytes));
  if (decoded === null) return;
  expect(decodeNodeDescriptor(encodeNodeDescriptor(decoded, "2.1"))).toEqual(decoded);
}

const checks = [checkRequest, checkResponse, checkInfo, checkDescriptor];

/** Null for a WireError; any other error is a defect. */
function orWireError<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    expect(error.message).toMatch(/^malformed cockroach\.[\w.]+: ./);
    return null;
  }
}

const stamps = new StampList(
  [
    [1, 5],
    [200, 2n ** 60n],
    [70_000, never],
  ],
  null,
);
const delta = [
  info({ key: "gossip-clients:2", value: madeAt("gossip-clients:2", "3,1,4", 7), nodeId: 2, hops: 3, peerId: 9 }),
  info({ key: "node:1", value: { bytes: encodeValue("node:1", descriptorBytes()), time: 3 } }),
  info({ key: "sentinel", value: madeAt("sentinel", "0123456789abcdef", 1) }),
];
const request = makeRequest({
  kind: "request-first",
  nodeId: 3,
  identity: { address: "127.0.0.1:26257", clusterId: new Uint8Array(16).fill(7) },
  stamps,
  delta,
});
const response = makeResponse({
  kind: "response-first",
  nodeId: 2,
  alternate: { address: "127.0.0.1:26258", nodeId: 4 },
  stamps,
  delta,
});

function descriptorBytes(): Uint8Array {
  const tier = { key: "region", value: "east" };
  const localityAddresses = [{ address: "10.0.0.1:26257", tier }];
  const parts = { attrs: ["ssd"], locality: [tier], localityAddresses, buildTag: "v2.1.0", startedAt: 2n ** 62n };
  return encodeNodeDescriptor({ ...descriptor(1, "host1:26257"), ...parts }, "2.1");
}

const samples: [string, Uint8Array, (bytes: Uint8Array) => void][] = [
  ["a Request", codec.encodeRequest(request), checkRequest],
  ["a Response", codec.encodeResponse(response), checkResponse],
  ["an Info", codec.encodeInfo(delta[1]!), checkInfo],
  ["a node descriptor", descriptorBytes(), checkDescriptor],
];

describe.each(samples)("%s", (_, whole, check) => {
  test("cut off anywhere", () => {
    for (let length = 0; length < whole.length; length++) check(whole.subarray(0, length));
  });

  test("with each bit turned over", () => {
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const bytes = Uint8Array.from(whole);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      check(bytes);
    }
  });

  test("with bytes changed, put in and taken out", () => {
    const edit = fc.record({ at: fc.nat(whole.length), removed: fc.nat(3), put: fc.uint8Array({ maxLength: 12 }) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const bytes = [...whole];
        for (const { at, removed, put } of edits) bytes.splice(at, removed, ...put);
        check(Uint8Array.from(bytes));
      }),
      { numRuns: 3000 },
    );
  });
});

test("bytes at random", () => {
  const bytes = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.array(arbitraryField(3), { maxLength: 6 }).map(joined));
  fc.assert(
    fc.property(bytes, (bytes) => {
      for (const check of checks) check(bytes);
    }),
    { numRuns: 5000 },
  );
});

test("some of those bytes are messages and some are not", () => {
  const count = (check: (bytes: Uint8Array) => unknown, bytes: readonly Uint8Array[]) =>
    bytes.filter((one) => orWireError(() => check(one)) !== null).length;
  const cut = Array.from(samples[0]![1], (_, length) => samples[0]![1].subarray(0, length));
  expect(count(decodeRequest, cut)).toBeGreaterThan(3);
  expect(count(decodeRequest, cut)).toBeLessThan(cut.length / 2);
  const random = fc.sample(fc.array(arbitraryField(3), { maxLength: 6 }).map(joined), { numRuns: 500, seed: 1 });
  expect(count(decodeRequest, random)).toBeGreaterThan(100);
  expect(count(decodeRequest, random)).toBeLessThan(400);
});

describe("what no message may be", () => {
  const malformed: [string, string][] = [
    ["a tag without its field", "08"],
    ["a length without its bytes", "12"],
    ["an address that goes on beyond the message", "120b0a03746370"],
    ["an entry that goes on beyond the message", "1a0c080110"],
    ["an entry of which the key goes on beyond it", "22040a056162632200"],
    ["a length of 2^31 - 1", "12ffffffff07"],
    ["a length of 2^32", "128080808010"],
    ["a length of 2^32 - 1", "12ffffffff0f"],
    ["a negative length", "12ffffffffffffffffff01"],
    ["a varint of eleven bytes", "08ffffffffffffffffffff01"],
    ["a varint without end", `08${"ff".repeat(100)}`],
    ["field number 0", "0000"],
    ["a tag of six bytes", "888080808000"],
    ["a tag beyond 32 bits", "88808080f00000"],
    ["wire type 6", "0e00"],
    ["wire type 7", "0f00"],
    ["the end of a group that did not begin", "7c"],
    ["a group without end", "7b"],
    ["a group with another one's end", "7b84017c"],
    ["a key that is no UTF-8", "22040a02c328"],
    ["a key cut off in a character", "22040a02e282"],
    ["a key of half a surrogate pair", "22050a03eda080"],
    ["a cluster id of 15 bytes", `2a0f${"11".repeat(15)}`],
    ["a cluster id of 17 bytes", `2a11${"11".repeat(17)}`],
  ];
  test.each(malformed)("%s is a WireError", (_, digits) => {
    expect(() => decodeRequest(fromHex(digits))).toThrow(WireError);
  });

  test("groups within groups without end are a WireError, not a stack that overflows", () => {
    const groups = (depth: number) => fromHex("7b".repeat(depth) + "7c".repeat(depth));
    expect(decodeRequest(groups(50)).delta).toEqual([]);
    for (const depth of [1000, 1_000_000]) {
      const nested = groups(depth);
      expect(() => decodeRequest(nested)).toThrow(WireError);
      expect(() => decodeNodeDescriptor(nested)).toThrow(WireError);
    }
  });
});

describe("what protobuf allows", () => {
  /** `digits` is read as `fields` over the empty Request. */
  const reads = (digits: string, fields: Partial<Request>) => {
    const empty = makeRequest({
      kind: "request-first",
      nodeId: 0,
      identity: null,
      stamps: new StampList([], null),
      delta: [],
    });
    expect(plainRequest(decodeRequest(fromHex(digits)))).toEqual(plainRequest({ ...empty, ...fields }));
  };

  test("no bytes are the empty message", () => reads("", {}));

  test.each([
    ["a varint", "7801"],
    ["64 bits", "790102030405060708"],
    ["a length", "7a03010203"],
    ["32 bits", "7d01020304"],
    ["a group with a group in it", "7b8301080184017c"],
    ["a large number", "fa7f03010203"],
  ])("an unknown field is skipped: %s", (_, digits) => {
    reads(`0803${digits}`, { nodeId: 3 });
    reads(`${digits}0803`, { nodeId: 3 });
    expect(codec.decodeInfo("key", fromHex(`${digits}2803`)).nodeId).toBe(3);
    expect(decodeNodeDescriptor(fromHex(`${digits}0803`)).nodeId).toBe(3);
  });

  test.each([
    ["node id as bytes", "0a03010203"],
    ["node id in 64 bits", "090102030405060708"],
    ["address as a number", "1005"],
    ["stamps as a number", "1805"],
    ["infos in 32 bits", "2501020304"],
    ["cluster id as a number", "2805"],
    ["address as a group", "13080114"],
  ])("a field of another type is skipped as unknown: %s", (_, digits) => reads(digits, {}));

  test("of a field that comes twice the last counts", () => {
    reads("08030804", { nodeId: 4 });
    reads("08030800", { nodeId: 0 });
  });

  test("parts of a message that comes in two are put together", () => {
    const identity = { address: "b", clusterId: new Uint8Array(16) };
    reads("12080a037463701201611203120162", { identity });
  });

  test("an entry without its key or its value has 0 or nothing there", () => {
    reads("1a021005", { stamps: new StampList([[0, stampOf(5n)]], null) });
    reads("1a020805", { stamps: new StampList([[5, unset]], null) });
    reads("1a00", { stamps: new StampList([[0, unset]], null) });
    const nothing = Info.of(
      {
        key: "",
        value: { bytes: new Uint8Array(), time: unset },
        originStamp: unset,
        ttlStamp: unset,
        nodeId: 0,
        hops: 0,
        peerId: 0,
      },
      "v2",
    );
    reads("2200", { delta: [nothing] });
    reads("22030a0161", { delta: [named("a", nothing)] });
    reads("22021200", { delta: [nothing] });
  });

  test("of two entries with the same key the last counts, whole", () => {
    reads("1a04080510071a0408051003", { stamps: new StampList([[5, stampOf(3n)]], null) });
    const { delta } = decodeRequest(fromHex("22070a01611202200122070a016112022802"));
    expect(delta.map(({ key, hops, nodeId }) => [key, hops, nodeId])).toEqual([["a", 0, 2]]);
  });

  test("entries may come in any order and are read in that of their keys", () => {
    const ids = [70_000, 3, -1, 200, 1];
    const entries = ids.map((id) => delimited(3, join(varint(1, BigInt(id)), varint(2, 9n))));
    expect(
      decodeRequest(joined(entries))
        .stamps.entries()
        .map(([id]) => id),
    ).toEqual([-1, 1, 3, 200, 70_000]);
    const keys = ["b", "10", "\u{1f600}", "\u{ffff}", "9", "a"];
    const infos = keys.map((key) => delimited(4, delimited(1, Buffer.from(key))));
    expect(decodeRequest(joined(infos)).delta.map(({ key }) => key)).toEqual([
      "10",
      "9",
      "a",
      "b",
      "\u{ffff}",
      "\u{1f600}",
    ]);
  });

  test("a number that is too large keeps its last 32 bits", () => {
    expect(decodeRequest(varint(1, 2n ** 32n + 5n)).nodeId).toBe(5);
    expect(decodeRequest(varint(1, 2n ** 31n)).nodeId).toBe(-(2 ** 31));
    expect(decodeRequest(varint(1, -1n)).nodeId).toBe(-1);
    expect(codec.decodeInfo("a", varint(4, 2n ** 33n + 7n)).hops).toBe(7);
  });

  test("a varint may be longer than it need be", () => reads("0883808080808080808000", { nodeId: 3 }));

  test("an address or a cluster id may be missing", () => {
    reads(`2a10${"11".repeat(16)}`, { identity: { address: "", clusterId: new Uint8Array(16).fill(0x11) } });
    reads("1200", { identity: { address: "", clusterId: new Uint8Array(16) } });
  });
});

describe("keys that name what every object has", () => {
  test.each(objectNames)("%s travels like any other", (key) => {
    const one = named(key, delta[2]!);
    const encoded = codec.encodeResponse(makeResponse({ kind: "response-delta", nodeId: 1, delta: [one] }));
    const decoded = decodeResponse(encoded);
    expect(decoded.delta.map(plainInfo)).toEqual([plainInfo(one)]);
    expect(codec.encodeResponse(decoded)).toEqual(encoded);
  });

  test("together, and beside others, in either direction", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.oneof(arbitraryKey, fc.constantFrom(...objectNames)), { maxLength: 12 }),
        (keys) => {
          const entries = keys.map((key) =>
            delimited(5, join(delimited(1, Buffer.from(key)), delimited(2, varint(5, 8n)))),
          );
          const decoded = decodeResponse(joined(entries));
          expect(decoded.delta.map(({ key }) => key).sort()).toEqual([...keys].sort());
          expect(decoded.delta.every(({ nodeId }) => nodeId === 8)).toBe(true);
          expect(fieldsOf(codec.encodeResponse(decoded)).filter(({ number }) => number === 5)).toHaveLength(
            keys.length,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("arbitrary messages with a piece of another in their middle", () => {
  const piece = (bytes: Uint8Array, from: number, to: number) =>
    bytes.subarray(Math.min(from, to) % (bytes.length + 1), Math.max(from, to) % (bytes.length + 1));
  const either = fc.oneof(
    arbitraryRequest("v2").map((message) => codec.encodeRequest(message)),
    arbitraryResponse("v2").map((message) => codec.encodeResponse(message)),
  );
  fc.assert(
    fc.property(either, either, fc.nat(), fc.nat(), fc.nat(), (host, other, at, from, to) => {
      const split = at % (host.length + 1);
      const bytes = join(host.subarray(0, split), piece(other, from, to), host.subarray(split));
      checkRequest(bytes);
      checkResponse(bytes);
    }),
    { numRuns: 1000 },
  );
});

describe("a million entries", () => {
  const few = 100_000;
  const many = 10 * few;
  /** Entries of the two forms, one after another; `step` lies between the ids. */
  const stampBytes = (count: number, step: number) => {
    const writer = new protobuf.Writer();
    for (let i = 1; i <= count; i++) {
      writer
        .uint32(26)
        .fork()
        .uint32(8)
        .int32(i * step)
        .uint32(16)
        .int64(i)
        .ldelim();
    }
    return writer.finish();
  };
  const infoBytes = (count: number) => {
    const writer = new protobuf.Writer();
    for (let i = 1; i <= count; i++) {
      writer.uint32(34).fork().uint32(10).string(`key ${i}`).uint32(18).bytes(Uint8Array.of(40, 1)).ldelim();
    }
    return writer.finish();
  };
  const kinds: [string, (count: number) => Uint8Array, (request: Request) => number][] = [
    ["stamps", (count) => stampBytes(count, 1), ({ stamps }) => stamps.count],
    ["stamps of ids far apart", (count) => stampBytes(count, 2003), ({ stamps }) => stamps.count],
    ["stamps of negative ids", (count) => stampBytes(count, -2003), ({ stamps }) => stamps.count],
    ["infos", infoBytes, ({ delta }) => delta.length],
  ];

  test.each(kinds)(
    "%s: all are read, each about as fast as of a tenth of them",
    (_, make, count) => {
      /** Processor time, the least of some runs: others may be using the machine. */
      const cost = (entries: number, runs: number) => {
        const bytes = make(entries);
        let least = Number.POSITIVE_INFINITY;
        for (let run = 0; run < runs; run++) {
          const before = process.cpuUsage();
          expect(count(decodeRequest(bytes))).toBe(entries);
          const { user, system } = process.cpuUsage(before);
          least = Math.min(least, user + system);
        }
        return least;
      };
      // Ten times as many take 10 times as long when it is linear, and 100 times when it is quadratic.
      expect(cost(many, 1) / cost(few, 2)).toBeLessThan(35);
    },
    300_000,
  );

  test("stamps can be taken in and listed", () => {
    const map = new StampMap();
    decodeRequest(stampBytes(many, 2003)).stamps.mergeInto(map, null);
    expect(map.entries().length).toBe(many);
  }, 300_000);
});

test("what is kept of a message does not hold on to the message", () => {
  const bytes = codec.encodeRequest(request);
  const decoded = decodeRequest(bytes);
  const original = plainRequest(decoded);
  bytes.fill(0);
  expect(plainRequest(decoded)).toEqual(original);
  for (const { value } of decoded.delta) expect(value.bytes.buffer.byteLength).toBe(value.bytes.length);
});

describe("a well-formed message of a liar", () => {
  test("may name any number of hops (S9)", () => {
    const { store } = makeStore();
    const far = (id: number, hops: number) => info({ key: `node:${id}`, nodeId: id, hops });
    const most = 2 ** 32 - 1;
    expect(store.combine([far(2, most), far(3, most - 1), far(4, 2)], 9)).toBe(3);
    expect(store.mostHops).toBeGreaterThanOrEqual(most);
    expect(store.mostDistant((id) => id === 2)).toEqual({ nodeId: 3, hops: most });
    // Others say how far it really is.
    expect(store.combine([far(2, 0), far(3, 0)], 8)).toBe(2);
    expect(store.mostHops).toBe(3);
  });

  test("may set its victim's clock almost to the end, and new infos go on from there (C2, S5)", () => {
    const { store } = makeStore();
    const stamp = stampOf(2n ** 63n - 100n);
    store.combine([info({ key: "a", nodeId: 1, originStamp: stamp })], 9);
    const next = store.newInfo("b", new Uint8Array(), 1_000_000_000);
    expect(next.value.time).toBe(later(stamp, 1));
    expect(next.ttlStamp).toBe(never);
    expect(store.add(next)).toBe(true);
    const known = new StampMap();
    known.ratchet(1, stamp);
    const [sent] = store.delta(known);
    expect(sent!.key).toBe("b");
    const travelled = decodeResponse(
      codec.encodeResponse(makeResponse({ kind: "response-delta", nodeId: 1, delta: [sent!] })),
    );
    expect(travelled.delta.map(plainInfo)).toEqual([plainInfo(sent!)]);
    expect(travelled.delta[0]!.originStamp > stamp).toBe(true);
  });

  test("may stamp before 1970: such infos are older than no stamp, stored and never sent on (S2, S8)", () => {
    const { store } = makeStore();
    expect(store.combine([info({ key: "a", nodeId: 7, originStamp: stampOf(-5n) })], 9)).toBe(1);
    expect(store.highWater.get(7)).toBe(unset);
    expect(store.delta(new StampMap())).toEqual([]);
  });
});

const fromHex = (digits: string) => Uint8Array.from(Buffer.from(digits, "hex"));
const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));
const join = (...parts: Uint8Array[]) => joined(parts);
const varint = (number: number, value: bigint) =>
  new protobuf.Writer()
    .uint32(number << 3)
    .int64({ low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned: false })
    .finish();
const delimited = (number: number, bytes: Uint8Array) =>
  new protobuf.Writer()
    .uint32((number << 3) | 2)
    .bytes(bytes)
    .finish();

function named(key: string, { value, originStamp, ttlStamp, nodeId, hops, peerId }: Info): Info {
  return Info.of({ key, value, originStamp, ttlStamp, nodeId, hops, peerId }, "v2");
}

/** A field that may be one of the messages': any number, type and content, well-formed. */
function arbitraryField(depth: number): fc.Arbitrary<Uint8Array> {
  const number = fc.oneof({ weight: 9, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.integer({ min: 9, max: 3000 }));
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc.string({ unit: "binary", maxLength: 10 }).map((text) => Buffer.from(text)),
    ...(depth === 0 ? [] : [fc.array(arbitraryField(depth - 1), { maxLength: 4 }).map(joined)]),
  );
  return fc.oneof(
    fc
      .tuple(number, fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))
      .map(([number, value]) => varint(number, value)),
    { weight: 3, arbitrary: fc.tuple(number, content).map(([number, bytes]) => delimited(number, bytes)) },
  );
}
