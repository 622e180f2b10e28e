import { assert } from "../kernel/assert.ts";
import type { Random } from "../kernel/random.ts";
import type { Scheduler, Timer } from "../kernel/scheduler.ts";
import { type Duration, millisecond, second, type Time } from "../kernel/time.ts";
import type { Direction } from "./direction.ts";
import { fullSegment } from "./overhead.ts";
import type { Packet } from "./packet.ts";

/** A retransmission timeout is a round trip and this, Linux's minimum of the variation (RFC 6298 2.3); before a round trip was measured it is one second (2.1). */
const leastVariation: Duration = 200 * millisecond;
const handshakeTimeout: Duration = 1 * second;
const longestTimeout: Duration = 60 * second;
/** So many segments that arrive after a gap make the sender fill it at once (RFC 5681 3.2). */
const duplicates = 3;

/**
 * What one way of a connection loses, and how TCP makes it good. Each segment is lost by itself, with the same probability, at the end of the way:
 * it has taken the time of all queues but that of the receiver's host. What follows is kept there until the gap is filled, and handed over in order.
 *
 * The sender fills a gap when it has heard of three segments that came after it (RFC 5681 3.2; all segments that a packet lacks go together, as with
 * selective acknowledgements, RFC 6675), and otherwise by timeout, which doubles each time (RFC 6298 5.5); a retransmission that is lost again waits for
 * the timeout. The round trip is known from the start on. Acknowledgements are not lost: the next one says the same. There is no congestion window:
 * gossip seldom has ten segments under way, with which every connection begins (RFC 6928). A reset is not repeated (RFC 9293 3.5.2):
 * whatever comes next to the side that is gone is answered by another one.
 * Heartbeats are messages and wait like all others: a gap that lasts longer than the silence allowed is the end of the connection.
 */
export class Recovery {
  readonly #scheduler: Scheduler;
  readonly #direction: Direction;
  readonly #random: Random;
  /** Packets of which something is missing. */
  readonly #gaps = new Map<Packet, Gap>();
  /** What has come to the receiver, in order, from the first gap on. */
  #held: Packet[] = [];
  /** What is missing will never come: nor does anything behind it. */
  #isBroken = false;

  constructor(scheduler: Scheduler, direction: Direction, random: Random) {
    this.#scheduler = scheduler;
    this.#direction = direction;
    this.#random = random;
  }

  /** How many bytes of the packet are on their way: all at first, later what was lost. */
  underWay(packet: Packet): number {
    return this.#gaps.get(packet)?.bytes ?? packet.bytes;
  }

  isSentAgain(packet: Packet): boolean {
    return this.#gaps.has(packet);
  }

  /** Draws what of it is lost, at the end of its way; returns how many bytes get through. */
  draw(packet: Packet): number {
    const bytes = this.underWay(packet);
    const loss = this.#direction.loss();
    const count = segmentsOf(bytes);
    let segments = 0;
    let lost = 0;
    let after = 0;
    for (let index = 1; loss > 0 && index <= count; index++) {
      if (this.#random.uniform() < loss) {
        segments++;
        lost += index < count ? fullSegment : bytes - (count - 1) * fullSegment;
      } else if (segments > 0) {
        after++;
      }
    }
    const known = this.#gaps.get(packet);
    if (segments === 0 && known === undefined) return bytes;
    const gap = known ?? new Gap();
    gap.miss(segments, lost, { arrived: count - segments, after });
    this.#gaps.set(packet, gap);
    return bytes - lost;
  }

  /** The receiver's host has taken in what got through. */
  received(packet: Packet): void {
    const direction = this.#direction;
    const gap = this.#gaps.get(packet);
    const arrived = gap === undefined ? segmentsOf(packet.bytes) : gap.arrived;
    if (packet.isReset || (arrived > 0 && !direction.back.isAlive)) {
      this.#pass(packet, arrived > 0);
      return;
    }
    if (gap === undefined && this.#held.length === 0 && !this.#isBroken) {
      direction.handOver(packet);
      return;
    }
    if (gap?.isAbandoned) {
      this.#gaps.delete(packet);
      return;
    }
    this.#keep(packet, gap, arrived);
    if (gap !== undefined && gap.segments === 0) this.#fill(packet);
    else if (gap !== undefined) this.#await(packet, gap);
  }

  /** The sender does nothing more: what it has not sent again by now is lost for good, with all behind it. */
  end(): void {
    const first = this.#held.findIndex((packet) => this.#gaps.get(packet)?.isWaiting);
    if (first >= 0) this.#breakAt(first);
  }

  #breakAt(first: number): void {
    this.#isBroken = true;
    for (const packet of this.#held.splice(first)) {
      const gap = this.#gaps.get(packet);
      if (gap?.isWaiting) {
        gap.timer?.cancel();
        this.#gaps.delete(packet);
      } else if (gap !== undefined) {
        // What is under way will come, to nobody.
        gap.isAbandoned = true;
      }
      this.#direction.drop(packet);
    }
  }

  /** Past all gaps: a reset, or what comes to a host that knows no such connection. */
  #pass(packet: Packet, isThere: boolean): void {
    const gap = this.#gaps.get(packet);
    this.#gaps.delete(packet);
    gap?.timer?.cancel();
    this.#held = this.#held.filter((held) => held !== packet);
    if (gap?.isAbandoned) return;
    if (isThere) this.#direction.handOver(packet);
    this.#handOverHeld();
  }

  /** Behind a gap, its own or another's; the receiver says so at once (RFC 5681 4.2). */
  #keep(packet: Packet, gap: Gap | undefined, arrived: number): void {
    const direction = this.#direction;
    if (gap?.isKept) return;
    if (this.#isBroken) {
      this.#gaps.delete(packet);
      direction.drop(packet);
      return;
    }
    if (gap !== undefined) gap.isKept = true;
    this.#held.push(packet);
    if (packet.isLoaded) for (let count = 0; count < arrived; count++) direction.back.acknowledge(this.#scheduler.now);
    for (const [other, missing] of this.#gaps) if (other !== packet) this.#hasten(other, missing, arrived);
  }

  /** Nothing of it is missing any more. */
  #fill(packet: Packet): void {
    this.#gaps.delete(packet);
    if (this.#held[0] !== packet) return;
    this.#held.shift();
    this.#direction.handOver(packet);
    this.#handOverHeld();
  }

  /** What has been waiting behind a gap was acknowledged when it came. */
  #handOverHeld(): void {
    while (this.#held.length > 0 && !this.#gaps.has(this.#held[0]!)) this.#direction.deliver(this.#held.shift()!);
  }

  /** Sets the time at which the segments are sent again. */
  #await(packet: Packet, gap: Gap): void {
    const direction = this.#direction;
    const place = this.#held.indexOf(packet);
    if (place < 0) return;
    if (!direction.isAlive) {
      this.#gaps.delete(packet);
      this.#breakAt(place);
      return;
    }
    const { now } = this.#scheduler;
    // The clock has run since they left.
    this.#sendAgainAt(packet, gap, Math.max(now, now - direction.latency() + this.#nextTimeout(gap)));
    this.#hasten(packet, gap, 0);
  }

  #nextTimeout(gap: Gap): Duration {
    const direction = this.#direction;
    const first = () =>
      direction.connection.isUp ? direction.latency() + direction.back.latency() + leastVariation : handshakeTimeout;
    gap.timeout = gap.timeout > 0 ? Math.min(2 * gap.timeout, longestTimeout) : first();
    return gap.timeout;
  }

  /** More segments came after the gap. */
  #hasten(packet: Packet, gap: Gap, arrived: number): void {
    gap.after += arrived;
    if (!gap.isWaiting || gap.losses > 1 || gap.after < duplicates || gap.isHastened) return;
    gap.isHastened = true;
    const time = this.#scheduler.now + this.#direction.back.latency();
    if (time < gap.due) this.#sendAgainAt(packet, gap, time);
  }

  #sendAgainAt(packet: Packet, gap: Gap, time: Time): void {
    gap.timer?.cancel();
    gap.due = time;
    gap.timer = this.#scheduler.scheduleAt(time, () => this.#sendAgain(packet, gap));
  }

  #sendAgain(packet: Packet, gap: Gap): void {
    assert(gap.segments > 0, "a retransmission needs something to send again");
    gap.timer = null;
    if (this.#direction.sendAgain(packet)) return;
    // A cut swallows it.
    this.#sendAgainAt(packet, gap, this.#scheduler.now + this.#nextTimeout(gap));
  }
}

/** What is missing of a packet. */
class Gap {
  segments = 0;
  bytes = 0;
  /** How many segments of those last sent arrived. */
  arrived = 0;
  /** How many segments came after the first that is missing. */
  after = 0;
  /** How often something of it was lost. */
  losses = 0;
  timeout: Duration = 0;
  timer: Timer | null = null;
  due: Time = Number.POSITIVE_INFINITY;
  isHastened = false;
  /** It has its place among what was received. */
  isKept = false;
  isAbandoned = false;

  miss(segments: number, bytes: number, { arrived, after }: { arrived: number; after: number }): void {
    this.segments = segments;
    this.bytes = bytes;
    this.arrived = arrived;
    this.after = after;
    this.losses++;
  }

  /** To be sent again, and not on its way. */
  get isWaiting(): boolean {
    return this.timer !== null;
  }
}

/** What has no bytes that are counted travels all the same. */
function segmentsOf(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / fullSegment));
}
