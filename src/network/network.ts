import type { Random } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration, Time } from "../kernel/time.ts";
import { Connection } from "./connection.ts";
import { HostQueue } from "./host-queue.ts";
import { MessageCount } from "./message-count.ts";
import type { Overhead } from "./overhead.ts";
import type { Rule } from "./partition.ts";
import type { StreamEnd, StreamHandler } from "./stream.ts";
import type { Topology } from "./topology.ts";

export interface NetworkOptions {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly topology: Topology;
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
  readonly messages = new MessageCount();
  readonly #random: Random;
  readonly #topology: Topology;
  readonly #up: number;
  readonly #down: number;
  readonly #jitterStreams = new Map<string, Random>();
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
    this.#up = options.up;
    this.#down = options.down;
  }

  /** Adds a host; it is down until `endpoint.listen`. */
  attach(id: number, site: number): Endpoint {
    const endpoint = new Endpoint(this, id, site, new HostQueue(this.#up), new HostQueue(this.#down));
    this.#endpoints.push(endpoint);
    return endpoint;
  }

  /** The run is over: the observer hears of what has left and was not told yet. */
  settle(): void {
    for (const { connections } of this.#endpoints) {
      for (const connection of connections.keys()) connection.settle();
    }
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

  /** The stream of one direction between two hosts, whatever connections come and go; null when nothing is drawn. */
  jitterStream(from: Endpoint, to: Endpoint): Random | null {
    if (!this.#topology.hasJitter || from === to) return null;
    const label = `link ${from.id}->${to.id}`;
    let stream = this.#jitterStreams.get(label);
    if (stream === undefined) {
      stream = this.#random.fork(label);
      this.#jitterStreams.set(label, stream);
    }
    return stream;
  }
}

/** A host as the network sees it: one queue each way, shared by all its connections. */
export class Endpoint {
  readonly id: number;
  readonly site: number;
  readonly up: HostQueue;
  readonly down: HostQueue;
  /** Its live connections and on which side of each it stands. */
  readonly connections = new Map<Connection, 0 | 1>();
  readonly #network: Network;
  readonly #dialled = new Map<Endpoint, Connection>();
  /** Gives the handler of a stream that somebody opened to this host; null while it is down. */
  accept: ((stream: StreamEnd) => StreamHandler) | null = null;

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
    let connection = this.#dialled.get(target);
    if (connection === undefined) {
      connection = new Connection(this.#network, this, target);
      this.#dialled.set(target, connection);
    }
    return connection.open(handler);
  }

  /** The process dies: its sockets close, and the other sides hear of it if the network lets them. */
  crash(): void {
    this.accept = null;
    for (const [connection, side] of [...this.connections]) {
      connection.fail(side, "crashed");
      connection.reset(side);
    }
  }

  forget(connection: Connection): void {
    this.connections.delete(connection);
    const { target } = connection;
    if (this.#dialled.get(target) === connection) this.#dialled.delete(target);
  }
}
