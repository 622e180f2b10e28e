import { describe, expect, test } from "vitest";
import { HighWater, StampList, type Stamps } from "../../src/gossip/high-water.ts";
import { type Stamp, StampMap, stampEntryLength, unset } from "../../src/gossip/stamp.ts";
import fc from "../property.ts";
import { arbitraryStamp } from "./messages-support.ts";

type Read = ReturnType<Stamps["mergeInto"]>;
type Model = Map<number, Stamp>;

const raise = (model: Model, nodeId: number, stamp: Stamp) => {
  if (nodeId !== 0 && stamp > (model.get(nodeId) ?? unset)) model.set(nodeId, stamp);
};
const sorted = (model: Model) => [...model].sort((a, b) => a[0] - b[0]);

const nodeId = fc.oneof(
  fc.nat(6),
  fc.constantFrom(0, 127, 128, 16_383, 16_384, 65_535, 65_536, 200_000, -1, -(2 ** 31)),
);
const stamp = fc.oneof(fc.nat(20), fc.integer({ min: -1000, max: 2 ** 50 }), arbitraryStamp);
/** Either a stamp that is raised, or a message that goes out. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ nodeId, stamp }) },
  { weight: 1, arbitrary: fc.constant("message" as const) },
);
const steps = fc.array(step, { maxLength: 60 });

/** Bytes as they would come: without a place in anybody's log. */
const received = (stamps: Stamps) => new StampList([...stamps.entries()], null);

describe("StampMap", () => {
  test("is a map whose stamps are only raised, without node 0 (S8)", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ nodeId, stamp })), (raises) => {
        const map = new StampMap();
        const model: Model = new Map();
        for (const { nodeId, stamp } of raises) {
          const before = model.get(nodeId);
          raise(model, nodeId, stamp);
          expect(map.ratchet(nodeId, stamp)).toBe(model.get(nodeId) !== before);
          expect(map.get(nodeId)).toBe(model.get(nodeId) ?? unset);
        }
        expect(map.entries()).toEqual(sorted(model));
      }),
    );
  });

  test("is the same map when many nodes get stamps, few at first", () => {
    const ids = fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { minLength: 100, maxLength: 400 });
    fc.assert(
      fc.property(ids, fc.array(fc.nat(399)), (ids, again) => {
        const map = new StampMap();
        const model: Model = new Map();
        for (const [time, id] of [...ids, ...again.map((at) => ids[at % ids.length]!)].entries()) {
          // A bigint now and then.
          const stamp = time % 7 === 0 ? 2n ** 60n + BigInt(time) : time;
          raise(model, id, stamp);
          map.ratchet(id, stamp);
          expect(map.get(id)).toBe(model.get(id));
        }
        expect(map.entries()).toEqual(sorted(model));
      }),
      { numRuns: 50 },
    );
  });
});

test("a stamp of one node of many takes no room for the others", () => {
  const before = process.memoryUsage().heapUsed;
  const maps = Array.from({ length: 200 }, () => new StampMap());
  for (const map of maps) map.ratchet(60_000, 1);
  // An array of 60,000 numbers in each would be 96 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
  expect(maps.every((map) => map.get(60_000) === 1)).toBe(true);
});

describe.each(["snapshot", "changesSince"] as const)("HighWater.%s", (taken) => {
  test.each([
    ["as objects", (stamps: Stamps) => stamps],
    ["as bytes", received],
  ])("message by message, %s, tells the receiver all", (_, travel) => {
    fc.assert(
      fc.property(steps, (steps) => {
        const highWater = new HighWater();
        const model: Model = new Map();
        const remote = new StampMap();
        let atLastMessage: Model = new Map();
        let sent: Stamps | null = null;
        let read: Read = null;
        for (const what of steps) {
          if (what !== "message") {
            highWater.ratchet({ nodeId: what.nodeId, originStamp: what.stamp });
            raise(model, what.nodeId, what.stamp);
            continue;
          }
          sent = highWater[taken](sent);
          const carried =
            taken === "snapshot"
              ? sorted(model)
              : sorted(model).filter(([id, stamp]) => atLastMessage.get(id) !== stamp);
          expect(sent.entries()).toEqual(carried);
          expect(sent.count).toBe(carried.length);
          expect(sent.length).toBe(carried.reduce((sum, [id, stamp]) => sum + stampEntryLength(id, stamp), 0));
          atLastMessage = new Map(model);
          const message: Stamps = travel(sent);
          read = message.mergeInto(remote, read);
          expect(remote.entries()).toEqual(sorted(model));
        }
        for (const [id, stamp] of model) expect(highWater.get(id)).toBe(stamp);
      }),
      { numRuns: 300 },
    );
  });

  test("messages may be merged later than they were sent, in their order", () => {
    fc.assert(
      fc.property(steps, (steps) => {
        const highWater = new HighWater();
        const messages: { stamps: Stamps; model: Model }[] = [];
        const model: Model = new Map();
        for (const what of steps) {
          if (what === "message") {
            const stamps = highWater[taken](messages.at(-1)?.stamps ?? null);
            messages.push({ stamps, model: new Map(model) });
          } else {
            highWater.ratchet({ nodeId: what.nodeId, originStamp: what.stamp });
            raise(model, what.nodeId, what.stamp);
          }
        }
        const remote = new StampMap();
        let read: Read = null;
        for (const { stamps, model } of messages) {
          read = stamps.mergeInto(remote, read);
          expect(remote.entries()).toEqual(sorted(model));
        }
      }),
    );
  });

  test("streams do not disturb each other", () => {
    const highWater = new HighWater();
    highWater.ratchet({ nodeId: 1, originStamp: 10 });
    const a = highWater[taken](null);
    highWater.ratchet({ nodeId: 2, originStamp: 20 });
    const b = highWater[taken](null);
    highWater.ratchet({ nodeId: 1, originStamp: 11 });
    const a2 = highWater[taken](a);
    const b2 = highWater[taken](b);
    const full = taken === "snapshot";
    expect(a2.entries()).toEqual([
      [1, 11],
      [2, 20],
    ]);
    expect(b2.entries()).toEqual(
      full
        ? [
            [1, 11],
            [2, 20],
          ]
        : [[1, 11]],
    );
    const remote = new StampMap();
    b2.mergeInto(remote, b.mergeInto(remote, null));
    expect(remote.entries()).toEqual([
      [1, 11],
      [2, 20],
    ]);
  });
});

test("merging is idempotent and commutative (S8)", () => {
  const list = fc.uniqueArray(fc.tuple(nodeId, stamp), { selector: ([id]) => id, maxLength: 10 });
  fc.assert(
    fc.property(list, list, (a, b) => {
      const merged = (...lists: (typeof a)[]) => {
        const map = new StampMap();
        for (const entries of lists) new StampList(entries, null).mergeInto(map);
        return map.entries();
      };
      expect(merged(a, b)).toEqual(merged(b, a));
      expect(merged(a, b, a, b)).toEqual(merged(a, b));
    }),
  );
});

test("D.1 19: what differs from the stamps told before, and those brought up to date in full", () => {
  const highWater = new HighWater();
  const differences = (previous: Stamps | null) => {
    const message = highWater.changesSince(previous);
    return [message.entries(), message] as const;
  };
  for (const [node, stamp] of [
    [1, 10],
    [2, 20],
    [3, 30],
  ] as const)
    highWater.ratchet({ nodeId: node, originStamp: stamp });
  const [all, first] = differences(null);
  expect(all).toEqual([
    [1, 10],
    [2, 20],
    [3, 30],
  ]);
  const [none, second] = differences(first);
  expect(none).toEqual([]);
  for (const [node, stamp] of [
    [2, 21],
    [4, 40],
    [2, 22],
    [3, 30],
  ] as const)
    highWater.ratchet({ nodeId: node, originStamp: stamp });
  const changed = [
    [2, 22],
    [4, 40],
  ];
  // Whoever was told of all but the last change hears of that alone; whoever missed more, of more.
  expect(differences(second)[0]).toEqual(changed);
  expect(differences(first)[0]).toEqual(changed);
  expect(differences(differences(second)[1])[0]).toEqual([]);
});
