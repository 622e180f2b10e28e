import type { Timer } from "../kernel/scheduler.ts";
import type { Duration, Time } from "../kernel/time.ts";
import { Direction } from "./direction.ts";
import type { Endpoint, Network } from "./network.ts";
import type { PacketCost } from "./overhead.ts";
import { ControlPacket } from "./packet.ts";
import { other, type Side, Stream, type StreamEnd, type StreamHandler } from "./stream.ts";

/**
 * A TCP connection from one host to another with the streams on it: handshake, ordered and reliable delivery, heartbeats from the
 * side that dialled, and death by silence, noticed on each side by itself. It outlives its streams, as the original's do.
 *
 * Rules: B.14.
 */
export class Connection {
  readonly #network: Network;
  readonly #directions: readonly [Direction, Direction];
  readonly #watch: [Timer | null, Timer | null] = [null, null];
  /** Mostly one: a list takes far less memory than a set, and there are as many connections as there are dials. */
  #streams: readonly Stream[] = [];
  #heartbeatTimer: Timer | null = null;
  #up = false;

  constructor(network: Network, dialer: Endpoint, listener: Endpoint) {
    this.#network = network;
    const there = new Direction(network, this, { side: 0, from: dialer, to: listener });
    const back = new Direction(network, this, { side: 1, from: listener, to: dialer });
    there.back = back;
    back.back = there;
    this.#directions = [there, back];
    dialer.connections.set(this, 0);
    this.#watch[0] = network.scheduler.schedule(network.connectTimeout, () => this.#connectTimedOut());
    this.#handshake(0);
  }

  get isUp(): boolean {
    return this.#up;
  }

  /** The dialling side's end of a new stream; `handler.opened` follows once the connection is up, never before this returns. */
  open(handler: StreamHandler): StreamEnd {
    const stream = new Stream(this);
    stream.ends[0].handler = handler;
    this.#streams = [...this.#streams, stream];
    if (this.#up) this.#network.scheduler.schedule(0, () => stream.ends[0].announceOpen());
    return stream.ends[0];
  }

  /** The way on which that side sends. */
  from(side: Side): Direction {
    return this.#directions[side];
  }

  /** Whom the connection was dialled to. */
  get target(): Endpoint {
    return this.#directions[0].to;
  }

  /** Ends the connection as `side` sees it, without a word to the other. */
  fail(side: Side, reason: string): void {
    const direction = this.#directions[side];
    if (!direction.isAlive) return;
    direction.end();
    this.#watch[side]?.cancel();
    if (side === 0) this.#heartbeatTimer?.cancel();
    direction.from.forget(this);
    for (const stream of this.#streams) stream.ends[side].end(reason);
  }

  /** A closed socket answers for a process that is gone: tells the other side, unless the network swallows it. */
  reset(side: Side): void {
    const direction = this.#directions[side];
    if (!this.#network.passes(direction.from, direction.to)) return;
    direction.transmitAtOnce(this.#control(side, this.#network.overhead.reset, () => this.#wasReset(other(side))));
  }

  sendEnd(end: StreamEnd, reason: string | null): void {
    end.direction.transmit(this.#control(end.side, this.#network.overhead.endStream, () => end.peer.end(reason)));
  }

  streamEnded(stream: Stream): void {
    this.#streams = this.#streams.filter((one) => one !== stream);
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
    return this.target.accept?.(end) ?? null;
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
        if (step === 0) this.#directions[0].acknowledge(this.#network.scheduler.now);
        this.#handshake(step + 1);
      };
      this.#directions[1].transmit(this.#control(1, legs.back, back));
    });
    this.#directions[0].transmit(there);
  }

  /** A host that is down refuses. */
  #answerSyn(): boolean {
    const listener = this.target;
    if (!listener.isUp) {
      this.#directions[1].isAlive = false;
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
    const [there, back] = this.#directions;
    const answer = () => back.transmit(this.#control(1, overhead.heartbeat, () => {}, "heartbeat"));
    there.transmit(this.#control(0, overhead.heartbeat, answer, "heartbeat"));
    this.#heartbeatTimer = scheduler.schedule(heartbeatInterval, () => this.#heartbeat());
  }

  /** Starts to watch for silence on one side. */
  #listen(side: Side): void {
    const { scheduler, silence } = this.#network;
    const idle = scheduler.now - this.#directions[side].lastHeard;
    if (idle >= silence) this.fail(side, "keepalive timed out");
    else this.#watch[side] = scheduler.schedule(silence - idle, () => this.#listen(side));
  }

  #control(
    from: Side,
    cost: PacketCost,
    deliver: () => void,
    component: "handshake" | "heartbeat" = "handshake",
  ): ControlPacket {
    return new ControlPacket(this.#directions[from], { cost, component, deliver });
  }

  /** The run is over: books what has left by now. */
  settle(): void {
    for (const direction of this.#directions) direction.settle();
  }
}
