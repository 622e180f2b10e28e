import type { ConnectionEvent } from "../gossip/environment.ts";
import type { Info } from "../gossip/info.ts";
import type { Request, Response } from "../gossip/messages.ts";
import type { Stamp } from "../gossip/stamp.ts";
import type { Time } from "../kernel/time.ts";
import type { Component, MessageParts } from "../network/network.ts";

/**
 * What happens in a run, told to those who measure it. Nodes are named by their ids. All events are read-only and come in
 * order of time; a probe implements what it needs.
 */
export interface Probe {
  /** A node has started, with empty memory. */
  nodeUp?(time: Time, node: number, state: NodeState): void;
  nodeDown?(time: Time, node: number): void;
  /** A node stands still from here on, and keeps its memory; once more when its sockets close as well. */
  paused?(time: Time, node: number): void;
  resumed?(time: Time, node: number): void;
  /** An info entered a node's store: published there (hops 0) or accepted from a peer. */
  stored?(time: Time, node: number, info: Info): void;
  /** So many of a node's callbacks ran. */
  calledBack?(time: Time, node: number, count: number): void;
  /** A node took in a delta; `fresh` of its infos were accepted. */
  combined?(time: Time, node: number, received: number, fresh: number): void;
  messageSent?(time: Time, node: number, message: Request | Response, to: number, end: MessageEnd): void;
  messageReceived?(time: Time, node: number, message: Request | Response, from: number, end: MessageEnd): void;
  connection?(time: Time, node: number, event: ConnectionEvent): void;
  /** A message left for the wire: its own bytes and what the transport added. */
  wireMessage?(time: Time, node: number, parts: MessageParts): void;
  /** Bytes of the transport's own. The one event that comes late: acknowledgements, with the time at which they left. */
  wireControl?(time: Time, node: number, component: Component, bytes: number): void;
  /** A fault began or was over. The description tells it from others by ids and numbers, the words say the same by names, for people. */
  fault?(time: Time, description: string, active: boolean, words: string): void;
  ended?(time: Time): void;
}

/** What a node knows of its connections, to look at while it lives. Its infos are told by `stored`: to look them up ticks its clock (C3). */
export interface NodeState {
  readonly outgoing: Connections;
  readonly server: {
    readonly incoming: Connections;
    connectedNodes(): readonly { readonly peerId: number; readonly address: string }[];
  };
  readonly store: { readonly highWater: { get(nodeId: number): Stamp } };
  clientPeers(): readonly number[];
}

interface Connections {
  readonly size: number;
  readonly maxSize: number;
  ids(): readonly number[];
}

/** The end of a stream at which a message was sent or received. */
export interface MessageEnd {
  /** 0: the end that dialled. */
  readonly side: 0 | 1;
  readonly isOpen: boolean;
  /** The same object at both ends. */
  readonly stream: { readonly dialler: number; readonly listener: number };
}

/** Hands each event to all probes that want it, in their order. */
export function fanOut(probes: readonly Probe[]): Trace {
  return new Trace(probes);
}

type Wanting<K extends keyof Probe> = readonly (Probe & Required<Pick<Probe, K>>)[];

/**
 * One probe that stands for all. A method for each event, though they are all alike: a call that always meets the same few probes is
 * compiled into their code, and this runs several times for each message.
 */
export class Trace implements Required<Probe> {
  readonly #probes: readonly Probe[];
  readonly #stored: Wanting<"stored">;
  readonly #calledBack: Wanting<"calledBack">;
  readonly #combined: Wanting<"combined">;
  readonly #messageSent: Wanting<"messageSent">;
  readonly #messageReceived: Wanting<"messageReceived">;
  readonly #wireMessage: Wanting<"wireMessage">;
  readonly #wireControl: Wanting<"wireControl">;

  constructor(probes: readonly Probe[]) {
    const wanting = <K extends keyof Probe>(name: K) =>
      probes.filter((probe): probe is Wanting<K>[number] => probe[name] !== undefined);
    this.#probes = probes;
    this.#stored = wanting("stored");
    this.#calledBack = wanting("calledBack");
    this.#combined = wanting("combined");
    this.#messageSent = wanting("messageSent");
    this.#messageReceived = wanting("messageReceived");
    this.#wireMessage = wanting("wireMessage");
    this.#wireControl = wanting("wireControl");
  }

  stored(time: Time, node: number, info: Info): void {
    for (const probe of this.#stored) probe.stored(time, node, info);
  }

  calledBack(time: Time, node: number, count: number): void {
    for (const probe of this.#calledBack) probe.calledBack(time, node, count);
  }

  combined(time: Time, node: number, received: number, fresh: number): void {
    for (const probe of this.#combined) probe.combined(time, node, received, fresh);
  }

  messageSent(time: Time, node: number, message: Request | Response, to: number, end: MessageEnd): void {
    for (const probe of this.#messageSent) probe.messageSent(time, node, message, to, end);
  }

  messageReceived(time: Time, node: number, message: Request | Response, from: number, end: MessageEnd): void {
    for (const probe of this.#messageReceived) probe.messageReceived(time, node, message, from, end);
  }

  wireMessage(time: Time, node: number, parts: MessageParts): void {
    for (const probe of this.#wireMessage) probe.wireMessage(time, node, parts);
  }

  wireControl(time: Time, node: number, component: Component, bytes: number): void {
    for (const probe of this.#wireControl) probe.wireControl(time, node, component, bytes);
  }

  // What happens seldom.

  nodeUp(time: Time, node: number, state: NodeState): void {
    for (const probe of this.#probes) probe.nodeUp?.(time, node, state);
  }

  nodeDown(time: Time, node: number): void {
    for (const probe of this.#probes) probe.nodeDown?.(time, node);
  }

  paused(time: Time, node: number): void {
    for (const probe of this.#probes) probe.paused?.(time, node);
  }

  resumed(time: Time, node: number): void {
    for (const probe of this.#probes) probe.resumed?.(time, node);
  }

  connection(time: Time, node: number, event: ConnectionEvent): void {
    for (const probe of this.#probes) probe.connection?.(time, node, event);
  }

  fault(time: Time, description: string, active: boolean, words: string): void {
    for (const probe of this.#probes) probe.fault?.(time, description, active, words);
  }

  ended(time: Time): void {
    for (const probe of this.#probes) probe.ended?.(time);
  }
}
