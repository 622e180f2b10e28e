import { second, type Time } from "../kernel/time.ts";

/**
 * One direction of a host's network card: a FIFO that all its connections share, emptied at a fixed rate.
 * Nothing is simulated byte by byte: the queue is known by the moment at which it will be empty.
 */
export class HostQueue {
  readonly #bitsPerSecond: number;
  #emptyAt: Time = 0;

  /** `bitsPerSecond` may be Infinity: then nothing ever waits. */
  constructor(bitsPerSecond: number) {
    this.#bitsPerSecond = bitsPerSecond;
  }

  /** Puts `bytes` on the wire, not before `time`; returns when the last bit has left. */
  send(time: Time, bytes: number): Time {
    const start = time > this.#emptyAt ? time : this.#emptyAt;
    this.#emptyAt = start + this.#serialization(bytes);
    return this.#emptyAt;
  }

  /**
   * Takes in `bytes` whose last bit reached the host at `time`; returns when they are there. An idle card has taken the bits in while
   * they came; a busy one takes them in after what came before.
   */
  receive(time: Time, bytes: number): Time {
    const queued = this.#emptyAt + this.#serialization(bytes);
    this.#emptyAt = queued > time ? queued : time;
    return this.#emptyAt;
  }

  #serialization(bytes: number): number {
    return Math.ceil((bytes * 8 * second) / this.#bitsPerSecond);
  }
}
