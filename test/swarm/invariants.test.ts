import { describe, expect, it } from "vitest";
import type { Info } from "../../src/gossip/info.ts";
import type { MessageEnd, Probe } from "../../src/simulation/trace.ts";
import { info } from "../gossip/support.ts";
import { address, Bench } from "./bench.ts";
import { convergence } from "./convergence.ts";
import type { Message } from "./ledger.ts";
import { runSeed } from "./run-world.ts";
import { type Invariant, Violation } from "./violation.ts";
import { generate, toYaml } from "./world.ts";

const second = 1_000_000_000;

/** A first Request from one node to another, taken. */
function opened(
  b: Bench,
  from = 1,
  to = 2,
): readonly [MessageEnd & { isOpen: boolean }, MessageEnd & { isOpen: boolean }] {
  const ends = b.stream(from, to);
  b.take(ends[1], b.send(ends[0], "request-first"));
  return ends;
}

/** The same, answered with `delta`; the client has stored it. */
function answered(b: Bench, delta: readonly Info[] = [], from = 1, to = 2) {
  const ends = opened(b, from, to);
  b.take(ends[0], b.send(ends[1], "response-first", { delta }));
  for (const info of delta) b.store(from, info);
  b.send(ends[1], "response-ack");
  return ends;
}

function accept(b: Bench, id: number, peerId: number): void {
  b.event(id, { type: "accepted", peerId });
  b.node(id).in.ids.push(peerId);
}

/** For each invariant a trace, true but for one thing. */
const lies: Readonly<Record<Invariant, readonly ((b: Bench) => void)[]>> = {
  "time never goes back": [
    (b) => {
      b.publish(1, "a");
      b.pass(-1);
      b.publish(1, "b");
    },
  ],
  "only live nodes act": [
    (b) => {
      b.probe.nodeDown!(b.time, 1);
      b.publish(1, "a");
    },
  ],

  "paused nodes do nothing": [
    (b) => {
      b.probe.paused!(b.time, 1);
      b.publish(1, "a");
    },
  ],

  "stamp after value time": [(b) => b.publish(1, "a", { originStamp: 7 })],
  "fresher replaces": [
    (b) => {
      b.publish(1, "a");
      b.publish(1, "a", { value: { bytes: new Uint8Array(5), time: 7 } });
    },
  ],
  "origin stamps increase": [
    (b) => {
      b.publish(1, "a", { originStamp: 9 * second });
      b.publish(1, "b");
    },
  ],
  "published alive": [(b) => b.publish(1, "a", { ttlStamp: 7 })],
  "stored comes from a message": [(b) => b.store(1, b.publish(2, "a"))],
  "one hop more": [(b) => relayed(b, { hops: 2 })],
  "peer id": [(b) => relayed(b, { peerId: 3 })],
  "relayed unchanged": [(b) => relayed(b, { ttlStamp: 9 * second })],
  "expired only on the way": [
    (b) => {
      const ends = opened(b);
      const sent = b.publish(2, "a");
      const expired = info({ key: "a", nodeId: 2, value: sent.value, ttlStamp: 7 });
      b.take(ends[0], withDelta(b.send(ends[1], "response-first", { delta: [sent] }), [expired]));
      b.store(1, expired);
    },
  ],
  "high-water": [
    (b) => {
      b.node(1).highWater = () => 7;
      b.publish(1, "a");
      b.end();
    },
  ],
  prefix: [
    (b) => {
      const [old, young] = [b.publish(2, "a"), b.publish(2, "b")];
      const ends = opened(b);
      b.take(ends[0], withDelta(b.send(ends[1], "response-first", { delta: [old, young] }), [young]));
      b.store(1, young);
      b.end();
    },
  ],

  sender: [(b) => b.send(b.stream(1, 2)[0], "request-first", { sender: 3 })],
  "received in order": [
    (b) => b.take(b.stream(1, 2)[1], b.send(b.stream(1, 2)[0], "request-first")),
    (b) => {
      const ends = b.stream(1, 2);
      const message = b.send(ends[0], "request-first");
      b.take(ends[1], message);
      b.take(ends[1], message);
    },
  ],
  conservation: [
    (b) => {
      b.send(b.stream(1, 2)[0], "request-first");
      b.pass(20);
      b.end();
    },
  ],
  "first Request": [(b) => b.send(b.stream(1, 2)[0], "request-delta", { delta: [b.publish(1, "a")] })],
  "no empty delta": [
    (b) => b.send(b.stream(1, 2)[0], "request-first", { delta: [b.publish(1, "a")] }),
    (b) => b.send(answered(b)[0], "request-delta"),
    (b) => b.send(answered(b)[1], "response-delta"),
  ],
  "no delta": [(b) => b.send(opened(b)[1], "response-ack", { delta: [b.publish(2, "a")] })],
  identity: [(b) => b.send(b.stream(1, 2)[0], "request-first", { identity: null })],
  "first send waits": [(b) => b.send(opened(b)[0], "request-delta", { delta: [b.publish(1, "a")] })],
  "one ack per Request": [
    (b) => b.send(answered(b)[1], "response-ack"),
    (b) => {
      opened(b);
      b.pass(2);
      b.end();
    },
  ],
  "hangs up": [
    (b) => b.send(answered(b, [], 1, 1)[0], "request-delta", { delta: [b.publish(1, "a")] }),
    (b) => {
      const ends = opened(b, 1, 1);
      b.take(ends[0], b.send(ends[1], "response-first"));
      b.pass(2);
      b.take(ends[0], b.send(ends[1], "response-ack"));
    },
    (b) => {
      answered(b, [], 1, 1);
      b.pass(2);
      b.end();
    },
    (b) => {
      accept(b, 2, 1);
      b.send(answered(b, [], 2, 1)[0], "request-delta", { delta: [b.publish(2, "a")] });
    },
  ],
  forward: [
    (b) => b.send(opened(b)[1], "response-forward"),
    (b) => b.send(opened(b)[1], "response-first", { alternate: 3 }),
    (b) => {
      b.publish(2, "a");
      b.send(opened(b)[1], "response-forward", { alternate: 3, stamps: [[2, 7]] });
    },
  ],
  "forward elsewhere": [
    (b) => b.send(opened(b)[1], "response-forward", { alternate: 2 }),
    (b) => b.send(opened(b)[1], "response-forward", { alternate: 1 }),
  ],
  "forward to a peer": [(b) => b.send(opened(b)[1], "response-forward", { alternate: 3 })],
  "sends what it holds": [(b) => b.send(opened(b)[1], "response-first", { delta: [b.publish(3, "a")] })],
  "sends nothing expired": [
    (b) => {
      const info = b.publish(2, "a", { ttlStamp: 1.5 * second });
      b.pass(1);
      b.send(opened(b)[1], "response-first", { delta: [info] });
    },
  ],
  ratchet: [
    (b) => {
      const info = b.publish(2, "a");
      b.send(answered(b, [info])[1], "response-delta", { delta: [info] });
    },
  ],
  "sends all that is due": [
    (b) => {
      b.publish(2, "a");
      b.send(opened(b)[1], "response-first");
    },
    (b) => {
      const marker = b.publish(2, "node:2");
      answered(b, [marker]);
      b.send(opened(b)[1], "response-first");
    },
  ],
  "sends no more than is due": [
    (b) => {
      answered(b, [b.publish(2, "a")]);
      b.send(answered(b)[0], "request-delta", { delta: [b.ledger.nodes.get(1)!.infos.get("a")!] });
    },
  ],
  "leaves nothing unsaid": [
    (b) => {
      const ends = opened(b);
      const messages = [b.send(ends[1], "response-first"), b.send(ends[1], "response-ack")];
      for (const message of messages) b.take(ends[0], message);
      b.publish(2, "a");
      b.pass(3);
      b.end();
    },
  ],
  "stamps never go back": [
    (b) => {
      const ends = answered(b, [b.publish(2, "a")]);
      b.send(ends[1], "response-delta", { delta: [b.publish(2, "b")], stamps: [[2, 7]] });
    },
  ],
  "own stamps": [
    (b) => {
      b.publish(1, "a");
      b.send(b.stream(1, 2)[0], "request-first", { stamps: [] });
    },
  ],

  "loopback uncounted": [(b) => accept(b, 1, 1)],
  "one place each": [
    (b) => {
      accept(b, 1, 2);
      accept(b, 1, 2);
    },
  ],
  "admits with room only": [
    (b) => {
      b.show(1, { in: { maxSize: 1 } });
      accept(b, 1, 2);
      accept(b, 1, 3);
    },
  ],
  "left after accepted": [(b) => b.event(1, { type: "left", peerId: 2 })],
  "duplicate of a peer": [(b) => b.event(1, { type: "duplicate", peerId: 2 })],
  "refuses when full only": [
    (b) => {
      accept(b, 1, 2);
      b.event(1, { type: "refused", peerId: 3, alternateId: 2 });
    },
  ],
  "mutual connections": [
    (b) => {
      accept(b, 1, 2);
      b.event(1, { type: "hung-up", address: address(2), peerId: 2, reason: "redundant" });
    },
    (b) => b.event(2, { type: "hung-up", address: address(1), peerId: 1, reason: "redundant" }),
  ],
  outgoing: [
    (b) => ending(b, { clients: [2] }),
    (b) => ending(b, { clients: [2], out: { ids: [3] } }),
    (b) => ending(b, { out: { more: 1 } }),
  ],
  incoming: [
    (b) => ending(b, { in: { ids: [2] } }),
    (b) => ending(b, { in: { more: 1 } }),
    (b) => {
      b.event(1, { type: "accepted", peerId: 2 });
      b.end();
    },
  ],
  "a place has a stream": [
    (b) => {
      accept(b, 1, 2);
      b.end();
    },
    (b) => {
      accept(b, 1, 2);
      b.event(2, { type: "hung-up", address: address(1), peerId: 1, reason: "culled" });
      b.pass(20);
      b.end();
    },
  ],
  limit: [(b) => ending(b, { out: { maxSize: 4 } }), (b) => ending(b, { in: { maxSize: 4 } })],
  "limit kept": [
    (b) => {
      b.show(1, { in: { maxSize: 5 } });
      for (const peerId of [2, 3, 4, 5]) accept(b, 1, peerId);
      ending(b, { in: { maxSize: 3 } });
    },
  ],
  "never its own peer": [
    (b) => {
      b.show(1, { clients: [1], out: { ids: [1] } });
      opened(b, 2, 1);
      b.pass(2);
      opened(b, 3, 1);
    },
  ],
  "the manage loop goes on": [
    () => {
      const b = new Bench({ clientsInterval: 2 * second });
      b.publish(1, "gossip-clients:1");
      b.pass(4);
      opened(b, 2, 1);
    },
  ],
  "culls when full only": [(b) => b.event(1, { type: "culled", peerId: 2 })],
  "culls the least useful": [
    (b) => {
      b.show(1, { clients: [2, 3], out: { ids: [2, 3] } });
      answered(b, [b.publish(2, "a")]);
      b.show(1, { out: { maxSize: 2 } });
      b.event(1, { type: "culled", peerId: 2 });
    },
  ],
  "bootstraps in need only": [
    (b) => {
      b.publish(1, "sentinel");
      b.show(1, { clients: [2, 3], out: { ids: [2, 3] } });
      b.event(1, { type: "dialled", address: address(3), cause: "bootstrap" });
    },
  ],
  "dials where it was sent": [
    (b) => b.event(1, { type: "dialled", address: address(3), cause: "forward" }),
    (b) => {
      accept(b, 1, 3);
      accept(b, 2, 3);
      const ends = opened(b);
      b.take(ends[0], b.send(ends[1], "response-forward", { alternate: 3 }));
      b.event(1, { type: "dialled", address: address(3), cause: "forward" });
    },
  ],
  "tightens with room only": [
    (b) => {
      b.show(1, { out: { ids: [2, 3, 4, 5] } });
      b.event(1, { type: "dialled", address: address(5), cause: "tighten" });
    },
  ],
  "tightens to the distant": [(b) => b.event(1, { type: "dialled", address: address(3), cause: "tighten" })],

  convergence: [
    (b) => {
      described(b);
      converged(b, []);
    },
    (b) => {
      described(b);
      converged(b, [b.stream(1, 2), b.stream(3, 4)].flat());
    },
    (b) => {
      described(b);
      converged(b, [b.stream(1, 2), b.stream(3, 4)].flat(), { from: 1, to: 2 });
    },
    (b) => converged(b, connected(b)),
    (b) => {
      described(b);
      b.publish(1, "a");
      b.pass(2);
      converged(b, connected(b));
    },
  ],
};

/** Node 1 takes an info of node 2 and stores it so. */
function relayed(b: Bench, fields: Parameters<Bench["store"]>[2]): void {
  const info = b.publish(2, "a");
  const ends = opened(b);
  b.take(ends[0], b.send(ends[1], "response-first", { delta: [info] }));
  b.store(1, info, fields);
}

/** The message as it would be with another delta. */
function withDelta(message: Message, delta: readonly Info[]): Message {
  return { ...message, delta };
}

/** Node 1 seen so when the run ends. */
function ending(b: Bench, seen: Parameters<Bench["show"]>[1]): void {
  b.show(1, seen);
  b.end();
}

/** Every node knows every other. */
function described(b: Bench): void {
  for (const node of b.ledger.nodes.values()) {
    for (const origin of b.ledger.nodes.keys())
      node.infos.set(`node:${origin}`, b.publish(origin, `private:${origin}-${node.id}`));
  }
  b.ledger.versions.clear();
}

/** One open stream from each node to the next. */
const connected = (b: Bench) => [b.stream(1, 2), b.stream(2, 3), b.stream(3, 4)].flat();

function converged({ ledger, time }: Bench, ends: readonly MessageEnd[], cull?: { from: number; to: number }): void {
  const probe = convergence(ledger, { from: 0, spread: second, wayBack: 10 * second });
  for (const end of ends) probe.messageSent!(time, 1, null!, 2, end);
  if (cull !== undefined) probe.connection!(time, cull.from, { type: "culled", peerId: cull.to });
  probe.ended!(time + 5 * second);
}

const all = Object.entries(lies).flatMap(([invariant, each]) => each.map((lie, index) => ({ invariant, index, lie })));

it.each(all)("$invariant: false trace $index is found out", ({ invariant, lie }) => {
  expect(() => lie(new Bench())).toThrow(expect.objectContaining({ name: "Violation", invariant }));
});

it("has nothing against a true trace", () => {
  const b = new Bench();
  const ends = opened(b);
  const first = b.send(ends[1], "response-first", { delta: [b.publish(2, "a")] });
  const ack = b.send(ends[1], "response-ack");
  b.take(ends[0], first);
  b.store(1, first.delta[0]!);
  b.take(ends[0], ack);
  accept(b, 2, 1);
  b.show(1, { clients: [2], out: { ids: [2] } });
  b.end();
  described(b);
  converged(b, connected(b));
  // A cull has just parted it: it has time to find together again.
  converged(b, [b.stream(1, 2), b.stream(3, 4)].flat(), { from: 2, to: 3 });
});

describe("what the prefix property leaves out", () => {
  /** Node 1 hears of `young` without `old`. */
  const hears = (b: Bench, old: Info, young: Info, from = young.nodeId) => {
    const delta = [...b.ledger.nodes.get(from)!.infos.values()].filter(({ ttlStamp }) => ttlStamp > b.time);
    const ends = opened(b, 1, from);
    const sent = b.send(ends[1], "response-first", { delta });
    b.take(
      ends[0],
      withDelta(
        sent,
        delta.filter((info) => info !== old),
      ),
    );
    b.store(1, young, { peerId: from });
    b.take(ends[0], b.send(ends[1], "response-ack"));
  };

  it("nothing else", () => {
    const b = new Bench();
    expect(() => hears(b, b.publish(2, "a"), b.publish(2, "b"))).toThrow("prefix");
  });

  it("infos that have expired", () => {
    const b = new Bench();
    const old = b.publish(2, "a", { ttlStamp: 1.5 * second });
    b.pass(1);
    hears(b, old, b.publish(2, "b"));
  });

  it("infos of the node's own", () => {
    const b = new Bench();
    b.publish(1, "a");
    b.probe.nodeDown!(b.time, 1);
    b.up(1);
    b.publish(1, "b");
    opened(b, 2, 1);
  });

  it("infos of an earlier life of their origin", () => {
    const b = new Bench();
    const old = b.publish(2, "a");
    b.probe.nodeDown!(b.time, 2);
    b.up(2);
    hears(b, old, b.publish(2, "b"));
  });

  it("infos replaced by one that is left out", () => {
    const b = new Bench();
    const old = b.publish(2, "a");
    b.publish(3, "a", { ttlStamp: 1.5 * second });
    b.pass(1);
    hears(b, old, b.publish(2, "b"));
  });
});

it("prints a failure with the world and one command that shows it again", () => {
  const fails: Probe = {
    ended() {
      throw new Violation("convergence", "nobody knows anybody");
    },
  };
  let text = "";
  try {
    runSeed(7, [fails]);
  } catch (error) {
    text = (error as Error).message;
  }
  expect(text.split("\n").at(0)).toBe("convergence: nobody knows anybody");
  expect(text).toContain(toYaml(generate(7)));
  expect(text.match(/^npm run .*$/gm)).toEqual(["npm run swarm -- --seed 7"]);
});
