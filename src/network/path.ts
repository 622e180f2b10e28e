import type { Random } from "../kernel/random.ts";
import type { Duration, Time } from "../kernel/time.ts";
import type { Degradation } from "./degradation.ts";
import type { HostQueue } from "./host-queue.ts";
import { combinedLoss, type Hop } from "./links.ts";
import { fullSegment } from "./overhead.ts";
import type { Topology } from "./topology.ts";

/**
 * A way from one host to another that is more than a latency: thin links with a queue before each, losses, degradations. A packet is stored in a
 * link's queue, sent over the link at its rate and forwarded, segment by segment: of a long message the first segments are on the next link while
 * the last are still on this one (Kurose and Ross, Computer Networking, 1.3.1). Each connection has a path of its own each way; the queues are shared.
 */
export class Path {
  readonly #topology: Topology;
  readonly #up: HostQueue;
  readonly #hops: readonly (Hop & { readonly during: Degradation | null })[];
  /** From the last queue on. */
  readonly #rest: Duration;
  readonly #loss: number;
  readonly #degradations: readonly Degradation[];
  /** When the packet before came to each queue, and to the end. */
  readonly #arrivals: Time[];

  /** `mean` is the whole latency; `up` is the queue of the sender's host. */
  constructor(options: {
    topology: Topology;
    mean: Duration;
    up: HostQueue;
    hops: readonly Hop[];
    loss: number;
    degradations: readonly { readonly degradation: Degradation; readonly queues: readonly HostQueue[] }[];
  }) {
    const { topology, mean, up, hops, loss, degradations } = options;
    this.#topology = topology;
    this.#up = up;
    this.#loss = loss;
    this.#degradations = degradations.map(({ degradation }) => degradation);
    this.#hops = [
      ...degradations.flatMap(({ degradation, queues }) =>
        queues.map((queue) => ({ latency: 0, queue, during: degradation })),
      ),
      ...hops.map((hop) => ({ ...hop, during: null })),
    ];
    this.#rest = Math.max(0, mean - hops.reduce((sum, { latency }) => sum + latency, 0));
    this.#arrivals = new Array(this.#hops.length + 1).fill(0);
  }

  /** How many queues are on it. */
  get length(): number {
    return this.#hops.length;
  }

  get mayLose(): boolean {
    return this.#loss > 0 || this.#degradations.some(({ loss }) => loss > 0);
  }

  /** Mean latency as it is now, without queues. */
  latency(): Duration {
    const mean = this.#hops.reduce((sum, { latency }) => sum + latency, this.#rest);
    return Math.round(mean * this.#slowness());
  }

  /** Share of segments lost as it is now. */
  loss(): number {
    const active = this.#degradations.filter(({ isActive }) => isActive);
    return active.length === 0 ? this.#loss : combinedLoss([this.#loss, ...active.map(({ loss }) => loss)]);
  }

  /** When a packet that leaves at `time` comes to queue number `hop`, or to the end: never before the one that left before it. */
  arrival(hop: number, time: Time, random: Random | null): Time {
    const mean = Math.round((this.#hops[hop]?.latency ?? this.#rest) * this.#slowness());
    const latency = random === null || mean === 0 ? mean : this.#topology.vary(mean, random);
    const arrival = Math.max(this.#arrivals[hop]!, time + latency);
    this.#arrivals[hop] = arrival;
    return arrival;
  }

  /** Takes a packet into queue number `hop`, to which its last bit has come; returns when its last bit has left. */
  pass(hop: number, time: Time, bytes: number): Time {
    const { queue, during } = this.#hops[hop]!;
    if (during !== null && !during.isActive) return time;
    const segment = Math.min(bytes, fullSegment);
    return queue.forward(time, {
      bytes,
      spread: this.#spread(hop, bytes - segment),
      last: bytes % fullSegment || segment,
    });
  }

  /** Over how long a time these bytes reach the receiver. */
  spread(bytes: number): Duration {
    return this.#spread(this.#hops.length, bytes);
  }

  /** They keep the distances that the slowest queue before `hop` gave them. */
  #spread(hop: number, bytes: number): Duration {
    let spread = this.#up.serialization(bytes);
    for (const { queue, during } of this.#hops.slice(0, hop)) {
      if (during === null || during.isActive) spread = Math.max(spread, queue.serialization(bytes));
    }
    return spread;
  }

  #slowness(): number {
    let factor = 1;
    for (const { isActive, latency } of this.#degradations) if (isActive) factor *= latency;
    return factor;
  }
}
