import { describe, expect, test } from "vitest";
import { BootstrapAddresses, type BootstrapStorage } from "../../src/gossip/bootstrap-addresses.ts";

class Memory implements BootstrapStorage {
  addresses: readonly string[];
  writes = 0;

  constructor(...addresses: string[]) {
    this.addresses = addresses;
  }

  read(): readonly string[] {
    return this.addresses;
  }

  write(addresses: Iterable<string>): void {
    this.addresses = [...addresses];
    this.writes++;
  }
}

function made(...known: [string, number][]): BootstrapAddresses {
  const addresses = new BootstrapAddresses("own:1");
  for (const [address, nodeId] of known) addresses.add(address, nodeId);
  return addresses;
}

describe("H1: setting a storage", () => {
  test("takes in what is stored; the owner of such an address is unknown", () => {
    const addresses = made();
    const memory = new Memory("a:1", "b:1");
    addresses.setStorage(memory);
    expect([addresses.list(), addresses.ownerOf("a:1"), memory.writes]).toEqual([["a:1", "b:1"], 0, 0]);
  });

  test("stores what is known already when that is more", () => {
    const memory = new Memory("a:1");
    made(["c:1", 3], ["a:1", 1]).setStorage(memory);
    expect([memory.addresses, memory.writes]).toEqual([["c:1", "a:1"], 1]);
  });

  test("H5: the own address is never among them", () => {
    const addresses = made();
    const memory = new Memory("own:1", "b:1");
    addresses.setStorage(memory);
    expect(addresses.list()).toEqual(["b:1"]);
    addresses.add("c:1", 3);
    expect(memory.addresses).toEqual(["b:1", "c:1"]);
  });

  test("a storage that fails costs nothing but its contents", () => {
    const addresses = made(["a:1", 1]);
    const fail = () => {
      throw new Error("disk");
    };
    addresses.setStorage({ read: fail, write: fail });
    addresses.add("b:1", 2);
    expect(addresses.list()).toEqual(["a:1", "b:1"]);
  });
});

test("H2: a known address is not stored again, but belongs to whoever was named last", () => {
  const addresses = made();
  const memory = new Memory("a:1");
  addresses.setStorage(memory);
  for (const nodeId of [1, 2]) {
    addresses.add("a:1", nodeId);
    expect(addresses.ownerOf("a:1")).toBe(nodeId);
  }
  expect(memory.writes).toBe(0);
});

test("D5: a new one is stored", () => {
  const addresses = made();
  const memory = new Memory();
  addresses.setStorage(memory);
  addresses.add("a:1", 1);
  expect(memory.addresses).toEqual(["a:1"]);
});

test("D5: what was written stays as it was, whatever is added or cleaned up afterwards", () => {
  const addresses = made();
  const written: Iterable<string>[] = [];
  addresses.setStorage({ read: () => [], write: (list) => void written.push(list) });
  const known = Array.from({ length: 20 }, (_, index) => ({ address: `a${index}:1`, nodeId: index + 1 }));
  for (const { address, nodeId } of known) addresses.add(address, nodeId);
  addresses.cleanUp(known.slice(3, 5));
  addresses.add("b:1", 30);
  const all = known.map(({ address }) => address);
  expect(written.map((list) => [...list])).toEqual([
    ...all.map((_, index) => all.slice(0, index + 1)),
    ["a3:1", "a4:1"],
    ["a3:1", "a4:1", "b:1"],
  ]);
});

describe("H3: cleaning up", () => {
  test("keeps the nodes that are known now, in storage too, once", () => {
    const addresses = made(["a:1", 1]);
    const memory = new Memory("a:1", "old:1");
    addresses.setStorage(memory);
    expect(addresses.needsCleanUp).toBe(true);
    addresses.cleanUp([{ address: "b:1", nodeId: 2 }]);
    expect([addresses.list(), memory.addresses, addresses.needsCleanUp]).toEqual([["b:1"], ["b:1"], false]);
  });

  test("not without a storage", () => {
    expect(made(["a:1", 1]).needsCleanUp).toBe(false);
  });
});
