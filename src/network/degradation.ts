import { HostQueue } from "./host-queue.ts";
import type { Reach } from "./reach.ts";

/** Something that is worse for a while, on some of the ways between hosts. Has no effect until `isActive`. */
export class Degradation {
  isActive = false;
  readonly reach: Reach;
  /** Factor on the latency. */
  readonly latency: number;
  /** Share of segments lost on top of others. */
  readonly loss: number;
  readonly #rate: number;
  readonly #queues = new Map<string, HostQueue>();

  /** `rate` in bits per second, Infinity for no limit. */
  constructor(reach: Reach, { latency, loss, rate }: { latency: number; loss: number; rate: number }) {
    this.reach = reach;
    this.latency = latency;
    this.loss = loss;
    this.#rate = rate;
  }

  /** The queues that the way from host to host leads through while it lasts, one for each lane. */
  queues(from: number, to: number): HostQueue[] {
    if (this.#rate === Number.POSITIVE_INFINITY) return [];
    return this.reach.lanes(from, to).map((lane) => {
      const queue = this.#queues.get(lane) ?? new HostQueue(this.#rate);
      this.#queues.set(lane, queue);
      return queue;
    });
  }
}
