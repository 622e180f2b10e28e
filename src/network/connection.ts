import { Alarm, type Alarmed } from "../kernel/alarm.ts";
import type { Timer } from "../kernel/scheduler.ts";
import type { Duration, Time } from "../kernel/time.ts";
import { Direction } from "./direction.ts";
import type { Endpoint, Network } from "./network.ts";
import { ControlPacket } from "./packet.ts";
import { other, type Side, Stream, type StreamEnd, type StreamHandler } from "./stream.ts";

/**
 * A TCP connection from one host to another with the streams on it: handshake, ordered and reliable delivery, heartbeats from the
 * side that dialled, and death by silence, noticed on each side by itself. It outlives its streams, as the original's do.
 *
 * Rules: B.14.
 */
export class Connection implements Alarmed {
  readonly #network: Network;
  readonly #there: Direction;
  readonly #back: Direction;
  /** Mostly one: a list takes far less memory than a set, and there are as many connections as there are dials. */
  #streams: readonly Stream[] = [];
  /** Gives up when the connection has not come up by then. */
  #connectTimer: Timer | null;
  #heartbeat: Alarm | null = null;
  #up = false;

  constructor(network: Network, dialer: Endpoint, listener: Endpoint) {
    this.#network = network;
    this.#there = new Direction(network, this, { side: 0, from: dialer, to: listener });
    this.#back = new Direction(network, this, { side: 1, from: listener, to: dialer });
    this.#there.back = this.#back;
    this.#back.back = this.#there;
    dialer.add(this.#there);
    this.#connectTimer = network.scheduler.schedule(network.connectTimeout, () => this.#connectTimedOut());
    this.#handshake(0);
  }

  get isUp(): boolean {
    return this.#up;
  }

  /** The dialling side's end of a new stream; `handler.opened` follows once the connection is up, never before this returns. */
  open(handler: StreamHandler): StreamEnd {
    const stream = new Stream(this);
    stream.ends[0].handler = handler;
    this.#streams = this.#streams.concat(stream);
    if (this.#up) this.#network.scheduler.schedule(0, () => stream.ends[0].announceOpen());
    return stream.ends[0];
  }

  /** The way on which that side sends. */
  from(side: Side): Direction {
    return side === 0 ? this.#there : this.#back;
  }

  isFrom(host: Endpoint): boolean {
    return this.#there.from === host;
  }

  /** Whom the connection was dialled to. */
  get target(): Endpoint {
    return this.#there.to;
  }

  /** Ends the connection as `side` sees it, without a word to the other. */
  fail(side: Side, reason: string): void {
    const direction = this.from(side);
    if (!direction.isAlive) return;
    direction.end();
    if (side === 0) {
      this.#connectTimer?.cancel();
      this.#heartbeat?.cancel();
    }
    direction.from.forget(this);
    for (const stream of this.#streams) stream.ends[side].end(reason);
  }

  /** A closed socket answers for a process that is gone: tells the other side, unless the network swallows it. */
  reset(side: Side): void {
    const direction = this.from(side);
    const { overhead } = this.#network;
    if (!this.#network.passes(direction.from, direction.to)) return;
    direction.transmitReset(new ControlPacket(direction, overhead.reset, () => this.#wasReset(other(side))));
  }

  /** Ends the streams in peace; both sides hear of it. */
  endStreams(side: Side): void {
    for (const { ends } of this.#streams) {
      const end = ends[side];
      if (!end.isOpen) continue;
      end.close();
      end.handler?.closed("stopped");
    }
  }

  sendEnd(end: StreamEnd, reason: string | null): void {
    const { direction, peer } = end;
    direction.transmit(new ControlPacket(direction, this.#network.overhead.endStream, () => peer.end(reason)));
  }

  streamEnded(stream: Stream): void {
    const place = this.#streams.indexOf(stream);
    if (place >= 0) this.#streams = this.#streams.toSpliced(place, 1);
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

  /** The next heartbeat is due. */
  alarm(): void {
    const { from, isAlive } = this.#there;
    if (from.isPaused) {
      from.whenResumed(() => this.alarm());
      return;
    }
    if (!isAlive) return;
    this.#there.transmit(new ControlPacket(this.#there, this.#network.overhead.heartbeat, null));
    this.#beatLater();
  }

  /** Watches for silence on one side, from now on. */
  watch(side: Side): void {
    const { scheduler, silence } = this.#network;
    const direction = this.from(side);
    // One that stands still does not look at its watch. When it goes on it first reads what has come.
    if (direction.from.isPaused) {
      direction.from.whenResumed(() => this.watch(side));
      return;
    }
    if (!direction.isAlive) return;
    const idle = scheduler.now - direction.lastHeard;
    if (idle >= silence) this.fail(side, "keepalive timed out");
    else direction.lookAt(scheduler.now + silence - idle);
  }

  /** The run is over: books what has left by now. */
  settle(): void {
    this.#there.settle();
    this.#back.settle();
  }

  #handshake(step: number): void {
    const legs = this.#network.overhead.handshake[step];
    if (legs === undefined) {
      this.#network.scheduler.schedule(0, () => this.#comeUp());
      return;
    }
    const there = new ControlPacket(this.#there, legs.there, () => {
      if (step === 0 && !this.#answerSyn()) return;
      const back = () => {
        // The third part of TCP's own handshake goes at once (RFC 9293 3.5); the preface follows it.
        if (step === 0) this.#there.acknowledge(this.#network.scheduler.now);
        this.#handshake(step + 1);
      };
      this.#back.transmit(new ControlPacket(this.#back, legs.back, back));
    });
    this.#there.transmit(there);
  }

  /** A host that is down refuses. */
  #answerSyn(): boolean {
    const listener = this.target;
    if (!listener.isUp) {
      this.#back.isAlive = false;
      this.reset(1);
      return false;
    }
    listener.add(this.#back);
    this.watch(1);
    return true;
  }

  #comeUp(): void {
    const { scheduler, overhead } = this.#network;
    // Without a handshake there was no SYN to make the other side look.
    if (overhead.handshake.length === 0 && !this.#answerSyn()) return;
    this.#up = true;
    this.#connectTimer?.cancel();
    this.#connectTimer = null;
    this.watch(0);
    this.#beatLater();
    for (const stream of this.#streams) scheduler.schedule(0, () => stream.ends[0].announceOpen());
  }

  #connectTimedOut(): void {
    const { from } = this.#there;
    if (from.isPaused) {
      from.whenResumed(() => this.#connectTimedOut());
      return;
    }
    if (this.#up) return;
    this.fail(0, "connect timed out");
  }

  #wasReset(side: Side): void {
    this.fail(side, this.#up ? "connection reset" : "connection refused");
  }

  #beatLater(): void {
    const { scheduler, heartbeatInterval } = this.#network;
    this.#heartbeat ??= new Alarm(this);
    scheduler.post(scheduler.now + heartbeatInterval, this.#heartbeat);
  }
}
