import { assert } from "../kernel/assert.ts";
import type { Time } from "../kernel/time.ts";
import type { Connection } from "./connection.ts";
import type { Direction } from "./direction.ts";
import { MessagePacket } from "./packet.ts";

/** 0: the side that dialled; 1: the side that was dialled. */
export type Side = 0 | 1;

export function other(side: Side): Side {
  return side === 0 ? 1 : 0;
}

/** What a stream tells the one who uses its end. */
export interface StreamHandler {
  /** Only at the end that dialled: the stream is there, send. */
  opened(): void;
  /** `packet` is what the message came in; the network is done with it. */
  received(message: unknown, packet: MessagePacket): void;
  /** Nothing comes after this. `reason` is null when the other end closed in peace. */
  closed(reason: string | null): void;
}

/** So many bytes will have left by then. */
interface Departure {
  readonly time: Time;
  readonly bytes: number;
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
    this.dialler = connection.from(0).from.id;
    this.listener = connection.from(1).from.id;
    const near = new StreamEnd(this, 0);
    const far = new StreamEnd(this, 1);
    near.peer = far;
    far.peer = near;
    this.ends = [near, far];
  }
}

/** One end of a bidirectional stream. */
export class StreamEnd {
  readonly side: Side;
  readonly stream: Stream;
  /** The host at the other end. */
  readonly peerHost: number;
  /** The way of what is sent here. */
  readonly direction: Direction;
  /** The other end. */
  peer!: StreamEnd;
  handler: StreamHandler | null = null;
  #open = true;
  #announced = false;
  #opening: boolean;
  #sent = 0;
  #received = 0;
  /** What was accepted and has not left yet: by the time at which it will have left, and what waits behind a lost packet. Null before the first. */
  #departures: Departure[] | null = null;
  #lastDeparture: Time = 0;
  #unsent = 0;
  #stalled = 0;
  #whenWritable: (() => void) | null = null;

  constructor(stream: Stream, side: Side) {
    this.stream = stream;
    this.side = side;
    this.direction = stream.connection.from(side);
    this.peerHost = this.direction.to.id;
    this.#opening = side === 0;
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
    const waiting = this.#unsent + this.#stalled;
    return waiting === 0 || waiting < this.stream.connection.writeQuota;
  }

  /** Sends a message of `bytes` bytes, `travelling` after compression; immutable from here on. No effect on a closed end. */
  send(message: unknown, bytes: number, travelling = bytes): void {
    this.sendPacket(new MessagePacket(message, bytes, travelling));
  }

  /** The same for a message that is a packet already. */
  sendPacket(packet: MessagePacket): void {
    if (!this.#open) return;
    this.direction.sendMessage(packet, this, ++this.#sent);
    this.#opening = false;
  }

  /** Closes both ends: this one at once and without a call back, the other when it hears of it. */
  close(reason: string | null = null): void {
    if (!this.#open) return;
    this.#open = false;
    const { connection } = this.stream;
    // A stream whose first message never left is unknown at the other side.
    if (this.direction.isAlive && !this.#opening) connection.sendEnd(this, reason);
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

  /** False when it is not taken, this end being closed. */
  receive(packet: MessagePacket): boolean {
    if (!this.#open) return false;
    if (this.handler === null) {
      this.handler = this.stream.connection.accept(this);
      if (this.handler === null) return false;
    }
    const number = ++this.#received;
    assert(packet.number === number, () => `message ${packet.number} of a stream came where ${number} was due`);
    this.handler.received(packet.message, packet);
    return true;
  }

  announceOpen(): void {
    if (!this.#open || this.#announced) return;
    this.#announced = true;
    this.handler!.opened();
  }

  departs(time: Time, bytes: number): void {
    if (this.#unsent > 0) this.#forgetDeparted();
    this.#departures ??= [];
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
    const { from } = this.direction;
    if (from.isPaused) {
      from.whenResumed(() => this.check());
      return;
    }
    if (this.writable) {
      const callback = this.#whenWritable;
      this.#whenWritable = null;
      callback();
    } else if (this.#departures !== null && this.#departures.length > 0) {
      const { connection } = this.stream;
      connection.after(this.#departures[0]!.time - connection.now(), this);
    }
  }

  #forgetDeparted(): void {
    const now = this.stream.connection.now();
    const departures = this.#departures!;
    if (this.#lastDeparture <= now) {
      departures.length = 0;
      this.#unsent = 0;
    } else {
      while (departures[0]!.time <= now) this.#unsent -= departures.shift()!.bytes;
    }
  }

  #settle(): void {
    if (!this.peer.#open) this.stream.connection.streamEnded(this.stream);
  }
}
