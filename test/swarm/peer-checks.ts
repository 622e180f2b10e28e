import type { ConnectionEvent } from "../../src/gossip/environment.ts";
import type { Response } from "../../src/gossip/messages.ts";
import type { ProtocolSettings } from "../../src/scenario/scenario.ts";
import type { NodeRecord, StreamRecord } from "./ledger.ts";
import { grace, longestFlight } from "./stream-checks.ts";
import { must, seconds } from "./violation.ts";

/** What a node does with its connections: N1 to N5, V4.1, L2, M2 to M4, T1. */
export class PeerChecks {
  readonly #protocol: ProtocolSettings;
  /** Ids admitted and not yet gone, as the events say. */
  readonly #admitted = new Map<NodeRecord, Set<number>>();
  /** Ids that a node has had two clients to at one time: its set then forgets them too early (N2, #76121). */
  readonly #doubled = new Map<NodeRecord, Set<number>>();
  readonly #loopbackSince = new Map<NodeRecord, number>();
  /** Addresses that a node was sent on to and has not dialled. */
  readonly #forwards = new Map<NodeRecord, string[]>();
  /** When a node last gave up a stream to another one, by `from->to`; to 0 when it had not heard yet who that was. */
  readonly #hungUp = new Map<string, number>();

  constructor(protocol: ProtocolSettings) {
    this.#protocol = protocol;
  }

  /** A client is about to take a Response. */
  responded(node: NodeRecord, { nodeId, alternate }: Response): void {
    if (alternate !== null) this.#forwarded(node, alternate);
    // It may be the first of its stream and make one more client of the same node.
    if (node.state.clientPeers().includes(0) && node.state.clientPeers().includes(nodeId)) {
      entry(this.#doubled, node, () => new Set<number>()).add(nodeId);
    }
  }

  /** Where it is connected already it does not go (L2). */
  #forwarded(node: NodeRecord, { nodeId, address }: { readonly nodeId: number; readonly address: string }): void {
    const isPeer = node.state.server.incoming.ids().includes(nodeId) || node.state.clientPeers().includes(nodeId);
    if (!isPeer) entry(this.#forwards, node, () => [] as string[]).push(address);
  }

  happened(time: number, node: NodeRecord, event: ConnectionEvent): void {
    const { outgoing, server } = node.state;
    const at = `at node ${node.id} at ${seconds(time)}`;
    const admitted = entry(this.#admitted, node, () => new Set<number>());
    switch (event.type) {
      case "accepted":
        must(event.peerId !== node.id, "loopback uncounted", () => `a place was taken ${at} (V4.1a)`);
        must(!admitted.has(event.peerId), "one place each", () => `node ${event.peerId} again ${at} (V4.1b)`);
        must(admitted.size < server.incoming.maxSize, "admits with room only", () => `${admitted.size} ${at} (V4.1c)`);
        admitted.add(event.peerId);
        break;
      case "left":
        must(admitted.delete(event.peerId), "left after accepted", () => `node ${event.peerId} ${at}`);
        break;
      case "duplicate":
        must(admitted.has(event.peerId), "duplicate of a peer", () => `node ${event.peerId} ${at} (V4.1b)`);
        break;
      case "refused":
        must(
          server.incoming.size >= server.incoming.maxSize,
          "refuses when full only",
          () => `${server.incoming.size} of ${server.incoming.maxSize} ${at} (V4.1d)`,
        );
        break;
      case "hung-up":
        this.#hungUp.set(`${node.id}->${event.peerId}`, time);
        if (event.reason !== "redundant") break;
        must(
          event.peerId < node.id && server.incoming.ids().includes(event.peerId),
          "mutual connections",
          () => `node ${node.id} gave up its stream to node ${event.peerId} (L2)`,
        );
        break;
      case "culled":
        must(outgoing.size >= outgoing.maxSize, "culls when full only", () => at);
        this.#checkCulled(time, node, event.peerId);
        break;
      case "dialled":
        this.#checkDialled(time, node, event, at);
        break;
      default:
        event satisfies never;
    }
  }

  /** The node has finished what it was doing: its sets must agree with what happened. */
  check(time: number, node: NodeRecord): void {
    const { outgoing, server } = node.state;
    const { incoming } = server;
    const at = `at node ${node.id} at ${seconds(time)}`;
    const clients = node.state.clientPeers();
    const peers = server.connectedNodes().map(({ peerId }) => peerId);
    must(
      outgoing.size === clients.length,
      "outgoing",
      () => `${outgoing.size} for ${clients.length} clients ${at} (N1)`,
    );
    const doubled = entry(this.#doubled, node, () => new Set<number>());
    for (const [index, id] of clients.entries()) if (id !== 0 && clients.indexOf(id) < index) doubled.add(id);
    const ids = outgoing.ids();
    must(
      ids.every((id) => clients.includes(id)) && clients.every((id) => id === 0 || doubled.has(id) || ids.includes(id)),
      "outgoing",
      () => `ids ${ids} for clients ${clients} ${at} (N2, N3)`,
    );
    const admitted = entry(this.#admitted, node, () => new Set<number>());
    must(
      same(peers, [...admitted]) && same(incoming.ids(), peers) && incoming.size === peers.length,
      "incoming",
      () => `ids ${incoming.ids()}, list ${peers}, admitted ${[...admitted]} ${at} (N1, V4.1c)`,
    );
    this.#checkLimits(time, node, at);
    this.#checkLoopback(time, node, clients);
    const told = node.storedAt.get(`gossip-clients:${node.id}`) ?? node.upSince;
    const last = Math.max(told, node.resumedAt);
    const isAlive = time - last <= this.#protocol.clientsInterval + grace;
    must(isAlive, "the manage loop goes on", () => `no clients key since ${seconds(last)} ${at} (M6)`);
  }

  /** Places and streams at the end of a run: each place has its stream, or its node is about to hear that it has ended. */
  ended(time: number, nodes: ReadonlyMap<number, NodeRecord>, streams: Iterable<StreamRecord>): void {
    const open = new Set<string>();
    for (const stream of streams) {
      if (stream.ends[1]?.isOpen) open.add(`${stream.dialler}->${stream.listener}`);
    }
    for (const node of nodes.values()) {
      for (const { peerId } of node.state.server.connectedNodes()) {
        const name = `${peerId}->${node.id}`;
        if (node.isPaused || open.has(name)) continue;
        const hungUp = (id: number) => this.#hungUp.get(`${peerId}->${id}`) ?? Number.NEGATIVE_INFINITY;
        const isRecent = (id: number) => time - hungUp(id) < longestFlight;
        must(isRecent(node.id) || isRecent(0), "a place has a stream", () => `${name} at ${seconds(time)} (V4.1c)`);
      }
    }
  }

  /** N4, N5: the limit follows from the descriptors that the node has ever had, once the callback has run that tells of the last (K4). */
  #checkLimits(time: number, { described, lastDescribed, resumedAt, state }: NodeRecord, at: string): void {
    const { minPeers, peersRoot, incomingSlack } = this.#protocol;
    const { outgoing } = state;
    const { incoming } = state.server;
    const limit = Math.max(minPeers, rootUp(described.size, peersRoot));
    const isKnown = time - Math.max(lastDescribed, resumedAt) >= grace;
    const fits = outgoing.maxSize === limit || (!isKnown && outgoing.maxSize >= minPeers && outgoing.maxSize < limit);
    must(fits, "limit", () => `${outgoing.maxSize}, not ${limit} ${at} (N5)`);
    must(
      incoming.maxSize === outgoing.maxSize + incomingSlack,
      "limit",
      () => `incoming ${incoming.maxSize} ${at} (N4)`,
    );
    must(incoming.size <= incoming.maxSize, "limit kept", () => `${incoming.size} incoming ${at} (N1)`);
  }

  #checkLoopback(time: number, node: NodeRecord, clients: readonly number[]): void {
    if (!clients.includes(node.id)) {
      this.#loopbackSince.delete(node);
      return;
    }
    const since = Math.max(
      entry(this.#loopbackSince, node, () => time),
      node.resumedAt,
    );
    must(time - since < grace, "never its own peer", () => `node ${node.id} from ${seconds(since)} on (L2)`);
  }

  /** S10, M4. */
  #checkCulled(time: number, node: NodeRecord, culled: number): void {
    const origins = new Map<number, Set<number>>(node.state.outgoing.ids().map((id) => [id, new Set()]));
    for (const { peerId, nodeId, ttlStamp } of node.infos.values()) {
      if (ttlStamp > time + node.lead) origins.get(peerId)?.add(nodeId);
    }
    // Which infos it takes for expired is its clock's business.
    if (node.skew > 0) return;
    const least = Math.min(...[...origins.values()].map(({ size }) => size));
    must(
      origins.size === 0 ? culled === 0 : origins.get(culled)?.size === least,
      "culls the least useful",
      () => `node ${node.id} culls ${culled}, which gave ${origins.get(culled)?.size}, not ${least} (S10)`,
    );
  }

  #checkDialled(time: number, node: NodeRecord, event: ConnectionEvent & { type: "dialled" }, at: string): void {
    const { outgoing } = node.state;
    const { address, cause } = event;
    if (cause === "bootstrap") {
      const sentinel = node.held("sentinel", time + node.lead);
      const needed = outgoing.size === 1 || sentinel === null;
      must(needed, "bootstraps in need only", () => `${at} with ${outgoing.size - 1} connections and a sentinel (T1)`);
    } else if (cause === "forward") {
      const forwards = this.#forwards.get(node) ?? [];
      const index = forwards.indexOf(address);
      must(index >= 0, "dials where it was sent", () => `${address} ${at} (M2)`);
      forwards.splice(index, 1);
    } else {
      must(outgoing.size <= outgoing.maxSize, "tightens with room only", () => `${outgoing.size} ${at} (M3)`);
      const id = Number(/\d+/.exec(address)![0]);
      const hops = node.held(`node:${id}`, time)?.hops ?? 0;
      must(hops > this.#protocol.maxHops, "tightens to the distant", () => `node ${id}, ${hops} hops away, ${at} (M3)`);
    }
  }
}

/** The smallest k whose `root`th power is at least n; for so few nodes the original's floating point makes no difference. */
function rootUp(n: number, root: number): number {
  for (let k = 1; ; k++) {
    let power = 1;
    for (let i = 0; i < root; i++) power *= k;
    if (power >= n) return k;
  }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id) => b.includes(id));
}

function entry<V>(map: Map<NodeRecord, V>, key: NodeRecord, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
