import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Dialect } from "../../src/gossip/info.ts";
import { descriptor as generated } from "../../src/gossip/proto.generated.ts";
import {
  decodeMessage,
  fromInt64,
  type Int64,
  lookupMessage,
  type MessageName,
  toInt64,
} from "../../src/gossip/proto.ts";
import { Codec } from "../../src/gossip/wire.ts";
import fc from "../property.ts";
import { arbitraryRequest, arbitraryResponse } from "./messages-support.ts";

const w = 1_530_000_000_000_000_000n;
const clusterId = "00112233445566778899aabbccddeeff";
const noAddress = { network_field: "", address_field: "" };
const addressA = tcp(26257);
const empty = { high_water_stamps: {}, delta: {} };
const g11 = "080112160a03746370120f3132372e302e302e313a32363235371a0022002a080800100018002000";
const descriptor = {
  node_id: 1,
  address: addressA,
  attrs: { attrs: [] },
  locality: { tiers: [] },
  ServerVersion: { major_val: 0, minor_val: 0, patch: 0, unstable: 0 },
  locality_address: [],
};
const sentinelAtOrigin = info(`982b63bc03${clusterId}`, { ttl_stamp: toInt64(w + 4_500_000_000n), node_id: 1 });

/**
 * The messages of A.3 with all their fields, empty lists and maps included though these take no bytes. G7, G13 and G15 are no messages but
 * values: see checksum.test.ts.
 */
const goldenVectors: readonly { name: string; type: MessageName; message: object; encoded: string }[] = [
  {
    name: "G1",
    type: "cockroach.gossip.Request",
    message: { node_id: 1, addr: addressA, ...empty, cluster_id: new Uint8Array(16) },
    encoded: "080112160a03746370120f3132372e302e302e313a32363235372a1000000000000000000000000000000000",
  },
  {
    name: "G2",
    type: "cockroach.gossip.Request",
    message: { addr: noAddress, ...empty, cluster_id: new Uint8Array(16) },
    encoded: "12040a0012002a1000000000000000000000000000000000",
  },
  {
    name: "G3",
    type: "cockroach.gossip.Request",
    message: {
      node_id: 1,
      addr: addressA,
      high_water_stamps: { 2: toInt64(w + 2000n), 1: toInt64(w + 1n) },
      delta: {},
      cluster_id: bytes(clusterId),
    },
    encoded:
      "080112160a03746370120f3132372e302e302e313a32363235371a0c0801108180e4d2ccdce99d151a0c080210d08fe4d2ccdce99d152a1000112233445566778899aabbccddeeff",
  },
  {
    name: "G4",
    type: "cockroach.gossip.Response",
    message: { node_id: 2, ...empty, addr: noAddress },
    encoded: "080212040a001200",
  },
  {
    name: "G6",
    type: "cockroach.gossip.Response",
    message: { node_id: 2, ...empty, addr: noAddress, alternate_addr: tcp(26259), alternate_node_id: 3 },
    encoded: "080212040a0012001a160a03746370120f3132372e302e302e313a32363235392003",
  },
  {
    name: "G8",
    type: "cockroach.gossip.Info",
    message: sentinelAtOrigin,
    encoded:
      "0a230a15982b63bc0300112233445566778899aabbccddeeff120a088080e4d2ccdce99d15108180e4d2ccdce99d1518809ac6b4dddce99d152801",
  },
  {
    name: "G9",
    type: "cockroach.gossip.Info",
    message: { ...sentinelAtOrigin, hops: 1, peer_id: 1 },
    encoded:
      "0a230a15982b63bc0300112233445566778899aabbccddeeff120a088080e4d2ccdce99d15108180e4d2ccdce99d1518809ac6b4dddce99d15200128013001",
  },
  {
    name: "G9v1",
    type: "cockroach.gossip.Info",
    message: {
      ...sentinelAtOrigin,
      value: { ...sentinelAtOrigin.value, timestamp: { wall_time: toInt64(w), logical: 0 } },
      hops: 1,
      peer_id: 1,
    },
    encoded:
      "0a250a15982b63bc0300112233445566778899aabbccddeeff120c088080e4d2ccdce99d151000108180e4d2ccdce99d1518809ac6b4dddce99d15200128013001",
  },
  {
    name: "G16",
    type: "cockroach.gossip.Info",
    message: info(`7c3c300b03${clusterId}`, { ttl_stamp: toInt64(2n ** 63n - 1n), node_id: 1 }),
    encoded:
      "0a230a157c3c300b0300112233445566778899aabbccddeeff120a088080e4d2ccdce99d15108180e4d2ccdce99d1518ffffffffffffffff7f2801",
  },
  {
    name: "G17",
    type: "cockroach.gossip.Info",
    message: info("1a1919d403332c312c34", { ttl_stamp: toInt64(w + 4_000_000_000n), node_id: 2 }),
    encoded: "0a180a0a1a1919d403332c312c34120a088080e4d2ccdce99d15108180e4d2ccdce99d151880d090c6dbdce99d152802",
  },
  {
    name: "G18",
    type: "cockroach.gossip.BootstrapInfo",
    message: { addresses: [addressA, tcp(26258)], timestamp: {} },
    encoded: "0a160a03746370120f3132372e302e302e313a32363235370a160a03746370120f3132372e302e302e313a32363235381200",
  },
  {
    name: "G18 in the dialect of v1.x",
    type: "cockroach.gossip.BootstrapInfo",
    message: { addresses: [addressA, tcp(26258)], timestamp: { wall_time: toInt64(0n), logical: 0 } },
    encoded:
      "0a160a03746370120f3132372e302e302e313a32363235370a160a03746370120f3132372e302e302e313a3236323538120408001000",
  },
  {
    name: "G11",
    type: "cockroach.roachpb.NodeDescriptor",
    message: descriptor,
    encoded: g11,
  },
  {
    name: "G12",
    type: "cockroach.roachpb.NodeDescriptor",
    message: { ...descriptor, build_tag: "", started_at: toInt64(0n) },
    encoded: `${g11}32003800`,
  },
  {
    name: "G19, from issue #3608",
    type: "cockroach.gossip.Info",
    message: {
      value: {
        raw_bytes: bytes("18758d9903000000000000000f"),
        timestamp: { wall_time: toInt64(1_452_001_314_029_601_456n), logical: 0 },
      },
      orig_stamp: toInt64(1_452_001_314_029_608_641n),
      ttl_stamp: toInt64(1_452_004_914_029_601_456n),
      hops: 1,
      node_id: 10,
      peer_id: 10,
    },
    encoded:
      "0a1d0a0d18758d9903000000000000000f120c08b0858ac188f0a29314100010c1bd8ac188f0a2931418b0c5ecc6ebd8a393142001280a300a",
  },
  {
    name: "the liveness record of 18 bytes in A.4",
    type: "cockroach.storage.Liveness",
    message: { node_id: 1, epoch: toInt64(2n), expiration: { wall_time: toInt64(w), logical: 0 } },
    encoded: "080110021a0c088080e4d2ccdce99d151000",
  },
];

describe("generated file", () => {
  test("is what proto/ says now", () => {
    const script = fileURLToPath(new URL("../../scripts/generate-proto.mjs", import.meta.url));
    const check = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    expect(check.stderr).toBe("");
    expect(check.status).toBe(0);
  });

  test("describes the service: a stream each way", () => {
    const { Gossip } = generated.nested.cockroach.nested.gossip.nested;
    expect(Gossip.methods.Gossip).toEqual({
      requestType: "Request",
      requestStream: true,
      responseType: "Response",
      responseStream: true,
    });
  });
});

describe("A.1 field numbers and presence, by the golden vectors of A.3", () => {
  test.each(goldenVectors)("$name is encoded to the byte", ({ type, message, encoded }) => {
    expect(hex(lookupMessage(type).encode(message).finish())).toBe(encoded);
  });

  test.each(goldenVectors)("$name is decoded to the same fields", ({ type, message, encoded }) => {
    expect(plain(decodeMessage(type, Buffer.from(encoded, "hex")))).toEqual(plain(message));
  });
});

describe("64-bit integers", () => {
  test("make a round trip through the wire", () => {
    const type = lookupMessage("cockroach.util.hlc.Timestamp");
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (value) => {
        expect(fromInt64(toInt64(value))).toBe(value);
        const decoded = type.decode(type.encode({ wall_time: toInt64(value) }).finish());
        expect(fromInt64((decoded as unknown as { wall_time: Int64 }).wall_time)).toBe(value);
      }),
    );
  });

  test.each([2n ** 63n, -(2n ** 63n) - 1n])("%s does not fit", (value) => {
    expect(() => toInt64(value)).toThrow(RangeError);
  });
});

/** The compiler of protobuf itself, as a second opinion on proto/ and on the bytes. */
const isThere = spawnSync("protoc", ["--version"]).status === 0;
/** Continuous integration installs it, and fails without. */
const isWanted = isThere || Boolean(process.env.CI);
const title = isWanted ? "protoc" : "protoc (skipped: it is not on the PATH; Debian's package is protobuf-compiler)";

const folder = fileURLToPath(new URL("../../proto/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".proto"));

function protoc(options: readonly string[], input: Uint8Array | string = ""): Buffer {
  const { error, status, stdout, stderr } = spawnSync("protoc", [`--proto_path=${folder}`, ...options, ...files], {
    input,
  });
  if (error) throw error;
  expect(stderr.toString()).toBe("");
  expect(status).toBe(0);
  return stdout;
}

/** Bytes to protobuf's text format. */
const decode = (type: MessageName, bytes: Uint8Array) => protoc([`--decode=${type}`], bytes).toString();

/** And back; entries of maps in the order of their keys. */
const encode = (type: MessageName, text: string) => protoc([`--encode=${type}`, "--deterministic_output"], text);

/** In the text a field has its name, or its number when proto/ does not know it. */
const unknownField = /^\s*\d/m;

describe.skipIf(!isWanted)(title, () => {
  test("compiles all of proto/ without a warning", () => {
    expect(files.length).toBeGreaterThan(4);
    expect(protoc(["--descriptor_set_out=/dev/null", "--include_imports"]).length).toBe(0);
  });

  test.each(goldenVectors)("reads $name and writes the same bytes", ({ type, encoded }) => {
    const text = decode(type, Buffer.from(encoded, "hex"));
    expect(text).not.toMatch(unknownField);
    expect(hex(encode(type, text))).toBe(encoded);
  });

  test("finds in G3 and G16 what the specification says", () => {
    const text = (wanted: string) => {
      const { type, encoded } = goldenVectors.find(({ name }) => name === wanted)!;
      return decode(type, Buffer.from(encoded, "hex")).split(/\s+/).join(" ");
    };
    expect(text("G3")).toBe(
      [
        'node_id: 1 addr { network_field: "tcp" address_field: "127.0.0.1:26257" }',
        "high_water_stamps { key: 1 value: 1530000000000000001 }",
        "high_water_stamps { key: 2 value: 1530000000000002000 }",
        'cluster_id: "\\000\\021\\"3DUfw\\210\\231\\252\\273\\314\\335\\356\\377" ',
      ].join(" "),
    );
    expect(text("G16")).toContain("ttl_stamp: 9223372036854775807 node_id: 1 ");
  });

  test.each(["v1", "v2"] satisfies Dialect[])(
    "reads arbitrary messages of dialect %s and writes the same bytes",
    (dialect) => {
      const codec = new Codec(dialect);
      const check = (type: MessageName, bytes: Uint8Array) => {
        const text = decode(type, bytes);
        expect(text).not.toMatch(unknownField);
        expect(hex(encode(type, text))).toBe(hex(bytes));
      };
      fc.assert(
        fc.property(arbitraryRequest(dialect), arbitraryResponse(dialect), (request, response) => {
          check("cockroach.gossip.Request", codec.encodeRequest(request));
          check("cockroach.gossip.Response", codec.encodeResponse(response));
        }),
        { numRuns: 15 },
      );
    },
  );
});

/** What stands in a message, without defaults: bytes as digits, 64-bit numbers as bigints. */
function plain(part: unknown): unknown {
  if (typeof part !== "object" || part === null) return part;
  if (part instanceof Uint8Array) return hex(part);
  if (Array.isArray(part)) return part.map(plain);
  if ("unsigned" in part) return fromInt64(part as Int64);
  return Object.fromEntries(Object.entries(part).map(([name, field]) => [name, plain(field)]));
}

function hex(data: Uint8Array): string {
  return Buffer.from(data).toString("hex");
}

function info(rawBytes: string, rest: { ttl_stamp: Int64; node_id: number }) {
  const value = { raw_bytes: bytes(rawBytes), timestamp: { wall_time: toInt64(w) } };
  return { value, orig_stamp: toInt64(w + 1n), ...rest };
}

function tcp(port: number) {
  return { network_field: "tcp", address_field: `127.0.0.1:${port}` };
}

function bytes(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits, "hex"));
}
