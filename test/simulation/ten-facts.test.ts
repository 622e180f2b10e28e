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

  /** How many edges there were before `early`. */
  earlyEdges = 0;

  constructor(scenario: Scenario, seed = 1, early = 0) {
    const look = (time: number) => {
      if (time < early) this.earlyEdges = this.edges.length;
    };
    run(scenario, {
      seed,
      probes: [
        {
          nodeUp: (_, node, state) => this.#states.set(node, state),
          messageSent: (time, from, message, to, { stream }) => {
            look(time);
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

  test("V5, V4.1d: a refused stream runs: first Request, full delta with markers, forward, acknowledgement", () => {
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

  test("L3: so 27 nodes make a graph with cycles, but a tree with firstSend: at-once, with a third of the traffic", () => {
    const joined = (seed: number, ...set: string[]) =>
      new Watch(reference("in-phase-27.yaml", "duration=14 s", ...set), seed, 0.9 * second);
    const after = seeds(10).map((seed) => joined(seed));
    const atOnce = seeds(10).map((seed) => joined(seed, "protocol.firstSend=at-once"));
    // Before node 1 turns an edge round (fact 7), which may close one cycle. One of 30 runs makes no tree: a message was read late.
    expect(share(atOnce, ({ earlyEdges }) => earlyEdges === 26)).toBeGreaterThanOrEqual(0.9);
    for (const { earlyEdges } of after) expect(earlyEdges).toBeGreaterThan(40);
    const traffic = (watches: Watch[]) =>
      watches.reduce((sum, watch) => sum + bytes(watch.between(6 * second, 14 * second)), 0);
    // Recorded: 186 kB/s in a tree, 525 and 631 kB/s in graphs with 46 and 55 edges.
    const ratio = traffic(after) / traffic(atOnce);
    expect(ratio).toBeGreaterThan(2.5);
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

  test("V2: before the acknowledgement of the first Request (248 of 248 accepted streams)", () => {
    const accepted = joins.flatMap((watch) => watch.accepted);
    expect(accepted.length).toBeGreaterThan(150);
    expect(share(accepted, (stream) => kinds(fromServer(stream))[0] === "response-first")).toBeGreaterThan(0.96);
  });

  test("V2: before the forward of a refused one (206 of 209)", () => {
    const refused = joins.flatMap((watch) => watch.refused);
    expect(refused.length).toBeGreaterThan(90);
    const inOrder = share(refused, (stream) => kinds(fromServer(stream))[0] === "response-first");
    // 206 of 209 is 98.6 %; of a hundred streams a few more may differ.
    expect(inOrder).toBeGreaterThan(0.95);
  });
});

describe("fact 4: wake-ups have one slot", () => {
  test.each(["in-phase-9.yaml", "staggered-9.yaml"])(
    "B.12, L4: sentinel, cluster-id and first-range, added back to back, travel in one message (248 of 248), %s",
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

  test.each(["in-phase-3.yaml", "in-phase-9.yaml"])(
    "V4.4: each Request costs exactly one acknowledgement, %s",
    (file) => {
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
    },
  );
});

describe("fact 5: nodes that start together stay in phase, and their infos coalesce", () => {
  test("M6: the clients timer has no jitter: every 2 s, to the millisecond", () => {
    const { adds } = new Watch(reference("in-phase-9.yaml", "duration=61 s"));
    for (const node of seeds(9)) {
      const times = adds.filter(
        (add) => add.node === node && add.key === `gossip-clients:${node}` && add.time > 5 * second,
      );
      expect(times.length).toBeGreaterThanOrEqual(27);
      for (const { time } of times) expect(time % (2 * second)).toBeLessThan(20 * millisecond);
    }
  });

  test("staggered nodes send more messages over graphs of one kind, since fewer infos travel together", () => {
    const [start, end] = [10 * second, 24 * second];
    const trees = (file: string) =>
      seeds(16)
        .map((seed) => new Watch(reference(file, "duration=24 s"), seed))
        .filter(({ edges }) => edges.length === 8)
        .map((watch) => {
          const sent = watch.between(start, end);
          const deltas = sent.filter(({ message }) => message.delta.length > 0);
          const infos = deltas.reduce((sum, { message }) => sum + message.delta.length, 0);
          return { messages: sent.length, perDelta: infos / deltas.length };
        });
    const [together, apart] = [trees("in-phase-9.yaml"), trees("staggered-9.yaml")];
    const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1]!;
    const ratio = median(apart.map(({ messages }) => messages)) / median(together.map(({ messages }) => messages));
    // Recorded on trees: 68.9 against 64.9 messages/s, 1.128 against 1.194 infos a delta message.
    expect(ratio).toBeGreaterThan(1.01);
    expect(ratio).toBeLessThan(2);
    expect(median(apart.map(({ perDelta }) => perDelta))).toBeLessThan(
      median(together.map(({ perDelta }) => perDelta)) - 0.02,
    );
  });
});

describe("fact 6: the direction of an edge matters", () => {
  test.each([3, 9, 27])(
    "A.4: an info costs 44 + 14 N bytes of Request and 8 + 14 N of acknowledgement one way, 8 + 14 N of Response the other, N = %i",
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

  test("T1, T2: it hangs up the loopback and dials one node that it has learned, 1.0 s after its start", () => {
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

  test("L2: the other one closes its own client to node 1, or a cycle closes: 8 or 9 edges, and both occur", () => {
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
  const surplus = (watch: Watch, nodes: number) => {
    const isIn = ({ time }: { time: number }) => time >= start && time < end;
    const fresh = watch.deltas.filter(isIn).reduce((sum, delta) => sum + delta.fresh, 0);
    return fresh / ((nodes - 1) * watch.adds.filter(isIn).length);
  };

  const meshes = seeds(4).map((seed) => surplus(new Watch(reference("in-phase-27.yaml", "duration=20 s"), seed), 27));

  test("S5: so in a graph with cycles fresh/s exceeds adds x (N - 1)", () => {
    for (const mesh of meshes) expect(mesh).toBeGreaterThan(1.01);
  });

  // Recorded: by 10.1 % with 46 edges and 10.2 % with 55.
  test("by about 10 % at 27 nodes", () => {
    const mean = meshes.reduce((sum, mesh) => sum + mesh, 0) / meshes.length;
    expect(mean).toBeGreaterThan(1.05);
    expect(mean).toBeLessThan(1.13);
  });

  test("but not in a tree, where there is one way to each node", () => {
    const runs = seeds(4).map((seed) => new Watch(reference("in-phase-9.yaml", "duration=20 s"), seed));
    const trees = runs.filter(({ edges }) => edges.length === 8);
    expect(trees.length).toBeGreaterThan(0);
    // Recorded: 64.0 of 64.0 with 8 edges. What is under way at the window's ends may be off.
    for (const tree of trees) expect(Math.abs(surplus(tree, 9) - 1)).toBeLessThan(0.005);
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

  test("T1, T3: each node dials eight to eleven times in ten seconds, is refused, and sent on", () => {
    const { events } = new Watch(lost as Scenario);
    const inTime = events.filter(({ time }) => time >= start && time < end);
    const dials = (cause: string) =>
      inTime.filter(({ event }) => event.type === "dialled" && event.cause === cause).map(({ node }) => node);
    for (const node of seeds(9)) {
      const own = dials("bootstrap").filter((dialler) => dialler === node).length;
      expect(own).toBeGreaterThanOrEqual(8);
      expect(own).toBeLessThanOrEqual(11);
    }
    expect(inTime.filter(({ event }) => event.type === "refused").length).toBeGreaterThan(9);
    expect(dials("forward").length).toBeGreaterThan(0);
  });

  test("traffic grows about tenfold", () => {
    const traffic = (scenario: Scenario) => bytes(new Watch(scenario).between(start, end));
    const growth = traffic(lost as Scenario) / traffic(usual);
    expect(growth).toBeGreaterThan(7);
    expect(growth).toBeLessThan(15);
  });
});

describe("fact 10: sends are not blocked on loopback", () => {
  const trace = (...set: string[]) =>
    new Watch(reference("in-phase-27.yaml", "duration=3 s", ...set)).sent.map(
      ({ time, from, to, message }) => `${time} ${from} ${to} ${message.kind} ${message.length}`,
    );
  // A loopback carries some 10 Gbit/s.
  const carries = (rate: string) => [`network.host.up=${rate}`, `network.host.down=${rate}`];

  test("27 nodes do the same with the write quota of 64 KiB as with the largest there is", () => {
    const usual = trace(...carries("10 Gbit/s"));
    expect(usual.length).toBeGreaterThan(1000);
    expect(trace(...carries("10 Gbit/s"), "network.writeQuota=64 MiB")).toEqual(usual);
  });

  test("as it would not be on a slow network: the quota is at work", () => {
    const slow = carries("1 Mbit/s");
    expect(trace(...slow, "network.writeQuota=1 KiB")).not.toEqual(trace(...slow));
  });
});
