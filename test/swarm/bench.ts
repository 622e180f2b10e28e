import type { ConnectionEvent } from "../../src/gossip/environment.ts";
import { StampList } from "../../src/gossip/high-water.ts";
import type { Info, InfoFields } from "../../src/gossip/info.ts";
import { makeRequest, makeResponse, type RequestKind, type ResponseKind } from "../../src/gossip/messages.ts";
import { presets } from "../../src/scenario/presets.ts";
import type { ProtocolSettings } from "../../src/scenario/scenario.ts";
import type { MessageEnd, NodeState, Probe } from "../../src/simulation/trace.ts";
import { info } from "../gossip/support.ts";
import { watch } from "./invariants.ts";
import { Ledger, type Message } from "./ledger.ts";

const second = 1_000_000_000;
const quiet = { ...presets["cockroach-2.1"], clientsInterval: Number.POSITIVE_INFINITY };

export const address = (id: number) => `host${id}:26257`;

interface Places {
  ids: number[];
  /** Places taken beside those of the ids. */
  more: number;
  maxSize: number;
}

/** A node as the checker sees it; a test sets it to what it shall see. */
export class FakeNode implements NodeState {
  readonly out: Places = { ids: [], more: 0, maxSize: 3 };
  readonly in: Places = { ids: [], more: 0, maxSize: 3 };
  clients: number[] = [];
  highWater: (origin: number) => number;
  readonly outgoing = view(this.out);
  readonly server = {
    incoming: view(this.in),
    connectedNodes: () => this.in.ids.map((peerId) => ({ peerId, address: address(peerId) })),
  };
  readonly store = { highWater: { get: (origin: number) => this.highWater(origin) } };

  constructor(highWater: (origin: number) => number) {
    this.highWater = highWater;
  }

  clientPeers(): number[] {
    return this.clients;
  }
}

function view(places: Places) {
  return {
    get size() {
      return places.ids.length + places.more;
    },
    get maxSize() {
      return places.maxSize;
    },
    ids: () => places.ids,
  };
}

type End = { -readonly [K in keyof MessageEnd]: MessageEnd[K] };

/** A trace told by hand. Nodes 1 to 4 are up at 1 s; what a test does not say otherwise is true. */
export class Bench {
  readonly ledger = new Ledger();
  readonly nodes = new Map<number, FakeNode>();
  readonly probe: Required<Pick<Probe, "stored" | "messageSent" | "messageReceived" | "connection" | "ended">> & Probe;
  time = second;

  constructor(protocol: Partial<ProtocolSettings> = {}) {
    this.probe = watch({ ...quiet, ...protocol }, this.ledger) as Bench["probe"];
    for (let id = 1; id <= 4; id++) this.up(id);
  }

  up(id: number): void {
    const node = new FakeNode((origin) => this.ledger.nodes.get(id)!.stamps.get(origin)!);
    this.nodes.set(id, node);
    this.probe.nodeUp!(this.time, id, node);
  }

  node(id: number): FakeNode {
    return this.nodes.get(id)!;
  }

  /** What the checker sees when it looks at a node. */
  show(id: number, seen: { clients?: number[]; out?: Partial<Places>; in?: Partial<Places> }): void {
    const node = this.node(id);
    node.clients = seen.clients ?? node.clients;
    Object.assign(node.out, seen.out);
    Object.assign(node.in, seen.in);
  }

  pass(seconds: number): void {
    this.time += seconds * second;
  }

  /** Node `id` publishes. */
  publish(id: number, key: string, fields: Partial<InfoFields> = {}): Info {
    this.time++;
    const value = { bytes: new Uint8Array(5), time: this.time };
    const made = info({ key, value, originStamp: this.time + 1, nodeId: id, ...fields });
    this.probe.stored(this.time, id, made);
    return made;
  }

  /** Node `id` stores a copy. */
  store(id: number, source: Info, fields: Partial<InfoFields> = {}): void {
    const { key, value, originStamp, ttlStamp, nodeId, hops } = source;
    const peerId = source.peerId === 0 ? nodeId : source.peerId;
    this.probe.stored(
      this.time,
      id,
      info({ key, value, originStamp, ttlStamp, nodeId, hops: hops + 1, peerId, ...fields }),
    );
  }

  stream(from: number, to: number): readonly [End, End] {
    const stream = { dialler: from, listener: to };
    return [
      { side: 0, isOpen: true, stream },
      { side: 1, isOpen: true, stream },
    ];
  }

  /** A message of the node at that end; with all its stamps unless they are given. */
  send(end: MessageEnd, kind: RequestKind | ResponseKind, parts: Parts = {}): Message {
    const { delta = [], stamps, alternate, sender = end.side === 0 ? end.stream.dialler : end.stream.listener } = parts;
    const all = [...this.ledger.nodes.get(sender)!.stamps].sort((a, b) => a[0] - b[0]);
    const told = new StampList(stamps ?? (kind === "response-forward" ? [] : all), null);
    const identity = parts.identity === null ? null : { address: address(sender), clusterId: new Uint8Array(16) };
    const message = kind.startsWith("request")
      ? makeRequest({ kind: kind as RequestKind, nodeId: sender, identity, stamps: told, delta })
      : makeResponse({
          kind: kind as ResponseKind,
          nodeId: sender,
          stamps: told,
          delta,
          ...(alternate === undefined ? {} : { alternate: { nodeId: alternate, address: address(alternate) } }),
        });
    const to = end.side === 0 ? end.stream.listener : end.stream.dialler;
    this.probe.messageSent(this.time, sender, message, to, end);
    return message;
  }

  /** The node at that end takes a message. */
  take(end: MessageEnd, message: Message): void {
    this.time++;
    const { dialler, listener } = end.stream;
    const [node, from] = end.side === 0 ? [dialler, listener] : [listener, dialler];
    this.probe.messageReceived(this.time, node, message, from, end);
  }

  event(id: number, event: ConnectionEvent): void {
    this.probe.connection(this.time, id, event);
  }

  end(): void {
    this.probe.ended(this.time);
  }
}

interface Parts {
  readonly delta?: readonly Info[];
  readonly stamps?: readonly (readonly [number, number])[];
  readonly alternate?: number;
  readonly identity?: null;
  readonly sender?: number;
}
