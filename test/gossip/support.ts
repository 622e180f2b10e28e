import { Callbacks } from "../../src/gossip/callbacks.ts";
import { encodeValue } from "../../src/gossip/checksum.ts";
import { MonotonicClock } from "../../src/gossip/clock.ts";
import {
  Activity,
  type ClientStream,
  type ClientStreamHandler,
  type ConnectionEvent,
  type Environment,
  type Loops,
  type ServerStream,
  type ServerStreamHandler,
} from "../../src/gossip/environment.ts";
import { Gossip } from "../../src/gossip/gossip.ts";
import { type Dialect, Info, type InfoFields } from "../../src/gossip/info.ts";
import { InfoStore } from "../../src/gossip/infostore.ts";
import type { Request, Response } from "../../src/gossip/messages.ts";
import type { GossipOptions } from "../../src/gossip/options.ts";
import { later, never } from "../../src/gossip/stamp.ts";

export const second = 1_000_000_000;

export const v21: GossipOptions = {
  version: "2.1",
  maxHops: 5,
  minPeers: 3,
  peersRoot: 3,
  resend: "ratchet",
  highWaterStamps: "full",
  identity: "every-request",
  startMarkers: true,
  firstSend: "after-reply",
  emptyFirstReply: true,
  clientsInterval: 2 * second,
  clientsTtl: 4 * second,
  stallInterval: 2 * second,
  bootstrapInterval: second,
  cullInterval: 60 * second,
  jitter: 0.25,
  batchDelay: 0,
  tightenInterval: 0,
  incomingSlack: 0,
  addressReuse: "erase",
  callbacks: "changed-or-redundant",
};

/** v2.1 without the keys that a node publishes by itself. */
export const quiet: GossipOptions = { ...v21, clientsInterval: Number.POSITIVE_INFINITY };

/** An info that has been stamped by its origin; `time` is when it was made. */
export function info(fields: Partial<InfoFields> & { key: string }, dialect: Dialect = "v2"): Info {
  const value = fields.value ?? { bytes: encodeValue(fields.key, new Uint8Array()), time: 1 };
  const originStamp = later(value.time, 1);
  return Info.of({ value, originStamp, ttlStamp: never, nodeId: 1, hops: 0, peerId: 0, ...fields }, dialect);
}

/** `text` as a value made at `time`. */
export const madeAt = (key: string, text: string, time: number) => ({
  bytes: encodeValue(key, Buffer.from(text)),
  time,
});

export interface TestStore {
  readonly store: InfoStore;
  readonly clock: MonotonicClock;
  /** The wall clock. */
  time: number;
  uniform: () => number;
}

export function makeStore(
  options: { nodeId?: number; version?: "2.0" | "2.1"; callbacks?: GossipOptions["callbacks"] } = {},
): TestStore {
  const { nodeId = 1, version = "2.1", callbacks = "changed-or-redundant" } = options;
  const old = version === "2.0";
  const made = { time: 1000, uniform: () => 0 } as { -readonly [K in keyof TestStore]: TestStore[K] };
  made.clock = new MonotonicClock({ wallTime: () => made.time });
  made.store = new InfoStore({
    nodeId,
    clock: made.clock,
    callbacks: new Callbacks({ policy: callbacks }),
    dialect: "v2",
    deletesOnGet: old,
    ownMayBeDistant: old,
    ratchetsClock: !old,
    uniform: () => made.uniform(),
    observer: null,
  });
  return made;
}

/** A stream that a node has dialled, seen from the far end. */
export class Dialled implements ClientStream {
  readonly address: string;
  readonly handler: ClientStreamHandler;
  readonly sent: Request[] = [];
  isClosed = false;

  constructor(address: string, handler: ClientStreamHandler) {
    this.address = address;
    this.handler = handler;
  }

  send(message: Request): void {
    if (!this.isClosed) this.sent.push(message);
  }

  close(): void {
    this.isClosed = true;
  }
}

/** A stream that somebody has opened to a node, seen from the far end. */
export class Accepted implements ServerStream {
  readonly sent: Response[] = [];
  isClosed = false;
  reason: string | null = null;
  handler!: ServerStreamHandler;

  send(message: Response): void {
    if (!this.isClosed) this.sent.push(message);
  }

  close(reason: string | null): void {
    this.isClosed = true;
    this.reason = reason;
  }
}

class FakeActivity extends Activity {
  readonly #environment: FakeEnvironment;

  constructor(owner: Loops, environment: FakeEnvironment) {
    super(owner);
    this.#environment = environment;
  }

  wake(): void {
    this.#environment.ready.push(this);
  }

  setTimer(delay: number): void {
    this.#environment.timers.set(this, this.#environment.time + delay);
  }

  clearTimer(): void {
    this.#environment.timers.delete(this);
  }
}

/** One node's world by hand: time stands until told to pass, and streams lead to the test. */
export class FakeEnvironment implements Environment {
  time = 1000;
  uniformNumber = 0;
  receiverFirst = false;
  readonly dialled: Dialled[] = [];
  readonly events: ConnectionEvent[] = [];
  readonly ready: Activity[] = [];
  readonly timers = new Map<Activity, number>();

  wallTime(): number {
    return this.time;
  }

  elapsed(): number {
    return this.time;
  }

  uniform(): number {
    return this.uniformNumber;
  }

  activity(owner: Loops): FakeActivity {
    return new FakeActivity(owner, this);
  }

  race(sender: Activity, receiver: Activity): void {
    for (const activity of this.receiverFirst ? [receiver, sender] : [sender, receiver]) activity.wake();
  }

  /** Addresses that cannot be resolved now. */
  readonly unresolvable = new Set<string>();

  resolves(address: string): boolean {
    return !this.unresolvable.has(address);
  }

  dial(address: string, handler: ClientStreamHandler): ClientStream {
    const stream = new Dialled(address, handler);
    this.dialled.push(stream);
    return stream;
  }

  /** Runs what is awake until nothing is. */
  settle(): void {
    for (let passes = 0; this.ready.length > 0; passes++) {
      if (passes === 10_000) throw new Error("never settles");
      this.ready.shift()!.run();
    }
  }

  /** Lets time pass. */
  advance(duration: number): void {
    this.settle();
    const end = this.time + duration;
    for (;;) {
      const next = [...this.timers].sort((a, b) => a[1] - b[1])[0];
      if (next === undefined || next[1] > end) break;
      this.time = next[1];
      this.timers.delete(next[0]);
      next[0].signal();
      this.settle();
    }
    this.time = end;
  }
}

export const addressOf = (id: number) => `host${id}:26257`;

export class TestNode {
  readonly environment = new FakeEnvironment();
  readonly gossip: Gossip;
  connected = 0;

  constructor(options: { nodeId?: number; options?: GossipOptions; clusterId?: Uint8Array } = {}) {
    const { nodeId = 1, options: protocol = quiet, clusterId = new Uint8Array(16) } = options;
    this.gossip = new Gossip({
      nodeId,
      address: addressOf(nodeId),
      clusterId,
      options: protocol,
      environment: this.environment,
      observer: {
        stored: () => {},
        calledBack: () => {},
        combined: () => {},
        connection: (event) => this.environment.events.push(event),
      },
      onConnected: () => this.connected++,
    });
  }

  /** The stream dialled last. */
  get lastDialled(): Dialled {
    return this.environment.dialled.at(-1)!;
  }

  /** Opens a stream to the node and sends a first Request from `peerId`. */
  accept(request: Request): Accepted {
    const stream = new Accepted();
    stream.handler = this.gossip.accept(stream);
    stream.handler.received(request);
    this.environment.settle();
    return stream;
  }

  describe(nodeId: number, address: string): void {
    this.gossip.setNodeDescriptor(descriptor(nodeId, address));
    this.environment.settle();
  }
}

export const descriptor = (nodeId: number, address: string) => ({
  nodeId,
  address,
  attrs: [],
  locality: [],
  serverVersion: { major: 0, minor: 0, patch: 0, unstable: 0 },
  buildTag: "",
  startedAt: 0n,
  localityAddresses: [],
});
