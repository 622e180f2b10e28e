import { describe, expect, test } from "vitest";
import type { BootstrapStorage } from "../../src/gossip/bootstrap-addresses.ts";
import { addressOf, TestWorld } from "./world.ts";

const ms = 1_000_000;
const nothing = new Uint8Array();

/** Counts what is done to it. */
class CountingStorage implements BootstrapStorage {
  reads = 0;
  writes = 0;
  addresses: readonly string[];

  constructor(...addresses: string[]) {
    this.addresses = addresses;
  }

  read(): readonly string[] {
    this.reads++;
    return this.addresses;
  }

  write(addresses: Iterable<string>): void {
    this.writes++;
    this.addresses = [...addresses];
  }
}

const ids = [1, 2, 3];
const others = (id: number) => ids.filter((other) => other !== id).map(addressOf);
const knowsAll = (world: TestWorld, of: readonly number[]) =>
  of.every((id) => of.every((other) => world.gossip(id).store.get(`node:${other}`) !== undefined));

describe("D.3 45: storage of addresses", () => {
  function joined() {
    const world = new TestWorld({ latency: ms / 10 });
    const storages = ids.map(() => new CountingStorage());
    for (const [index, id] of ids.entries()) {
      const before =
        id === 1
          ? (gossip: { addInfo: (k: string, d: Uint8Array, t: number) => boolean }) =>
              gossip.addInfo("sentinel", nothing, 0)
          : undefined;
      world.start(id, { join: [1], storage: storages[index]!, ...(before === undefined ? {} : { before }) });
    }
    world.runUntil(() => knowsAll(world, ids), 100 * ms);
    // The first status check that finds the node not stalled cleans up and writes (H3): the stall timer's at the latest.
    world.run(3000 * ms);
    return { world, storages };
  }

  test("each storage is read, written, and holds exactly the other nodes", () => {
    const { storages } = joined();
    for (const [index, storage] of storages.entries()) {
      expect([storage.reads, storage.writes > 0]).toEqual([1, true]);
      expect([...storage.addresses].sort()).toEqual(others(ids[index]!));
    }
  });

  test("a node that knows but itself stays alone, until it is given another's storage", () => {
    const { world, storages } = joined();
    const options = { bootstrapInterval: ms, stallInterval: ms };
    const alone = world.start(4, { join: [4], options });
    world.run(10 * ms);
    expect(ids.filter((id) => alone.store.get(`node:${id}`) !== undefined)).toEqual([]);
    const given = new CountingStorage(...storages[0]!.addresses);
    alone.setStorage(given);
    expect(world.runUntil(() => knowsAll(world, [1, 2, 3, 4]), 20 * ms)).toBeLessThan(20 * ms);
    world.run(10 * ms);
    expect([...given.addresses].sort()).toEqual(ids.map(addressOf));
  });
});

test("D.3 46: without any other address nodes find each other by what they stored, and clean that up", () => {
  const world = new TestWorld({ latency: ms / 10 });
  const wrong = ["localhost:0", "no address at all"];
  const storages = ids.map((id) => new CountingStorage(addressOf((id % 3) + 1), ...wrong));
  for (const [index, id] of ids.entries()) {
    const options = { bootstrapInterval: ms, stallInterval: ms };
    const storage = storages[index]!;
    if (id === 1) world.start(id, { options, storage, before: (gossip) => gossip.addInfo("sentinel", nothing, 0) });
    else world.start(id, { options, storage });
  }
  const limit = 50 * ms;
  const clean = () =>
    storages.every(({ addresses }, index) => [...addresses].sort().join() === others(ids[index]!).join());
  expect(world.runUntil(() => knowsAll(world, ids) && clean(), limit)).toBeLessThan(limit);
});
