import { Random } from "../../src/kernel/random.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import type { Links } from "../../src/network/links.ts";
import { type Endpoint, type MessageParts, Network } from "../../src/network/network.ts";
import { type Counted, overheadOf } from "../../src/network/overhead.ts";
import { partition } from "../../src/network/partition.ts";
import { type Jitter, Topology } from "../../src/network/topology.ts";

export const second = 1_000_000_000;
export const millisecond = 1_000_000;

/** Beyond all tests. */
const never = 4_000_000 * second;

type StreamEnd = ReturnType<Endpoint["dial"]>;

export interface Heard {
  readonly time: number;
  readonly what: string;
}

/** One end of a stream, with all it heard. */
export class End {
  readonly heard: Heard[] = [];
  stream!: StreamEnd;
  readonly #scheduler: Scheduler;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  readonly handler = {
    opened: () => this.#note("opened"),
    received: (message: unknown) => this.#note(String(message)),
    closed: (reason: string | null) => this.#note(`closed: ${reason}`),
  };

  get words(): string[] {
    return this.heard.map(({ what }) => what);
  }

  /** When it heard that; NaN when never. */
  at(what: string): number {
    return this.heard.find((one) => one.what === what)?.time ?? Number.NaN;
  }

  #note(what: string): void {
    this.heard.push({ time: this.#scheduler.now, what });
  }
}

export interface WorldOptions {
  /** Site of each host; hosts are numbered from 1. */
  readonly sites?: readonly number[];
  /** One-way latencies, row by row. */
  readonly latency?: readonly number[];
  readonly jitter?: Jitter;
  readonly up?: number;
  readonly down?: number;
  readonly transport?: Counted["kind"];
  /** What of the transport is not counted. */
  readonly counted?: Omit<Counted, "kind">;
  readonly writeQuota?: number;
  readonly links?: Links | undefined;
  readonly random?: Random;
  /** No heartbeats, and no death by silence. */
  readonly isQuiet?: boolean;
}

/** A network of hosts that all listen. */
export class NetworkWorld {
  readonly scheduler = new Scheduler();
  readonly network: Network;
  readonly hosts: Endpoint[];
  /** Ends of the streams that were opened to the hosts, in order. */
  readonly accepted: End[] = [];
  readonly sent: (MessageParts & { from: number })[] = [];
  readonly control: { time: number; from: number; component: string; bytes: number }[] = [];

  constructor(options: WorldOptions = {}) {
    const { sites = [0, 0, 0], latency = [10 * millisecond], jitter = null } = options;
    const unlimited = Number.POSITIVE_INFINITY;
    const { up = unlimited, down = unlimited, transport = "none", writeQuota = 65_536 } = options;
    const { counted = {}, links, random = new Random("network"), isQuiet = false } = options;
    this.network = new Network({
      scheduler: this.scheduler,
      random,
      topology: new Topology({ siteCount: Math.round(Math.sqrt(latency.length)), latency, loopback: 20_000, jitter }),
      links,
      overhead: overheadOf({ kind: transport, ...counted }),
      up,
      down,
      heartbeatInterval: isQuiet ? never : 3 * second,
      silence: isQuiet ? never : 6 * second,
      connectTimeout: 6 * second,
      writeQuota,
      observer: {
        messageSent: (_time, from, { messageBytes, compression, framing, tls, headers }) =>
          this.sent.push({ from, messageBytes, compression, framing, tls, headers }),
        transportSent: (time, from, component, bytes) => this.control.push({ time, from, component, bytes }),
      },
    });
    this.hosts = sites.map((site, index) => this.network.attach(index + 1, site));
    for (const host of this.hosts) this.listen(host.id);
  }

  listen(id: number): void {
    this.hosts[id - 1]!.listen((stream) => {
      const end = new End(this.scheduler);
      end.stream = stream;
      this.accepted.push(end);
      return end.handler;
    });
  }

  dial(from: number, to: number): End {
    const end = new End(this.scheduler);
    end.stream = this.hosts[from - 1]!.dial(this.hosts[to - 1]!, end.handler);
    return end;
  }

  /** A stream over which both ends have spoken. */
  connected(from: number, to: number): [End, End] {
    const near = this.dial(from, to);
    this.pass(second);
    near.stream.send("hello", 1);
    this.pass(second);
    const far = this.accepted.at(-1)!;
    near.heard.length = 0;
    far.heard.length = 0;
    return [near, far];
  }

  at(time: number, action: () => void): void {
    this.scheduler.scheduleAt(time, action);
  }

  pass(duration: number): void {
    this.scheduler.run(this.scheduler.now + duration);
  }

  /** Cuts hosts off from each other; returns what heals it. */
  cut(...sides: number[][]): () => void {
    const rule = partition(sides);
    this.network.rules.add(rule);
    return () => this.network.rules.delete(rule);
  }

  bytes(component: string, from?: number): number {
    return this.control
      .filter((one) => one.component === component && (from === undefined || one.from === from))
      .reduce((sum, { bytes }) => sum + bytes, 0);
  }
}
