import { describe, expect, test } from "vitest";
import { HighWater, StampList } from "../../src/gossip/high-water.ts";
import { makeRequest, makeResponse } from "../../src/gossip/messages.ts";
import { never } from "../../src/gossip/stamp.ts";
import {
  connectedNode,
  deltas,
  dials,
  forwardFrom,
  hangUp,
  id,
  kinds,
  nodeInfo,
  reasons,
  requestFrom,
  responseFrom,
  types,
  zero,
} from "./conversation.ts";
import { addressOf, type Dialled, info, quiet, second, TestNode, v21 } from "./support.ts";

describe("one node", () => {
  test("D.2 20: what is added is found; an unknown key is not", () => {
    const { gossip } = new TestNode();
    gossip.addInfo("s", Buffer.from("b"), 3600 * second);
    expect(Buffer.from(gossip.getInfo("s")!).toString()).toBe("b");
    expect(gossip.getInfo("t")).toBeUndefined();
  });

  test("S4.2: the same moment's second value under a key is refused only when it is not newer", () => {
    const { gossip } = new TestNode();
    expect(gossip.addInfo("s", Buffer.from("a"), 0)).toBe(true);
    expect(gossip.addInfo("s", Buffer.from("b"), 0)).toBe(true);
    expect(Buffer.from(gossip.getInfo("s")!).toString()).toBe("b");
  });

  test("K3: callbacks hear of own infos and of others' infos", () => {
    const node = new TestNode();
    const heard: string[] = [];
    node.gossip.registerCallback(/^s/, (key) => heard.push(key));
    node.gossip.addInfo("s1", zero, 0);
    node.accept(requestFrom(2, { delta: [info({ key: "s2", nodeId: 2 }), info({ key: "t", nodeId: 2 })] }));
    expect(heard).toEqual(["s1", "s2"]);
  });
});

describe("V1: the cluster id", () => {
  test.each([
    ["none with none", zero, zero, true],
    ["none with one", zero, id(1), true],
    ["one with the same", id(1), id(1), true],
    ["one with another", id(2), id(1), false],
    ["one with none", id(2), zero, false],
  ])("%s", (_, theirs, ours, isLetIn) => {
    const node = new TestNode({ clusterId: ours });
    const stream = node.accept(requestFrom(2, { clusterId: theirs }));
    expect(stream.isClosed).toBe(!isLetIn);
    expect(node.gossip.server.incoming.size).toBe(isLetIn ? 1 : 0);
    expect(stream.sent.length).toBe(isLetIn ? 2 : 0);
  });
});

describe("the server's answers", () => {
  test("V3, V4.4: first its delta with all it has, then the acknowledgement with all stamps", () => {
    const node = new TestNode();
    node.gossip.addInfo("a", zero, 0);
    const stream = node.accept(requestFrom(2));
    expect(kinds(stream)).toEqual(["response-first", "response-ack"]);
    expect(deltas(stream)).toEqual([["a"], []]);
    const own = node.gossip.store.highWater.get(1);
    expect(stream.sent.map(({ stamps }) => stamps.length)).toEqual([14, 14]);
    expect(stream.sent[1]!.stamps.entries()).toEqual([[1, own]]);
  });

  test("V2: the receiver may come first", () => {
    const node = new TestNode();
    node.environment.receiverFirst = true;
    expect(kinds(node.accept(requestFrom(2)))).toEqual(["response-ack", "response-first"]);
  });

  test("V3: an empty first reply goes out in v2.1 alone", () => {
    expect(kinds(new TestNode().accept(requestFrom(2)))).toEqual(["response-first", "response-ack"]);
    const old = new TestNode({ options: { ...quiet, emptyFirstReply: false } });
    expect(kinds(old.accept(requestFrom(2)))).toEqual(["response-ack"]);
  });

  test("V4.4, L7: each Request costs one acknowledgement; what it brought is not sent back", () => {
    const node = new TestNode();
    const stream = node.accept(requestFrom(2));
    stream.sent.length = 0;
    const delta = [info({ key: "a", nodeId: 2 })];
    const highWater = new HighWater();
    highWater.ratchet({ nodeId: 2, originStamp: delta[0]!.originStamp });
    stream.handler.received(
      makeRequest({
        kind: "request-delta",
        nodeId: 2,
        identity: { address: addressOf(2), clusterId: zero },
        stamps: highWater.snapshot(null),
        delta,
      }),
    );
    node.environment.settle();
    expect(kinds(stream)).toEqual(["response-ack"]);
    expect(node.gossip.store.get("a")?.hops).toBe(1);
  });

  test("V3: what is added back to back goes out together, once, to all", () => {
    const node = new TestNode();
    const streams = [2, 3].map((peer) => node.accept(requestFrom(peer)));
    for (const stream of streams) stream.sent.length = 0;
    node.gossip.addInfo("b", zero, 0);
    node.gossip.addInfo("a", zero, 0);
    node.environment.settle();
    for (const stream of streams) expect(deltas(stream)).toEqual([["a", "b"]]);
  });

  test("V6: with `replace` all since the client's last Request goes out at each wake-up, with `ratchet` once", () => {
    const sent = (resend: "ratchet" | "replace") => {
      const node = new TestNode({ options: { ...quiet, resend } });
      const stream = node.accept(requestFrom(2));
      stream.sent.length = 0;
      for (const key of ["a", "b", "c"]) {
        node.gossip.addInfo(key, zero, 0);
        node.environment.settle();
      }
      return deltas(stream);
    };
    expect(sent("ratchet")).toEqual([["a"], ["b"], ["c"]]);
    expect(sent("replace")).toEqual([["a"], ["a", "b"], ["a", "b", "c"]]);
  });

  test("S7: the first delta carries all node infos, though the peer has them, and the next does not", () => {
    const first = (startMarkers: boolean) => {
      const node = new TestNode({ options: { ...quiet, startMarkers } });
      node.accept(requestFrom(3, { delta: [nodeInfo(3), nodeInfo(4, 1), info({ key: "a", nodeId: 3 })] }));
      const stamps = new StampList([...node.gossip.store.highWater.snapshot(null).entries()], null);
      const stream = node.accept(makeRequest({ ...requestFrom(2), stamps }));
      node.gossip.addInfo("b", zero, 0);
      node.environment.settle();
      return deltas(stream);
    };
    expect(first(true)).toEqual([["node:3", "node:4"], [], ["b"]]);
    expect(first(false)).toEqual([[], [], ["b"]]);
  });

  test("batchDelay: what comes within it goes out together", () => {
    const node = new TestNode({ options: { ...quiet, batchDelay: 10 } });
    const stream = node.accept(requestFrom(2));
    stream.sent.length = 0;
    node.gossip.addInfo("a", zero, 0);
    node.environment.advance(9);
    node.gossip.addInfo("b", zero, 0);
    expect(stream.sent).toEqual([]);
    node.environment.advance(1);
    expect(deltas(stream)).toEqual([["a", "b"]]);
  });

  test("highWaterStamps `delta`: the first message has all, the next what has changed since", () => {
    const node = new TestNode({ options: { ...quiet, highWaterStamps: "delta" } });
    node.gossip.addInfo("a", zero, 0);
    const stream = node.accept(requestFrom(2));
    stream.handler.received(requestFrom(2, { delta: [info({ key: "b", nodeId: 2 })] }));
    node.environment.settle();
    // The last one sends the info back: the Request did not say that node 2 has it.
    expect(stream.sent.map(({ stamps }) => stamps.count)).toEqual([1, 0, 1, 0]);
  });
});

describe("V4.1: admission", () => {
  const fill = (node: TestNode) => [2, 3, 4].map((peer) => node.accept(requestFrom(peer)));

  test("V4.1c: takes in as many as it may, and lets them go again", () => {
    const node = new TestNode();
    const [first] = fill(node);
    expect([...node.gossip.server.incoming.ids()]).toEqual([2, 3, 4]);
    first!.handler.closed(null);
    expect([...node.gossip.server.incoming.ids()]).toEqual([3, 4]);
    expect(types(node)).toEqual(["accepted", "accepted", "accepted", "left"]);
  });

  test("V4.1d, V5: when full it tells all it knows, forwards to one it has, and keeps serving", () => {
    const node = new TestNode();
    node.gossip.addInfo("a", zero, 0);
    fill(node);
    node.environment.uniformNumber = 0.5;
    const refused = node.accept(requestFrom(9));
    expect(kinds(refused)).toEqual(["response-first", "response-forward", "response-ack"]);
    expect(refused.sent[1]).toMatchObject({ alternate: { nodeId: 3, address: addressOf(3) } });
    expect(refused.isClosed).toBe(false);
    refused.handler.received(requestFrom(9, { delta: [info({ key: "b", nodeId: 9 })] }));
    node.environment.settle();
    expect(node.gossip.store.get("b")).toBeDefined();
    expect(kinds(refused).slice(3)).toEqual(["response-ack", "response-delta"]);
    refused.handler.closed(null);
    expect(node.gossip.server.incoming.size).toBe(3);
  });

  test("incomingSlack: so many more are let in", () => {
    const node = new TestNode({ options: { ...quiet, incomingSlack: 2 } });
    for (const peer of [2, 3, 4, 5, 6, 7]) node.accept(requestFrom(peer));
    expect(node.gossip.server.incoming.size).toBe(5);
    expect(node.gossip.outgoing.maxSize).toBe(3);
  });

  test("V4.1b, V7: a second stream from one address is ended, and the first keeps its place", () => {
    const node = new TestNode();
    node.accept(requestFrom(2));
    const second = node.accept(requestFrom(2));
    expect([second.isClosed, kinds(second)]).toEqual([true, ["response-first"]]);
    expect(second.reason).toContain("duplicate connection");
    second.handler.closed(null);
    expect([...node.gossip.server.incoming.ids()]).toEqual([2]);
  });

  test("V4.1a: a loopback takes no place and is served", () => {
    const node = new TestNode();
    const loopback = node.accept(requestFrom(1));
    expect(kinds(loopback)).toEqual(["response-first", "response-ack"]);
    expect(node.gossip.server.incoming.size).toBe(0);
  });

  test("D.3 37, V7: with a loopback and three peers, eight more are each sent to one of the three, none to the node itself", () => {
    const node = new TestNode();
    node.accept(requestFrom(1));
    fill(node);
    for (let peer = 10; peer < 18; peer++) {
      node.environment.uniformNumber = (peer - 10) / 8 + 0.1;
      const refused = node.accept(requestFrom(peer));
      const forward = refused.sent.find(({ kind }) => kind === "response-forward")!;
      expect([2, 3, 4]).toContain(forward.alternate!.nodeId);
      expect([2, 3, 4].map(addressOf)).toContain(forward.alternate!.address);
    }
  });

  test("V4.1: a node without an id is served and not counted until it has one", () => {
    const node = new TestNode();
    const stream = node.accept(requestFrom(0, { address: addressOf(7) }));
    expect(kinds(stream)).toEqual(["response-first", "response-ack"]);
    expect(node.gossip.server.incoming.size).toBe(0);
    stream.handler.received(requestFrom(7));
    node.environment.settle();
    expect([...node.gossip.server.incoming.ids()]).toEqual([7]);
  });
});

describe("a client", () => {
  test("D.3 29, L1: its first Request names it and carries its stamps and no infos", () => {
    const node = new TestNode();
    node.gossip.addInfo("a", zero, 0);
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    expect(node.gossip.outgoing.size).toBe(1);
    node.lastDialled.handler.opened();
    expect(node.lastDialled.sent).toHaveLength(1);
    expect(node.lastDialled.sent[0]).toMatchObject({
      kind: "request-first",
      nodeId: 1,
      delta: [],
      identity: { address: addressOf(1) },
    });
    expect(node.lastDialled.sent[0]!.stamps.count).toBe(1);
  });

  test("L3: sends nothing more before the first Response", () => {
    const node = new TestNode();
    node.gossip.addInfo("a", zero, 0);
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    const stream = node.lastDialled;
    stream.handler.opened();
    node.gossip.addInfo("b", zero, 0);
    node.environment.advance(second - 1);
    expect(kinds(stream)).toEqual(["request-first"]);
    stream.handler.received(responseFrom(2));
    node.environment.settle();
    expect(deltas(stream)).toEqual([[], ["a", "b"]]);
  });

  test("L3: or one second, when the server stays silent", () => {
    const node = new TestNode();
    node.gossip.addInfo("a", zero, 0);
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    node.lastDialled.handler.opened();
    node.environment.advance(second - 1);
    expect(deltas(node.lastDialled)).toEqual([[]]);
    node.environment.advance(1);
    expect(deltas(node.lastDialled)).toEqual([[], ["a"]]);
  });

  test("L3: `at-once` dumps all it has, once", () => {
    const node = new TestNode({ options: { ...quiet, firstSend: "at-once" } });
    node.gossip.addInfo("a", zero, 0);
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    node.lastDialled.handler.opened();
    node.environment.settle();
    expect(deltas(node.lastDialled)).toEqual([[], ["a"]]);
    node.lastDialled.handler.received(responseFrom(2));
    node.environment.advance(second);
    expect(deltas(node.lastDialled)).toEqual([[], ["a"]]);
  });

  test("L4: sends what is new, together and once; nothing without news", () => {
    const { node, stream } = connectedNode();
    stream.sent.length = 0;
    node.gossip.addInfos([
      { key: "b", data: zero, ttl: 0 },
      { key: "a", data: zero, ttl: 0 },
    ]);
    node.environment.settle();
    expect(deltas(stream)).toEqual([["a", "b"]]);
    stream.handler.received(responseFrom(2));
    node.environment.advance(second);
    expect(stream.sent).toHaveLength(1);
  });

  test("L7: does not send back what came over the stream", () => {
    const { node, stream } = connectedNode();
    stream.sent.length = 0;
    const stamps = new StampList([[3, 100]], null);
    stream.handler.received(responseFrom(2, [info({ key: "a", nodeId: 3, originStamp: 100 })], stamps));
    node.environment.settle();
    expect(stream.sent).toEqual([]);
    expect(node.gossip.store.get("a")).toMatchObject({ hops: 1, peerId: 2 });
  });

  test("D.3 41: a value published again unchanged travels again", () => {
    const { node, stream } = connectedNode();
    node.gossip.addInfo("a", zero, 60 * second);
    node.environment.settle();
    stream.sent.length = 0;
    node.gossip.addInfo("a", zero, 120 * second);
    node.environment.settle();
    expect(deltas(stream)).toEqual([["a"]]);
  });

  test("identity `first-request`: names itself once per stream", () => {
    const { node, stream } = connectedNode({ options: { ...quiet, identity: "first-request" } });
    node.gossip.addInfo("a", zero, 0);
    node.environment.settle();
    expect(stream.sent.map(({ identity }) => identity !== null)).toEqual([true, false]);
    hangUp(node, stream);
    node.environment.advance(2 * second);
    node.lastDialled.handler.opened();
    expect(node.lastDialled.sent[0]!.identity).not.toBeNull();
  });
});

describe("what a client does with a Response", () => {
  test("L2, N3: takes the node's place instead of a placeholder's", () => {
    const { node } = connectedNode();
    expect([node.gossip.outgoing.size, node.gossip.outgoing.ids(), node.gossip.clientPeers()]).toEqual([1, [2], [2]]);
  });

  test("D.3 30, L2, T4: a node told of its own address dials it, and hangs up on itself", () => {
    const node = new TestNode();
    node.gossip.start([addressOf(1)]);
    node.environment.settle();
    node.lastDialled.handler.opened();
    node.lastDialled.handler.received(responseFrom(1));
    node.environment.settle();
    expect([node.lastDialled.isClosed, node.gossip.outgoing.size, reasons(node)]).toEqual([true, 0, ["loopback"]]);
  });

  test.each([
    [1, false],
    [3, true],
  ])("D.3 31, L2: of two mutual connections with node 2, node %i gives its own up: %s", (nodeId, givesUp) => {
    const { node, stream } = connectedNode({ nodeId });
    node.accept(requestFrom(2));
    stream.handler.received(responseFrom(2));
    node.environment.settle();
    expect([stream.isClosed, node.gossip.outgoing.size]).toEqual([givesUp, givesUp ? 0 : 1]);
  });

  test("M2: follows a forward, though there may be no space for it", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(forwardFrom(2, 5));
    node.environment.settle();
    expect(stream.isClosed).toBe(true);
    expect(dials(node)).toEqual([addressOf(2), addressOf(5)]);
    expect(node.environment.events.at(-1)).toMatchObject({ type: "dialled", cause: "forward" });
    expect(node.gossip.outgoing.size).toBe(1);
  });

  test("D.2 25: takes the forward address as it is, unknown as it may be", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(
      makeResponse({ kind: "response-forward", nodeId: 2, alternate: { nodeId: 8, address: "localhost:2345" } }),
    );
    node.environment.settle();
    expect(dials(node).at(-1)).toBe("localhost:2345");
  });

  test("L2: does not follow a forward to a node that has connected to it", () => {
    const { node, stream } = connectedNode();
    node.accept(requestFrom(5));
    stream.handler.received(forwardFrom(2, 5));
    node.environment.settle();
    expect([stream.isClosed, dials(node)]).toEqual([true, [addressOf(2)]]);
  });

  test("L2: does not follow one to a node that it is dialling already, compared by address", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(5)]));
    stream.handler.received(forwardFrom(2, 5));
    node.environment.settle();
    const second = node.lastDialled;
    expect(dials(node)).toEqual([addressOf(2), addressOf(5)]);
    second.handler.opened();
    // A forward to where that very client is dialling.
    second.handler.received(forwardFrom(5, 5));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(2), addressOf(5)]);
  });

  test("L2: after a forward takes in nothing", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(forwardFrom(2, 5));
    stream.handler.received(responseFrom(2, [info({ key: "late", nodeId: 2 })]));
    node.environment.settle();
    expect(node.gossip.store.get("late")).toBeUndefined();
  });
});

describe("the end of a connection", () => {
  test("L6, M2, T1: a lost connection is dialled again when the node is stalled, after the pause", () => {
    const { node, stream } = connectedNode();
    node.environment.advance(10 * second);
    const before = node.environment.dialled.length;
    hangUp(node, stream, "connection reset");
    expect(node.gossip.outgoing.size).toBe(0);
    node.environment.advance(second);
    expect(node.environment.dialled.length).toBeGreaterThan(before);
    expect(reasons(node)[0]).toBe("connection reset");
  });

  test("M2: two that end at the same moment are both handled at once", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(7, 6)]));
    node.environment.settle();
    const far = node.lastDialled;
    expect(far.address).toBe(addressOf(7));
    far.handler.opened();
    far.handler.received(responseFrom(7));
    node.environment.settle();
    expect(node.gossip.outgoing.size).toBe(2);
    stream.handler.closed("connection reset");
    far.handler.closed("connection reset");
    node.environment.settle();
    expect([node.gossip.outgoing.size, node.gossip.clientPeers()]).toEqual([0, []]);
  });

  test("L1: a dial that fails trips the breaker; the next one waits for it", () => {
    const node = new TestNode();
    node.environment.uniformNumber = 0.999;
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    const failAt: number[] = [];
    for (let i = 0; i < 4; i++) {
      failAt.push(node.environment.time);
      const count = node.environment.dialled.length;
      hangUp(node, node.lastDialled, "connection refused");
      for (let waited = 0; node.environment.dialled.length === count && waited < 100; waited++)
        node.environment.advance(second / 10);
    }
    const waits = failAt.slice(1).map((time, i) => Math.round((time - failAt[i]!) / (second / 10)));
    // 0.75 s and the pause of 1 s; 1.12 s and 1.5 s need a second round of the pause.
    expect(waits).toEqual([10, 20, 20]);
    expect(reasons(node).filter((reason) => reason === "breaker open")).toHaveLength(3);
  });

  test.each([
    ["2.1", 1],
    ["2.0", 2],
  ] as const)("Q1: v%s, with a sentinel, orphaned, and without an address from gossip: %i dials", (version, count) => {
    const { node, stream } = connectedNode({ options: { ...quiet, version } });
    node.gossip.addInfo("sentinel", zero, 3600 * second);
    node.environment.advance(10 * second);
    hangUp(node, stream);
    node.environment.advance(10 * second);
    expect(dials(node)).toHaveLength(count);
  });

  test("T1, Q1: without the sentinel a connected node dials on, one address a second, whom it has or not (T3)", () => {
    const { node } = connectedNode();
    node.lastDialled.handler.received(responseFrom(2, [nodeInfo(2), nodeInfo(3), nodeInfo(4)]));
    node.environment.advance(10 * second);
    expect(dials(node)).toEqual([addressOf(2), addressOf(3), addressOf(4)]);
  });

  test("Q1: a sentinel stops that", () => {
    const { node } = connectedNode();
    node.lastDialled.handler.received(
      responseFrom(2, [nodeInfo(3), info({ key: "sentinel", nodeId: 2, ttlStamp: never })]),
    );
    node.environment.advance(10 * second);
    expect(dials(node)).toEqual([addressOf(2)]);
  });

  test("D.3 39: dials again what it was orphaned from, within a stall interval and a pause", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(2), info({ key: "sentinel", nodeId: 2, ttlStamp: never })]));
    node.environment.advance(10 * second);
    hangUp(node, stream);
    node.environment.advance(1);
    expect(dials(node)).toEqual([addressOf(2), addressOf(2)]);
  });

  test("Q3: connected once, when it first knows the cluster id: by an own info or a Response, not by an incoming stream", () => {
    const own = new TestNode();
    own.gossip.addInfo("cluster-id", zero, 0);
    own.gossip.addInfo("cluster-id", zero, 0);
    expect(own.connected).toBe(1);
    const served = new TestNode();
    served.accept(requestFrom(2, { delta: [info({ key: "cluster-id", nodeId: 2 })] }));
    expect(served.connected).toBe(0);
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [info({ key: "cluster-id", nodeId: 2 })]));
    expect(node.connected).toBe(1);
  });

  test("Q3: a forward does not make it connected", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(
      makeResponse({
        ...forwardFrom(2, 5),
        kind: "response-forward",
        alternate: { nodeId: 5, address: addressOf(5) },
        delta: [info({ key: "cluster-id", nodeId: 2 })],
      }),
    );
    expect(node.connected).toBe(0);
  });
});

describe("tighten", () => {
  test("M3: dials a node more than maxHops away, and not twice", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(3, 4), nodeInfo(7, 5)]));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(2), addressOf(7)]);
    stream.handler.received(responseFrom(2, [info({ key: "x", nodeId: 2 })]));
    node.environment.settle();
    expect(dials(node)).toHaveLength(2);
  });

  test("M3: not when there is no space", () => {
    const { node, stream } = connectedNode();
    stream.handler.received(responseFrom(2, [nodeInfo(7, 1, 1)]));
    node.environment.settle();
    node.gossip.outgoing.maxSize = 1;
    stream.handler.received(responseFrom(2, [nodeInfo(7, 9, 2)]));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(2)]);
  });

  test("V4.3: every Request gives rise to a look, even one without infos", () => {
    const node = new TestNode();
    const stream = node.accept(requestFrom(2, { delta: [nodeInfo(7, 1, 1)] }));
    node.environment.settle();
    node.gossip.outgoing.maxSize = 0;
    stream.handler.received(requestFrom(2, { delta: [nodeInfo(7, 6, 2)] }));
    node.environment.settle();
    expect(dials(node)).toEqual([]);
    node.gossip.outgoing.maxSize = 3;
    stream.handler.received(requestFrom(2));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(7)]);
  });

  test("tightenInterval: after a look that found nothing, the next waits", () => {
    const node = new TestNode({ options: { ...quiet, tightenInterval: second } });
    const stream = node.accept(requestFrom(2));
    stream.handler.received(requestFrom(2, { delta: [nodeInfo(7, 6)] }));
    node.environment.settle();
    expect(dials(node)).toEqual([]);
    node.environment.advance(second);
    stream.handler.received(requestFrom(2));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(7)]);
  });
});

describe("cull", () => {
  /** A node that is connected to 2, 7 and 8, with infos of few origins through 7. */
  function full(): { node: TestNode; streams: Map<number, Dialled> } {
    const { node, stream } = connectedNode();
    const sentinel = info({ key: "sentinel", nodeId: 2, ttlStamp: never });
    stream.handler.received(responseFrom(2, [nodeInfo(2), sentinel, nodeInfo(7, 6), nodeInfo(8, 7)]));
    node.environment.settle();
    const streams = new Map([[2, stream]]);
    for (let count = 1; count < 3; count++) {
      const dialled = node.lastDialled;
      const peer = Number(/\d+/.exec(dialled.address)![0]);
      dialled.handler.opened();
      dialled.handler.received(responseFrom(peer, [nodeInfo(peer, 0)]));
      node.environment.settle();
      streams.set(peer, dialled);
    }
    streams.get(8)!.handler.received(responseFrom(8, [nodeInfo(9, 0), nodeInfo(10, 0)]));
    node.environment.settle();
    return { node, streams };
  }

  test("D.3 38, M4: a full node hangs up on the one that contributes least, and opens nothing instead", () => {
    const { node, streams } = full();
    expect([...streams.keys()].sort()).toEqual([2, 7, 8]);
    expect(node.gossip.outgoing.size).toBe(3);
    const dialsBefore = dials(node).length;
    node.environment.advance(76 * second);
    expect(node.environment.events.filter(({ type }) => type === "culled")).toEqual([{ type: "culled", peerId: 7 }]);
    expect([streams.get(7)!.isClosed, node.gossip.outgoing.size, dials(node).length]).toEqual([true, 2, dialsBefore]);
    node.environment.advance(76 * second);
    expect(node.gossip.outgoing.size).toBe(2);
  });
});

describe("timers", () => {
  const clients = (node: TestNode) => {
    const value = node.gossip.getInfo("gossip-clients:1");
    return value && Buffer.from(value).toString();
  };

  test("M6, L5, M2: gossip-clients at the descriptor, at the first peer id, every 2 s, at a disconnect", () => {
    const node = new TestNode({ options: v21 });
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    expect(clients(node)).toBeUndefined();
    node.describe(1, addressOf(1));
    expect(clients(node)).toBe("");
    const { handler } = node.lastDialled;
    handler.opened();
    handler.received(responseFrom(2));
    expect(clients(node)).toBe("2");
    const times: number[] = [];
    node.gossip.registerCallback(/gossip-clients:1/, () => times.push(node.environment.time), { redundant: true });
    node.environment.settle();
    times.length = 0;
    const start = node.environment.time;
    node.environment.advance(6.5 * second);
    expect(times.map((time) => time - start)).toEqual([2 * second, 4 * second, 6 * second]);
    hangUp(node, node.environment.dialled[0]!);
    expect(clients(node)).not.toContain("2");
  });

  test("B.12: the clients key lives for 4 s", () => {
    const node = new TestNode({ options: { ...v21, clientsInterval: 100 * second } });
    node.describe(1, addressOf(1));
    node.environment.advance(4 * second - 100);
    expect(clients(node)).toBe("");
    node.environment.advance(200);
    expect(clients(node)).toBeUndefined();
  });

  test("clientsInterval `off`: there is none at all", () => {
    const { node, stream } = connectedNode();
    node.describe(1, addressOf(1));
    node.environment.advance(10 * second);
    hangUp(node, stream);
    expect(clients(node)).toBeUndefined();
  });

  test.each([
    ["2.1", [0, 0.5, 1]],
    ["2.0", [0, 0, 0]],
  ] as const)("M1: v%s draws the jitter of the stall timer by %j", (version, draws) => {
    const node = new TestNode({ options: { ...quiet, version, cullInterval: Number.POSITIVE_INFINITY } });
    // With a peer, each check looks for the sentinel: that shows when the timer fired.
    node.accept(requestFrom(2));
    node.environment.uniformNumber = 0;
    node.gossip.start([]);
    node.environment.settle();
    const checks: number[] = [];
    const { store } = node.gossip;
    const get = store.get.bind(store);
    store.get = (key: string) => {
      if (key === "sentinel") checks.push(node.environment.time);
      return get(key);
    };
    const intervals: number[] = [];
    let last = node.environment.time;
    for (const draw of [0.5, 1, 0]) {
      node.environment.uniformNumber = draw;
      checks.length = 0;
      while (checks.length === 0 && node.environment.time < last + 5 * second) node.environment.advance(second / 100);
      intervals.push(Math.round((checks[0]! - last) / (second / 100)));
      last = checks[0]!;
    }
    expect(intervals).toEqual(draws.map((draw) => 150 + 100 * draw));
  });
});

describe("limits", () => {
  test("N4: three each way at first, four once 28 nodes are known", () => {
    const node = new TestNode({ nodeId: 99 });
    expect([node.gossip.outgoing.maxSize, node.gossip.server.incoming.maxSize]).toEqual([3, 3]);
    const stream = node.accept(requestFrom(2));
    const infos = Array.from({ length: 28 }, (_, i) => nodeInfo(i + 1));
    stream.handler.received(requestFrom(2, { delta: infos.slice(0, 26) }));
    node.environment.settle();
    expect([node.gossip.outgoing.maxSize, node.gossip.server.incoming.maxSize]).toEqual([3, 3]);
    stream.handler.received(requestFrom(2, { delta: infos }));
    node.environment.settle();
    expect([node.gossip.outgoing.maxSize, node.gossip.server.incoming.maxSize]).toEqual([4, 4]);
  });
});

describe("stop", () => {
  test("ends all streams and loops", () => {
    const { node, stream } = connectedNode();
    const accepted = node.accept(requestFrom(3));
    node.gossip.stop();
    const sent = stream.sent.length + accepted.sent.length;
    node.gossip.addInfo("a", zero, 0);
    node.environment.advance(100 * second);
    expect(stream.isClosed).toBe(true);
    expect(stream.sent.length + accepted.sent.length).toBe(sent);
    expect(node.environment.dialled).toHaveLength(1);
  });
});
