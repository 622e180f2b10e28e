import { describe, expect, test } from "vitest";
import { StampList } from "../../src/gossip/high-water.ts";
import { makeRequest, makeResponse } from "../../src/gossip/messages.ts";
import {
  connectedNode,
  deltas,
  dials,
  forwardFrom,
  id,
  nodeInfo,
  requestFrom,
  responseFrom,
  zero,
} from "./conversation.ts";
import { addressOf, info, madeAt, TestNode } from "./support.ts";

// Single steps of what the two ends of a stream do; gossip.test.ts has how they go together.

describe("a server", () => {
  test("V1: the cluster id counts in the first Request of a stream alone", () => {
    const node = new TestNode({ clusterId: id(1) });
    const stream = node.accept(requestFrom(2, { clusterId: id(1) }));
    stream.handler.received(requestFrom(2, { clusterId: id(2), delta: [info({ key: "a", nodeId: 2 })] }));
    node.environment.settle();
    expect([stream.isClosed, node.gossip.store.get("a") !== undefined]).toEqual([false, true]);
  });

  test("V2: does not send what the stamps of the first Request cover", () => {
    const node = new TestNode();
    node.gossip.addInfo("a", zero, 0);
    const { originStamp } = node.gossip.store.get("a")!;
    node.gossip.addInfo("b", zero, 0);
    const stamps = new StampList([[1, originStamp]], null);
    expect(deltas(node.accept(makeRequest({ ...requestFrom(2), stamps })))).toEqual([["b"], []]);
  });

  test("V3: takes for known what is older than what it has sent of the same origin", () => {
    const node = new TestNode();
    const stream = node.accept(requestFrom(2));
    for (const [key, originStamp] of [
      ["new", 65],
      ["old", 55],
    ] as const) {
      node.gossip.store.combine([info({ key, nodeId: 3, originStamp })], 4);
      node.environment.settle();
    }
    expect(deltas(stream)).toEqual([[], [], ["new"]]);
  });

  test("V4.2: takes in the infos of a Request as come from that node", () => {
    const node = new TestNode();
    const stream = node.accept(requestFrom(2));
    stream.handler.received(requestFrom(2, { delta: [info({ key: "a", nodeId: 3, hops: 1, peerId: 3 })] }));
    expect(node.gossip.store.get("a")).toMatchObject({ nodeId: 3, hops: 2, peerId: 2 });
  });

  test("V4.6: what a later Request says nothing about stays known", () => {
    const node = new TestNode();
    const knowing = (entries: [number, number][]) =>
      makeRequest({ ...requestFrom(2), stamps: new StampList(entries, null) });
    const stream = node.accept(knowing([[3, 60]]));
    stream.handler.received(knowing([]));
    node.gossip.store.combine([info({ key: "old", nodeId: 3, originStamp: 55 })], 4);
    node.gossip.store.combine([info({ key: "new", nodeId: 3, originStamp: 65 })], 4);
    node.environment.settle();
    expect(deltas(stream)).toEqual([[], [], [], ["new"]]);
  });
});

describe("a client", () => {
  test("L4, S7: its first delta carries all node infos, though the server has them, and the next does not", () => {
    const node = new TestNode();
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    const stream = node.lastDialled;
    stream.handler.opened();
    stream.handler.received(responseFrom(2, [nodeInfo(3)], new StampList([[3, 100]], null)));
    node.environment.settle();
    node.gossip.addInfo("b", zero, 0);
    node.environment.settle();
    expect(deltas(stream)).toEqual([[], ["node:3"], ["b"]]);
  });

  test("L2, L4: does not send what the server's stamps cover", () => {
    const { node, stream } = connectedNode();
    node.gossip.addInfo("a", zero, 0);
    stream.handler.received(responseFrom(2, [], new StampList([[1, node.gossip.store.highWater.get(1)]], null)));
    node.environment.settle();
    expect(deltas(stream)).toEqual([[]]);
  });

  test("L2: does not follow a forward to a node that it has dialled, known by id alone", () => {
    const { node, stream } = connectedNode();
    node.gossip.outgoing.add(5);
    stream.handler.received(forwardFrom(2, 5));
    node.environment.settle();
    expect([stream.isClosed, dials(node)]).toEqual([true, [addressOf(2)]]);
  });

  test("L2: takes in what a forward brings before it follows", () => {
    const { node, stream } = connectedNode();
    const alternate = { nodeId: 5, address: addressOf(5) };
    const delta = [info({ key: "a", nodeId: 2, value: madeAt("a", "", 1) })];
    stream.handler.received(makeResponse({ kind: "response-forward", nodeId: 2, alternate, delta }));
    node.environment.settle();
    expect([node.gossip.store.get("a") !== undefined, dials(node).at(-1)]).toEqual([true, addressOf(5)]);
  });

  test("L2: a delta gives rise to a look for nodes that are too far away", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(7, 5)]));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(2), addressOf(7)]);
  });
});
