import { assert } from "../kernel/assert.ts";
import type { Time } from "../kernel/time.ts";
import type { Connection } from "./connection.ts";

/** 0: the side that dialled; 1: the side that was dialled. */
export type Side = 0 | 1;

export function other(side: Side): Side {
  return side === 0 ? 1 : 0;
}

/** What a stream tells the one who uses its end. */
export interface StreamHandler {
  /** Only at the end that dialled: the stream is there, send. */
  opened(): void;
  received(message: unknown): void;
  /** Nothing comes after this. `reason` is null when the other end closed in peace. */
  closed(reason: string | null): void;
}

/** A bidirectional stream over a connection. */
export class Stream {
  readonly connection: Connection;
  /** Host ids. */
  readonly dialler: number;
  readonly listener: number;
  readonly ends: readonly [StreamEnd, StreamEnd];

  constructor(connection: Connection) {
    this.connection = connection;
    this.dialler = connection.hostAt(0);
    this.listener = connection.hostAt(1);
    this.ends = [new StreamEnd(this, 0), new StreamEnd(this, 1)];
  }
}

/** One end of a bidirectional stream. */
export class StreamEnd {
  readonly side: Side;
  readonly stream: Stream;
  handler: StreamHandler | null = null;
  #open = true;
  #announced = false;
  #opening: boolean;
  #sent = 0;
  #received = 0;
  /** What was accepted and has not left yet: by the time at which it will have left, and what waits behind a lost packet. */
  readonly #departures: { readonly time: Time; readonly bytes: number }[] = [];
  #lastDeparture: Time = 0;
  #unsent = 0;
  #stalled = 0;
  #whenWritable: (() => void) | null = null;

  constructor(stream: Stream, side: Side) {
    this.stream = stream;
    this.side = side;
    this.#opening = side === 0;
  }

  get connection(): Connection {
    return this.stream.connection;
  }

  /** The host at the other end. */
  get peerHost(): number {
    return this.connection.hostAt(other(this.side));
  }

  get peer(): StreamEnd {
    return this.stream.ends[other(this.side)];
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** True for the first message of the side that dialled: the stream opens with it. */
  isOpening(): boolean {
    return this.#opening;
  }

  /** Less than the write quota waits to leave: the stream takes another message. */
  get writable(): boolean {
    if (this.#unsent > 0) this.#forgetDeparted();
    return this.#unsent + this.#stalled < this.stream.connection.writeQuota;
  }

  /** Sends a message of `bytes` bytes, `travelling` after compression; immutable from here on. No effect on a closed end. */
  send(message: unknown, bytes: number, travelling = bytes): void {
    if (!this.#open) return;
    this.stream.connection.sendMessage(this, { message, bytes, travelling, number: ++this.#sent });
    this.#opening = false;
  }

  /** Closes both ends: this one at once and without a call back, the other when it hears of it. */
  close(reason: string | null = null): void {
    if (!this.#open) return;
    this.#open = false;
    const { connection } = this.stream;
    // A stream whose first message never left is unknown at the other side.
    if (connection.isAlive(this.side) && !this.#opening) connection.sendEnd(this, reason);
    else this.peer.#open = false;
    this.#settle();
  }

  /** Calls back once, when the stream takes another message. */
  whenWritable(callback: () => void): void {
    this.#whenWritable = callback;
    this.check();
  }

  /** The other side closed, or the connection is gone. */
  end(reason: string | null): void {
    if (!this.#open) return;
    this.#open = false;
    this.#settle();
    this.handler?.closed(reason);
  }

  /** False when it is not taken, this end being closed. `number` counts the messages of the other end from 1. */
  receive(message: unknown, number: number): boolean {
    if (!this.#open) return false;
    if (this.handler === null) {
      this.handler = this.stream.connection.accept(this);
      if (this.handler === null) return false;
    }
    this.#received++;
    assert(number === this.#received, () => `message ${number} of a stream came where ${this.#received} was due`);
    this.handler.received(message);
    return true;
  }

  announceOpen(): void {
    if (!this.#open || this.#announced) return;
    this.#announced = true;
    this.handler!.opened();
  }

  departs(time: Time, bytes: number): void {
    if (this.#unsent > 0) this.#forgetDeparted();
    this.#departures.push({ time, bytes });
    this.#lastDeparture = time;
    this.#unsent += bytes;
  }

  stall(bytes: number): void {
    this.#stalled += bytes;
  }

  unstall(bytes: number): void {
    this.#stalled -= bytes;
    assert(this.#stalled >= 0, "more bytes got through than were held back");
  }

  check(): void {
    if (this.#whenWritable === null || !this.#open) return;
    if (this.writable) {
      const callback = this.#whenWritable;
      this.#whenWritable = null;
      callback();
    } else if (this.#departures.length > 0) {
      const { connection } = this.stream;
      connection.after(this.#departures[0]!.time - connection.now(), this);
    }
  }

  #forgetDeparted(): void {
    const now = this.stream.connection.now();
    if (this.#lastDeparture <= now) {
      this.#departures.length = 0;
      this.#unsent = 0;
    } else {
      while (this.#departures[0]!.time <= now) this.#unsent -= this.#departures.shift()!.bytes;
    }
  }

  #settle(): void {
    if (!this.peer.#open) this.stream.connection.streamEnded(this.stream);
  }
}
