import { describe, expect, test } from "vitest";
import { Random } from "../../src/kernel/random.ts";
import { Degradation } from "../../src/network/degradation.ts";
import { directRoute, Links } from "../../src/network/links.ts";
import { overheadOf } from "../../src/network/overhead.ts";
import { between } from "../../src/network/reach.ts";
import { millisecond, NetworkWorld, second, type WorldOptions } from "./support.ts";

const unlimited = Number.POSITIVE_INFINITY;
const grpc = overheadOf({ kind: "grpc" });

/** Two hosts 10 ms apart; what they send each other is lost in these shares. */
function lossy(there: number, back = 0, options: WorldOptions = {}): NetworkWorld {
  const links = [
    { from: 0, to: 1, latency: 0, rate: unlimited, loss: there },
    { from: 1, to: 0, latency: 0, rate: unlimited, loss: back },
  ];
  const latency = [1, 10, 10, 1].map((ms) => ms * millisecond);
  return new NetworkWorld({
    sites: [0, 1, 0],
    latency,
    links: new Links({ links, route: directRoute(links), loss: 0 }),
    ...options,
  });
}

/** How long each of `count` messages takes that are sent alone, a minute apart. */
function delays(loss: number, count: number): { delays: number[]; sentAgain: number } {
  const world = lossy(loss, 0, { isQuiet: true });
  const near = world.dial(1, 2);
  for (let i = 0; i < count; i++) world.at(i * 600 * second, () => near.stream.send(i, 100));
  world.pass(count * 600 * second);
  const { heard } = world.accepted[0]!;
  return {
    delays: heard.map(({ time }, i) => time - i * 600 * second),
    sentAgain: world.control.filter(({ component }) => component === "retransmitted").length,
  };
}

/** Bounds are 5 standard errors. */
function expectMean(values: readonly number[], mean: number, deviation: number): void {
  const found = values.reduce((sum, value) => sum + value, 0) / values.length;
  expect(Math.abs(found - mean)).toBeLessThan((5 * deviation) / Math.sqrt(values.length));
}

describe("a segment that is sent alone", () => {
  const latency = 10 * millisecond;
  const timeout = 2 * latency + 200 * millisecond;

  test.each([0.01, 0.1, 0.3])("loss %d: it is sent 1 / (1 - p) times on average", (loss) => {
    const count = 4000;
    const { sentAgain } = delays(loss, count);
    const deviation = Math.sqrt(loss) / (1 - loss);
    expect(Math.abs(sentAgain / count - loss / (1 - loss))).toBeLessThan((5 * deviation) / Math.sqrt(count));
  });

  test.each([0.05, 0.2])("loss %d: it waits (2^n - 1) timeouts with probability p^n (1 - p)", (loss) => {
    const count = 4000;
    const found = delays(loss, count).delays;
    expect(found).toHaveLength(count);
    for (let n = 0; n < 4; n++) {
      const share = loss ** n * (1 - loss);
      const exactly = found.filter((delay) => delay === latency + (2 ** n - 1) * timeout).length;
      expect(Math.abs(exactly - share * count)).toBeLessThan(5 * Math.sqrt(count * share * (1 - share)));
    }
    // The mean of p^n (1 - p) (2^n - 1) over all n is p / (1 - 2 p); its second moment follows from p^n 4^n.
    const mean = loss / (1 - 2 * loss);
    const square = (1 - loss) * (1 / (1 - 4 * loss) - 2 / (1 - 2 * loss) + 1 / (1 - loss));
    expectMean(
      found.map((delay) => (delay - latency) / timeout),
      mean,
      Math.sqrt(square - mean * mean),
    );
  });

  test("waits at most a minute between two attempts", () => {
    const world = lossy(1, 0, { isQuiet: true });
    world.dial(1, 2).stream.send("m", 100);
    world.pass(300 * second);
    const times = world.control
      .filter(({ component }) => component === "retransmitted")
      .map(({ time }) => time / second);
    // 0.22 s, doubled eight times, is 56.32 s; then a minute.
    const doubled = Array.from({ length: 9 }, (_, n) => 0.22 * (2 ** (n + 1) - 1));
    expect(times.map((time) => time.toFixed(2))).toEqual(
      [...doubled, 172.42, 232.42, 292.42].map((time) => time.toFixed(2)),
    );
  });
});

describe("what follows a lost segment", () => {
  /** The first message is lost, once, and nothing else. */
  function firstLost(send: (world: NetworkWorld, stream: ReturnType<NetworkWorld["dial"]>["stream"]) => void) {
    const seeds = Array.from({ length: 400 }, (_, index) => index);
    for (const seed of seeds) {
      const world = lossy(0.2, 0, { random: new Random(`loss ${seed}`) });
      const near = world.dial(1, 2);
      send(world, near.stream);
      world.pass(10 * second);
      const sentAgain = world.control.filter(({ component }) => component === "retransmitted");
      const { heard } = world.accepted[0]!;
      if (sentAgain.length === 1 && sentAgain[0]!.bytes === 100) return { heard, sentAgain: sentAgain[0]!.time };
    }
    throw new Error("no seed loses just the first message");
  }

  test("three of them bring it again at once, and all wait for it", () => {
    const { heard, sentAgain } = firstLost((world, stream) => {
      stream.send("first", 100);
      for (let i = 1; i <= 4; i++) world.at(i * millisecond, () => stream.send(i, 99));
    });
    // The third comes at 13 ms, the sender hears of it at 23 ms, and the segment is there at 33 ms.
    expect(sentAgain).toBe(23 * millisecond);
    expect(heard).toEqual(["first", "1", "2", "3", "4"].map((what) => ({ what, time: 33 * millisecond })));
  });

  test("two of them do not: it waits for the timeout", () => {
    const { heard, sentAgain } = firstLost((world, stream) => {
      stream.send("first", 100);
      for (let i = 1; i <= 2; i++) world.at(i * millisecond, () => stream.send(i, 99));
    });
    expect(sentAgain).toBe(220 * millisecond);
    expect(heard.map(({ time }) => time)).toEqual(new Array(3).fill(230 * millisecond));
  });

  test("order is kept, and nothing is lost or doubled, whatever is lost", () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = new Random(`order ${seed}`);
      const world = lossy(0.3, 0.3, { random, up: 50_000_000, down: 20_000_000, transport: "grpc" });
      const near = world.dial(1, 2);
      const count = 60;
      for (let i = 0; i < count; i++) {
        world.at(i * 20 * millisecond + second, () => near.stream.send(i, 1 + random.below(20_000)));
      }
      world.pass(400 * second);
      const words = world.accepted[0]?.words ?? [];
      const heard = words.filter((word) => !word.startsWith("closed"));
      expect(heard).toEqual(Array.from({ length: heard.length }, (_, i) => String(i)));
      world.network.messages.check();
      const { sent, delivered, dropped, inFlight } = world.network.messages;
      expect([delivered, sent - delivered, inFlight]).toEqual([heard.length, dropped, 0]);
    }
  });
});

describe("of a long message", () => {
  test("only the segments that were lost are sent again, each 1 / (1 - p) times on average", () => {
    const loss = 0.1;
    const world = lossy(loss, 0, { isQuiet: true });
    const near = world.dial(1, 2);
    const [count, segments] = [200, 20];
    for (let i = 0; i < count; i++) world.at(i * 60 * second, () => near.stream.send(i, segments * 1500));
    world.pass(count * 60 * second);
    expect(world.accepted[0]!.heard).toHaveLength(count);
    const again = world.bytes("retransmitted") / 1500;
    const deviation = (Math.sqrt(loss) / (1 - loss)) * Math.sqrt(count * segments);
    expect(Math.abs(again - (count * segments * loss) / (1 - loss))).toBeLessThan(5 * deviation);
  });
});

describe("no loss", () => {
  test("costs nothing and draws nothing", () => {
    const random = new Random("untouched");
    const forks: string[] = [];
    const watched = Object.assign(Object.create(random) as Random, {
      fork: (label: string) => {
        forks.push(label);
        return random.fork(label);
      },
    });
    const run = (options: WorldOptions) => {
      const world = lossy(0, 0, { transport: "grpc", up: 8_000_000, down: 8_000_000, ...options });
      const [near, far] = world.connected(1, 2);
      for (let i = 0; i < 20; i++) near.stream.send(i, 1000);
      world.pass(20 * second);
      return { heard: far.heard, control: world.control, events: world.scheduler.executed };
    };
    expect(run({ random: watched })).toEqual(run({ links: undefined }));
    expect(forks).toEqual([]);
  });
});

describe("handshakes", () => {
  test("a lost SYN is sent again after 1 s, then after 2 s more", () => {
    const times = new Map<number, number>();
    for (let seed = 0; seed < 2000; seed++) {
      const world = lossy(0.3, 0, { random: new Random(`syn ${seed}`), transport: "grpc" });
      const near = world.dial(1, 2);
      // One round trip for SYN; what follows is another matter.
      world.pass(5 * second);
      const again = world.control.filter(({ component, from }) => component === "retransmitted" && from === 1);
      if (again.length > 0 && again[0]!.time !== second) continue;
      const opened = near.at("opened");
      times.set(opened, (times.get(opened) ?? 0) + 1);
    }
    expect(times.get(40 * millisecond)).toBeGreaterThan(0);
    expect(times.get(1040 * millisecond)).toBeGreaterThan(0);
    expect(times.get(3040 * millisecond)).toBeGreaterThan(0);
  });

  test("a connection that loses everything dies of silence, as behind a cut", () => {
    const world = lossy(0, 1, { transport: "grpc" });
    const near = world.dial(1, 2);
    world.pass(20 * second);
    expect(near.heard).toEqual([{ what: "closed: connect timed out", time: 6 * second }]);
  });
});

describe("a reset that is lost is made good by the next one", () => {
  /** Host 2 dies at 2 s while nothing gets through from it; from 2.5 s on all does. */
  const halfOpen = (options: WorldOptions = {}) => {
    const storm = new Degradation(between([2], [1], true), { latency: 1, loss: 1, rate: unlimited });
    const world = new NetworkWorld({ transport: "grpc", ...options });
    world.network.degradations.push(storm);
    const [near] = world.connected(1, 2);
    storm.isActive = true;
    world.hosts[1]!.crash();
    world.pass(0.5 * second);
    expect(near.heard).toEqual([]);
    storm.isActive = false;
    return { world, near };
  };

  test("which the next message brings about", () => {
    const { world, near } = halfOpen({ isQuiet: true });
    near.stream.send("are you there", 100);
    world.pass(second);
    expect(near.heard).toEqual([{ what: "closed: connection reset", time: 2.52 * second }]);
  });

  test("or the next heartbeat", () => {
    const { world, near } = halfOpen();
    world.pass(4 * second);
    // Up since 0.04 s, a heartbeat leaves at 3.04 s.
    expect(near.heard).toEqual([{ what: "closed: connection reset", time: 3.06 * second }]);
  });

  test("and a message that is sent while resets are lost still finds out later", () => {
    const storm = new Degradation(between([2], [1], true), { latency: 1, loss: 1, rate: unlimited });
    const world = new NetworkWorld({ transport: "grpc", isQuiet: true });
    world.network.degradations.push(storm);
    const [near] = world.connected(1, 2);
    storm.isActive = true;
    world.hosts[1]!.crash();
    near.stream.send("to nobody", 100);
    world.pass(second);
    storm.isActive = false;
    near.stream.send("again", 100);
    world.pass(second);
    expect(near.heard).toEqual([{ what: "closed: connection reset", time: 3.02 * second }]);
  });
});

describe("heartbeats", () => {
  test("wait behind a gap, too: one that lasts longer than the silence allowed ends the connection", () => {
    const storm = new Degradation(between([1], [2], true), { latency: 1, loss: 1, rate: unlimited });
    const world = new NetworkWorld({ transport: "grpc" });
    world.network.degradations.push(storm);
    const [near, far] = world.connected(1, 2);
    // Up since 0.04 s: heartbeats leave at 3.04 s, 6.04 s, 9.04 s.
    world.pass(1.5 * second);
    storm.isActive = true;
    near.stream.send("lost", 100);
    world.at(8 * second, () => {
      storm.isActive = false;
    });
    world.pass(4.7 * second);
    // Sent at 3.5 s and again after 0.22, 0.66, 1.54, 3.3, 6.82 s, the last time at 10.32 s, when it gets through; but the heartbeat of 3.04 s was the last heard.
    world.pass(20 * second);
    expect(far.heard).toEqual([{ what: "closed: keepalive timed out", time: 9.05 * second }]);
  });
});

describe("bytes", () => {
  test("what is sent again is told apart, whole segments of it, and takes the sender's link", () => {
    const world = lossy(0.2, 0.2, { transport: "grpc" });
    const near = world.dial(1, 2);
    const count = 1500;
    for (let i = 0; i < count; i++) world.at(second * (10 + i), () => near.stream.send(i, 100));
    world.pass((count + 5) * second);
    const each = 100 + grpc.framing(100) + grpc.headers(100 + grpc.framing(100));
    const messages = world.control.filter(({ component, bytes }) => component === "retransmitted" && bytes === each);
    expect(messages.length).toBeGreaterThan(0);
  });

  test("goodput over a full link is at most (1 - p) of its rate", () => {
    const loss = 0.1;
    const world = lossy(loss, 0, { up: 8_000_000, isQuiet: true });
    const near = world.dial(1, 2);
    const count = 3000;
    for (let i = 0; i < count; i++) near.stream.send(i, 1500);
    world.pass(60 * second);
    // All that is sent takes the link its 1.5 ms, also what is sent again, which is p / (1 - p) of the rest.
    const again = world.bytes("retransmitted") / 1500;
    expect(world.accepted[0]!.at(String(count - 1))).toBeGreaterThanOrEqual(1.5 * millisecond * (count + again));
    expect(Math.abs(again / count - loss / (1 - loss))).toBeLessThan(
      (5 * Math.sqrt(loss)) / (1 - loss) / Math.sqrt(count),
    );
  });
});
