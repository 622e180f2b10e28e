import { describe, expect, test } from "vitest";
import { run } from "../../src/simulation/run.ts";
import { millisecond, record, type ScenarioParts, scenario, second } from "./support.ts";

const background = ["{ use: cockroach-2.1 }"];
const nodeKeys = (count: number) => Array.from({ length: count }, (_, i) => `node:${i + 1}`);
/** When every one of the nodes has every node's descriptor. */
const fullAt = (recorder: ReturnType<typeof record>, nodes: number, after = 0) =>
  Math.max(
    ...nodeKeys(nodes).flatMap((key) => Array.from({ length: nodes }, (_, i) => recorder.storedAt(i + 1, key, after))),
  );
describe("two and three nodes", () => {
  const keys = ['{ key: "local", from: 1, size: 8 B }', '{ key: "remote", from: 2, size: 8 B }'];
  // Node 1 knows nobody, node 2 knows node 1.
  const two: ScenarioParts = { nodes: 2, join: "line", workload: keys };

  test("D.3 27: over one stream both get what the other has; when one is gone the other hears of it", () => {
    const recorder = record({ ...two, faults: ["{ crash: 1, at: 0.5 s }"] });
    expect(recorder.storedAt(1, "remote")).toBeLessThan(20 * millisecond);
    expect(recorder.storedAt(2, "local")).toBeLessThan(20 * millisecond);
    const [end] = recorder.events("hung-up").filter(({ node, time }) => node === 2 && time > 0.5 * second);
    expect(end!.event.peerId).toBe(1);
    expect(end!.time).toBeLessThan(502 * millisecond);
  });

  test("D.3 28: each end counts infos and bytes sent and received, and has one connection", () => {
    const recorder = record(two);
    for (const node of [1, 2]) {
      for (const messages of [recorder.sent, recorder.received]) {
        const own = messages.filter((one) => one.node === node);
        expect(own.reduce((sum, { message }) => sum + message.delta.length, 0)).toBeGreaterThan(0);
        expect(own.reduce((sum, { message }) => sum + message.length, 0)).toBeGreaterThan(0);
      }
    }
    expect(recorder.edges(0.9 * second)).toEqual(["2->1"]);
  });

  test("D.3 29: the first Request names the client", () => {
    const first = record(two).sent[0]!;
    expect(first).toMatchObject({ node: 2, message: { kind: "request-first", nodeId: 2 } });
  });

  test("D.3 30: a node that dials itself hangs up, takes no place, and dials one it has learned 1.0 s after its start", () => {
    const recorder = record({ nodes: 2, workload: background });
    const [first, next] = recorder.events("dialled").filter(({ node }) => node === 1);
    expect(first).toMatchObject({ time: 0, event: { address: "node00001:26257" } });
    expect(recorder.events("hung-up").find(({ node }) => node === 1)!.event.reason).toBe("loopback");
    expect(recorder.events("accepted").some(({ node, event }) => node === event.peerId)).toBe(false);
    expect(next!.event.address).toBe("node00002:26257");
    expect(Math.abs(next!.time - second)).toBeLessThan(millisecond);
  });

  test("D.3 31: of mutual connections the one from the lower id to the higher stays", () => {
    const recorder = record({ nodes: 2, workload: background });
    expect(recorder.edges(0.9 * second)).toEqual(["2->1"]);
    expect(recorder.edges()).toEqual(["1->2"]);
    expect(recorder.events("hung-up").filter(({ node }) => node === 2)).toMatchObject([
      { event: { reason: "redundant", peerId: 1 } },
    ]);
  });

  test("D.3 32: two clients from one node to another: the second is a duplicate and goes", () => {
    // Without a sentinel all dial on, also whom a forward has led them to already (T3).
    const recorder = record({ nodes: 6, duration: "5 s" });
    const duplicates = recorder.events("duplicate");
    expect(duplicates.length).toBeGreaterThan(0);
    const reasons = recorder.events("hung-up").filter(({ event }) => event.reason.startsWith("duplicate connection"));
    expect(reasons.length).toBeGreaterThan(0);
    for (const { time, node, event } of duplicates) expect(recorder.edges(time)).toContain(`${event.peerId}->${node}`);
  });

  test("D.3 33: three nodes that all know node 1, itself included", () => {
    const recorder = record({ nodes: 3, workload: background, duration: "0.9 s" });
    expect(recorder.edges()).toEqual(["2->1", "3->1"]);
  });

  test("D.3 41: a value published again unchanged arrives again, with a new stamp", () => {
    // A value of no bytes is the same each time.
    const workload = ['{ key: "same", from: 1, every: 1 s, size: 0 B, ttl: 60 s }'];
    const recorder = record({ nodes: 2, join: "line", workload, duration: "4.5 s" });
    const stamps = recorder.infos
      .filter(({ node, info }) => node === 2 && info.key === "same")
      .map(({ info }) => Number(info.originStamp));
    expect(stamps).toHaveLength(5);
    expect(stamps).toEqual([...stamps].sort((a, b) => a - b));
  });
});

describe("more nodes", () => {
  test.each([
    [10, 60],
    [24, 60],
  ])(
    "D.3 43, D.3 44: %i nodes that know node 1 all come to know each other, and refusals die out",
    (nodes, duration) => {
      const recorder = record({ nodes, workload: background, duration: `${duration} s` });
      expect(fullAt(recorder, nodes)).toBeLessThan(0.5 * second);
      const refusals = recorder.events("refused");
      expect(refusals.length).toBeGreaterThanOrEqual(nodes - 4);
      expect(refusals.length).toBeLessThan(6 * nodes);
      expect(refusals.filter(({ time }) => time > 30 * second)).toEqual([]);
    },
  );
});

describe("faults", () => {
  test("a node that crashed comes back with nothing, and knows all again within seconds", () => {
    const recorder = record({
      nodes: 5,
      workload: background,
      duration: "30 s",
      faults: ["{ crash: 3, at: 10 s, restart: 5 s }"],
    });
    expect(recorder.faults.map(({ time, active }) => [time / second, active])).toEqual([
      [10, true],
      [15, false],
    ]);
    expect(recorder.infos.some(({ time, node }) => node === 3 && time > 10 * second && time < 15 * second)).toBe(false);
    expect(recorder.sent.some(({ time, node }) => node === 3 && time > 10 * second && time < 15 * second)).toBe(false);
    for (const key of nodeKeys(5)) expect(recorder.storedAt(3, key, 15 * second)).toBeLessThan(17 * second);
    for (const node of [1, 2, 4, 5]) expect(recorder.storedAt(node, "node:3", 15 * second)).toBeLessThan(17 * second);
  });

  test("B.14, L6: the others hear of a crash at once", () => {
    const recorder = record({
      nodes: 2,
      join: "line",
      workload: background,
      duration: "6 s",
      faults: ["{ crash: 1, at: 5 s }"],
    });
    const [end] = recorder.events("hung-up").filter(({ time }) => time >= 5 * second);
    expect(end).toMatchObject({ node: 2, event: { reason: "connection reset" } });
    expect(end!.time - 5 * second).toBeLessThan(1.1 * millisecond);
  });

  test("D.3 39: all peers of a node crash together: it dials at once and again until one is back", () => {
    const recorder = record({
      nodes: 3,
      workload: background,
      duration: "40 s",
      faults: ["{ crash: [1, 2], at: 10 s, restart: 5 s }"],
    });
    for (const node of [1, 2]) expect(recorder.storedAt(node, "node:3", 15 * second)).toBeLessThan(18 * second);
  });

  test("B.14: a partition is noticed 3 to 6 s after the cut, and its sides find together after it", () => {
    const faults = ["{ partition: [[1, 2, 3], [4, 5, 6]], at: 10.5 s, for: 20 s }"];
    const recorder = record({ nodes: 6, workload: background, duration: "60 s", faults });
    const ends = recorder.events("hung-up").filter(({ event }) => event.reason === "keepalive timed out");
    expect(ends.length).toBeGreaterThan(0);
    const first = Math.min(...ends.map(({ time }) => time));
    expect(first).toBeGreaterThan(13 * second);
    expect(first).toBeLessThan(16.6 * second);
    const key = (node: number) => `gossip-clients:${node}`;
    const crossed = recorder.infos.filter(
      ({ time, node, info }) => time > 10.6 * second && time < 30.5 * second && info.nodeId <= 3 !== node <= 3,
    );
    // What had crossed before the cut may go round on the other side for a moment, but nothing made after it is there.
    expect(crossed.filter(({ info }) => info.value.time > 10.5 * second)).toEqual([]);
    for (let node = 1; node <= 6; node++) {
      const other = node <= 3 ? 5 : 2;
      expect(recorder.storedAt(node, key(other), 30.5 * second)).toBeLessThan(40 * second);
    }
  });

  test("B.14: a partition shorter than the silence allowed breaks nothing, and what was said comes through", () => {
    const faults = ["{ partition: [[1], [2]], at: 10.5 s, for: 1 s }"];
    const workload = [...background, '{ key: "said", from: 1, at: 11 s, size: 8 B }'];
    const recorder = record({ nodes: 2, workload, duration: "15 s", faults });
    expect(recorder.events("hung-up").filter(({ time }) => time > 5 * second)).toEqual([]);
    expect(recorder.storedAt(2, "said")).toBeGreaterThan(11.5 * second);
    expect(recorder.storedAt(2, "said")).toBeLessThan(12.5 * second);
    expect(recorder.wire.retransmitted).toBeGreaterThan(0);
  });
});

describe("determinism", () => {
  const parts: ScenarioParts = {
    nodes: 9,
    within: "500 ms",
    workload: background,
    duration: "15 s",
    network: "jitter: { kind: lognormal, sigma: 0.2 }",
    faults: ["{ crash: { random: 2 }, at: 5 s, restart: 2 s }"],
  };

  test("the same seed gives the same trace, another seed another one", () => {
    const fingerprints = [1, 1, 2].map((seed) => record(parts, { seed }).fingerprint());
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(fingerprints[0]).not.toBe(fingerprints[2]);
  });

  test("who watches is not felt: as many events with probes and progress as without", () => {
    const without = run(scenario(parts), { seed: 1, probes: [] });
    const seen: number[] = [];
    const with_ = run(scenario(parts), {
      seed: 1,
      probes: [{ stored: () => {} }],
      onProgress: (_, share) => seen.push(share),
    });
    expect(with_).toEqual(without);
    expect(record(parts, { onProgress: () => {} }).fingerprint()).toBe(record(parts, { probes: [{}] }).fingerprint());
    expect(seen.every((share) => share >= 0 && share <= 1)).toBe(true);
  });
});

describe("the end of a run", () => {
  test("comes at its duration", () => {
    expect(run(scenario({ duration: "1.5 s" }), { seed: 1, probes: [] }).endTime).toBe(1.5 * second);
  });

  test("or when membership has been complete for the settle span and all faults are over", () => {
    const stop = "{ when: membership, settle: 2 s }";
    const plain = record({ nodes: 4, duration: "60 s", workload: background, stop });
    expect(plain.endTime).toBe(fullAt(plain, 4) + 2 * second);
    const faulty = record({
      nodes: 4,
      duration: "60 s",
      workload: background,
      stop,
      faults: ["{ crash: 2, at: 10 s, restart: 1 s }"],
    });
    const again = Math.max(...nodeKeys(4).map((key) => faulty.storedAt(2, key, 11 * second)));
    expect(faulty.endTime).toBe(again + 2 * second);
  });
});
