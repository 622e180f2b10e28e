import { assert } from "../kernel/assert.ts";
import { Event } from "../kernel/event-queue.ts";
import type { Random } from "../kernel/random.ts";
import type { Timer } from "../kernel/scheduler.ts";
import { type Duration, millisecond, second, type Time } from "../kernel/time.ts";
import type { Component, Endpoint, MessageParts, Network } from "./network.ts";
import { fullSegment, type Overhead, type PacketCost } from "./overhead.ts";
import { other, type Side, Stream, type StreamEnd, type StreamHandler } from "./stream.ts";

/** First wait before a lost segment is sent again, once connected (Linux's minimum) and before (RFC 6298); doubled each time. */
const retransmitAfter: Duration = 200 * millisecond;
const retransmitSynAfter: Duration = 1 * second;
const retransmitAtMost: Duration = 60 * second;
/** How long an acknowledgement waits for something to ride on (RFC 1122 4.2.3.2; Linux's least). */
const acknowledgeAfter: Duration = 40 * millisecond;

/** What travels in one go: a message with its framing, or a packet of the transport's own. */
abstract class Packet extends Event {
  readonly connection: Connection;
  readonly from: Side;
  /** On the wire, everything counted. */
  readonly bytes: number;
  /** How many messages are in it. */
  abstract readonly messages: 0 | 1;
  /** Whether it carries something, which has to be acknowledged. */
  readonly isLoaded: boolean;
  attempts = 0;
  #isWaiting = false;

  constructor(connection: Connection, from: Side, bytes: number, isLoaded: boolean) {
    super();
    this.connection = connection;
    this.from = from;
    this.bytes = bytes;
    this.isLoaded = isLoaded;
  }

  /** Books the bytes, when the packet first leaves. */
  abstract account(): void;
  abstract deliver(): void;

  /** First the last bit reaches the receiver's host; then, when its queue has let it through, the packet is there. */
  override fire(): void {
    if (this.#isWaiting) this.connection.takenIn(this);
    this.#isWaiting = !this.#isWaiting && !this.connection.arrived(this);
    if (!this.#isWaiting) this.connection.handOver(this);
  }
}

/** A message as a stream hands it over. */
interface SentMessage {
  readonly message: unknown;
  readonly bytes: number;
  /** After compression. */
  readonly travelling: number;
  /** Counts the messages of this end from 1. */
  readonly number: number;
}

class MessagePacket extends Packet implements MessageParts {
  readonly messages = 1;
  readonly end: StreamEnd;
  /** Its place among the messages of its end, from 1. */
  readonly number: number;
  readonly message: unknown;
  readonly messageBytes: number;
  readonly compression: number;
  readonly framing: number;
  readonly tls: number;
  readonly headers: number;
  /** Bytes of opening the stream, which its first message does. */
  readonly opening: number;

  constructor(end: StreamEnd, sent: SentMessage, overhead: Overhead) {
    const { message, bytes: messageBytes, travelling, number } = sent;
    const framing = overhead.framing(travelling);
    const opening = end.isOpening() ? overhead.openStream : 0;
    const plain = travelling + framing + opening;
    const tls = overhead.tls(plain);
    const headers = overhead.headers(plain + tls);
    super(end.connection, end.side, plain + tls + headers, headers > 0);
    this.end = end;
    this.message = message;
    this.number = number;
    this.messageBytes = messageBytes;
    this.compression = travelling - messageBytes;
    this.framing = framing;
    this.tls = tls;
    this.headers = headers;
    this.opening = opening;
  }

  /** What counts against the stream's write quota. */
  get quota(): number {
    return this.messageBytes + this.compression;
  }

  override account(): void {
    this.connection.accountMessage(this);
  }

  override deliver(): void {
    this.connection.countArrival(this.end.peer.receive(this.message, this.number));
  }
}

class ControlPacket extends Packet {
  readonly messages = 0;
  readonly component: "handshake" | "heartbeat";
  readonly cost: PacketCost;
  readonly #deliver: () => void;

  constructor(
    connection: Connection,
    options: { from: Side; cost: PacketCost; component: "handshake" | "heartbeat"; deliver: () => void },
  ) {
    const { from, cost, component, deliver } = options;
    super(connection, from, cost.content + cost.tls + cost.headers, cost.headers > 0);
    this.component = component;
    this.cost = cost;
    this.#deliver = deliver;
  }

  override account(): void {
    this.connection.accountControl(this);
  }

  override deliver(): void {
    this.#deliver();
  }
}

/** One way of a connection: packets arrive in the order in which they left. */
interface Direction {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly random: Random | null;
  lastArrival: Time;
  /** How many packets the receiver's queue is still taking in. */
  waiting: number;
  /** What waits for a lost packet to get through; null when nothing is lost. */
  backlog: Packet[] | null;
  retryDelay: Duration;
  retryTimer: Timer | null;
  /** Since when `from` has owed an acknowledgement of what came the other way; `noDebt` when it owes none. */
  owesSince: Time;
  /** When something last came the other way, and whether `from` was seen to answer at once. */
  lastHeard: Time;
  answers: boolean;
}

const noDebt = -1;

/**
 * A TCP connection from one host to another with the streams on it: handshake, ordered and reliable delivery, heartbeats from the
 * side that dialled, and death by silence, noticed on each side by itself. It outlives its streams, as the original's do.
 *
 * Rules: B.14.
 */
export class Connection {
  readonly #network: Network;
  readonly #directions: readonly [Direction, Direction];
  readonly #alive: [boolean, boolean] = [true, true];
  readonly #lastHeard: [Time, Time];
  readonly #watch: [Timer | null, Timer | null] = [null, null];
  readonly #streams = new Set<Stream>();
  #heartbeatTimer: Timer | null = null;
  #up = false;

  constructor(network: Network, dialer: Endpoint, listener: Endpoint) {
    this.#network = network;
    const direction = (from: Endpoint, to: Endpoint): Direction => ({
      from,
      to,
      random: network.jitterStream(from, to),
      lastArrival: 0,
      waiting: 0,
      backlog: null,
      retryDelay: 0,
      retryTimer: null,
      owesSince: noDebt,
      lastHeard: Number.NEGATIVE_INFINITY,
      answers: false,
    });
    this.#directions = [direction(dialer, listener), direction(listener, dialer)];
    const now = network.scheduler.now;
    this.#lastHeard = [now, now];
    dialer.connections.set(this, 0);
    this.#watch[0] = network.scheduler.schedule(network.connectTimeout, () => this.#connectTimedOut());
    this.#handshake(0);
  }

  /** The dialling side's end of a new stream; `handler.opened` follows once the connection is up, never before this returns. */
  open(handler: StreamHandler): StreamEnd {
    const stream = new Stream(this);
    stream.ends[0].handler = handler;
    this.#streams.add(stream);
    if (this.#up) this.#network.scheduler.schedule(0, () => stream.ends[0].announceOpen());
    return stream.ends[0];
  }

  /** The host on that side. */
  hostAt(side: Side): number {
    return this.#directions[side].from.id;
  }

  isAlive(side: Side): boolean {
    return this.#alive[side];
  }

  /** Ends the connection as `side` sees it, without a word to the other. */
  fail(side: Side, reason: string): void {
    if (!this.#alive[side]) return;
    this.#alive[side] = false;
    const direction = this.#directions[side];
    this.#settleDebt(direction);
    direction.owesSince = noDebt;
    for (const timer of [this.#watch[side], direction.retryTimer, side === 0 ? this.#heartbeatTimer : null]) {
      timer?.cancel();
    }
    for (const packet of direction.backlog ?? []) this.#drop(packet);
    direction.backlog = null;
    direction.from.forget(this);
    for (const stream of [...this.#streams]) stream.ends[side].end(reason);
  }

  /** A closed socket answers for a process that is gone: tells the other side, unless the network swallows it. */
  reset(side: Side): void {
    const direction = this.#directions[side];
    if (!this.#network.passes(direction.from, direction.to)) return;
    this.#put(
      direction,
      this.#control(side, this.#network.overhead.reset, () => this.#wasReset(other(side))),
    );
  }

  sendMessage(end: StreamEnd, sent: SentMessage): void {
    const { messages, overhead } = this.#network;
    messages.sent++;
    messages.inFlight++;
    this.#transmit(new MessagePacket(end, sent, overhead));
  }

  sendEnd(end: StreamEnd, reason: string | null): void {
    this.#transmit(this.#control(end.side, this.#network.overhead.endStream, () => end.peer.end(reason)));
  }

  streamEnded(stream: Stream): void {
    this.#streams.delete(stream);
  }

  now(): Time {
    return this.#network.scheduler.now;
  }

  get writeQuota(): number {
    return this.#network.writeQuota;
  }

  after(delay: Duration, end: StreamEnd): void {
    this.#network.scheduler.schedule(delay, () => end.check());
  }

  accept(end: StreamEnd): StreamHandler | null {
    return this.#directions[0].to.accept?.(end) ?? null;
  }

  #handshake(step: number): void {
    const legs = this.#network.overhead.handshake[step];
    if (legs === undefined) {
      this.#network.scheduler.schedule(0, () => this.#comeUp());
      return;
    }
    const there = this.#control(0, legs.there, () => {
      if (step === 0 && !this.#answerSyn()) return;
      const back = () => {
        // The third part of TCP's own handshake goes at once (RFC 9293 3.5); the preface follows it.
        if (step === 0) this.#acknowledge(this.#directions[0], this.#network.scheduler.now);
        this.#handshake(step + 1);
      };
      this.#transmit(this.#control(1, legs.back, back));
    });
    this.#transmit(there);
  }

  /** A host that is down refuses. */
  #answerSyn(): boolean {
    const listener = this.#directions[0].to;
    if (!listener.isUp) {
      this.#alive[1] = false;
      this.reset(1);
      return false;
    }
    listener.connections.set(this, 1);
    this.#listen(1);
    return true;
  }

  #comeUp(): void {
    const { scheduler, heartbeatInterval, overhead } = this.#network;
    // Without a handshake there was no SYN to make the other side look.
    if (overhead.handshake.length === 0 && !this.#answerSyn()) return;
    this.#up = true;
    this.#watch[0]?.cancel();
    this.#listen(0);
    this.#heartbeatTimer = scheduler.schedule(heartbeatInterval, () => this.#heartbeat());
    for (const stream of this.#streams) scheduler.schedule(0, () => stream.ends[0].announceOpen());
  }

  #connectTimedOut(): void {
    this.fail(0, "connect timed out");
  }

  #wasReset(side: Side): void {
    this.fail(side, this.#up ? "connection reset" : "connection refused");
  }

  #heartbeat(): void {
    const { overhead, scheduler, heartbeatInterval } = this.#network;
    const answer = () => this.#transmit(this.#control(1, overhead.heartbeat, () => {}, "heartbeat"));
    this.#transmit(this.#control(0, overhead.heartbeat, answer, "heartbeat"));
    this.#heartbeatTimer = scheduler.schedule(heartbeatInterval, () => this.#heartbeat());
  }

  /** Starts to watch for silence on one side. */
  #listen(side: Side): void {
    const { scheduler, silence } = this.#network;
    const idle = scheduler.now - this.#lastHeard[side];
    if (idle >= silence) this.fail(side, "keepalive timed out");
    else this.#watch[side] = scheduler.schedule(silence - idle, () => this.#listen(side));
  }

  #control(
    from: Side,
    cost: PacketCost,
    deliver: () => void,
    component: "handshake" | "heartbeat" = "handshake",
  ): Packet {
    return new ControlPacket(this, { from, cost, component, deliver });
  }

  #transmit(packet: Packet): void {
    const direction = this.#directions[packet.from];
    if (direction.backlog !== null) {
      stall(packet);
      direction.backlog.push(packet);
    } else if (this.#network.passes(direction.from, direction.to)) {
      this.#put(direction, packet);
    } else {
      stall(packet);
      direction.backlog = [packet];
      direction.retryDelay = this.#up ? retransmitAfter : retransmitSynAfter;
      this.#attempt(packet);
      this.#retryLater(direction);
    }
  }

  #retryLater(direction: Direction): void {
    direction.retryTimer = this.#network.scheduler.schedule(direction.retryDelay, () => this.#retry(direction));
    direction.retryDelay = Math.min(2 * direction.retryDelay, retransmitAtMost);
  }

  #retry(direction: Direction): void {
    const backlog = direction.backlog;
    assert(backlog !== null, "a retransmission needs something to send again");
    if (!this.#network.passes(direction.from, direction.to)) {
      this.#attempt(backlog[0]!);
      this.#retryLater(direction);
      return;
    }
    direction.backlog = null;
    direction.retryTimer = null;
    for (const packet of backlog) {
      if (packet instanceof MessagePacket) packet.end.unstall(packet.quota);
      this.#put(direction, packet);
    }
    for (const packet of backlog) {
      if (packet instanceof MessagePacket) packet.end.check();
    }
  }

  /** Books one sending of the packet, got through or not. */
  #attempt(packet: Packet): void {
    if (packet.bytes > 0) this.#carryAcknowledgement(this.#directions[packet.from]);
    if (packet.attempts++ === 0) packet.account();
    else this.#book(packet.from, "retransmitted", packet.bytes);
  }

  /**
   * A packet has come in, which the next one that leaves on the connection acknowledges, or a packet of its own. As Linux does it: a side that is not
   * known to answer acknowledges as soon as its program has read; one that answers waits 40 ms for its answer, but not with a second packet
   * (__tcp_cleanup_rbuf), and at least every second full segment is acknowledged at once (RFC 5681 4.2).
   *
   * This costs no event: what leaves after 40 ms is booked, at that time, by the next thing that happens on the connection or by the end of the
   * run. It takes nothing of the host's link: it is the smallest packet there is, and nobody waits for it.
   */
  #owe(direction: Direction, packet: Packet): void {
    this.#settleDebt(direction);
    const { now } = this.#network.scheduler;
    direction.lastHeard = now;
    const pairs = Math.floor(packet.bytes / (2 * fullSegment));
    for (let i = 0; i < pairs; i++) this.#acknowledge(direction, now);
    if (packet.bytes === pairs * 2 * fullSegment) return;
    if (!direction.answers || direction.owesSince !== noDebt) this.#acknowledge(direction, now);
    else direction.owesSince = now;
  }

  /** Something leaves, and the acknowledgement with it. Who sends so soon after it heard something counts as one who answers (tcp_event_data_sent). */
  #carryAcknowledgement(direction: Direction): void {
    this.#settleDebt(direction);
    direction.owesSince = noDebt;
    if (this.#network.scheduler.now - direction.lastHeard < acknowledgeAfter) direction.answers = true;
  }

  /** Books the acknowledgement that has left by now, if one has. Nobody answered in time: the next one will not wait (tcp_delack_timer_handler). */
  #settleDebt(direction: Direction): void {
    const { owesSince } = direction;
    if (owesSince === noDebt) return;
    const due = owesSince + acknowledgeAfter;
    if (due > this.#network.scheduler.now) return;
    this.#acknowledge(direction, due);
    direction.answers = false;
  }

  #acknowledge(direction: Direction, time: Time): void {
    const { observer, overhead } = this.#network;
    direction.owesSince = noDebt;
    if (overhead.acknowledgement === 0) return;
    observer?.transportSent(time, direction.from.id, "acknowledgements", overhead.acknowledgement);
  }

  /** The run is over: books what has left by now. */
  settle(): void {
    for (const direction of this.#directions) this.#settleDebt(direction);
  }

  /** Out through the sender's queue, over the wire, in through the receiver's queue. */
  #put(direction: Direction, packet: Packet): void {
    this.#attempt(packet);
    const { scheduler } = this.#network;
    const now = scheduler.now;
    const { from, to } = direction;
    const departure = from === to ? now : from.up.send(now, packet.bytes);
    if (departure > now && packet instanceof MessagePacket) packet.end.departs(departure, packet.quota);
    const arrival = departure + this.#network.latency(from, to, direction.random);
    // A packet that is faster than the one before it waits for it: TCP hands over in order.
    if (arrival > direction.lastArrival) direction.lastArrival = arrival;
    scheduler.post(direction.lastArrival, packet);
  }

  /** The receiver's queue has let the packet through. */
  takenIn(packet: Packet): void {
    const direction = this.#directions[packet.from];
    direction.waiting--;
    assert(direction.waiting >= 0, "a host takes in what has reached it, and once");
  }

  /** The last bit has reached the receiver's host. False when the packet waits there for what came before it. */
  arrived(packet: Packet): boolean {
    const { scheduler } = this.#network;
    const direction = this.#directions[packet.from];
    const { from, to } = direction;
    const now = scheduler.now;
    const there = from === to ? now : to.down.receive(now, packet.bytes, from.up.serialization(packet.bytes));
    // A packet without bytes must not pass by one that is still being taken in.
    if (there === now && direction.waiting === 0) return true;
    direction.waiting++;
    scheduler.post(there, packet);
    return false;
  }

  handOver(packet: Packet): void {
    const side = other(packet.from);
    if (this.#alive[side]) {
      this.#lastHeard[side] = this.#network.scheduler.now;
      if (packet.isLoaded) this.#owe(this.#directions[side], packet);
      packet.deliver();
      return;
    }
    this.#drop(packet);
    if (this.#alive[packet.from]) this.reset(side);
  }

  /** A message has reached the other end of its stream; a closed end does not take it. */
  countArrival(taken: boolean): void {
    const { messages } = this.#network;
    messages.inFlight--;
    if (taken) messages.delivered++;
    else messages.dropped++;
  }

  #drop({ messages }: Packet): void {
    this.#network.messages.inFlight -= messages;
    this.#network.messages.dropped += messages;
  }

  accountMessage(packet: MessagePacket): void {
    const { observer, scheduler } = this.#network;
    observer?.messageSent(scheduler.now, this.#directions[packet.from].from.id, packet);
    if (packet.opening > 0) this.#book(packet.from, "handshake", packet.opening);
  }

  accountControl({ from, component, cost }: ControlPacket): void {
    if (cost.content > 0) this.#book(from, component, cost.content);
    if (cost.tls > 0) this.#book(from, "tls", cost.tls);
    if (cost.headers > 0) this.#book(from, "headers", cost.headers);
  }

  #book(from: Side, component: Component, bytes: number): void {
    const { observer, scheduler } = this.#network;
    observer?.transportSent(scheduler.now, this.#directions[from].from.id, component, bytes);
  }
}

function stall(packet: Packet): void {
  if (packet instanceof MessagePacket) packet.end.stall(packet.quota);
}
