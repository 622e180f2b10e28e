import { describe, expect, test } from "vitest";
import { never } from "../../src/gossip/stamp.ts";
import {
  connectedNode,
  dials,
  forwardFrom,
  hangUp,
  nodeInfo,
  requestFrom,
  responseFrom,
  types,
} from "./conversation.ts";
import { addressOf, info, madeAt, second, TestNode } from "./support.ts";

const sentinel = () => info({ key: "sentinel", nodeId: 2, ttlStamp: never });

describe("one event at a time", () => {
  /** A node whose only place is taken, with node 6 too far away, and never orphaned. */
  function crowded(): TestNode {
    const { node, stream } = connectedNode();
    node.accept(requestFrom(9));
    stream.handler.received(responseFrom(2, [sentinel(), nodeInfo(6, 1, 1)]));
    node.environment.settle();
    node.gossip.outgoing.maxSize = 1;
    stream.handler.received(responseFrom(2, [nodeInfo(6, 9, 2)]));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(2)]);
    return node;
  }

  /** Lets time pass until the cull timer fires, and gives the loop a cull and a tighten together. */
  function cullAndTighten({ environment, gossip }: TestNode): void {
    environment.advance(45 * second - 2);
    const settle = environment.settle.bind(environment);
    environment.settle = () => {};
    environment.advance(2);
    environment.settle = settle;
    environment.activity({ pass: () => gossip.server.node.signalTighten() }).wake();
  }

  test("M4: after a cull nothing happens before a client has ended", () => {
    const node = crowded();
    cullAndTighten(node);
    node.environment.settle();
    // Before that a tighten would have found no place.
    expect(types(node).slice(-3)).toEqual(["culled", "hung-up", "dialled"]);
    expect(node.environment.events.at(-1)).toMatchObject({ address: addressOf(6), cause: "tighten" });
  });

  test("B.15: which of two ready events comes first is drawn", () => {
    const node = crowded();
    cullAndTighten(node);
    node.environment.uniformNumber = 0.999;
    node.environment.settle();
    expect(types(node).slice(-2)).toEqual(["culled", "hung-up"]);
    expect(dials(node)).toEqual([addressOf(2)]);
  });
});

describe("timers", () => {
  test.each([
    [0, 45],
    [0.5, 60],
    [0.999_999, 75],
  ])(
    "M1: with a draw of %d the cull comes after %i s; M4: it takes a client that has no answer yet",
    (draw, seconds) => {
      const node = new TestNode();
      node.environment.uniformNumber = draw;
      node.gossip.start([addressOf(2)]);
      node.gossip.outgoing.maxSize = 1;
      node.environment.advance((seconds - 0.01) * second);
      expect(types(node)).not.toContain("culled");
      node.environment.advance(0.01 * second);
      expect(node.environment.events.find(({ type }) => type === "culled")).toEqual({ type: "culled", peerId: 0 });
    },
  );

  test("M5: the end of the sentinel, which nobody tells of, is noticed by the stall timer", () => {
    const { node, stream } = connectedNode();
    const ttlStamp = node.environment.time + 10 * second;
    stream.handler.received(responseFrom(2, [nodeInfo(3), info({ key: "sentinel", nodeId: 2, ttlStamp })]));
    node.environment.advance(10 * second - 1);
    expect(dials(node)).toEqual([addressOf(2)]);
    node.environment.advance(2.5 * second + 1);
    expect(dials(node)).toEqual([addressOf(2), addressOf(3)]);
  });
});

describe("status", () => {
  test("Q2, Q3: no longer stalled, a node finds that it is connected, though the cluster id came by an incoming stream", () => {
    const node = new TestNode();
    node.gossip.start([]);
    node.environment.advance(3 * second);
    const stream = node.accept(requestFrom(2));
    stream.handler.received(requestFrom(2, { delta: [sentinel(), info({ key: "cluster-id", nodeId: 2 })] }));
    expect(node.connected).toBe(0);
    node.environment.advance(2.5 * second);
    expect(node.connected).toBe(1);
  });

  test("Q4: is checked at the start, when no address is left, at the end of a connection and by the stall timer", () => {
    const node = new TestNode();
    node.environment.uniformNumber = 0.5;
    // With an incoming peer each check looks for the sentinel; with an outgoing one the bootstrap loop does, too.
    node.accept(requestFrom(9));
    node.gossip.outgoing.addPlaceholder();
    const { store } = node.gossip;
    const looks: number[] = [];
    const get = store.get.bind(store);
    store.get = (key: string) => {
      if (key === "sentinel") looks.push(node.environment.time - start);
      return get(key);
    };
    const start = node.environment.time;
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    const [setResolvers, loop, noAddressLeft] = [0, 0, second];
    expect(looks.splice(0)).toEqual([setResolvers, loop]);
    node.environment.advance(second);
    expect(looks.splice(0)).toEqual([second, noAddressLeft]);
    node.environment.advance(0.5 * second);
    hangUp(node, node.lastDialled);
    expect(looks.splice(0)).toEqual([1.5 * second]);
    node.environment.advance(0.5 * second);
    expect(looks).toContain(2 * second);
  });

  test("T3: what a forward led to is dialled again by a stalled node, attempts of its own under way are not", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(5), nodeInfo(6)]));
    stream.handler.received(forwardFrom(2, 5));
    node.environment.settle();
    const forwarded = node.lastDialled;
    forwarded.handler.opened();
    forwarded.handler.received(responseFrom(5));
    node.environment.advance(20 * second);
    // Node 5 by the forward; then without a sentinel one after the other, node 5 again among them, each once.
    expect(dials(node).slice(0, 2)).toEqual([addressOf(2), addressOf(5)]);
    expect(dials(node).slice(2).sort()).toEqual([addressOf(2), addressOf(5), addressOf(6)]);
  });

  test("T4: the own address is not learned from others", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(1)]));
    node.environment.advance(10 * second);
    expect(dials(node)).toEqual([addressOf(2)]);
  });
});

describe("limits", () => {
  test("N4: what has expired still counts, what was buried does not", () => {
    const node = new TestNode({ nodeId: 99 });
    const ttlStamp = node.environment.time + second;
    const infos = Array.from({ length: 28 }, (_, i) => {
      const { key, value, nodeId } = nodeInfo(i + 1);
      return info({ key, value, nodeId, ttlStamp });
    });
    const stream = node.accept(requestFrom(2));
    stream.handler.received(requestFrom(2, { delta: infos }));
    node.environment.settle();
    node.environment.advance(2 * second);
    expect(node.gossip.store.infos()).toEqual([]);
    stream.handler.received(requestFrom(2, { delta: [nodeInfo(30)] }));
    node.environment.settle();
    expect([node.gossip.outgoing.maxSize, node.gossip.server.incoming.maxSize]).toEqual([4, 4]);
    const buried = [26, 27, 28].map((of) =>
      info({ key: `node:${of}`, nodeId: of, value: madeAt(`node:${of}`, "", 2) }),
    );
    stream.handler.received(requestFrom(2, { delta: buried }));
    node.environment.settle();
    expect([node.gossip.outgoing.maxSize, node.gossip.server.incoming.maxSize]).toEqual([3, 3]);
  });
});
