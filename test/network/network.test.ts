import { describe, expect, test } from "vitest";
import { lognormalFactor } from "../../src/kernel/distributions.ts";
import { HostQueue } from "../../src/network/host-queue.ts";
import { overheadOf } from "../../src/network/overhead.ts";
import { partition } from "../../src/network/partition.ts";
import { Topology } from "../../src/network/topology.ts";
import { jitterOf } from "../../src/simulation/jitter.ts";
import fc from "../property.ts";
import { millisecond, NetworkWorld, second } from "./support.ts";

const grpc = overheadOf({ kind: "grpc" });

describe("latency", () => {
  const latency = [1, 10, 20, 11, 2, 30, 21, 31, 3].map((ms) => ms * millisecond);

  test("is the mean one way of its direction, also inside a site", () => {
    for (const [from, to] of [
      [0, 1],
      [1, 0],
      [0, 2],
      [2, 1],
      [0, 0],
    ] as const) {
      const world = new NetworkWorld({ sites: [from, to], latency });
      const near = world.dial(1, 2);
      near.stream.send("there", 100);
      world.pass(0.5 * second);
      const far = world.accepted[0]!;
      expect(far.heard).toEqual([{ what: "there", time: latency[from * 3 + to] }]);
      far.stream.send("back", 100);
      world.pass(second);
      expect(near.at("back") - 0.5 * second).toBe(latency[to * 3 + from]);
    }
  });

  test("of a host to itself is the loopback's, and takes nothing of its access link", () => {
    const world = new NetworkWorld({ up: 1000, down: 1000 });
    world.dial(1, 1).stream.send("self", 1000);
    world.pass(second);
    expect(world.accepted[0]!.heard).toEqual([{ what: "self", time: 20_000 }]);
  });

  test("jitter: factors have mean 1, and order within a stream is kept", () => {
    const world = new NetworkWorld({ jitter: (random) => lognormalFactor(random, 0.5) });
    const near = world.dial(1, 2);
    const count = 2000;
    for (let i = 0; i < count; i++) world.at(i * millisecond, () => near.stream.send(i, 100));
    world.pass(10 * second);
    const { heard } = world.accepted[0]!;
    expect(heard.map(({ what }) => Number(what))).toEqual(Array.from({ length: count }, (_, i) => i));
    const spread = heard.map(({ time, what }) => time - Number(what) * millisecond);
    expect(new Set(spread).size).toBeGreaterThan(100);
    expect(Math.min(...spread)).toBeLessThan(10 * millisecond);
    expect(heard.every(({ time }, i) => i === 0 || time >= heard[i - 1]!.time)).toBe(true);
    // One packet at a time, nobody waits for another: the mean of 2,000 with deviation 0.53 lies within 3.5 errors of 1.
    const slow = new NetworkWorld({ jitter: (random) => lognormalFactor(random, 0.5) });
    const alone = slow.dial(1, 2);
    for (let i = 0; i < count; i++) slow.at(i * second, () => alone.stream.send(i, 100));
    slow.pass((count + 1) * second);
    const waits = slow.accepted[0]!.heard.map(({ time, what }) => (time - Number(what) * second) / (10 * millisecond));
    expect(Math.abs(waits.reduce((sum, wait) => sum + wait, 0) / count - 1)).toBeLessThan(
      (3.5 * 0.53) / Math.sqrt(count),
    );
  });

  test.each([
    { kind: "uniform", spread: 1 },
    { kind: "normal", deviation: 0.5, least: 0 },
    { kind: "lognormal", sigma: 1 },
    { kind: "exponential", share: 1 },
    { kind: "pareto", shape: 1.5 },
    {
      kind: "empirical",
      quantiles: [
        { share: 0, factor: 0 },
        { share: 1, factor: 2 },
      ],
    },
  ] as const)("$kind jitter: nothing overtakes within a connection, and packets do vary", (settings) => {
    const world = new NetworkWorld({ jitter: jitterOf(settings)! });
    const near = world.dial(1, 2);
    const count = 1000;
    for (let i = 0; i < count; i++) world.at(i * millisecond, () => near.stream.send(i, 100));
    world.pass(10_000 * second);
    const { heard } = world.accepted[0]!;
    expect(heard.map(({ what }) => Number(what))).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(heard.every(({ time }, i) => i === 0 || time >= heard[i - 1]!.time)).toBe(true);
    const late = heard.filter(({ time, what }) => time - Number(what) * millisecond > 10 * millisecond);
    expect(late.length).toBeGreaterThan(0);
    expect(late.length).toBeLessThan(count);
  });

  test("shortest: over relays, never along a longer way", () => {
    const topology = new Topology({
      siteCount: 3,
      latency: [1, 10, 100, 10, 1, 10, 100, 10, 1],
      loopback: 0,
      jitter: null,
    });
    expect([...topology.shortest()]).toEqual([1, 10, 20, 10, 1, 10, 20, 10, 1]);
  });
});

describe("bandwidth", () => {
  const megabit = 1_000_000;

  test("a message takes its bytes' time through the sender's link", () => {
    const world = new NetworkWorld({ up: 8 * megabit });
    world.dial(1, 2).stream.send("m", 1000);
    world.pass(second);
    expect(world.accepted[0]!.at("m")).toBe(10 * millisecond + millisecond);
  });

  test("two connections of a host share its link: the last of all messages comes when all have passed it", () => {
    const world = new NetworkWorld({ up: 8 * megabit });
    const streams = [world.dial(1, 2), world.dial(1, 3)];
    for (let i = 0; i < 10; i++) for (const { stream } of streams) stream.send(i, 1000);
    world.pass(second);
    const last = world.accepted.map((end) => end.at("9") - 10 * millisecond);
    expect(last).toEqual([19 * millisecond, 20 * millisecond]);
    expect(world.accepted[0]!.heard.map(({ time }) => time / millisecond)).toEqual([
      11, 13, 15, 17, 19, 21, 23, 25, 27, 29,
    ]);
  });

  test("two senders share the receiver's link", () => {
    const world = new NetworkWorld({ up: 8 * megabit, down: 8 * megabit });
    const streams = [world.dial(1, 3), world.dial(2, 3)];
    for (let i = 0; i < 10; i++) for (const { stream } of streams) stream.send(i, 1000);
    world.pass(second);
    const all = world.accepted.flatMap(({ heard }) => heard.map(({ time }) => time)).sort((a, b) => a - b);
    expect(all.map((time) => time / millisecond)).toEqual(Array.from({ length: 20 }, (_, i) => 11 + i));
  });

  test("links equally fast on both sides cost one serialisation, not two", () => {
    const world = new NetworkWorld({ up: 8 * megabit, down: 8 * megabit });
    world.dial(1, 2).stream.send("m", 1000);
    world.pass(second);
    expect(world.accepted[0]!.at("m")).toBe(11 * millisecond);
  });

  // Defect: HostQueue.receive takes an idle card to have taken the bits in while they came, which holds only when it is no slower than the sender's.
  test("a receiver slower than the sender takes its own time over a single message", () => {
    const world = new NetworkWorld({ up: 800 * megabit, down: 8 * megabit });
    world.dial(1, 2).stream.send("m", 1000);
    world.pass(second);
    expect(world.accepted[0]!.at("m")).toBeGreaterThanOrEqual(11 * millisecond);
  });

  test("without limits nothing waits", () => {
    const world = new NetworkWorld();
    const near = world.dial(1, 2);
    for (let i = 0; i < 5; i++) near.stream.send(i, 1e9);
    world.pass(second);
    expect(world.accepted[0]!.heard.map(({ time }) => time)).toEqual(new Array(5).fill(10 * millisecond));
  });

  test("a queue is busy for the time of all that passes it, and never sends before it is asked to", () => {
    const sends = fc.array(fc.record({ gap: fc.nat(3000), bytes: fc.nat(1000) }), { maxLength: 30 });
    fc.assert(
      fc.property(sends, (sends) => {
        const queue = new HostQueue(8e9);
        let now = 0;
        let free = 0;
        for (const { gap, bytes } of sends) {
          now += gap;
          free = Math.max(now, free) + bytes;
          expect(queue.send(now, bytes)).toBe(free);
        }
      }),
    );
  });
});

describe("handshakes", () => {
  test.each([
    ["none", 0],
    ["grpc", 2],
    ["grpc-tls", 3],
  ] as const)("%s: %i round trips before a stream opens, none for a second one", (transport, roundTrips) => {
    const world = new NetworkWorld({ transport });
    const first = world.dial(1, 2);
    world.pass(second);
    expect(first.heard).toEqual([{ what: "opened", time: roundTrips * 20 * millisecond }]);
    first.stream.send("a", 10);
    world.pass(millisecond);
    const again = world.scheduler.now;
    const second_ = world.dial(1, 2);
    world.pass(second);
    expect(second_.heard).toEqual([{ what: "opened", time: again }]);
    expect(world.accepted[0]!.at("a")).toBe(again - millisecond + 10 * millisecond);
  });

  test("two streams dialled at once wait for the same connection", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const ends = [world.dial(1, 2), world.dial(1, 2)];
    world.pass(0.5 * second);
    expect(ends.map((end) => end.at("opened"))).toEqual([40 * millisecond, 40 * millisecond]);
    const { handshake } = grpc;
    const there = handshake.reduce((sum, leg) => sum + leg.there.content, 0);
    const back = handshake.reduce((sum, leg) => sum + leg.back.content, 0);
    expect([world.bytes("handshake", 1), world.bytes("handshake", 2)]).toEqual([there, back]);
  });

  test("the other way round there is a connection of its own", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    world.connected(1, 2);
    const start = world.scheduler.now;
    const back = world.dial(2, 1);
    world.pass(second);
    expect(back.at("opened") - start).toBe(40 * millisecond);
  });

  test("a host that is down refuses, after one round trip", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    world.hosts[1]!.crash();
    const near = world.dial(1, 2);
    world.pass(second);
    expect(near.heard).toEqual([{ what: "closed: connection refused", time: 20 * millisecond }]);
    world.listen(2);
    const again = world.dial(1, 2);
    world.pass(second);
    expect(again.words).toEqual(["opened"]);
  });

  test("a host behind a cut does not answer: the dial times out; a short cut delays it by the repeated SYN", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const heal = world.cut([1], [2]);
    const near = world.dial(1, 2);
    world.pass(10 * second);
    expect(near.heard).toEqual([{ what: "closed: connect timed out", time: 6 * second }]);
    const start = world.scheduler.now;
    const again = world.dial(1, 2);
    world.at(start + second / 2, heal);
    world.pass(5 * second);
    expect(again.heard).toEqual([{ what: "opened", time: start + second + 40 * millisecond }]);
  });
});

describe("streams", () => {
  test("the end closes in peace, after all that was sent before", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [near, far] = world.connected(1, 2);
    near.stream.send("a", 10);
    near.stream.send("b", 10);
    near.stream.close();
    near.stream.send("c", 10);
    far.stream.send("late", 10);
    world.pass(second);
    expect(far.words).toEqual(["a", "b", "closed: null"]);
    expect(near.words).toEqual([]);
    expect([near.stream.isOpen, far.stream.isOpen]).toEqual([false, false]);
  });

  test("the server's reason reaches the client; other streams of the connection live on", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [near, far] = world.connected(1, 2);
    const [other, farther] = world.connected(1, 2);
    far.stream.close("full");
    world.pass(second);
    expect(near.words).toEqual(["closed: full"]);
    other.stream.send("x", 1);
    world.pass(second);
    expect(farther.words).toEqual(["x"]);
  });

  test("closed before it opened, it never opens, here or there", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const near = world.dial(1, 2);
    near.stream.close();
    world.pass(second);
    expect([near.words, world.accepted]).toEqual([[], []]);
  });

  // Defect: an end of stream has no bytes over `none`, so Connection.arrived hands it over at once, ahead of a message whose hand-over waits for that very moment.
  test("the end does not overtake a message, even where neither has bytes of its own to wait for", () => {
    const world = new NetworkWorld({ down: 8_000_000 });
    const near = world.dial(1, 2);
    near.stream.send("a", 1000);
    near.stream.send("b", 1000);
    world.at(millisecond, () => near.stream.close());
    world.pass(second);
    expect(world.accepted[0]!.words).toEqual(["a", "b", "closed: null"]);
  });
});

describe("write quota", () => {
  test("a stream takes messages until so many bytes wait, and says when it takes more", () => {
    const world = new NetworkWorld({ up: 8_000_000, writeQuota: 2500 });
    const { stream } = world.dial(1, 2);
    const taken: boolean[] = [];
    for (let i = 0; i < 4; i++) {
      taken.push(stream.writable);
      stream.send(i, 1000);
    }
    // 1,000 bytes take 1 ms: after the second has left there are 2,000.
    expect(taken).toEqual([true, true, true, false]);
    const free: number[] = [];
    stream.whenWritable(() => free.push(world.scheduler.now / millisecond));
    world.pass(1.9 * millisecond);
    expect(free).toEqual([]);
    world.pass(second);
    expect(free).toEqual([2]);
  });

  test("asked when there is room, it answers at once", () => {
    const { stream } = new NetworkWorld({ up: 8_000_000 }).dial(1, 2);
    let called = 0;
    stream.whenWritable(() => called++);
    expect(called).toBe(1);
  });

  test("what waits behind a cut counts, and is free when it has got through", () => {
    const world = new NetworkWorld({ transport: "grpc", writeQuota: 1500 });
    const [near] = world.connected(1, 2);
    const heal = world.cut([1], [2]);
    near.stream.send("a", 1000);
    expect(near.stream.writable).toBe(true);
    near.stream.send("b", 1000);
    expect(near.stream.writable).toBe(false);
    let free = Number.NaN;
    const start = world.scheduler.now;
    near.stream.whenWritable(() => {
      free = world.scheduler.now - start;
    });
    world.at(start + 0.3 * second, heal);
    world.pass(second);
    expect(free).toBe(0.6 * second);
    expect(near.stream.writable).toBe(true);
  });
});

describe("partitions", () => {
  test("cut between sides, both ways; who is on none of them reaches all", () => {
    const rule = partition([[1, 2], [3], [4]]);
    const passes = (from: number, to: number) => rule.passes(from, to);
    expect([passes(1, 2), passes(1, 3), passes(3, 1), passes(3, 4), passes(5, 1), passes(4, 5), passes(3, 3)]).toEqual([
      true,
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  test("a short cut: the stream stays, what was sent is sent again (0.2, 0.6, 1.4 s) and comes in its order", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [near, far] = world.connected(1, 2);
    const start = world.scheduler.now;
    const heal = world.cut([1], [2]);
    near.stream.send("a", 100);
    world.at(start + 0.1 * second, () => near.stream.send("b", 100));
    world.at(start + second, heal);
    world.at(start + 1.1 * second, () => near.stream.send("c", 100));
    world.pass(0.99 * second);
    expect(far.words).toEqual([]);
    world.pass(2 * second);
    expect(far.words).toEqual(["a", "b", "c"]);
    expect(far.at("a") - start).toBe(1.41 * second);
    expect(near.stream.isOpen).toBe(true);
    const wire = 100 + grpc.framing(100) + grpc.headers(100 + grpc.framing(100));
    expect(world.bytes("retransmitted")).toBe(3 * wire);
    expect(world.sent.filter(({ messageBytes }) => messageBytes === 100)).toHaveLength(3);
  });

  test("a long cut: each end is told when it has heard nothing for 6 s", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const near = world.dial(1, 2);
    world.pass(second);
    near.stream.send("hello", 1);
    // The connection came up at 40 ms: heartbeats leave at 3.04 s and 6.04 s and are answered 20 ms later.
    world.pass(6 * second);
    world.cut([1], [2]);
    world.pass(20 * second);
    const far = world.accepted[0]!;
    expect(near.heard.at(-1)).toEqual({ what: "closed: keepalive timed out", time: 12.06 * second });
    expect(far.heard.at(-1)).toEqual({ what: "closed: keepalive timed out", time: 12.05 * second });
  });

  test("heartbeats keep an idle connection alive for as long as it lasts", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [near] = world.connected(1, 2);
    world.pass(1000 * second);
    expect(near.words).toEqual([]);
    expect(near.stream.isOpen).toBe(true);
  });

  test("what is under way when the cut comes still arrives; what is sent in it does not", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [near, far] = world.connected(1, 2);
    near.stream.send("before", 10);
    world.cut([1], [2]);
    near.stream.send("in", 10);
    world.pass(5 * second);
    expect(far.words).toEqual(["before"]);
  });
});

describe("crashes", () => {
  test("peers on both kinds of side hear of it one latency later", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [dialler] = world.connected(1, 2);
    const [, dialled] = world.connected(2, 3);
    const time = world.scheduler.now;
    world.hosts[1]!.crash();
    world.pass(second);
    for (const end of [dialler, dialled]) {
      expect(end.heard).toEqual([{ what: "closed: connection reset", time: time + 10 * millisecond }]);
    }
  });

  test("behind a cut they do not, and hear of it by silence", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [near] = world.connected(1, 2);
    world.cut([1], [2]);
    world.hosts[1]!.crash();
    world.pass(20 * second);
    expect(near.words).toEqual(["closed: keepalive timed out"]);
  });

  test("a host that is back is a new one: the old stream is reset, a new one opens", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    const [near] = world.connected(1, 2);
    const heal = world.cut([1], [2]);
    world.hosts[1]!.crash();
    world.listen(2);
    heal();
    near.stream.send("old", 10);
    world.pass(second);
    expect(near.words).toEqual(["closed: connection reset"]);
    const again = world.dial(1, 2);
    world.pass(second);
    expect(again.words).toEqual(["opened"]);
  });

  test("a host's stream to itself ends with it and leaves no heartbeat behind", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    world.connected(1, 1);
    world.hosts[0]!.crash();
    world.pass(second);
    const before = world.bytes("heartbeat");
    world.pass(100 * second);
    expect(world.bytes("heartbeat")).toBe(before);
  });
});

describe("bytes", () => {
  test("a heartbeat each way every 3 s, from the side that dialled", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    world.dial(1, 2);
    world.pass(30.1 * second);
    const each = grpc.heartbeat.content;
    expect([world.bytes("heartbeat", 1), world.bytes("heartbeat", 2)]).toEqual([10 * each, 10 * each]);
    const none = new NetworkWorld({ transport: "none" });
    none.dial(1, 2);
    none.pass(30 * second);
    expect(none.control.filter(({ bytes }) => bytes > 0)).toEqual([]);
  });

  test.each([
    [1, 5 + 9, 52],
    [1434, 14, 52],
    [1435, 14, 2 * 52],
    [16_379, 14, 12 * 52],
    [16_380, 23, 12 * 52],
    [100_000, 5 + 7 * 9, 70 * 52],
  ])("grpc adds to a message of %i bytes %i of framing and %i of headers", (bytes, framing, headers) => {
    expect([grpc.framing(bytes), grpc.headers(bytes + framing)]).toEqual([framing, headers]);
    const none = overheadOf({ kind: "none" });
    expect([none.framing(bytes), none.headers(bytes)]).toEqual([0, 0]);
  });

  test("what is reported adds up to the time on the sender's link", () => {
    const world = new NetworkWorld({ transport: "grpc", up: 8_000_000 });
    const [near, far] = world.connected(1, 2);
    const start = world.scheduler.now;
    const before = world.sent.length;
    for (let i = 0; i < 50; i++) near.stream.send(i, 1000 + 37 * i);
    world.pass(0.9 * second);
    const total = world.sent
      .slice(before)
      .reduce((sum, { messageBytes, framing, headers }) => sum + messageBytes + framing + headers, 0);
    expect(far.at("49") - start).toBe(total * 1000 + 10 * millisecond);
  });

  test("a stream's first message carries its opening, its end a packet of its own", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    world.connected(1, 2);
    const before = world.bytes("handshake");
    const near = world.dial(1, 2);
    world.pass(second);
    near.stream.send("a", 1);
    near.stream.send("b", 1);
    near.stream.close();
    world.pass(0.1 * second);
    expect(world.bytes("handshake") - before).toBe(grpc.openStream + grpc.endStream.content);
  });
});
