import { describe, expect, test } from "vitest";
import type { ConnectionEvent } from "../../src/gossip/environment.ts";
import type { Request, Response } from "../../src/gossip/messages.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";
import type { MessageEnd, NodeState } from "../../src/simulation/trace.ts";
import { reference } from "./reference.ts";
import { millisecond, second, scenario as small } from "./support.ts";

/*
 * What tracing the original brought to light: ten facts that a model must get right, each in terms of what can be seen from outside. Bounds
 * come from the recordings (scenarios/reference/recordings.json), whose counts are given beside them.
 */

interface Sent {
  readonly time: number;
  readonly from: number;
  readonly to: number;
  readonly message: Request | Response;
}

/** What a run lets somebody see who watches the wire and the connections. */
class Watch {
  readonly sent: Sent[] = [];
  /** By stream, in order of sending. */
  readonly streams = new Map<MessageEnd["stream"], Sent[]>();
  readonly received: Sent[] = [];
  readonly events: { readonly time: number; readonly node: number; readonly event: ConnectionEvent }[] = [];
  readonly heartbeats: { readonly time: number; readonly from: number }[] = [];
  readonly deltas: { readonly time: number; readonly received: number; readonly fresh: number }[] = [];
  readonly adds: { readonly time: number; readonly node: number; readonly key: string }[] = [];
  readonly #states = new Map<number, NodeState>();

  constructor(scenario: Scenario, seed = 1) {
    run(scenario, {
      seed,
      probes: [
        {
          nodeUp: (_, node, state) => this.#states.set(node, state),
          messageSent: (time, from, message, to, { stream }) => {
            const one = { time, from, to, message };
            this.sent.push(one);
            const ofStream = this.streams.get(stream);
            if (ofStream === undefined) this.streams.set(stream, [one]);
            else ofStream.push(one);
          },
          messageReceived: (time, to, message, from) => this.received.push({ time, from, to, message }),
          connection: (time, node, event) => this.events.push({ time, node, event }),
          wireControl: (time, from, component) => {
            if (component === "heartbeat") this.heartbeats.push({ time, from });
          },
          combined: (time, _, received, fresh) => this.deltas.push({ time, received, fresh }),
          stored: (time, node, { key, nodeId, peerId }) => {
            if (nodeId === node && peerId === 0) this.adds.push({ time, node, key });
          },
        },
      ],
    });
  }

  /** [client, server], at the end. */
  get edges(): readonly (readonly [number, number])[] {
    return [...this.#states].flatMap(([node, state]) =>
      state
        .clientPeers()
        .filter((peer) => peer !== node)
        .map((peer) => [node, peer] as const),
    );
  }

  between(from: number, to: number): Sent[] {
    return this.sent.filter(({ time }) => time >= from && time < to);
  }

  /** Streams of clients that the server sent elsewhere. */
  get refused(): Sent[][] {
    return [...this.streams.values()].filter((stream) => kinds(stream).includes("response-forward"));
  }

  /** Streams of clients that the server took in. */
  get accepted(): Sent[][] {
    return [...this.streams.values()].filter(
      (stream) =>
        stream[0]!.from !== stream[0]!.to &&
        kinds(stream).includes("response-ack") &&
        !kinds(stream).includes("response-forward"),
    );
  }
}

const kinds = (messages: readonly Sent[]) => messages.map(({ message }) => message.kind);
const bytes = (messages: readonly Sent[]) => messages.reduce((sum, { message }) => sum + message.length, 0);
const fromServer = (stream: readonly Sent[]) => stream.filter(({ message }) => message.kind.startsWith("response"));
const share = <T>(all: readonly T[], holds: (one: T) => boolean) => all.filter(holds).length / all.length;
const seeds = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe("fact 1: the race at a refused stream decides the graph", () => {
  const joins = seeds(10).map((seed) => new Watch(reference("in-phase-9.yaml", "duration=500 ms"), seed));
  const refused = joins.flatMap((watch) => watch.refused);

  test("a refused stream runs: first Request, full delta with markers, forward, acknowledgement", () => {
    expect(refused.length).toBeGreaterThanOrEqual(5 * joins.length);
    const usual = ["request-first", "response-first", "response-forward", "response-ack"];
    // In 10 of 12 traced streams nothing else came between.
    const asUsual = (stream: Sent[]) =>
      kinds(stream).slice(0, 4).join() === usual.join() &&
      stream[1]!.message.delta.some(({ key }) => key === `node:${stream[1]!.from}`);
    expect(share(refused, asUsual)).toBeGreaterThan(0.75);
  });

  test("the client mostly leaves without having sent its own infos", () => {
    const sentOwn = (stream: Sent[]) => kinds(stream).includes("request-delta");
    expect(share(refused, sentOwn)).toBeLessThan(0.25);
  });

  test("so 27 nodes end in a graph with cycles, but in a tree with firstSend: at-once, with a third of the traffic", () => {
    const [start, end] = [6 * second, 14 * second];
    const traffic = (watch: Watch) => bytes(watch.between(start, end)) / 8;
    const after = seeds(3).map((seed) => new Watch(reference("in-phase-27.yaml", "duration=14 s"), seed));
    const atOnce = seeds(3).map(
      (seed) => new Watch(reference("in-phase-27.yaml", "duration=14 s", "protocol.firstSend=at-once"), seed),
    );
    for (const { edges } of atOnce) expect(edges.length).toBe(26);
    for (const { edges } of after) expect(edges.length).toBeGreaterThan(26);
    const mean = (watches: Watch[]) => watches.reduce((sum, watch) => sum + traffic(watch), 0) / watches.length;
    // Recorded: 186 kB/s in a tree, 525 and 631 kB/s in graphs with 46 and 55 edges.
    const ratio = mean(after) / mean(atOnce);
    expect(ratio).toBeGreaterThan(2.3);
    expect(ratio).toBeLessThan(4.2);
  });
});

describe("fact 2: a first Request waits for the connection and one successful heartbeat", () => {
  const latency = 10 * millisecond;
  const host = "{ processing: { message: 0 s, info: 0 s, wakeUp: 0 s, stream: 0 s } }";
  const pair = (transport: string) =>
    new Watch(
      small({ nodes: 2, join: "line", latency: "10 ms", duration: "15 s", network: `transport: ${transport}`, host }),
    );
  const firstAnswer = (watch: Watch) => {
    const dialled = watch.events.find(({ node, event }) => node === 2 && event.type === "dialled")!.time;
    return (watch.received.find(({ to }) => to === 2)!.time - dialled) / (2 * latency);
  };

  test("the first Response comes three round trips after the dial, four or five with TLS", () => {
    expect(firstAnswer(pair("grpc"))).toBe(3);
    expect(firstAnswer(pair("grpc-tls"))).toBeGreaterThanOrEqual(4);
    expect(firstAnswer(pair("grpc-tls"))).toBeLessThanOrEqual(5);
  });

  test("a second stream to the same address takes one", () => {
    // Without a sentinel node 2 dials node 1 again and again, over the connection it has.
    const { events } = pair("grpc");
    const dials = events.filter(({ node, event }) => node === 2 && event.type === "dialled");
    const again = dials[1]!.time;
    const answered = events.find(({ time, node, event }) => time > again && node === 2 && event.type === "hung-up")!;
    expect(dials.length).toBeGreaterThan(5);
    expect((answered.time - again) / (2 * latency)).toBe(1);
  });

  test("the connection of a refused client stays open and keeps pinging", () => {
    const watch = new Watch(reference("in-phase-9.yaml", "duration=30 s"));
    const dials = new Set(
      watch.events.flatMap(({ node, event }) => (event.type === "dialled" ? [`${node} ${event.address}`] : [])),
    );
    const after = watch.heartbeats.filter(({ time }) => time >= 12 * second && time < 24 * second);
    expect(dials.size).toBeGreaterThan(watch.edges.length + 4);
    // Each connection that was ever dialled: 80 bytes there and back every 3 s.
    expect(after.length).toBe(2 * 4 * dials.size);
  });
});

describe("fact 3: on the server's side the sender's first pass comes first", () => {
  const joins = seeds(20).map((seed) => new Watch(reference("in-phase-9.yaml", "duration=2 s"), seed));

  test("before the acknowledgement of the first Request (248 of 248 accepted streams)", () => {
    const accepted = joins.flatMap((watch) => watch.accepted);
    expect(accepted.length).toBeGreaterThan(150);
    expect(share(accepted, (stream) => kinds(fromServer(stream))[0] === "response-first")).toBeGreaterThan(0.96);
  });

  test("before the forward of a refused one (206 of 209)", () => {
    const refused = joins.flatMap((watch) => watch.refused);
    expect(refused.length).toBeGreaterThan(90);
    const inOrder = share(refused, (stream) => kinds(fromServer(stream))[0] === "response-first");
    // 206 of 209 is 98.6 %; of a hundred streams a few more may differ.
    expect(inOrder).toBeGreaterThan(0.95);
  });
});

describe("fact 4: wake-ups have one slot", () => {
  test.each(["in-phase-9.yaml", "staggered-9.yaml"])(
    "%s: sentinel, cluster-id and first-range, added back to back, travel in one message (248 of 248)",
    (file) => {
      const { sent } = new Watch(reference(file, "duration=30 s"));
      const together = ["cluster-id", "first-range", "sentinel"];
      const withOne = sent.filter(
        ({ time, message }) => time > 5 * second && message.delta.some(({ key }) => together.includes(key)),
      );
      expect(withOne.length).toBeGreaterThanOrEqual(8 * 11);
      for (const { message } of withOne) {
        const keys = message.delta.map(({ key }) => key);
        expect(keys).toEqual(expect.arrayContaining(together));
      }
    },
  );

  test.each(["in-phase-3.yaml", "in-phase-9.yaml"])("%s: each Request costs exactly one acknowledgement", (file) => {
    const { streams } = new Watch(reference(file, "duration=30 s"));
    let checked = 0;
    for (const stream of streams.values()) {
      const [requests, acks] = ["request", "response-ack"].map((kind) =>
        stream.filter(({ message }) => message.kind.startsWith(kind)),
      );
      const left = kinds(stream).includes("response-forward");
      // A forward stands for the acknowledgement's promise to go away; a client that has left is not answered any more.
      if (left || stream[0]!.from === stream[0]!.to || acks!.length === 0) continue;
      expect(acks!.length).toBe(requests!.length);
      checked++;
    }
    expect(checked).toBeGreaterThanOrEqual(2);
  });
});

describe("fact 5: nodes that start together stay in phase, and their infos coalesce", () => {
  test("the clients timer has no jitter: every 2 s, to the millisecond", () => {
    const { adds } = new Watch(reference("in-phase-9.yaml", "duration=61 s"));
    for (const node of seeds(9)) {
      const times = adds.filter(
        (add) => add.node === node && add.key === `gossip-clients:${node}` && add.time > 5 * second,
      );
      expect(times.length).toBeGreaterThanOrEqual(27);
      for (const { time } of times) expect(time % (2 * second)).toBeLessThan(20 * millisecond);
    }
  });

  test("staggered nodes send more messages over the same graph, and up to twice as many", () => {
    // A chain is the same graph however its nodes start.
    const chain = (start: string) =>
      new Watch(
        reference(
          "in-phase-9.yaml",
          "cluster.nodes=5",
          "cluster.join=line",
          `cluster.start.within=${start}`,
          "duration=40 s",
        ),
      );
    const [together, apart] = [chain("0 s"), chain("2 s")];
    expect(new Set(apart.edges.map(String))).toEqual(new Set(together.edges.map(String)));
    const count = (watch: Watch) => watch.between(20 * second, 40 * second).length;
    expect(count(apart) / count(together)).toBeGreaterThan(1.05);
    expect(count(apart) / count(together)).toBeLessThan(2);
  });
});

describe("fact 6: the direction of an edge matters", () => {
  test.each([3, 9, 27])(
    "%i nodes: an info costs 44 + 14 N bytes of Request and 8 + 14 N of acknowledgement one way, 8 + 14 N of Response the other",
    (nodes) => {
      const { sent } = new Watch(reference("in-phase-9.yaml", `cluster.nodes=${nodes}`, "duration=5 s"));
      const around = {
        "request-delta": 44 + 14 * nodes,
        "response-ack": 8 + 14 * nodes,
        "response-delta": 8 + 14 * nodes,
      };
      const seen = new Set<string>();
      for (const { time, message } of sent) {
        if (time < 3 * second || !(message.kind in around)) continue;
        const infos = message.delta.reduce((sum, { entryLength }) => sum + entryLength, 0);
        expect(message.length - infos).toBe(around[message.kind as keyof typeof around]);
        seen.add(message.kind);
      }
      expect([...seen].sort()).toEqual(Object.keys(around).sort());
    },
  );
});

describe("fact 7: node 1 turns an edge round a second after its start", () => {
  const watches = seeds(20).map((seed) => new Watch(reference("in-phase-9.yaml", "duration=5 s"), seed));

  test("it hangs up the loopback and dials one node that it has learned, 1.0 s after its start", () => {
    for (const { events } of watches) {
      const ofNode1 = events.filter(({ node }) => node === 1);
      const [loopback, learned] = ofNode1.filter(({ event }) => event.type === "dialled");
      const hungUp = ofNode1.find(({ event }) => event.type === "hung-up")!;
      expect(hungUp.event).toMatchObject({ peerId: 1 });
      // Traced: 982, 960 and 958 ms after the first Request, which comes some 20 to 40 ms after the start.
      expect((learned!.time - loopback!.time) / millisecond).toBeGreaterThanOrEqual(1000);
      expect((learned!.time - loopback!.time) / millisecond).toBeLessThan(1010);
      const address = (one: typeof learned) => (one!.event as { address: string }).address;
      expect(address(learned)).not.toBe(address(loopback));
    }
  });

  test("the other one closes its own client to node 1, or a cycle closes: 8 or 9 edges, and both occur", () => {
    const counts = watches.map(({ edges }) => edges.length);
    for (const { edges } of watches) expect(edges.filter(([client]) => client === 1).length).toBe(1);
    expect(new Set(counts)).toEqual(new Set([8, 9]));
    for (const { edges } of watches) {
      const [, peer] = edges.find(([client]) => client === 1)!;
      expect(edges).not.toContainEqual([peer, 1]);
    }
  });
});

describe("fact 8: a copy with equal timestamp and fewer hops counts as fresh", () => {
  const [start, end] = [10 * second, 20 * second];
  /** Fresh infos over what would be if every node took each version once. */
  const surplus = (watch: Watch) => {
    const isIn = ({ time }: { time: number }) => time >= start && time < end;
    const fresh = watch.deltas.filter(isIn).reduce((sum, delta) => sum + delta.fresh, 0);
    return fresh / (26 * watch.adds.filter(isIn).length);
  };

  test("fresh/s exceeds adds x (N - 1) by about 10 % at 27 nodes", () => {
    // Recorded: 10.1 % with 46 edges, 10.2 % with 55.
    const meshes = seeds(4).map((seed) => new Watch(reference("in-phase-27.yaml", "duration=20 s"), seed));
    const sorted = meshes.map(surplus).sort((a, b) => a - b);
    expect((sorted[1]! + sorted[2]!) / 2).toBeGreaterThan(1.05);
    expect((sorted[1]! + sorted[2]!) / 2).toBeLessThan(1.2);
  });

  test("and not at all in a tree, where there is one way to each node", () => {
    const tree = new Watch(reference("in-phase-27.yaml", "duration=20 s", "protocol.firstSend=at-once"));
    expect(tree.edges.length).toBe(26);
    // Recorded: 553.8 of 553.8. What is under way at the window's ends may be off.
    expect(surplus(tree)).toBeGreaterThan(0.99);
    expect(surplus(tree)).toBeLessThan(1.01);
  });
});

describe("fact 9: losing the sentinel for its ttl makes every node dial once a second", () => {
  const usual = reference("in-phase-9.yaml", "duration=20 s");
  // Published at the start only: gone after 4.5 s.
  const lost = {
    ...usual,
    workload: usual.workload.map((item, index) => (index === 0 ? { ...item, every: null } : item)),
  };
  const [start, end] = [8 * second, 18 * second];

  test("each node dials about ten times in ten seconds, and is sent on in chains of forwards", () => {
    const { events } = new Watch(lost as Scenario);
    const dialsOf = (node: number, cause: string) =>
      events.filter(
        ({ time, node: dialler, event }) =>
          dialler === node && time >= start && time < end && event.type === "dialled" && event.cause === cause,
      ).length;
    for (const node of seeds(9)) expect(dialsOf(node, "bootstrap")).toBeGreaterThanOrEqual(3);
    expect(seeds(9).reduce((sum, node) => sum + dialsOf(node, "bootstrap"), 0)).toBeGreaterThan(9 * 6);
    expect(seeds(9).reduce((sum, node) => sum + dialsOf(node, "forward"), 0)).toBeGreaterThan(9);
  });

  test("traffic grows about tenfold", () => {
    const traffic = (scenario: Scenario) => bytes(new Watch(scenario).between(start, end));
    const growth = traffic(lost as Scenario) / traffic(usual);
    expect(growth).toBeGreaterThan(5);
    expect(growth).toBeLessThan(20);
  });
});

describe("fact 10: sends are not blocked on loopback", () => {
  test("27 nodes do the same with the write quota of 64 kB as with one that never fills", () => {
    const trace = (...set: string[]) =>
      new Watch(reference("in-phase-27.yaml", "duration=3 s", ...set)).sent.map(
        ({ time, from, to, message }) => `${time} ${from} ${to} ${message.kind} ${message.length}`,
      );
    const usual = trace();
    expect(usual.length).toBeGreaterThan(1000);
    expect(trace("network.writeQuota=1 GB")).toEqual(usual);
  });

  test("but with a quota of 1 kB they would be: the quota is at work", () => {
    const sent = (quota: string) =>
      new Watch(reference("in-phase-27.yaml", "duration=1 s", `network.writeQuota=${quota}`)).sent.map(
        ({ time }) => time,
      );
    expect(sent("1 kB")).not.toEqual(sent("64 KiB"));
  });
});
