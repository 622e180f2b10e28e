import { assert } from "../kernel/assert.ts";
import type { Random } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration, Time } from "../kernel/time.ts";
import { Connection } from "./connection.ts";
import type { Degradation } from "./degradation.ts";
import type { Direction } from "./direction.ts";
import { HostQueue } from "./host-queue.ts";
import type { Links } from "./links.ts";
import { MessageCount } from "./message-count.ts";
import type { Overhead } from "./overhead.ts";
import type { Rule } from "./partition.ts";
import { Path } from "./path.ts";
import { over, type Reach } from "./reach.ts";
import type { StreamEnd, StreamHandler } from "./stream.ts";
import type { Topology } from "./topology.ts";

export interface NetworkOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly topology: Topology;
  /** None where no link between sites has a limit or loses anything. */
  readonly links?: Links | undefined;
  readonly overhead: Overhead;
  /** Bits per second of each host; Infinity for no limit. */
  readonly up: number;
  readonly down: number;
  readonly heartbeatInterval: Duration;
  /** A side that has heard nothing for so long takes a connection for dead. */
  readonly silence: Duration;
  readonly connectTimeout: Duration;
  /** Bytes one stream may have accepted and not put on the wire. */
  readonly writeQuota: number;
  readonly observer: NetworkObserver | null;
}

/** Hears of every byte put on the wire. Times never go back, but for acknowledgements, which are told of only when it is certain that they went alone. */
export interface NetworkObserver {
  messageSent(time: Time, from: number, parts: MessageParts): void;
  transportSent(time: Time, from: number, component: Component, bytes: number): void;
}

/** Bytes of a message and of what the transport added to it; they add up to what left. */
export interface MessageParts {
  readonly messageBytes: number;
  /** What compression made of it, less what it was: negative when it saved. */
  readonly compression: number;
  readonly framing: number;
  readonly tls: number;
  readonly headers: number;
}

/** What bytes of the transport's own were for. */
export type Component = "tls" | "headers" | "acknowledgements" | "handshake" | "heartbeat" | "retransmitted";

/**
 * Carries messages between hosts; decides nothing (rules do) and knows nothing of what it carries but the sizes.
 */
export class Network {
  readonly scheduler: Scheduler;
  readonly overhead: Overhead;
  readonly heartbeatInterval: Duration;
  readonly silence: Duration;
  readonly connectTimeout: Duration;
  readonly writeQuota: number;
  readonly observer: NetworkObserver | null;
  /** All must let a packet pass. */
  readonly rules = new Set<Rule>();
  /** All that may become worse in a run, from before the first connection on. */
  readonly degradations: Degradation[] = [];
  readonly messages = new MessageCount();
  readonly #random: Random;
  readonly #topology: Topology;
  readonly #links: Links | null;
  readonly #up: number;
  readonly #down: number;
  /** By the number of the link. */
  readonly #jitterStreams = new Map<number, Random>();
  readonly #lossStreams = new Map<number, Random>();
  readonly #endpoints: Endpoint[] = [];

  constructor(options: NetworkOptions) {
    this.scheduler = options.scheduler;
    this.overhead = options.overhead;
    this.heartbeatInterval = options.heartbeatInterval;
    this.silence = options.silence;
    this.connectTimeout = options.connectTimeout;
    this.writeQuota = options.writeQuota;
    this.observer = options.observer;
    this.#random = options.random;
    this.#topology = options.topology;
    this.#links = options.links ?? null;
    this.#up = options.up;
    this.#down = options.down;
  }

  /** Adds a host; it is down until `endpoint.listen`. */
  attach(id: number, site: number): Endpoint {
    const endpoint = new Endpoint(this, id, site, hostQueue(this.#up), hostQueue(this.#down));
    this.#endpoints.push(endpoint);
    return endpoint;
  }

  /** The run is over: the observer hears of what has left and was not told yet. */
  settle(): void {
    for (const endpoint of this.#endpoints) endpoint.settle();
  }

  passes(from: Endpoint, to: Endpoint): boolean {
    if (this.rules.size === 0) return true;
    for (const rule of this.rules) {
      if (!rule.passes(from.id, to.id)) return false;
    }
    return true;
  }

  latency(from: Endpoint, to: Endpoint, random: Random | null): Duration {
    if (from === to) return this.#topology.loopback;
    return random === null ? this.#topology.mean(from.site, to.site) : this.#topology.draw(from.site, to.site, random);
  }

  /** All ways between hosts that lead over a link between two sites. */
  reachOver(link: { readonly from: number; readonly to: number; readonly oneWay: boolean }): Reach {
    assert(this.#links !== null, "a link between sites needs sites with links");
    return over(this.#links, (id) => this.#endpoints[id - 1]!.site, link);
  }

  /** What there is on the way between two hosts beside its latency; null for nothing. */
  path(from: Endpoint, to: Endpoint): Path | null {
    if (from === to) return null;
    const reaching = this.degradations.filter(({ reach }) => reach.includes(from.id, to.id));
    const hops = this.#links?.hops(from.site, to.site) ?? [];
    const loss = this.#links?.loss(from.site, to.site) ?? 0;
    if (reaching.length === 0 && hops.length === 0 && loss === 0) return null;
    return new Path({
      topology: this.#topology,
      mean: this.#topology.mean(from.site, to.site),
      up: from.up,
      hops,
      loss,
      degradations: reaching.map((degradation) => ({ degradation, queues: degradation.queues(from.id, to.id) })),
    });
  }

  /** The stream of one direction between two hosts, whatever connections come and go; null when nothing is drawn. */
  jitterStream(from: Endpoint, to: Endpoint): Random | null {
    if (!this.#topology.hasJitter || from === to) return null;
    return this.#stream(this.#jitterStreams, "link", from, to);
  }

  lossStream(from: Endpoint, to: Endpoint): Random {
    return this.#stream(this.#lossStreams, "loss", from, to);
  }

  #stream(streams: Map<number, Random>, purpose: string, from: Endpoint, to: Endpoint): Random {
    const link = from.id * mostHosts + to.id;
    let stream = streams.get(link);
    if (stream === undefined) {
      stream = this.#random.fork(`${purpose} ${from.id}->${to.id}`);
      streams.set(link, stream);
    }
    return stream;
  }
}

/** More than there are ids of hosts, and so few that the number of a link is a safe integer. */
const mostHosts = 16_777_216;

/** One that knows no limit keeps nothing either, and serves all hosts. */
function hostQueue(bitsPerSecond: number): HostQueue {
  return bitsPerSecond === Number.POSITIVE_INFINITY ? unlimited : new HostQueue(bitsPerSecond);
}

const unlimited = new HostQueue(Number.POSITIVE_INFINITY);

/** A host as the network sees it: one queue each way, shared by all its connections. */
export class Endpoint {
  readonly id: number;
  readonly site: number;
  readonly up: HostQueue;
  readonly down: HostQueue;
  readonly #network: Network;
  /** The ways out, one for each live connection: mostly so few that an index would be slower. */
  #ways: Direction[] = [];
  /** Gives the handler of a stream that somebody opened to this host; null while it is down. */
  accept: ((stream: StreamEnd) => StreamHandler) | null = null;
  /** Its process stands still: what comes is taken in by the machine and seen by nobody. */
  isPaused = false;
  /** What waits for the process to go on, in order. */
  #waiting: (() => void)[] = [];

  constructor(network: Network, id: number, site: number, up: HostQueue, down: HostQueue) {
    this.#network = network;
    this.id = id;
    this.site = site;
    this.up = up;
    this.down = down;
  }

  get isUp(): boolean {
    return this.accept !== null;
  }

  listen(accept: (stream: StreamEnd) => StreamHandler): void {
    this.accept = accept;
  }

  /** Opens a stream over the connection to that host, which is made when there is none. */
  dial(target: Endpoint, handler: StreamHandler): StreamEnd {
    const way = this.#ways.find(({ connection }) => connection.isFrom(this) && connection.target === target);
    const connection = way?.connection ?? new Connection(this.#network, this, target);
    return connection.open(handler);
  }

  /** A connection has this host on that side. */
  add(way: Direction): void {
    // One to the host itself has it on both sides, and is one all the same.
    const loop = way.from === way.to ? this.#ways.findIndex(({ connection }) => connection === way.connection) : -1;
    if (loop >= 0) this.#ways[loop] = way;
    // An array that grows in place takes room for 17 at once: only a host that everybody dials has use for that.
    else if (this.#ways.length < 17) this.#ways = this.#ways.concat(way);
    else this.#ways.push(way);
  }

  /** The process dies: its sockets close, and the other sides hear of it if the network lets them. */
  crash(): void {
    this.accept = null;
    const ways = this.#ways;
    this.#ways = [];
    for (const { connection, side } of ways) {
      connection.fail(side, "crashed");
      connection.reset(side);
    }
    this.resume();
  }

  /** The process ends in peace: before its sockets close it ends its streams. */
  close(): void {
    for (const { connection, side } of this.#ways) connection.endStreams(side);
    this.crash();
  }

  pause(): void {
    this.isPaused = true;
  }

  /** The process goes on, with what has waited for it. */
  resume(): void {
    this.isPaused = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const action of waiting) action();
  }

  /** For what the process of a paused host does as soon as it goes on. */
  whenResumed(action: () => void): void {
    this.#waiting.push(action);
  }

  settle(): void {
    for (const { connection } of this.#ways) connection.settle();
  }

  forget(connection: Connection): void {
    const place = this.#ways.findIndex((way) => way.connection === connection);
    if (place >= 0) this.#ways = this.#ways.toSpliced(place, 1);
  }
}
