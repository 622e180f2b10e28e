import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { descriptor } from "../../src/gossip/proto.generated.ts";
import { fromInt64, type Int64, lookupMessage, type MessageName, toInt64 } from "../../src/gossip/proto.ts";

const w = 1_530_000_000_000_000_000n;
const clusterId = "00112233445566778899aabbccddeeff";
const noAddress = { network_field: "", address_field: "" };
const addressA = tcp(26257);

describe("generated file", () => {
  test("is what proto/ says now", () => {
    const script = fileURLToPath(new URL("../../scripts/generate-proto.mjs", import.meta.url));
    const check = spawnSync(process.execPath, [script, "--check"], { encoding: "utf8" });
    expect(check.stderr).toBe("");
    expect(check.status).toBe(0);
  });

  test("describes the service: a stream each way", () => {
    const { Gossip } = descriptor.nested.cockroach.nested.gossip.nested;
    expect(Gossip.methods.Gossip).toEqual({
      requestType: "Request",
      requestStream: true,
      responseType: "Response",
      responseStream: true,
    });
  });
});

describe("A.1 field numbers and presence, by the golden vectors of A.3", () => {
  const sentinelAtOrigin = info(`982b63bc03${clusterId}`, { ttl_stamp: toInt64(w + 4_500_000_000n), node_id: 1 });
  const vectors: { name: string; type: MessageName; message: object; encoded: string }[] = [
    {
      name: "G1",
      type: "cockroach.gossip.Request",
      message: { node_id: 1, addr: addressA, cluster_id: new Uint8Array(16) },
      encoded: "080112160a03746370120f3132372e302e302e313a32363235372a1000000000000000000000000000000000",
    },
    {
      name: "G2",
      type: "cockroach.gossip.Request",
      message: { node_id: 0, addr: noAddress, cluster_id: new Uint8Array(16) },
      encoded: "12040a0012002a1000000000000000000000000000000000",
    },
    {
      name: "G3",
      type: "cockroach.gossip.Request",
      message: {
        node_id: 1,
        addr: addressA,
        high_water_stamps: { 2: toInt64(w + 2000n), 1: toInt64(w + 1n) },
        cluster_id: bytes(clusterId),
      },
      encoded:
        "080112160a03746370120f3132372e302e302e313a32363235371a0c0801108180e4d2ccdce99d151a0c080210d08fe4d2ccdce99d152a1000112233445566778899aabbccddeeff",
    },
    {
      name: "G4",
      type: "cockroach.gossip.Response",
      message: { node_id: 2, addr: noAddress },
      encoded: "080212040a001200",
    },
    {
      name: "G6",
      type: "cockroach.gossip.Response",
      message: { node_id: 2, addr: noAddress, alternate_addr: tcp(26259), alternate_node_id: 3 },
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
  ];

  test.each(vectors)("$name", ({ type, message, encoded }) => {
    expect(hex(lookupMessage(type).encode(message).finish())).toBe(encoded);
  });

  test("G19 comes apart and together again", () => {
    const g19 =
      "0a1d0a0d18758d9903000000000000000f120c08b0858ac188f0a29314100010c1bd8ac188f0a2931418b0c5ecc6ebd8a393142001280a300a";
    const type = lookupMessage("cockroach.gossip.Info");
    const message = type.decode(bytes(g19)) as unknown as Record<string, unknown>;
    expect(message).toMatchObject({ hops: 1, node_id: 10, peer_id: 10 });
    expect(fromInt64(message.ttl_stamp as Int64) - fromInt64(message.orig_stamp as Int64)).toBeGreaterThan(0n);
    expect(hex(type.encode(message).finish())).toBe(g19);
  });

  test("A.4: a liveness record has 18 bytes", () => {
    const message = {
      node_id: 1,
      epoch: toInt64(2n),
      expiration: { wall_time: toInt64(w), logical: 0 },
      draining: false,
      decommissioning: false,
    };
    const encoded = lookupMessage("cockroach.storage.Liveness").encode(message).finish();
    expect(encoded.length).toBe(18);
    expect(hex(encoded)).toBe("080110021a0c088080e4d2ccdce99d151000");
  });

  function info(rawBytes: string, rest: { ttl_stamp: Int64; node_id: number }) {
    const value = { raw_bytes: bytes(rawBytes), timestamp: { wall_time: toInt64(w) } };
    return { value, orig_stamp: toInt64(w + 1n), ...rest };
  }
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

function tcp(port: number) {
  return { network_field: "tcp", address_field: `127.0.0.1:${port}` };
}

function bytes(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
