import { Event } from "../kernel/event-queue.ts";
import type { Direction } from "./direction.ts";
import type { Component, MessageParts } from "./network.ts";
import type { Overhead, PacketCost } from "./overhead.ts";
import type { StreamEnd } from "./stream.ts";

/** What travels in one go: a message with its framing, or a packet of the transport's own. It is the event of its own arrival. */
export abstract class Packet extends Event {
  /** On the wire, everything counted. */
  bytes = 0;
  /** Whether it carries something, which has to be acknowledged. */
  isLoaded = false;
  attempts = 0;
  /** The receiver's queue is taking it in. */
  isWaiting = false;
  /** How many queues of its path it has come to. */
  hop = 0;

  /** How many messages are in it. */
  abstract readonly messages: 0 | 1;
  /** One that says that the connection is gone: it waits for nothing and is not repeated. */
  abstract readonly isReset: boolean;
  abstract get direction(): Direction;
  /** Books the bytes, when the packet first leaves. */
  abstract account(): void;
  abstract deliver(): void;

  override fire(): void {
    this.direction.arrived(this);
  }
}

/**
 * A message with what the transport adds to it. Made by whoever sends it, before it is known when it leaves; the one who receives it may keep
 * it and send it on its way through his own machinery: one object serves a message from the first to the last.
 */
export class MessagePacket extends Packet implements MessageParts {
  readonly messageBytes: number;
  /** Bytes after compression. */
  readonly travelling: number;
  message: unknown;
  // Where it goes, once it is known.
  #direction: Direction | null = null;
  #target: StreamEnd | null = null;
  /** Its place among the messages of its end, from 1. */
  number = 0;
  framing = 0;
  tls = 0;
  headers = 0;
  /** Bytes of opening the stream, which its first message does. */
  opening = 0;

  constructor(message: unknown, bytes: number, travelling: number) {
    super();
    this.message = message;
    this.messageBytes = bytes;
    this.travelling = travelling;
  }

  /** It is message `number` of that end. */
  leaveFrom(end: StreamEnd, number: number, overhead: Overhead): void {
    const { travelling } = this;
    const framing = overhead.framing(travelling);
    const opening = end.isOpening() ? overhead.openStream : 0;
    const plain = travelling + framing + opening;
    const tls = overhead.tls(plain);
    const headers = overhead.headers(plain + tls);
    this.#direction = end.direction;
    this.#target = end.peer;
    this.number = number;
    this.framing = framing;
    this.opening = opening;
    this.tls = tls;
    this.headers = headers;
    this.bytes = plain + tls + headers;
    this.isLoaded = headers > 0;
  }

  get messages(): 1 {
    return 1;
  }

  get isReset(): false {
    return false;
  }

  /** Where it was sent. */
  get end(): StreamEnd {
    return this.#target!.peer;
  }

  override get direction(): Direction {
    return this.#direction!;
  }

  get compression(): number {
    return this.travelling - this.messageBytes;
  }

  override account(): void {
    this.#direction!.accountMessage(this);
  }

  override deliver(): void {
    this.#direction!.countArrival(this.#target!.receive(this));
  }
}

/** A packet of the transport's own: part of a handshake, or a heartbeat, as nearly every packet of an idle cluster is. */
export class ControlPacket extends Packet {
  readonly direction: Direction;
  readonly cost: PacketCost;
  isReset = false;
  readonly #then: (() => void) | null;

  /** `then`: what comes of its arrival. Null for a heartbeat, which the side that was dialled answers. */
  constructor(direction: Direction, cost: PacketCost, then: (() => void) | null) {
    super();
    this.direction = direction;
    this.bytes = cost.content + cost.tls + cost.headers;
    this.isLoaded = cost.headers > 0;
    this.cost = cost;
    this.#then = then;
  }

  get messages(): 0 {
    return 0;
  }

  override account(): void {
    const { content, tls, headers } = this.cost;
    this.#book(this.#then === null ? "heartbeat" : "handshake", content);
    this.#book("tls", tls);
    this.#book("headers", headers);
  }

  #book(component: Component, bytes: number): void {
    if (bytes > 0) this.direction.book(component, bytes);
  }

  override deliver(): void {
    const { direction, cost } = this;
    if (this.#then !== null) this.#then();
    else if (direction.side === 0) direction.back.transmit(new ControlPacket(direction.back, cost, null));
  }
}
