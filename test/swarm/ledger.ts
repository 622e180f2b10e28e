import type { Info } from "../../src/gossip/info.ts";
import type { Request, Response } from "../../src/gossip/messages.ts";
import type { MessageEnd, NodeState } from "../../src/simulation/trace.ts";

export type Message = Request | Response;

/** A node's clock runs ahead of the true time by one nanosecond for each look at it within one moment (C1, C3); never by more than this. */
export const clockLead = 10_000;

/** One life of a node, retold from what it stored. */
export class NodeRecord {
  readonly id: number;
  readonly life: number;
  readonly upSince: number;
  readonly state: NodeState;
  /** How far its clock may be from the true time, either way. */
  readonly skew: number;
  isPaused = false;
  /** When it last went on after a pause, or came up. */
  resumedAt: number;
  /** What it holds; expired infos stay, since nobody is told when they vanish (S11). */
  readonly infos = new Map<string, Info>();
  readonly storedAt = new Map<string, number>();
  /** By key: the newest value time it has held. */
  readonly newest = new Map<string, number>();
  /** High-water stamps (S4.4). */
  readonly stamps = new Map<number, number>();
  /** Nodes whose descriptors it has held; they are never forgotten (N4). */
  readonly described = new Set<number>();
  lastDescribed = 0;
  /** The latest life it has heard of, by origin. */
  readonly heardLife = new Map<number, number>();
  /** The messages that it may be dealing with: the one it took last, and Requests without an ack yet, which may wait for a first pass (V2). */
  readonly handling = new Set<Handling>();

  constructor(options: { id: number; life: number; upSince: number; state: NodeState; skew: number }) {
    this.id = options.id;
    this.life = options.life;
    this.upSince = options.upSince;
    this.state = options.state;
    this.skew = options.skew;
    this.resumedAt = options.upSince;
  }

  /** Its clock shows at most so much more than the true time. */
  get lead(): number {
    return clockLead + this.skew;
  }

  /** The info of a key unless it has expired. */
  held(key: string, time: number): Info | null {
    const info = this.infos.get(key);
    return info === undefined || info.ttlStamp <= time ? null : info;
  }
}

/** A message that a node has received from another. */
export interface Handling {
  readonly message: Message;
  readonly sentAt: number;
  readonly from: number;
  readonly isRequest: boolean;
}

export interface Publication {
  readonly info: Info;
  readonly origin: number;
  /** Of the origin. */
  readonly life: number;
  readonly time: number;
}

/** All that nodes have stored and published, as a trace tells it. It judges nothing. */
export class Ledger {
  /** The live nodes. */
  readonly nodes = new Map<number, NodeRecord>();
  /** By origin, in order of their stamps. */
  readonly published = new Map<number, Publication[]>();
  readonly versions = new Map<string, Publication[]>();
  readonly #lives = new Map<number, number>();
  readonly #skew: number;

  /** How far clocks may be from the true time. */
  constructor(skew = 0) {
    this.#skew = skew;
  }

  up(time: number, id: number, state: NodeState): void {
    const life = (this.#lives.get(id) ?? 0) + 1;
    this.#lives.set(id, life);
    this.nodes.set(id, new NodeRecord({ id, life, upSince: time, state, skew: this.#skew }));
  }

  paused(id: number): void {
    this.nodes.get(id)!.isPaused = true;
  }

  resumed(time: number, id: number): void {
    const node = this.nodes.get(id)!;
    node.isPaused = false;
    node.resumedAt = time;
  }

  down(id: number): void {
    this.nodes.delete(id);
  }

  stored(time: number, node: NodeRecord, info: Info): void {
    const { key, nodeId, originStamp, value } = info;
    if (isPublication(node, info)) {
      const publication = { info, origin: nodeId, life: node.life, time };
      append(this.published, nodeId, publication);
      append(this.versions, key, publication);
    }
    node.infos.set(key, info);
    node.storedAt.set(key, time);
    node.newest.set(key, Math.max(node.newest.get(key) ?? Number.NEGATIVE_INFINITY, Number(value.time)));
    node.stamps.set(nodeId, Math.max(node.stamps.get(nodeId) ?? Number.NEGATIVE_INFINITY, Number(originStamp)));
    if (isMarker(info) && !node.described.has(Number(key.slice(5)))) {
      node.described.add(Number(key.slice(5)));
      node.lastDescribed = time;
    }
  }
}

/** S7. */
export function isMarker({ key }: Info): boolean {
  return key.startsWith("node:");
}

/** Made here and now; an own info that has come back has hops. */
export function isPublication(node: { readonly id: number }, info: Info): boolean {
  return info.nodeId === node.id && info.hops === 0;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

export interface Sent {
  readonly message: Message;
  readonly time: number;
  /** Copied, since a message in flight shares them with its sender. */
  readonly stamps: readonly (readonly [number, number])[];
}

/** One way of a stream. */
export class Direction {
  /** Sent and not received, in order. */
  readonly inFlight: Sent[] = [];
  sent = 0;
  received = 0;
  deltas = 0;
  /** What the sender has told of its stamps so far. */
  readonly told = new Map<number, number>();
  /** What the sender knows of the receiver's infos, by its stamps and by what it sent itself (V2, L2). */
  readonly view = new Map<number, number>();
  /** Each info sent: key and origin stamp. */
  readonly infos = new Set<string>();
}

/** A stream, from its messages. Direction 0 is that of the Requests. */
export class StreamRecord {
  readonly dialler: number;
  readonly listener: number;
  readonly directions: readonly [Direction, Direction] = [new Direction(), new Direction()];
  readonly ends: [MessageEnd | null, MessageEnd | null] = [null, null];
  readonly firstRequestAt: number;
  address = "";
  /** Requests that the server has received and not yet answered; only then it knows their stamps (V4.6). */
  readonly unanswered: { readonly sent: Sent; readonly handling: Handling }[] = [];
  firstRequestTaken: number | null = null;
  acks = 0;
  responded = false;
  /** Since when the client has had to hang up. */
  mustEnd: { readonly since: number; readonly why: string } | null = null;

  constructor({ stream }: MessageEnd, time: number) {
    this.dialler = stream.dialler;
    this.listener = stream.listener;
    this.firstRequestAt = time;
  }

  get isOpen(): boolean {
    return this.ends.every((end) => end?.isOpen ?? true);
  }

  toString(): string {
    return `stream ${this.dialler}->${this.listener} of ${this.firstRequestAt / 1e9} s`;
  }
}

export function raise(stamps: Map<number, number>, entries: Iterable<readonly [number, number]>): void {
  for (const [nodeId, stamp] of entries) {
    if (nodeId !== 0 && stamp > (stamps.get(nodeId) ?? Number.NEGATIVE_INFINITY)) stamps.set(nodeId, stamp);
  }
}
