import { describe, expect, test } from "vitest";
import type { BootstrapStorage } from "../../src/gossip/bootstrap-addresses.ts";
import { encodeValue } from "../../src/gossip/checksum.ts";
import { encodeNodeDescriptor } from "../../src/gossip/descriptors.ts";
import { makeResponse } from "../../src/gossip/messages.ts";
import { addressOf, descriptor, info, quiet, second, TestNode } from "./support.ts";

const stored = (...addresses: string[]): BootstrapStorage & { addresses: readonly string[] } => ({
  addresses,
  read() {
    return this.addresses;
  },
  write(written) {
    this.addresses = [...written];
  },
});

const dials = (node: TestNode) => node.environment.dialled.map(({ address }) => address);

/** The `node:` info of a node as one hop away tells it. */
const nodeInfo = (nodeId: number, address = addressOf(nodeId)) => {
  const key = `node:${nodeId}`;
  const bytes = encodeValue(key, encodeNodeDescriptor(descriptor(nodeId, address), "2.1"));
  return info({ key, nodeId, value: { bytes, time: 1 } });
};

const sentinel = info({ key: "sentinel", nodeId: 2 });

describe("H1: a node that is given what it stored in an earlier life", () => {
  test("dials that when it was given nothing else", () => {
    const node = new TestNode();
    node.gossip.start([]);
    node.gossip.setStorage(stored(addressOf(5)));
    node.environment.advance(1.5 * second);
    expect(dials(node)).toEqual([addressOf(5)]);
  });

  test("of several new ones it is the second that is dialled first, after what it was given", () => {
    const node = new TestNode();
    node.gossip.start([addressOf(2)]);
    node.gossip.setStorage(stored(addressOf(5), addressOf(6), addressOf(7)));
    for (let seconds = 0; seconds < 5; seconds++) {
      node.environment.advance(second);
      node.lastDialled.handler.closed("nobody there");
    }
    expect(dials(node).slice(0, 3)).toEqual([2, 6, 7].map(addressOf));
  });

  test("what it was given already is no news, and wakes nobody", () => {
    const node = new TestNode({ options: { ...quiet, stallInterval: Number.POSITIVE_INFINITY } });
    node.gossip.start([addressOf(2)]);
    node.gossip.setStorage(stored(addressOf(2)));
    node.environment.advance(0.5 * second);
    node.lastDialled.handler.closed("nobody there");
    expect(dials(node)).toEqual([addressOf(2)]);
  });
});

describe("H3: the first time that it is not stalled", () => {
  function joined(storage: BootstrapStorage | null): TestNode {
    const node = new TestNode();
    node.gossip.start(["seed:1", "wrong:1"]);
    if (storage !== null) node.gossip.setStorage(storage);
    node.environment.settle();
    const { handler } = node.lastDialled;
    handler.opened();
    handler.received(
      makeResponse({
        kind: "response-first",
        nodeId: 2,
        delta: [nodeInfo(1), nodeInfo(2), nodeInfo(3), nodeInfo(4, ""), sentinel],
      }),
    );
    node.environment.advance(3 * second);
    return node;
  }

  test("it stores whom it knows, and no longer what it was given", () => {
    const storage = stored("old:1");
    joined(storage);
    expect([...storage.addresses].sort()).toEqual([addressOf(2), addressOf(3)]);
  });

  test("and dials nobody else when it is stalled again", () => {
    const redialled = (storage: BootstrapStorage | null) => {
      const node = joined(storage);
      node.lastDialled.handler.closed("gone");
      const before = node.environment.dialled.length;
      for (let seconds = 0; seconds < 12; seconds++) {
        node.environment.advance(second);
        for (const { handler } of node.environment.dialled) handler.closed("gone");
      }
      return [...new Set(dials(node).slice(before))].sort();
    };
    expect(redialled(stored("old:1"))).toEqual([addressOf(2), addressOf(3)]);
    expect(redialled(null)).toEqual([addressOf(2), addressOf(3), "seed:1", "wrong:1"]);
  });
});

describe("T2, L2: an address that cannot be resolved", () => {
  test("is passed over until it can be", () => {
    const node = new TestNode();
    node.environment.unresolvable.add(addressOf(2));
    node.gossip.start([addressOf(2), addressOf(3)]);
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(3)]);
    node.environment.unresolvable.clear();
    node.lastDialled.handler.closed("gone");
    node.environment.advance(4 * second);
    expect(dials(node)[1]).toBe(addressOf(2));
  });

  test("is not followed when a server names it", () => {
    const node = new TestNode();
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    node.environment.unresolvable.add(addressOf(3));
    node.lastDialled.handler.opened();
    const alternate = { nodeId: 3, address: addressOf(3) };
    node.lastDialled.handler.received(makeResponse({ kind: "response-forward", nodeId: 2, alternate }));
    node.environment.settle();
    expect(dials(node)).toEqual([addressOf(2)]);
    expect(node.lastDialled.isClosed).toBe(true);
  });
});
