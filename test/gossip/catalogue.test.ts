import { describe, expect, test } from "vitest";
import { nodeInfo, requestFrom } from "./conversation.ts";
import { addressOf, info, madeAt, makeStore, quiet, second, TestNode } from "./support.ts";

const nothing = new Uint8Array();

describe("one node that knows others", () => {
  const addresses = (node: TestNode, ids: readonly number[]) => ids.map((id) => node.gossip.addressOf(id));

  test("D.2 21: a node that comes at the address of another one removes it", () => {
    const node = new TestNode({ nodeId: 9 });
    for (const [id, at] of [
      [1, 1],
      [2, 2],
      [3, 1],
    ] as const)
      node.describe(id, addressOf(at));
    expect(() => node.gossip.nodeDescriptor(1)).toThrow("removed from the cluster");
    expect(addresses(node, [2, 3])).toEqual([addressOf(2), addressOf(1)]);
  });

  test.each([
    ["erase", "up to v2.1.3"],
    ["keep", "from 19.1 on"],
  ] as const)("D.2 22: a node moves to the address of another one; addressReuse `%s`, %s", (addressReuse, _) => {
    const node = new TestNode({ nodeId: 9, options: { ...quiet, addressReuse } });
    for (const id of [1, 2, 3]) node.describe(id, addressOf(id));
    node.describe(2, addressOf(3));
    expect(addresses(node, [1, 2])).toEqual([addressOf(1), addressOf(3)]);
    if (addressReuse === "keep") expect(node.gossip.addressOf(3)).toBe(addressOf(3));
    else expect(() => node.gossip.nodeDescriptor(3)).toThrow("removed from the cluster");
  });

  test("D.2 26: its status may be asked for at any moment, in the midst of an addition too, and changes nothing", () => {
    const keysAfter = (asks: boolean): string[] => {
      const node = new TestNode();
      let asked = 0;
      const ask = () => {
        if (asks) expect(node.gossip.status()).toBeDefined();
        asked++;
      };
      node.gossip.registerCallback(".*", ask, { redundant: true });
      const stream = node.accept(requestFrom(2));
      stream.handler.received(requestFrom(2, { delta: [nodeInfo(2), info({ key: "a", nodeId: 2 })] }));
      node.gossip.addInfo("b", nothing, second);
      node.environment.settle();
      expect(asked).toBe(3);
      return [...node.gossip.store.infos(), ...stream.sent.flatMap(({ delta }) => delta)].map(({ key }) => key);
    };
    expect(keysAfter(true)).toEqual(keysAfter(false));
  });
});

describe("a single step of looking up an info", () => {
  test.each([
    ["2.1", 1],
    ["2.0", 0],
  ] as const)("S3: v%s, of an expired info %i are left", (version, left) => {
    const made = makeStore({ version });
    made.store.add(info({ key: "a", ttlStamp: 1500 }));
    expect(made.store.get("a")).toBeDefined();
    made.time = 1500;
    expect([made.store.get("a"), made.store.size]).toEqual([undefined, left]);
  });
});

describe("single steps of adding an info", () => {
  test("S4.4: what is accepted is stored and raises the high-water stamp of its origin; what is refused does neither", () => {
    const { store } = makeStore();
    const first = info({ key: "a", nodeId: 2, value: madeAt("a", "1", 10), originStamp: 100 });
    store.add(first);
    store.add(info({ key: "a", nodeId: 2, value: madeAt("a", "2", 9), originStamp: 900 }));
    expect([store.get("a"), store.highWater.get(2)]).toEqual([first, 100]);
    store.add(info({ key: "b", nodeId: 2, value: madeAt("b", "1", 10), originStamp: 50 }));
    expect(store.highWater.get(2)).toBe(100);
    store.add(info({ key: "b", nodeId: 2, value: madeAt("b", "2", 11), originStamp: 150 }));
    expect(store.highWater.get(2)).toBe(150);
  });

  test("S4.5: an info counts as changed when it is new or when its raw bytes differ", () => {
    const { store } = makeStore();
    const heard: string[] = [];
    store.register(/a/, (_, bytes) => heard.push(Buffer.from(bytes.subarray(5)).toString()), false);
    for (const [text, time] of [
      ["x", 1],
      ["x", 2],
      ["y", 3],
      ["x", 4],
    ] as const)
      store.combine([info({ key: "a", nodeId: 2, value: madeAt("a", text, time) })], 2);
    expect(heard).toEqual(["x", "y", "x"]);
  });

  test("S11: nobody is told that an info has expired, and it stays until the store is visited", () => {
    const made = makeStore();
    made.store.add(info({ key: "a", ttlStamp: 1500 }));
    const heard: string[] = [];
    made.store.register(".*", (key) => heard.push(key), true);
    heard.length = 0;
    made.time = 2000;
    expect([made.store.get("a"), made.store.size]).toEqual([undefined, 1]);
    made.store.markers();
    expect([made.store.size, heard]).toEqual([0, []]);
  });
});
