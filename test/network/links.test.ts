import { describe, expect, test } from "vitest";
import { Degradation } from "../../src/network/degradation.ts";
import { directRoute, Links, type SiteLink } from "../../src/network/links.ts";
import { overheadOf } from "../../src/network/overhead.ts";
import { around, between } from "../../src/network/reach.ts";
import { millisecond, NetworkWorld, second, type WorldOptions } from "./support.ts";

const megabit = 1_000_000;
const unlimited = Number.POSITIVE_INFINITY;
const grpc = overheadOf({ kind: "grpc" });

/** Sites 0, 1, 2 … in a row, 10 ms from each to the next, links both ways with these rates; a host on each. */
function row(rates: readonly number[], options: WorldOptions = {}): NetworkWorld {
  const count = rates.length + 1;
  const links = rates.flatMap((rate, site): SiteLink[] => [
    { from: site, to: site + 1, latency: 10 * millisecond, rate, loss: null },
    { from: site + 1, to: site, latency: 10 * millisecond, rate, loss: null },
  ]);
  const route = (from: number, to: number) => {
    const way: number[] = [];
    for (let at = from; at < to; at++) way.push(2 * at);
    for (let at = from; at > to; at--) way.push(2 * (at - 1) + 1);
    return way;
  };
  const latency = Array.from({ length: count * count }, (_, index) => {
    const distance = Math.abs(Math.floor(index / count) - (index % count));
    return Math.max(1, 10 * distance) * millisecond;
  });
  return new NetworkWorld({
    sites: Array.from({ length: count }, (_, site) => site),
    latency,
    links: new Links({ links, route, loss: 0 }),
    ...options,
  });
}

describe("a link with a rate", () => {
  test("passes a message in its bytes' time, and each one after the one before", () => {
    const world = row([8 * megabit]);
    const { stream } = world.dial(1, 2);
    for (let i = 0; i < 3; i++) stream.send(i, 1000);
    world.pass(second);
    expect(world.accepted[0]!.heard.map(({ time }) => time / millisecond)).toEqual([11, 12, 13]);
  });

  test("is shared by all connections over it, in the order in which they come to it", () => {
    const world = row([8 * megabit], { sites: [0, 0, 1, 1] });
    const streams = [world.dial(1, 3), world.dial(2, 4), world.dial(1, 4)];
    for (let i = 0; i < 5; i++) for (const { stream } of streams) stream.send(i, 1000);
    world.pass(second);
    const all = world.accepted
      .flatMap(({ heard }) => heard.map(({ time }) => time / millisecond))
      .sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: 15 }, (_, index) => 11 + index));
  });

  test("holds up nothing the other way, and nothing inside a site", () => {
    const world = row([8 * megabit], { sites: [0, 0, 1] });
    for (let i = 0; i < 100; i++) world.dial(1, 3).stream.send(i, 10_000);
    world.dial(3, 1).stream.send("back", 1000);
    world.dial(1, 2).stream.send("inside", 1000);
    world.pass(0.9 * second);
    const at = (what: string) => world.accepted.map((end) => end.at(what)).find((time) => !Number.isNaN(time));
    expect([at("back"), at("inside")]).toEqual([11 * millisecond, millisecond]);
  });

  test("throughput is its rate", () => {
    const world = row([8 * megabit], { transport: "grpc" });
    const [near, far] = world.connected(1, 2);
    const start = world.scheduler.now;
    for (let i = 0; i < 500; i++) near.stream.send(i, 1400);
    world.pass(5 * second);
    const wire = 1400 + grpc.framing(1400) + grpc.headers(1400 + grpc.framing(1400));
    expect(far.at("499") - start).toBe(10 * millisecond + 500 * wire * 1000);
  });

  test("after the host's own queue: a segment is stored there and forwarded, a slower link holds up what a faster host sends", () => {
    const single = row([8 * megabit], { up: 80 * megabit });
    single.dial(1, 2).stream.send("m", 1000);
    single.pass(second);
    expect(single.accepted[0]!.at("m")).toBe(10 * millisecond + 100_000 + 1_000_000);
    const several = row([8 * megabit], { up: 80 * megabit });
    several.dial(1, 2).stream.send("m", 15_000);
    several.pass(second);
    // The first of ten segments has come after 0.15 ms; from then on the link is busy for 15 ms.
    expect(several.accepted[0]!.at("m")).toBe(10 * millisecond + 150_000 + 15_000_000);
  });
});

describe("a way over several links", () => {
  test.each([
    [1, 1],
    [1, 3],
    [10, 3],
    [64, 5],
  ])("%i segments over %i links of one rate take (n + links - 1) segments' time", (segments, count) => {
    const world = row(new Array(count).fill(12 * megabit));
    world.dial(1, count + 1).stream.send("m", segments * 1500);
    world.pass(second);
    expect(world.accepted[0]!.at("m")).toBe((10 * count + segments + count - 1) * millisecond);
  });

  test.each([
    [[12, 6, 12], 20 * 2 + 1 + 1],
    [[6, 12, 12], 20 * 2 + 1 + 1],
    [[12, 12, 6], 20 * 2 + 1 + 1],
    [[12, unlimited / megabit, 6], 20 * 2 + 1],
  ])("the slowest of %j sets the pace", (rates, milliseconds) => {
    const world = row(rates.map((rate) => rate * megabit));
    world.dial(1, 4).stream.send("m", 20 * 1500);
    world.pass(second);
    expect(world.accepted[0]!.at("m")).toBe((30 + milliseconds) * millisecond);
  });

  test("traffic of other sites waits with it where the ways meet, and only there", () => {
    const world = row([unlimited, 12 * megabit]);
    const far = world.dial(1, 3);
    const near = world.dial(2, 3);
    // The message of site 0 comes to the link at 10 ms, when that has been busy with nine others of site 1 for 9 of 9 ms.
    far.stream.send("far", 1500);
    for (let i = 0; i < 15; i++) near.stream.send(i, 1500);
    world.pass(second);
    const at = (what: string) => world.accepted.map((end) => end.at(what)).find((time) => !Number.isNaN(time));
    expect(at("14")).toBe((15 + 10) * millisecond);
    expect(at("far")).toBe((15 + 1 + 10) * millisecond);
  });

  test("order is kept with jitter on each link, through queues on both sides", () => {
    const world = row([5 * megabit, unlimited, 3 * megabit], {
      up: 50 * megabit,
      down: 50 * megabit,
      jitter: (random) => 2 * random.uniform(),
    });
    const { stream } = world.dial(1, 4);
    const count = 500;
    for (let i = 0; i < count; i++) world.at(i * millisecond, () => stream.send(i, (i * 37) % 900));
    world.pass(20 * second);
    expect(world.accepted[0]!.words).toEqual(Array.from({ length: count }, (_, i) => String(i)));
  });

  test("loses what any of its links loses; where none says so, as everywhere", () => {
    const link = (from: number, to: number, loss: number | null) => ({ from, to, latency: 1, rate: unlimited, loss });
    const links = [link(0, 1, 0.1), link(1, 2, 0.2), link(2, 3, null)];
    const made = new Links({
      links,
      route: (from, to) => links.map((_, index) => index).filter((index) => index >= from && index < to),
      loss: 0.05,
    });
    expect(made.loss(0, 1)).toBe(0.1);
    expect(made.loss(0, 2)).toBeCloseTo(1 - 0.9 * 0.8, 12);
    expect(made.loss(1, 3)).toBe(0.2);
    expect(made.loss(2, 3)).toBe(0.05);
    expect(made.loss(0, 0)).toBe(0.05);
  });

  test("a pair of sites without a link of its own has no limit", () => {
    const links: SiteLink[] = [{ from: 0, to: 1, latency: 0, rate: 8 * megabit, loss: null }];
    const made = new Links({ links, route: directRoute(links), loss: 0 });
    expect([made.hops(0, 1).length, made.hops(1, 0).length, made.hops(0, 0).length]).toEqual([1, 0, 0]);
  });
});

describe("write quota", () => {
  test("what a thin link has not let through yet counts", () => {
    const world = row([8 * megabit], { writeQuota: 2500 });
    const { stream } = world.dial(1, 2);
    const taken: boolean[] = [];
    for (let i = 0; i < 4; i++) {
      taken.push(stream.writable);
      stream.send(i, 1000);
    }
    expect(taken).toEqual([true, true, true, false]);
    const free: number[] = [];
    stream.whenWritable(() => free.push(world.scheduler.now / millisecond));
    world.pass(second);
    expect(free).toEqual([2]);
    expect(stream.writable).toBe(true);
  });

  test("also at the second link of a way, and behind a host's own queue", () => {
    const world = row([unlimited, 8 * megabit], { writeQuota: 1500, up: 80 * megabit });
    const { stream } = world.dial(1, 3);
    stream.send("a", 1000);
    stream.send("b", 1000);
    expect(stream.writable).toBe(false);
    let free = Number.NaN;
    stream.whenWritable(() => {
      free = world.scheduler.now;
    });
    world.pass(second);
    // The first one is over the second link at 0.1 + 10 + 1 ms.
    expect(free).toBe(11_100_000);
  });
});

describe("degradations", () => {
  const calm = { latency: 1, loss: 0, rate: unlimited };

  /** Hosts 1 and 2 10 ms apart, and the degradations that befall their way. */
  function degraded(degradations: readonly Degradation[], options: WorldOptions = {}): NetworkWorld {
    const world = new NetworkWorld(options);
    world.network.degradations.push(...degradations);
    return world;
  }

  test("do nothing before they begin and after they are over", () => {
    const one = new Degradation(between([1], [2], false), { latency: 3, loss: 0.5, rate: megabit });
    const run = (world: NetworkWorld) => {
      const [near, far] = world.connected(1, 2);
      for (let i = 0; i < 20; i++) near.stream.send(i, 1000);
      world.pass(10 * second);
      return { heard: far.heard, control: world.control, executed: world.scheduler.executed };
    };
    expect(run(degraded([one], { transport: "grpc" }))).toEqual(run(new NetworkWorld({ transport: "grpc" })));
  });

  test("factors multiply, the least rate holds, and both are over at their end", () => {
    const slow = new Degradation(between([1], [2], false), { ...calm, latency: 3 });
    const thin = new Degradation(around([2]), { ...calm, latency: 2, rate: 8 * megabit });
    const thinner = new Degradation(between([2], [1], false), { ...calm, rate: 4 * megabit });
    const world = degraded([slow, thin, thinner]);
    const { stream } = world.dial(1, 2);
    const send = (what: string) => () => stream.send(what, 1000);
    const turn = (one: Degradation, isActive: boolean) => () => {
      one.isActive = isActive;
    };
    world.at(second, turn(slow, true));
    world.at(second, send("slow"));
    world.at(2 * second, turn(thin, true));
    world.at(2 * second, send("both"));
    world.at(3 * second, turn(thinner, true));
    world.at(3 * second, () => {
      for (let i = 0; i < 10; i++) send(`all ${i}`)();
    });
    world.at(4 * second, () => {
      for (const one of [slow, thin, thinner]) one.isActive = false;
    });
    world.at(4 * second, send("none"));
    world.pass(5 * second);
    const at = (what: string) => (world.accepted[0]!.at(what) % second) / millisecond;
    expect([at("slow"), at("both"), at("none")]).toEqual([30, 61, 10]);
    // One after the other at 4 Mbit/s, and the last one's time at 8 Mbit/s.
    expect(at("all 9") - 60).toBe(10 * 2 + 1);
  });

  test("keep the order, once over, of what a cut held back and of what is sent as soon as there is room again", () => {
    const thin = new Degradation(between([1], [2], false), { ...calm, rate: 8 * megabit });
    const world = degraded([thin], { writeQuota: 1500, isQuiet: true });
    const [near, far] = world.connected(1, 2);
    const heal = world.cut([1], [2]);
    let next = 0;
    const sendOn = () => {
      for (; next < 20 && near.stream.writable; next++) near.stream.send(next, 500);
      if (next < 20) near.stream.whenWritable(sendOn);
    };
    sendOn();
    expect(next).toBe(3);
    world.pass(second);
    heal();
    world.pass(second);
    expect(far.words).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  });

  test("losses combine", () => {
    const losses = [0.1, 0.2].map((loss) => new Degradation(between([1], [2], false), { ...calm, loss }));
    for (const one of losses) one.isActive = true;
    const world = degraded(losses, { isQuiet: true });
    const { stream } = world.dial(1, 2);
    const count = 4000;
    for (let i = 0; i < count; i++) world.at(i * 600 * second, () => stream.send(i, 100));
    world.pass(count * 600 * second);
    const again = world.control.filter(({ component }) => component === "retransmitted").length / count;
    const loss = 1 - 0.9 * 0.8;
    expect(Math.abs(again - loss / (1 - loss))).toBeLessThan((5 * Math.sqrt(loss)) / (1 - loss) / Math.sqrt(count));
  });

  test("one way is one way", () => {
    const one = new Degradation(between([1], [2], true), { ...calm, latency: 5 });
    one.isActive = true;
    const world = degraded([one]);
    const [near, far] = world.connected(1, 2);
    const start = world.scheduler.now;
    near.stream.send("there", 1);
    far.stream.send("back", 1);
    world.pass(second);
    expect([far.at("there") - start, near.at("back") - start]).toEqual([50 * millisecond, 10 * millisecond]);
  });

  test("a rate between two sides is one for all that passes there; around nodes, one for each of them and direction", () => {
    const run = (one: Degradation) => {
      one.isActive = true;
      const world = degraded([one], { sites: [0, 0, 0, 0] });
      for (const [from, to] of [
        [1, 3],
        [2, 4],
      ] as const) {
        const { stream } = world.dial(from, to);
        for (let i = 0; i < 10; i++) stream.send(i, 1000);
      }
      world.pass(second);
      return Math.max(...world.accepted.map((end) => end.at("9"))) / millisecond;
    };
    expect(run(new Degradation(between([1, 2], [3, 4], false), { ...calm, rate: 8 * megabit }))).toBe(30);
    expect(run(new Degradation(around([1, 2]), { ...calm, rate: 8 * megabit }))).toBe(20);
  });

  test("when the latency falls, what is sent then waits for what was sent before", () => {
    const slow = new Degradation(between([1], [2], false), { ...calm, latency: 30 });
    slow.isActive = true;
    const world = degraded([slow]);
    const { stream } = world.dial(1, 2);
    stream.send("first", 1);
    world.at(100 * millisecond, () => {
      slow.isActive = false;
      stream.send("second", 1);
    });
    world.pass(second);
    expect(world.accepted[0]!.heard).toEqual([
      { what: "first", time: 300 * millisecond },
      { what: "second", time: 300 * millisecond },
    ]);
  });
});

describe("a link that is down", () => {
  test("cuts all ways that lead over it, as ways stay as they are, and no other", () => {
    const world = row([unlimited, unlimited, unlimited], { sites: [0, 1, 2, 3] });
    const reach = world.network.reachOver({ from: 1, to: 2, oneWay: false });
    const cut = (from: number, to: number) => reach.includes(from, to);
    expect([cut(1, 2), cut(3, 4), cut(1, 3), cut(4, 2), cut(2, 3)]).toEqual([false, false, true, true, true]);
    const oneWay = world.network.reachOver({ from: 1, to: 2, oneWay: true });
    expect([oneWay.includes(1, 3), oneWay.includes(3, 1)]).toEqual([true, false]);
  });
});
