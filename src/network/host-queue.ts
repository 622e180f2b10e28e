import { type Duration, second, type Time } from "../kernel/time.ts";

/**
 * One direction of a host's network card, or of a link between sites: a FIFO that all its connections share, emptied at a fixed rate.
 * Nothing is simulated byte by byte: the queue is known by the moment at which it will be empty.
 */
export class HostQueue {
  /** Nothing ever waits. */
  readonly isUnlimited: boolean;
  readonly #bitsPerSecond: number;
  #emptyAt: Time = 0;

  /** `bitsPerSecond` may be Infinity. */
  constructor(bitsPerSecond: number) {
    this.isUnlimited = bitsPerSecond === Number.POSITIVE_INFINITY;
    this.#bitsPerSecond = bitsPerSecond;
  }

  /** Puts `bytes` on the wire, not before `time`; returns when the last bit has left. */
  send(time: Time, bytes: number): Time {
    const start = time > this.#emptyAt ? time : this.#emptyAt;
    this.#emptyAt = start + this.serialization(bytes);
    return this.#emptyAt;
  }

  /**
   * Takes in `bytes` whose last bit reached the host at `time` and whose first bit `spread` before; returns when they are there. An idle
   * card takes the bits in while they come, at its own rate if that is the slower one; a busy one after what came before.
   */
  receive(time: Time, bytes: number, spread: Duration): Time {
    const start = Math.max(this.#emptyAt, time - spread);
    this.#emptyAt = Math.max(time, start + this.serialization(bytes));
    return this.#emptyAt;
  }

  /**
   * Passes on `bytes` in segments, the first of which has wholly come `spread` before `time`, and the last, of `last` bytes, at `time`; returns when
   * the last bit has left.
   */
  forward(time: Time, { bytes, spread, last }: { bytes: number; spread: Duration; last: number }): Time {
    const start = Math.max(this.#emptyAt, time - spread);
    this.#emptyAt = Math.max(time + this.serialization(last), start + this.serialization(bytes));
    return this.#emptyAt;
  }

  /** How long these bytes take to pass. */
  serialization(bytes: number): Duration {
    return Math.ceil((bytes * 8 * second) / this.#bitsPerSecond);
  }
}
