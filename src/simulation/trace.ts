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
  /** A fault began or was over. */
  fault?(time: Time, description: string, active: boolean): void;
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

type Handlers = { readonly [K in keyof Required<Probe>]: NonNullable<Probe[K]> };

/** One probe that hands each event to all that want it. */
export function fanOut(probes: readonly Probe[]): Handlers {
  const handler = <K extends keyof Probe>(name: K): NonNullable<Probe[K]> => {
    const wanting = probes.filter((probe) => probe[name] !== undefined);
    // By name and number instead of by rest parameters: this runs several times for each message.
    const all = (a: unknown, b: unknown, c: unknown, d: unknown, e: unknown) => {
      for (const probe of wanting) (probe[name] as (...args: unknown[]) => void)(a, b, c, d, e);
    };
    return all as NonNullable<Probe[K]>;
  };
  return {
    nodeUp: handler("nodeUp"),
    nodeDown: handler("nodeDown"),
    stored: handler("stored"),
    calledBack: handler("calledBack"),
    combined: handler("combined"),
    messageSent: handler("messageSent"),
    messageReceived: handler("messageReceived"),
    connection: handler("connection"),
    wireMessage: handler("wireMessage"),
    wireControl: handler("wireControl"),
    fault: handler("fault"),
    ended: handler("ended"),
  };
}

export type Trace = ReturnType<typeof fanOut>;
