import { Alarm, type Alarmed } from "../kernel/alarm.ts";
import { assert } from "../kernel/assert.ts";
import type { Random } from "../kernel/random.ts";
import type { Timer } from "../kernel/scheduler.ts";
import { type Duration, millisecond, second, type Time } from "../kernel/time.ts";
import type { Connection } from "./connection.ts";
import type { Component, Endpoint, Network } from "./network.ts";
import { fullSegment } from "./overhead.ts";
import { type ControlPacket, MessagePacket, type Packet } from "./packet.ts";
import type { Path } from "./path.ts";
import { Recovery } from "./recovery.ts";
import type { Side, StreamEnd } from "./stream.ts";

/** First wait before a lost segment is sent again, once connected (Linux's minimum) and before (RFC 6298); doubled each time. */
const retransmitAfter: Duration = 200 * millisecond;
const retransmitSynAfter: Duration = 1 * second;
const retransmitAtMost: Duration = 60 * second;
/** How long an acknowledgement waits for something to ride on (RFC 1122 4.2.3.2; Linux's least). */
const acknowledgeAfter: Duration = 40 * millisecond;

/**
 * One way of a connection: packets arrive in the order in which they left, what is lost is sent again, what came is acknowledged.
 *
 * Each message passes through here twice. So all that its way needs stands in this one object, and what never changes (the latency without
 * jitter, say) is looked up once.
 */
export class Direction implements Alarmed {
  readonly connection: Connection;
  /** That of the sender. */
  readonly side: Side;
  readonly from: Endpoint;
  readonly to: Endpoint;
  /** The other way. */
  back!: Direction;
  /** Does the sender still take the connection for alive? */
  isAlive = true;
  /** When the sender last heard anything the other way. */
  lastHeard: Time;
  readonly #network: Network;
  readonly #fromId: number;
  /** Do packets wait for the sender's link, and for the receiver's? */
  readonly #queuesUp: boolean;
  readonly #queuesDown: boolean;
  /** Latency of every packet, unless it is drawn for each. */
  readonly #latency: Duration;
  readonly #random: Random | null;
  /** Null where the way is nothing but a latency, and where it loses nothing. */
  readonly #path: Path | null;
  readonly #recovery: Recovery | null;
  #lastArrival: Time = 0;
  /** How many packets the receiver's queue is still taking in. */
  #waiting = 0;
  /** What waits for a lost packet to get through; null when nothing is lost. */
  #backlog: Packet[] | null = null;
  #retryDelay: Duration = 0;
  #retryTimer: Timer | null = null;
  #look: Alarm | null = null;
  /** When something that has to be acknowledged last came the other way, whether `from` still owes that, and whether it was seen to answer at once. */
  #lastLoaded: Time = Number.NEGATIVE_INFINITY;
  #owes = false;
  #answers = false;

  constructor(network: Network, connection: Connection, ends: { side: Side; from: Endpoint; to: Endpoint }) {
    const { side, from, to } = ends;
    this.connection = connection;
    this.side = side;
    this.from = from;
    this.to = to;
    this.lastHeard = network.scheduler.now;
    this.#network = network;
    this.#fromId = from.id;
    this.#queuesUp = from !== to && !from.up.isUnlimited;
    this.#queuesDown = from !== to && !to.down.isUnlimited;
    this.#latency = network.latency(from, to, null);
    this.#random = network.jitterStream(from, to);
    this.#path = network.path(from, to);
    this.#recovery = this.#path?.mayLose ? new Recovery(network.scheduler, this, network.lossStream(from, to)) : null;
  }

  /** A message is the next one of that end. */
  sendMessage(packet: MessagePacket, end: StreamEnd, number: number): void {
    const { messages, overhead } = this.#network;
    messages.sent++;
    messages.inFlight++;
    packet.leaveFrom(end, number, overhead);
    this.transmit(packet);
  }

  transmit(packet: Packet): void {
    if (this.#backlog === null && this.#network.passes(this.from, this.to)) this.#put(packet);
    else this.#hold(packet);
  }

  /** Past what waits to be sent again. The network must let it through. */
  transmitReset(packet: ControlPacket): void {
    packet.isReset = true;
    this.#put(packet);
  }

  /** The sender will look whether the other side has fallen silent. */
  lookAt(time: Time): void {
    this.#look ??= new Alarm(this);
    this.#network.scheduler.post(time, this.#look);
  }

  alarm(): void {
    this.connection.watch(this.side);
  }

  /** The sender does nothing more here. */
  end(): void {
    this.isAlive = false;
    this.settle();
    this.#owes = false;
    this.#retryTimer?.cancel();
    this.#look?.cancel();
    for (const packet of this.#backlog ?? []) this.drop(packet);
    this.#backlog = null;
    this.#recovery?.end();
  }

  /** Mean latency as it is now. */
  latency(): Duration {
    return this.#path === null ? this.#latency : this.#path.latency();
  }

  /** Share of segments that are lost now. */
  loss(): number {
    return this.#path === null ? 0 : this.#path.loss();
  }

  /** Out through the sender's queue, over the wire, in through the receiver's queue. */
  #put(packet: Packet): void {
    this.#attempt(packet, packet.bytes);
    if (this.#path !== null) {
      this.#setOut(packet, this.#path);
      return;
    }
    const { scheduler } = this.#network;
    const now = scheduler.now;
    let departure = now;
    if (this.#queuesUp) {
      departure = this.from.up.send(now, packet.bytes);
      if (departure > now && packet instanceof MessagePacket) packet.end.departs(departure, packet.travelling);
    }
    scheduler.post(this.#random === null ? departure + this.#latency : this.#drawArrival(departure), packet);
  }

  /** The same where there are links on the way; what they have not let through yet counts as not having left, as TCP's window would have it. */
  #setOut(packet: Packet, path: Path): void {
    const { now } = this.#network.scheduler;
    const departure = this.#queuesUp ? this.from.up.send(now, packet.bytes) : now;
    packet.hop = 0;
    if (packet instanceof MessagePacket) {
      if (path.length > 0) packet.end.stall(packet.travelling);
      else if (departure > now) packet.end.departs(departure, packet.travelling);
    }
    this.#travel(packet, path, departure);
  }

  /** On from where it leaves at `time`: through the queues that it reaches in no time, to the next one or to the receiver. */
  #travel(packet: Packet, path: Path, time: Time): void {
    const { scheduler } = this.#network;
    let departure = time;
    while (packet.hop < path.length) {
      const arrival = path.arrival(packet.hop, departure, this.#random);
      if (arrival > scheduler.now) {
        scheduler.post(arrival, packet);
        return;
      }
      departure = this.#pass(packet, path);
    }
    scheduler.post(path.arrival(path.length, departure, this.#random), packet);
  }

  /** Through the queue to which it has come; returns when it leaves that. */
  #pass(packet: Packet, path: Path): Time {
    const { now } = this.#network.scheduler;
    const departure = path.pass(packet.hop, now, this.#recovery?.underWay(packet) ?? packet.bytes);
    packet.hop++;
    if (packet.hop === path.length && packet instanceof MessagePacket && !this.#recovery?.isSentAgain(packet)) {
      packet.end.unstall(packet.travelling);
      if (departure > now) packet.end.departs(departure, packet.travelling);
      packet.end.check();
    }
    return departure;
  }

  /** What of the packet was lost leaves again; false where a cut swallows it. */
  sendAgain(packet: Packet): boolean {
    const bytes = this.#recovery!.underWay(packet);
    this.#attempt(packet, bytes);
    if (!this.#network.passes(this.from, this.to)) return false;
    const { now } = this.#network.scheduler;
    packet.hop = 0;
    this.#travel(packet, this.#path!, this.#queuesUp ? this.from.up.send(now, bytes) : now);
    return true;
  }

  /** A packet that is faster than the one before it waits for it: TCP hands over in order. */
  #drawArrival(departure: Time): Time {
    const arrival = departure + this.#network.latency(this.from, this.to, this.#random);
    if (arrival > this.#lastArrival) this.#lastArrival = arrival;
    return this.#lastArrival;
  }

  /** First the last bit reaches the receiver's host; then, when its queue has let the packet through, it is there. */
  arrived(packet: Packet): void {
    if (packet.isWaiting) {
      packet.isWaiting = false;
      this.#waiting--;
      assert(this.#waiting >= 0, "a host takes in what has reached it, and once");
    } else {
      const path = this.#path;
      if (path !== null && packet.hop < path.length) {
        this.#travel(packet, path, this.#pass(packet, path));
        return;
      }
      const bytes = this.#recovery === null ? packet.bytes : this.#recovery.draw(packet);
      if (this.#queuesDown && this.#mustWait(packet, bytes)) return;
    }
    if (this.#recovery === null) this.handOver(packet);
    else this.#recovery.received(packet);
  }

  /** The receiver's queue takes so much of the packet in; true when that lasts. */
  #mustWait(packet: Packet, bytes: number): boolean {
    const { from, to } = this;
    const { scheduler } = this.#network;
    const now = scheduler.now;
    const spread = this.#path === null ? from.up.serialization(bytes) : this.#path.spread(bytes);
    const there = to.down.receive(now, bytes, spread);
    // A packet without bytes must not pass by one that is still being taken in.
    if (there === now && this.#waiting === 0) return false;
    this.#waiting++;
    packet.isWaiting = true;
    scheduler.post(there, packet);
    return true;
  }

  handOver(packet: Packet): void {
    const { back } = this;
    if (this.to.isPaused) {
      this.to.whenResumed(() => this.handOver(packet));
      return;
    }
    if (back.isAlive && packet.isLoaded) back.#owe(packet.bytes);
    this.deliver(packet);
  }

  /** The same for what is acknowledged already. */
  deliver(packet: Packet): void {
    if (this.to.isPaused) {
      this.to.whenResumed(() => this.deliver(packet));
      return;
    }
    if (this.back.isAlive) {
      this.back.lastHeard = this.#network.scheduler.now;
      packet.deliver();
      return;
    }
    this.drop(packet);
    if (this.isAlive) this.connection.reset(this.back.side);
  }

  /** A message has reached the other end of its stream; a closed end does not take it. */
  countArrival(taken: boolean): void {
    const { messages } = this.#network;
    messages.inFlight--;
    if (taken) messages.delivered++;
    else messages.dropped++;
  }

  drop({ messages }: Packet): void {
    this.#network.messages.inFlight -= messages;
    this.#network.messages.dropped += messages;
  }

  /** Something is lost, or waits for what was. */
  #hold(packet: Packet): void {
    if (packet instanceof MessagePacket) packet.end.stall(packet.travelling);
    if (this.#backlog !== null) {
      this.#backlog.push(packet);
      return;
    }
    this.#backlog = [packet];
    this.#retryDelay = this.connection.isUp ? retransmitAfter : retransmitSynAfter;
    this.#attempt(packet, packet.bytes);
    this.#retryLater();
  }

  #retryLater(): void {
    this.#retryTimer = this.#network.scheduler.schedule(this.#retryDelay, () => this.#retry());
    this.#retryDelay = Math.min(2 * this.#retryDelay, retransmitAtMost);
  }

  #retry(): void {
    const backlog = this.#backlog;
    assert(backlog !== null, "a retransmission needs something to send again");
    if (!this.#network.passes(this.from, this.to)) {
      this.#attempt(backlog[0]!, backlog[0]!.bytes);
      this.#retryLater();
      return;
    }
    this.#retryTimer = null;
    // What is sent meanwhile, as there is room again, comes after all that has waited.
    const through: Packet[] = [];
    while (this.#backlog !== null && this.#backlog.length > 0) {
      const packet = this.#backlog.shift()!;
      through.push(packet);
      if (packet instanceof MessagePacket) packet.end.unstall(packet.travelling);
      this.#put(packet);
    }
    this.#backlog = null;
    for (const packet of through) {
      if (packet instanceof MessagePacket) packet.end.check();
    }
  }

  /** Books one sending of the packet, or of so many bytes of it, got through or not. */
  #attempt(packet: Packet, bytes: number): void {
    if (bytes > 0) this.#carryAcknowledgement();
    if (packet.attempts++ === 0) packet.account();
    else this.book("retransmitted", bytes);
  }

  /**
   * A packet has come in, which the next one that leaves on the connection acknowledges, or a packet of its own. As Linux does it: a side that is not
   * known to answer acknowledges as soon as its program has read; one that answers waits 40 ms for its answer, but not with a second packet
   * (__tcp_cleanup_rbuf), and at least every second full segment is acknowledged at once (RFC 5681 4.2).
   *
   * This costs no event: what leaves after 40 ms is booked, at that time, by the next thing that happens on the connection or by the end of the
   * run. It takes nothing of the host's link: it is the smallest packet there is, and nobody waits for it.
   */
  #owe(bytes: number): void {
    // Who counts no acknowledgements need not know when they leave.
    if (this.#network.overhead.acknowledgement === 0) return;
    this.settle();
    const { now } = this.#network.scheduler;
    this.#lastLoaded = now;
    let rest = bytes;
    for (; rest >= 2 * fullSegment; rest -= 2 * fullSegment) this.acknowledge(now);
    if (rest === 0) return;
    if (!this.#answers || this.#owes) this.acknowledge(now);
    else this.#owes = true;
  }

  /** Something leaves, and the acknowledgement with it. Who sends so soon after it heard something counts as one who answers (tcp_event_data_sent). */
  #carryAcknowledgement(): void {
    if (this.#network.overhead.acknowledgement === 0) return;
    this.settle();
    this.#owes = false;
    if (!this.#answers && this.#network.scheduler.now - this.#lastLoaded < acknowledgeAfter) this.#answers = true;
  }

  /** Books the acknowledgement that has left by now, if one has. Nobody answered in time: the next one will not wait (tcp_delack_timer_handler). */
  settle(): void {
    if (!this.#owes) return;
    const due = this.#lastLoaded + acknowledgeAfter;
    if (due > this.#network.scheduler.now) return;
    this.acknowledge(due);
    this.#answers = false;
  }

  /** All that came the other way is acknowledged by a packet of its own. */
  acknowledge(time: Time): void {
    const { observer, overhead } = this.#network;
    this.#owes = false;
    if (overhead.acknowledgement === 0) return;
    observer?.transportSent(time, this.#fromId, "acknowledgements", overhead.acknowledgement);
  }

  accountMessage(packet: MessagePacket): void {
    const { observer, scheduler } = this.#network;
    observer?.messageSent(scheduler.now, this.#fromId, packet);
    if (packet.opening > 0) this.book("handshake", packet.opening);
  }

  book(component: Component, bytes: number): void {
    const { observer, scheduler } = this.#network;
    observer?.transportSent(scheduler.now, this.#fromId, component, bytes);
  }
}
