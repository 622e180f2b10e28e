import { describe, expect, test } from "vitest";
import { decodeNodeDescriptor, encodeNodeDescriptor, type NodeDescriptor } from "../../src/gossip/descriptors.ts";
import fc from "../property.ts";

const plain: NodeDescriptor = {
  nodeId: 1,
  address: "127.0.0.1:26257",
  attrs: [],
  locality: [],
  serverVersion: { major: 0, minor: 0, patch: 0, unstable: 0 },
  buildTag: "",
  startedAt: 0n,
  localityAddresses: [],
};

const full: NodeDescriptor = {
  nodeId: 300,
  address: "node-300.example.com:26257",
  attrs: ["ssd", "fast"],
  locality: [
    { key: "region", value: "east" },
    { key: "zone", value: "" },
  ],
  serverVersion: { major: 2, minor: 1, patch: 0, unstable: 3 },
  buildTag: "v2.1.0",
  startedAt: 1_530_000_000_000_000_000n,
  localityAddresses: [{ address: "10.0.0.1:26257", tier: { key: "region", value: "east" } }],
};

const empty: NodeDescriptor = { ...plain, nodeId: 0, address: "" };

describe("A.1 node descriptor", () => {
  const g11 = "080112160a03746370120f3132372e302e302e313a32363235371a0022002a080800100018002000";

  test("G11: version 2.0 and older", () => {
    expect(hex(encodeNodeDescriptor(plain, "2.0"))).toBe(g11);
    expect(decodeNodeDescriptor(bytes(g11))).toEqual(plain);
  });

  test("G12: version 2.1", () => {
    expect(hex(encodeNodeDescriptor(plain, "2.1"))).toBe(`${g11}32003800`);
    expect(decodeNodeDescriptor(bytes(`${g11}32003800`))).toEqual(plain);
  });

  test("every field is at its place", () => {
    const base = [
      "08ac02",
      `1221${"0a03746370"}121a${text("node-300.example.com:26257")}`,
      `1a0b0a03${text("ssd")}0a04${text("fast")}`,
      `221a0a0e0a06${text("region")}1204${text("east")}0a080a04${text("zone")}1200`,
      "2a080802100118002003",
    ].join("");
    const added = [
      `3206${text("v2.1.0")}`,
      "388080e4d2ccdce99d15",
      `42270a150a03746370120e${text("10.0.0.1:26257")}120e0a06${text("region")}1204${text("east")}`,
    ].join("");
    expect(hex(encodeNodeDescriptor(full, "2.0"))).toBe(base);
    expect(hex(encodeNodeDescriptor(full, "2.1"))).toBe(base + added);
    expect(decodeNodeDescriptor(bytes(base + added))).toEqual(full);
  });

  test("A.4: a realistic descriptor has 90 bytes in version 2.0 and 108 in 2.1", () => {
    const realistic: NodeDescriptor = {
      ...plain,
      address: "ip-172-31-10-20.ec2:26257",
      locality: [
        { key: "region", value: "us-east1" },
        { key: "zone", value: "us-east1-b" },
      ],
      serverVersion: { major: 2, minor: 1, patch: 0, unstable: 0 },
      buildTag: "v2.1.0",
      startedAt: 1_530_000_000_000_000_000n,
    };
    expect(encodeNodeDescriptor(realistic, "2.0").length).toBe(90);
    expect(encodeNodeDescriptor(realistic, "2.1").length).toBe(108);
  });

  test("the empty address names no network", () => {
    expect(hex(encodeNodeDescriptor(empty, "2.0"))).toBe("080012040a0012001a0022002a080800100018002000");
  });

  test("no bytes are the empty descriptor", () => {
    expect(decodeNodeDescriptor(new Uint8Array())).toEqual(empty);
  });

  test("messages that are not there count as empty, inside a locality address too", () => {
    expect(decodeNodeDescriptor(bytes("08014200"))).toEqual({
      ...empty,
      nodeId: 1,
      localityAddresses: [{ address: "", tier: { key: "", value: "" } }],
    });
  });

  test("a field of a later version is skipped", () => {
    expect(decodeNodeDescriptor(bytes(`${g11}4a0401020304`))).toEqual(plain);
  });

  test.each(["08", "0a", "12160a03", "08ffffffffffffffffffffff", `${g11}3205`])("%s is malformed", (malformed) => {
    expect(() => decodeNodeDescriptor(bytes(malformed))).toThrow(/^malformed cockroach.roachpb.NodeDescriptor: ./);
  });

  test("a start time of more than 64 bits is refused", () => {
    expect(() => encodeNodeDescriptor({ ...plain, startedAt: 2n ** 63n }, "2.1")).toThrow(RangeError);
  });

  test("the bytes are a plain array, the same on every platform", () => {
    expect(Object.getPrototypeOf(encodeNodeDescriptor(full, "2.1"))).toBe(Uint8Array.prototype);
  });

  test("any descriptor makes a round trip; version 2.0 loses what it does not know", () => {
    fc.assert(
      fc.property(anyDescriptor, (descriptor) => {
        expect(decodeNodeDescriptor(encodeNodeDescriptor(descriptor, "2.1"))).toEqual(descriptor);
        expect(decodeNodeDescriptor(encodeNodeDescriptor(descriptor, "2.0"))).toEqual({
          ...descriptor,
          buildTag: "",
          startedAt: 0n,
          localityAddresses: [],
        });
      }),
    );
  });
});

const anyText = fc.string({ unit: "grapheme" });
const anyInt32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anyTier = fc.record({ key: anyText, value: anyText }, { noNullPrototype: true });

const anyDescriptor: fc.Arbitrary<NodeDescriptor> = fc.record(
  {
    nodeId: anyInt32,
    address: anyText,
    attrs: fc.array(anyText),
    locality: fc.array(anyTier),
    serverVersion: fc.record(
      { major: anyInt32, minor: anyInt32, patch: anyInt32, unstable: anyInt32 },
      { noNullPrototype: true },
    ),
    buildTag: anyText,
    startedAt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    localityAddresses: fc.array(fc.record({ address: anyText, tier: anyTier }, { noNullPrototype: true })),
  },
  { noNullPrototype: true },
);

function bytes(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function hex(data: Uint8Array): string {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The hex digits of a text in ASCII. */
function text(ascii: string): string {
  return hex(Uint8Array.from(ascii, (character) => character.charCodeAt(0)));
}
