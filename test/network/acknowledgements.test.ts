import { describe, expect, test } from "vitest";
import { millisecond, NetworkWorld, second } from "./support.ts";

const latency = 10 * millisecond;

/** Acknowledgements that travelled alone, from a moment on. */
function alone(world: NetworkWorld, from: number, since = 0): number[] {
  return world.control
    .filter((one) => one.component === "acknowledgements" && one.from === from && one.time >= since)
    .map(({ time, bytes }) => {
      expect(bytes).toBe(52);
      return time;
    });
}

function connected() {
  const world = new NetworkWorld({ transport: "grpc" });
  const [near, far] = world.connected(1, 2);
  // Between two heartbeats, with nothing owed.
  world.pass(2 * second);
  return { world, near, far, start: world.scheduler.now };
}

/** Host 2 has been seen to answer: it waits with its acknowledgements. */
function answering() {
  const made = connected();
  const { world, near, far } = made;
  near.stream.send("question", 10);
  world.pass(latency + millisecond);
  far.stream.send("answer", 10);
  world.pass(latency + millisecond);
  return { ...made, start: world.scheduler.now };
}

describe("acknowledgements that travel alone", () => {
  test("a heartbeat is three packets: there, back, and the acknowledgement of what came back", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    world.dial(1, 2);
    world.pass(2 * second);
    const { now } = world.scheduler;
    world.pass(30 * second);
    const heartbeats = world.control.filter(({ component, time }) => component === "heartbeat" && time > now);
    expect(heartbeats).toHaveLength(20);
    expect(alone(world, 1, now)).toEqual(heartbeats.filter(({ from }) => from === 2).map(({ time }) => time + latency));
    expect(alone(world, 2, now)).toEqual([]);
  });

  test("the third part of TCP's handshake is one", () => {
    const world = new NetworkWorld({ transport: "grpc" });
    world.dial(1, 2);
    world.pass(2 * latency);
    expect(alone(world, 1)).toEqual([2 * latency]);
    expect(alone(world, 2)).toEqual([]);
  });

  test("a side that is not known to answer sends one as soon as something has come", () => {
    const { world, far, start } = connected();
    far.stream.send("a", 100);
    world.pass(100 * millisecond);
    expect(alone(world, 1, start)).toEqual([start + latency]);
  });

  test("a side that answers within 40 ms sends none", () => {
    const { world, near, far, start } = answering();
    for (let i = 0; i < 5; i++) {
      near.stream.send("question", 100);
      world.pass(latency + 39 * millisecond);
      far.stream.send("answer", 100);
      world.pass(latency + millisecond);
    }
    expect(alone(world, 2, start)).toEqual([]);
  });

  test("one that does not answer in time sends it after 40 ms, and the next at once", () => {
    const { world, near, far, start } = answering();
    near.stream.send("a", 100);
    world.at(start + latency + 41 * millisecond, () => far.stream.send("too late", 100));
    world.at(start + 200 * millisecond, () => near.stream.send("b", 100));
    world.pass(second / 2);
    expect(alone(world, 2, start)).toEqual([start + latency + 40 * millisecond, start + 200 * millisecond + latency]);
  });

  test("a second packet is not kept waiting", () => {
    const { world, near, start } = answering();
    near.stream.send("a", 100);
    world.at(start + 5 * millisecond, () => near.stream.send("b", 100));
    world.pass(0.2 * second);
    expect(alone(world, 2, start)).toEqual([start + latency + 5 * millisecond]);
  });

  test.each([
    // 14 bytes of framing; 1,448 bytes a segment.
    [2 * 1448 - 14, 1],
    [2 * 1448 - 13, 2],
    [10 * 1448 - 14, 5],
    [11 * 1448 - 14, 6],
  ])("a message of %i bytes is acknowledged %i times: every second full segment, and the rest", (bytes, count) => {
    const { world, far, start } = connected();
    far.stream.send("long", bytes);
    world.pass(100 * millisecond);
    expect(alone(world, 1, start)).toEqual(new Array(count).fill(start + latency));
  });

  test("at the end of the run those that have left are told of, and those that have not are not", () => {
    const { world, near, start } = answering();
    near.stream.send("a", 100);
    world.pass(latency + 39 * millisecond);
    world.network.settle();
    expect(alone(world, 2, start)).toEqual([]);
    world.pass(millisecond);
    world.network.settle();
    world.network.settle();
    expect(alone(world, 2, start)).toEqual([start + latency + 40 * millisecond]);
  });

  test("who dies owes nothing more, but for what has left", () => {
    const early = answering();
    early.near.stream.send("a", 100);
    early.world.pass(latency + 39 * millisecond);
    early.world.hosts[1]!.crash();
    early.world.pass(0.1 * second);
    early.world.network.settle();
    expect(alone(early.world, 2, early.start)).toEqual([]);
    const late = answering();
    late.near.stream.send("a", 100);
    late.world.pass(latency + 41 * millisecond);
    late.world.hosts[1]!.crash();
    expect(alone(late.world, 2, late.start)).toEqual([late.start + latency + 40 * millisecond]);
  });

  test("what waits behind a cut acknowledges when it leaves, not before", () => {
    const { world, near, far, start } = answering();
    near.stream.send("a", 100);
    world.pass(latency + millisecond);
    const heal = world.cut([1], [2]);
    far.stream.send("lost", 100);
    far.stream.send("behind it", 100);
    world.pass(100 * millisecond);
    heal();
    world.pass(second);
    // The lost packet left with the acknowledgement on it.
    expect(alone(world, 2, start)).toEqual([]);
    expect(near.words.slice(-2)).toEqual(["lost", "behind it"]);
  });

  test("without a transport there are none", () => {
    const world = new NetworkWorld({ transport: "none" });
    const [near] = world.connected(1, 2);
    near.stream.send("a", 100);
    world.pass(second);
    world.network.settle();
    expect(world.control.filter(({ component }) => component === "acknowledgements")).toEqual([]);
  });
});
