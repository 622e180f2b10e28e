import { describe, expect, test } from "vitest";
import { encodeValue } from "../../src/gossip/checksum.ts";
import { lookupMessage } from "../../src/gossip/proto.ts";
import { info, madeAt, TestNode } from "./support.ts";

describe("K6: what a node itself listens to", () => {
  test("a key that only contains `system-db` is fatal; the key itself is not", () => {
    const { gossip, environment } = new TestNode();
    expect(gossip.addInfo("system-db", new Uint8Array(9), 0)).toBe(true);
    environment.settle();
    gossip.addInfo("my-system-db", new Uint8Array(), 0);
    expect(() => environment.settle()).toThrow("my-system-db is too like system-db (K6)");
  });

  test("store descriptors say which node a store belongs to", () => {
    const { gossip, environment } = new TestNode();
    const store = lookupMessage("cockroach.roachpb.StoreDescriptor");
    gossip.addInfo("store:7", store.encode({ store_id: 7, node: { node_id: 3 } }).finish(), 0);
    gossip.addInfo("store:8", Buffer.from("no descriptor"), 0);
    gossip.addInfo("store:9", new Uint8Array(), 0);
    environment.settle();
    expect([7, 8, 9].map((id) => gossip.nodeOfStore(id))).toEqual([3, undefined, undefined]);
    gossip.addInfo("store:7", store.encode({ store_id: 7, node: { node_id: 4 } }).finish(), 0);
    environment.settle();
    expect(gossip.nodeOfStore(7)).toBe(4);
  });

  test("in the order system-db, node, store, everybody's", () => {
    const node = new TestNode();
    // One key for all three patterns (K1: none is anchored): the first of the callbacks ends the matter.
    node.gossip.addInfo("node:1 store:1 system-db", encodeValue("x", new Uint8Array()), 0);
    expect(() => node.environment.settle()).toThrow("K6");
  });
});

describe("B.15: what the original leaves to the order of a map is drawn", () => {
  const order = (uniform: number, delta: string[]): string[] => {
    const node = new TestNode();
    node.environment.uniformNumber = uniform;
    const heard: string[] = [];
    node.gossip.registerCallback(".*", (key) => heard.push(key));
    node.gossip.store.combine(
      delta.map((key) => info({ key, nodeId: 2, value: madeAt(key, "", 5) })),
      2,
    );
    node.environment.settle();
    return heard;
  };

  test("S5: the infos of a delta", () => {
    expect(order(0, ["a", "b", "c"])).toEqual(["b", "c", "a"]);
    expect(order(0.99, ["a", "b", "c"])).toEqual(["a", "b", "c"]);
  });

  test("K2: the calls at a registration", () => {
    const node = new TestNode();
    for (const key of ["a", "b", "c"]) node.gossip.addInfo(key, new Uint8Array(), 0);
    node.environment.settle();
    const calls = (uniform: number) => {
      node.environment.uniformNumber = uniform;
      const heard: string[] = [];
      node.gossip.registerCallback(".*", (key) => heard.push(key))();
      node.environment.settle();
      return heard;
    };
    expect([calls(0), calls(0.99)]).toEqual([
      ["b", "c", "a"],
      ["a", "b", "c"],
    ]);
  });
});
