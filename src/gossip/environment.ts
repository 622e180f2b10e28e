import type { Info } from "./info.ts";
import type { Request, Response } from "./messages.ts";
import type { Stamp } from "./stamp.ts";

/**
 * What a node needs from the world: clock, dice, streams, and somebody to run its activities. The simulation gives it over virtual
 * time and a virtual network; a server would give it over timers and gRPC.
 *
 * Rules: V2, T2, B.15 (what is left to the world).
 */
export interface Environment {
  /** The node's wall clock: what it stamps with, and judges expiry by. It may be wrong, and may be set. */
  wallTime(): Stamp;
  /** Nanoseconds since some moment, by a clock that is never set: what spans are measured with, as Go does. */
  elapsed(): number;
  /** Uniform in [0, 1). */
  uniform(): number;
  /** A loop of `owner`, asleep; `stream`: on which its passes send, if any. */
  activity(owner: Loops, stream: ClientStream | ServerStream | null): Activity;
  /** Wakes both; which of them runs first is open (V2). */
  race(sender: Activity, receiver: Activity): void;
  /** Can the name in this address be resolved? If not it is passed over (T2, L2). */
  resolves(address: string): boolean;
  /** Opens a stream to an address. The handler hears what comes of it, never before this returns. */
  dial(address: string, handler: ClientStreamHandler): ClientStream;
}

export interface ClientStream {
  send(message: Request): void;
  close(): void;
}

export interface ClientStreamHandler {
  opened(): void;
  received(message: Response): void;
  closed(reason: string | null): void;
}

export interface ServerStream {
  send(message: Response): void;
  close(reason: string | null): void;
}

export interface ServerStreamHandler {
  received(message: Request): void;
  closed(reason: string | null): void;
}

/** Whose loops activities are. An object instead of a function for each: a cluster has a dozen activities for each of its nodes. */
export interface Loops {
  /** One pass of the loop. */
  pass(loop: Activity): void;
}

/**
 * Something a node does when woken: a loop of the original, cut into passes. Signals have one slot: however many come before
 * the pass, it runs once and sees all that led to them. The environment says how it is woken and what a timer is.
 */
export abstract class Activity {
  readonly #owner: Loops;
  #signalled = false;
  #delayed = false;
  #stopped = false;

  constructor(owner: Loops) {
    this.#owner = owner;
  }

  /** Calls `run` once, soon, and not before the stream takes another message. */
  abstract wake(): void;
  /** Signals it `delay` nanoseconds from now; setting it again replaces the earlier one. */
  abstract setTimer(delay: number): void;
  abstract clearTimer(): void;

  signal(): void {
    if (this.claim()) this.wake();
  }

  /** Signals `delay` nanoseconds from now, unless that is under way already. */
  signalAfter(delay: number): void {
    if (delay === 0) this.signal();
    if (delay === 0 || this.#delayed || this.#stopped) return;
    this.#delayed = true;
    this.setTimer(delay);
  }

  /** Takes the slot without waking: whoever calls this sees to it that `run` follows. False if it was taken. */
  claim(): boolean {
    if (this.#signalled || this.#stopped) return false;
    this.#signalled = true;
    return true;
  }

  run(): void {
    this.#signalled = false;
    this.#delayed = false;
    if (!this.#stopped) this.#owner.pass(this);
  }

  /** Nothing runs any more, timers included. */
  stop(): void {
    this.#stopped = true;
    this.clearTimer();
  }
}

/** What made a client start: a loop of the node, another node's forward, or a call of `connect`. */
export type DialCause = "bootstrap" | "forward" | "tighten" | "call";

/** What happens to a node's connections, as others may want to count it. */
export type ConnectionEvent =
  /** A client started to dial; why. */
  | { readonly type: "dialled"; readonly address: string; readonly cause: DialCause }
  /** A client's connection ended or never came up. */
  | { readonly type: "hung-up"; readonly address: string; readonly peerId: number; readonly reason: string }
  | { readonly type: "accepted"; readonly peerId: number }
  | { readonly type: "refused"; readonly peerId: number; readonly alternateId: number }
  | { readonly type: "duplicate"; readonly peerId: number }
  | { readonly type: "left"; readonly peerId: number }
  | { readonly type: "culled"; readonly peerId: number };

/** Watches a node and never changes it. */
export interface Observer {
  /** An info entered the store: published here or accepted from a peer. */
  stored(info: Info): void;
  /** So many callbacks ran (K3). */
  calledBack(count: number): void;
  /** A delta was taken in; `fresh` of its infos were accepted. */
  combined(received: number, fresh: number): void;
  connection(event: ConnectionEvent): void;
}
