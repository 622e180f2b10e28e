import { describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../../src/gossip/environment.ts";
import type { Info } from "../../src/gossip/info.ts";
import { measure } from "../../src/measure/measure.ts";
import { run } from "../../src/simulation/run.ts";
import type { Probe } from "../../src/simulation/trace.ts";
import { millisecond, type ScenarioParts, scenario, second } from "./support.ts";

interface Told {
  readonly time: number;
  readonly node: number;
}

/** All that a test may ask of a run. */
class Log implements Probe {
  readonly ups: Told[] = [];
  readonly downs: Told[] = [];
  readonly stores: (Told & { readonly info: Info })[] = [];
  readonly sent: (Told & { readonly to: number })[] = [];
  readonly received: (Told & { readonly from: number })[] = [];
  readonly connections: (Told & { readonly event: ConnectionEvent })[] = [];
  readonly faults: string[] = [];
  readonly faultTimes: number[] = [];
  endTime = 0;

  nodeUp(time: number, node: number): void {
    this.ups.push({ time, node });
  }
  nodeDown(time: number, node: number): void {
    this.downs.push({ time, node });
  }
  stored(time: number, node: number, info: Info): void {
    this.stores.push({ time, node, info });
  }
  messageSent(time: number, node: number, _: unknown, to: number): void {
    this.sent.push({ time, node, to });
  }
  messageReceived(time: number, node: number, _: unknown, from: number): void {
    this.received.push({ time, node, from });
  }
  connection(time: number, node: number, event: ConnectionEvent): void {
    this.connections.push({ time, node, event });
  }
  fault(time: number, description: string, active: boolean): void {
    this.faults.push(`${time / second} s ${active ? "+" : "-"} ${description}`);
    if (active) this.faultTimes.push(time);
  }
  ended(time: number): void {
    this.endTime = time;
  }

  hungUp(from: number): { time: number; node: number; reason: string }[] {
    return this.connections.flatMap(({ time, node, event }) =>
      event.type === "hung-up" && time >= from ? [{ time, node, reason: event.reason }] : [],
    );
  }

  published(key: string): number[] {
    return this.stores.filter(({ info }) => info.key === key && info.peerId === 0).map(({ time }) => time);
  }
}

function logOf(parts: ScenarioParts, seed = 1): Log {
  const log = new Log();
  run(scenario(parts), { seed, probes: [log] });
  return log;
}

/** With it, connected nodes look for no others (Q1). */
const sentinel = "{ key: sentinel, from: 1, size: 16 B }";
const within = (from: number, to: number) => (event: { readonly time: number }) =>
  event.time >= from && event.time < to;
const ticking = (node: number) => `{ key: "tick:${node}", from: ${node}, every: 1 s, size: 8 B }`;

describe("partitions", () => {
  test("one way: what the one side sends is lost, and the other is heard", () => {
    const faults = ["{ at: 5 s, for: 3 s, partition: { from: 2, to: 1 } }"];
    const log = logOf({ nodes: 2, duration: "20 s", faults, workload: [sentinel, ticking(1), ticking(2)] });
    const during = within(5 * second + 2 * millisecond, 8 * second);
    const heard = (node: number, from: number) =>
      log.received.filter((event) => event.node === node && event.from === from && during(event)).length;
    expect(heard(1, 2)).toBe(0);
    expect(heard(2, 1)).toBeGreaterThan(2);
    expect(log.hungUp(5 * second)).toEqual([]);
    expect(
      log.stores.filter(({ node, info }) => node === 1 && info.key === "tick:2").map(({ time }) => time),
    ).toContainEqual(expect.closeTo(9 * second, -8));
  });

  test("healed by name ahead of their time, or all", () => {
    const faults = [
      "{ at: 1 s, for: 8 s, partition: [[1], [2]], name: first }",
      "{ at: 2 s, partition: [[1], [3]] }",
      "{ at: 3 s, heal: first }",
      "{ at: 4 s, heal: all }",
    ];
    expect(logOf({ duration: "10 s", faults }).faults).toEqual([
      "1 s + partition of 1 node from 1 node",
      "2 s + partition of 1 node from 1 node",
      "3 s - partition of 1 node from 1 node",
      "4 s - partition of 1 node from 1 node",
    ]);
  });

  test("the same one again before it is over: each is healed by itself", () => {
    const faults = ["{ at: 1 s, for: 3 s, partition: [[1], [2]], every: 2 s, times: 2 }"];
    const log = logOf({ nodes: 2, duration: "10 s", faults, workload: [ticking(1)] });
    const arrivals = log.received.filter(
      ({ node, time }) => node === 2 && within(second + 2 * millisecond, 6 * second)({ time }),
    );
    expect(arrivals).toEqual([]);
    expect(log.received.some(({ node, time }) => node === 2 && time > 6 * second)).toBe(true);
  });
});

describe("a pause", () => {
  const paused = (span: string) =>
    logOf({
      duration: "30 s",
      faults: [`{ at: 5.5 s, for: ${span}, pause: 2 }`],
      workload: [sentinel, ticking(1), ticking(2)],
    });

  test("that is short breaks nothing: the node is silent, then takes in what came and publishes each key once", () => {
    const log = paused("2 s");
    const during = within(5.5 * second + 1, 7.5 * second);
    expect(log.sent.filter(({ node }) => node === 2).filter(during)).toEqual([]);
    expect(log.received.filter(({ node }) => node === 2).filter(during)).toEqual([]);
    expect(log.hungUp(5 * second)).toEqual([]);
    expect(log.downs).toEqual([]);
    expect(
      log
        .published("tick:2")
        .map((time) => Math.round(time / (second / 10)) / 10)
        .slice(5, 8),
    ).toEqual([5, 7.5, 8]);
    // All that node 1 said meanwhile.
    const ticks = log.stores.filter(({ node, info }) => node === 2 && info.key === "tick:1");
    expect(ticks.filter(within(7.5 * second, 7.6 * second)).length).toBe(2);
  });

  test("that is long is noticed by silence, and the node finds back with its memory", () => {
    const log = paused("12 s");
    const ends = log.connections.filter(({ event: { type } }) => type === "left" || type === "hung-up");
    const noticed = ends.filter(({ time, node }) => time > 5.5 * second && node !== 2);
    // Three to six seconds after the last sign of life (B.14).
    expect(noticed[0]!.time).toBeGreaterThan(8.5 * second);
    expect(noticed[0]!.time).toBeLessThan(11.6 * second);
    expect(ends.filter(({ node }) => node === 2).filter(within(5.5 * second, 17.5 * second))).toEqual([]);
    expect(log.ups.filter(({ node }) => node === 2)).toHaveLength(1);
    const ticks = log.stores.filter(
      ({ node, info, time }) => node === 1 && info.key === "tick:2" && time > 18 * second,
    );
    expect(ticks.length).toBeGreaterThan(5);
  });
});

describe("ends of nodes", () => {
  test("with its memory kept a node hears of its lost connections when it comes back, and still knows what nobody else does", () => {
    const faults = ["{ at: 2 s, crash: 1, restart: 4 s, memory: kept }", "{ at: 2 s, crash: 2, restart: 1 s }"];
    const workload = ["{ key: old, from: 1, at: 1 s, size: 8 B }"];
    const log = logOf({ nodes: 2, duration: "20 s", faults, workload });
    expect(log.downs.map(({ node }) => node)).toEqual([2]);
    expect(log.sent.filter(({ node }) => node === 1).filter(within(2 * second + 1, 6 * second))).toEqual([]);
    const again = log.stores.filter(({ node, info, time }) => node === 2 && info.key === "old" && time > 2 * second);
    expect(again.length).toBe(1);
    expect(again[0]!.time).toBeGreaterThan(6 * second);
  });

  test("a node that stops with its memory kept hears, too, that its streams have ended", () => {
    const faults = ["{ at: 3 s, stop: 1, restart: 2 s, memory: kept }"];
    const log = logOf({ nodes: 2, join: "line", duration: "8 s", faults, workload: [sentinel] });
    const left = log.connections.filter(({ event: { type } }) => type === "left");
    expect(left[0]).toEqual({ time: 5 * second, node: 1, event: { type: "left", peerId: 2 } });
  });

  test("a stop ends streams in peace, so that the others know at once; a crash resets them", () => {
    const reasons = (kind: string) => {
      const log = logOf({
        nodes: 2,
        join: "line",
        duration: "6 s",
        faults: [`{ at: 3 s, ${kind}: 1 }`],
        workload: [sentinel],
      });
      expect(log.downs).toEqual([{ time: 3 * second, node: 1 }]);
      return log.hungUp(3 * second)[0];
    };
    expect(reasons("stop")).toEqual({ time: 3 * second + millisecond, node: 2, reason: "closed by the server" });
    expect(reasons("crash")).toEqual({ time: 3 * second + millisecond, node: 2, reason: "connection reset" });
  });

  test("B.12: a node that drains says so before it stops, and others hear it", () => {
    const faults = ["{ at: 3 s, stop: 2, drain: 1 s, restart: 1 s }"];
    const log = logOf({ duration: "8 s", faults, workload: ["{ use: cockroach-2.1 }"] });
    expect(log.downs).toEqual([{ time: 4 * second, node: 2 }]);
    expect(log.ups.at(-1)).toEqual({ time: 5 * second, node: 2 });
    const heard = log.stores.filter(({ node, info }) => node === 1 && info.key === "distsql-draining:2");
    expect(heard.filter(within(3 * second, 3.1 * second))).toHaveLength(1);
  });

  test("one after the other", () => {
    const faults = ["{ at: 2 s, stop: all, each: 3 s, restart: 1 s }"];
    const log = logOf({ duration: "20 s", faults });
    expect(log.downs).toEqual([1, 2, 3].map((node) => ({ time: (2 + 3 * (node - 1)) * second, node })));
    expect(log.ups.slice(3)).toEqual([1, 2, 3].map((node) => ({ time: (3 + 3 * (node - 1)) * second, node })));
  });

  test("down for as long as any fault says so, and paused when it comes back if one says that", () => {
    const faults = [
      "{ at: 2 s, crash: 2, restart: 5 s }",
      "{ at: 3 s, stop: 2, restart: 6 s }",
      "{ at: 4 s, pause: 2, for: 8 s }",
    ];
    const log = logOf({ duration: "20 s", faults });
    expect(log.downs).toEqual([{ time: 2 * second, node: 2 }]);
    expect(log.ups.at(-1)).toEqual({ time: 9 * second, node: 2 });
    const sent = log.sent.filter(({ node, time }) => node === 2 && time > 2 * second);
    expect(sent[0]!.time).toBeGreaterThanOrEqual(12 * second);
  });

  test("a node that is to be down when it would start starts afterwards", () => {
    const log = logOf({ faults: ["{ at: 0 s, crash: 3, restart: 2 s }"], within: "100 ms" });
    expect(log.ups.filter(({ node }) => node === 3)).toEqual([{ time: 2 * second, node: 3 }]);
  });
});

test("a slow node works as many times as long, until it is over", () => {
  const faults = ["{ at: 3 s, for: 3 s, slow: { node: 2, factor: x100 } }"];
  const host = "{ processing: { message: 1 ms, info: 0 us } }";
  const log = logOf({
    nodes: 2,
    join: "line",
    protocol: "clientsInterval: off",
    duration: "10 s",
    faults,
    host,
    workload: [sentinel, ticking(1)],
  });
  /** From the moment at which node 1 has published. */
  const took = (tick: number) =>
    log.stores.find(({ node, info, time }) => node === 2 && info.key === "tick:1" && time > tick * second)!.time -
    tick * second;
  // Node 1 sends, 1 ms; 1 ms on the way; node 2 takes it in.
  expect(took(2)).toBe(3 * millisecond);
  expect(took(4)).toBe(102 * millisecond);
  expect(took(8)).toBe(3 * millisecond);
});

describe("clocks", () => {
  const stamps = (fault: string) => {
    const log = logOf({ nodes: 2, duration: "10 s", faults: [fault], workload: [ticking(2)] });
    const own = log.stores.filter(({ node, info }) => node === 2 && info.key === "tick:2" && info.peerId === 0);
    return own.map(({ time, info }) => ({ time, stamp: Number(info.value.time) }));
  };

  test("an offset and a drift show in the stamps, and go when they are over", () => {
    const ahead = stamps("{ at: 2.5 s, for: 4 s, clock: { node: 2, offset: 250 ms, drift: 50 ppm } }");
    for (const { time, stamp } of ahead) {
      const isWrong = time > 2.5 * second && time < 6.5 * second;
      const error = isWrong ? 250 * millisecond + (time - 2.5 * second) * 0.00005 : 0;
      // Looks within one moment count up by a nanosecond each (C3).
      expect(stamp - time - error).toBeGreaterThanOrEqual(-1);
      expect(stamp - time - error).toBeLessThan(1000);
    }
  });

  test("C1: a clock that is set back does not lead to older stamps: they count up from the last until it has caught up", () => {
    const back = stamps("{ at: 2.5 s, clock: { node: 2, offset: -3 s } }");
    const stamped = back.map(({ stamp }) => stamp);
    expect(stamped).toEqual([...stamped].sort((a, b) => a - b));
    expect(new Set(stamped).size).toBe(stamped.length);
    const caughtUp = back.filter(({ time }) => time > 6 * second);
    expect(caughtUp.every(({ time, stamp }) => Math.abs(stamp - time + 3 * second) < 1000)).toBe(true);
  });

  test("S2: who lives ahead of the others takes what they publish for expired before they do, and sends it on no more", () => {
    const workload = [sentinel, "{ key: short, from: 1, at: 4 s, size: 8 B, ttl: 1 s }"];
    const faults = ["{ at: 3 s, clock: { node: 2, offset: 2 s } }", "{ at: 4.5 s, crash: 3, restart: 100 ms }"];
    const chain = { nodes: 3, join: "line", duration: "10 s", workload, within: "0 s" };
    const reached = (parts: ScenarioParts) =>
      logOf(parts).stores.filter(({ node, info }) => node === 3 && info.key === "short").length;
    expect(reached({ ...chain, faults: [faults[1]!] })).toBe(2);
    expect(reached({ ...chain, faults })).toBe(0);
  });
});

describe("churn", () => {
  const churned = (text: string, seed = 1, rest = "") =>
    logOf(
      { nodes: 10, duration: "600 s", faults: [`{ churn: { ${text} }${rest} }`], protocol: "clientsInterval: off" },
      seed,
    );

  test("comes as often as it says, and lasts as long", () => {
    const log = churned("every: 2 s, down: { kind: exponential, mean: 1 s }");
    const outages = log.downs.length;
    // Poisson: the variance is the mean. Almost none is left out, since nine other nodes are up.
    expect(Math.abs(outages - 300)).toBeLessThan(3.5 * Math.sqrt(300));
    const spans = log.downs.flatMap(({ time, node }) => {
      const up = log.ups.find((start) => start.node === node && start.time > time);
      return up === undefined ? [] : [up.time - time];
    });
    const mean = spans.reduce((sum, span) => sum + span, 0) / spans.length;
    expect(Math.abs(mean - second)).toBeLessThan((3.5 * second) / Math.sqrt(spans.length));
  });

  test("a rate is a share of the nodes in a time", () => {
    const log = churned("rate: 10 %/s, down: 100 ms");
    expect(Math.abs(log.downs.length - 600)).toBeLessThan(3.5 * Math.sqrt(600));
  });

  test("leaves so many up, only hits whom it may, and only in its time", () => {
    const log = churned("every: 500 ms, down: 30 s, nodes: [1, 2, 3, 4], keep: 2", 1, ", at: 10 s, until: 60 s");
    const down = new Set<number>();
    const events = [
      ...log.downs.map((e) => ({ ...e, up: false })),
      ...log.ups.slice(10).map((e) => ({ ...e, up: true })),
    ];
    for (const { node, up } of events.sort((a, b) => a.time - b.time)) {
      if (up) down.delete(node);
      else down.add(node);
      expect(down.size).toBeLessThanOrEqual(2);
      expect(node).toBeLessThanOrEqual(4);
    }
    expect(log.downs.length).toBeGreaterThan(3);
    expect(log.downs.every(within(10 * second, 60 * second))).toBe(true);
  });

  test("never hits the last node", () => {
    const log = logOf({ nodes: 1, duration: "60 s", faults: ["{ churn: { every: 1 s, down: 1 s, keep: 0 } }"] });
    expect(log.downs).toEqual([]);
  });

  test("is another one for another seed, and the same for the same", () => {
    const text = "every: 10 s, down: 1 s";
    expect(churned(text, 2).downs).toEqual(churned(text, 2).downs);
    expect(churned(text, 2).downs).not.toEqual(churned(text, 3).downs);
  });
});

describe("moments", () => {
  const times = (when: string, seed = 1) =>
    logOf({ duration: "60 s", faults: [`{ ${when}, crash: 2, restart: 1 s }`] }, seed).downs.map(({ time }) => time);

  test("at random, within bounds", () => {
    const drawn = [1, 2, 3, 4, 5, 6].map((seed) => times("at: { random: [10 s, 20 s] }", seed)[0]!);
    expect(new Set(drawn).size).toBe(6);
    expect(drawn.every((time) => time >= 10 * second && time < 20 * second)).toBe(true);
  });

  test("repeated", () => {
    expect(times("at: 10 s, every: 15 s")).toEqual([10, 25, 40, 55].map((time) => time * second));
    expect(times("at: 10 s, every: 15 s, times: 2")).toEqual([10, 25].map((time) => time * second));
    expect(times("at: 10 s, every: 15 s, until: 40 s")).toEqual([10, 25].map((time) => time * second));
    const drawn = times("at: { random: [10 s, 12 s] }, every: 15 s");
    const offsets = drawn.map((time, index) => time - (10 + 15 * index) * second);
    expect(offsets.every((offset) => offset >= 0 && offset < 2 * second)).toBe(true);
    expect(new Set(offsets).size).toBe(4);
  });
});

test("a run that ends with membership waits until all faults are over", () => {
  const parts = { duration: "100 s", stop: "{ when: membership, settle: 1 s }" };
  const endOf = (...faults: string[]) => logOf({ ...parts, faults }).endTime / second;
  expect(endOf("{ at: 10 s, for: 20 s, slow: { node: 1, factor: x2 } }")).toBe(31);
  expect(endOf("{ at: 10 s, for: 20 s, clock: { node: 1, offset: 1 ms } }")).toBe(31);
  expect(endOf("{ at: 10 s, every: 5 s, times: 3, pause: 1, for: 1 s }")).toBe(22);
  expect(endOf("{ at: 10 s, partition: [[1], [2]] }", "{ at: 20 s, heal: all }")).toBe(21);
  expect(endOf("{ at: 10 s, slow: { node: 1, factor: x2 } }")).toBe(11);
  expect(endOf("{ churn: { every: 1 s, down: 5 s }, until: 20 s }")).toBeGreaterThan(20);
});

test("what is still going on at the end is in the measurements", () => {
  const faults = [
    "{ at: 1 s, partition: { from: 1, to: [2, 3] } }",
    "{ at: 1 s, pause: [2, 3] }",
    "{ at: 1 s, stop: 1 }",
    "{ at: 1 s, slow: { node: 2, factor: x10 } }",
    "{ at: 1 s, clock: { node: 2, offset: -250 ms, drift: 50 ppm } }",
    // Two of one kind, one of which is over.
    "{ at: 1 s, slow: { node: 3, factor: x3 } }",
    "{ at: 1 s, for: 1 s, slow: { node: 3, factor: x3 } }",
  ];
  const given = scenario({ faults });
  const measured = measure(given);
  run(given, { seed: 1, probes: measured.probes });
  expect(measured.measurements().openFaults).toEqual([
    "partition one way, node 1 to nodes 2–3",
    "pause of nodes 2–3",
    "stop of node 1",
    "slow node 2, ×10",
    "clock of node 2 off by -250 ms and drifting by 50 ppm",
    "slow node 3, ×3",
  ]);
});
