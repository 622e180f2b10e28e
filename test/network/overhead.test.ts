import { describe, expect, test } from "vitest";
import type { Counted } from "../../src/network/overhead.ts";
import { framedSnappyLength } from "../../src/network/snappy.ts";
import { NetworkWorld, second } from "./support.ts";

/** Bytes by component of one conversation; what is counted cannot be felt. */
function conversation(kind: Counted["kind"], counted: Omit<Counted, "kind"> = {}) {
  const world = new NetworkWorld({ transport: kind, counted });
  const [near, far] = world.connected(1, 2);
  near.stream.send("question", 3000);
  world.pass(second);
  far.stream.send("answer", 200);
  world.pass(10 * second);
  near.stream.close();
  world.pass(second);
  world.network.settle();
  const sum = (name: "messageBytes" | "framing" | "tls" | "headers") =>
    world.sent.reduce((bytes, message) => bytes + message[name], 0);
  const bytes = {
    messages: sum("messageBytes"),
    framing: sum("framing"),
    tls: sum("tls") + world.bytes("tls"),
    headers: sum("headers") + world.bytes("headers"),
    acknowledgements: world.bytes("acknowledgements"),
    handshake: world.bytes("handshake"),
    heartbeat: world.bytes("heartbeat"),
  };
  return { bytes, heard: [near.heard, far.heard] };
}

describe("what is counted", () => {
  const full = conversation("grpc-tls");

  test("grpc-tls: everything", () => {
    expect(Object.entries(full.bytes).filter(([, bytes]) => bytes <= 0)).toEqual([]);
  });

  test("grpc: everything but TLS records", () => {
    const { bytes } = conversation("grpc");
    expect(Object.entries(bytes).filter(([, bytes]) => bytes <= 0)).toEqual([["tls", 0]]);
  });

  test("none: messages alone", () => {
    const { messages, ...rest } = conversation("none").bytes;
    expect(messages).toBe(full.bytes.messages);
    expect(Object.values(rest)).toEqual(new Array(6).fill(0));
  });

  test.each([
    ["headers", ["headers", "acknowledgements"]],
    ["acknowledgements", ["acknowledgements"]],
    ["handshakes", ["handshake"]],
    ["heartbeats", ["heartbeat"]],
  ] as const)("%s: false takes these away, and nothing changes but bytes", (name, gone) => {
    const without = conversation("grpc-tls", { [name]: false });
    expect(Object.entries(without.bytes).filter(([, bytes]) => bytes === 0)).toEqual(gone.map((part) => [part, 0]));
    expect(without.heard).toEqual(full.heard);
    expect(without.bytes.messages).toBe(full.bytes.messages);
    expect(without.bytes.framing).toBe(full.bytes.framing);
  });

  test("a heartbeat: its content, a record and a packet each way", () => {
    const all = full.bytes;
    const without = conversation("grpc-tls", { heartbeats: false }).bytes;
    const each = 4;
    expect(all.heartbeat).toBe(each * 2 * 80);
    expect(all.tls - without.tls).toBe(each * 2 * 22);
    expect(all.headers - without.headers).toBe(each * 2 * 52);
  });
});

describe("gRPC's framed snappy", () => {
  const noise = (length: number) => Uint8Array.from({ length }, (_, i) => (i * i * 7919 + (i >> 3) * 104_729) >>> 3);

  test("adds 18 bytes to what does not get an eighth smaller", () => {
    expect(framedSnappyLength(Uint8Array.of(1))).toBe(19);
    // A block of distinct bytes takes a length, a tag and itself.
    expect(framedSnappyLength(Uint8Array.from({ length: 56 }, (_, i) => i))).toBe(18 + 56);
  });

  test("saves where it can: 100 equal bytes are a literal of one, and copies of 64 and 35", () => {
    expect(framedSnappyLength(new Uint8Array(100))).toBe(18 + 1 + 2 + 3 + 3);
  });

  test("needs an eighth: what saves just that stays as it is, what saves one more does not", () => {
    // A copy of n zeros at the end; each one more saves one more.
    const saved = (zeros: number) => {
      const data = new Uint8Array(64 + zeros);
      data.set(Uint8Array.from({ length: 64 }, (_, i) => i + 1));
      return 18 + data.length - framedSnappyLength(data);
    };
    const lengths = Array.from({ length: 60 }, (_, zeros) => saved(zeros));
    const least = Math.min(...lengths.filter((length) => length > 0));
    const at = lengths.indexOf(least);
    expect(lengths.slice(0, at)).toEqual(new Array(at).fill(0));
    expect(least).toBeGreaterThan(Math.floor((64 + at) / 8));
    expect(least).toBeLessThanOrEqual(Math.floor((64 + at) / 8) + 2);
  });

  test("compresses chunks of 65,536 bytes each for itself", () => {
    const chunk = new Uint8Array(65_536);
    const one = framedSnappyLength(chunk) - 10;
    expect(framedSnappyLength(new Uint8Array(2 * 65_536))).toBe(10 + 2 * one);
    const mixed = new Uint8Array(2 * 65_536);
    mixed.set(noise(65_536));
    expect(framedSnappyLength(mixed)).toBe(10 + (framedSnappyLength(noise(65_536)) - 10) + one);
  });

  test("the network carries what compression left, and says what it did", () => {
    const world = new NetworkWorld({ transport: "grpc", up: 8_000_000 });
    const near = world.dial(1, 2);
    world.pass(second);
    near.stream.send("a", 100, 40);
    near.stream.send("b", 10, 40);
    world.pass(second);
    expect(world.sent).toEqual([
      { from: 1, messageBytes: 100, compression: -60, framing: 14, tls: 0, headers: 52 },
      { from: 1, messageBytes: 10, compression: 30, framing: 14, tls: 0, headers: 52 },
    ]);
    const [a, b] = world.accepted[0]!.heard;
    expect(b!.time - a!.time).toBe((40 + 14 + 52) * 1000);
  });
});
