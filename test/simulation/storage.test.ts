import { describe, expect, test } from "vitest";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { type Store, Stores } from "../../src/simulation/storage.ts";
import { record, second } from "./support.ts";

test("H4: the same record with its time goes to every store; the newest is read", () => {
  const scheduler = new Scheduler();
  const stores: Store[] = [
    { record: { addresses: ["old:1"], time: 0 } },
    { record: null },
    { record: { addresses: ["older:1"], time: -5 } },
  ];
  const storage = new Stores(stores, scheduler);
  expect(storage.read()).toEqual(["old:1"]);
  scheduler.schedule(7, () => storage.write(["new:1"]));
  scheduler.run(10);
  expect(stores.map(({ record }) => record)).toEqual(Array(3).fill({ addresses: ["new:1"], time: 7 }));
  expect(storage.read()).toEqual(["new:1"]);
});

test("H4: a node without stores remembers nothing", () => {
  const storage = new Stores([], new Scheduler());
  storage.write(["a:1"]);
  expect(storage.read()).toEqual([]);
});

describe("H1: a node that comes back to a cluster that does not miss it, and whose settings name nobody", () => {
  const foundAt = (persistAddresses: boolean) =>
    record({
      nodes: 3,
      join: "line",
      duration: "60 s",
      host: `{ persistAddresses: ${persistAddresses} }`,
      workload: ["{ key: sentinel, from: 2, every: 2 s, size: 16 B, ttl: 4 s }"],
      faults: ["{ crash: 1, at: 5 s, restart: 15 s }"],
    }).storedAt(1, "node:2", 20 * second);

  test("is back at once when it has stored whom it knew", () => {
    expect(foundAt(true)).toBeLessThan(21.1 * second);
  });

  test("is left alone when it has not", () => {
    expect(foundAt(false)).toBe(Number.POSITIVE_INFINITY);
  });
});
