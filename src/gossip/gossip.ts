import { AddressBook, type AddressBookNode, parseNode, readValue } from "./address-book.ts";
import { Bootstrap, type BootstrapNode } from "./bootstrap.ts";
import { BootstrapAddresses, type BootstrapStorage } from "./bootstrap-addresses.ts";
import { Breakers } from "./breaker.ts";
import { Callbacks, type InfoCallback } from "./callbacks.ts";
import { Client, type ClientNode } from "./client.ts";
import { MonotonicClock } from "./clock.ts";
import { encodeNodeDescriptor, type NodeDescriptor, type Tier } from "./descriptors.ts";
import type {
  Activity,
  DialCause,
  Environment,
  Loops,
  Observer,
  ServerStream,
  ServerStreamHandler,
} from "./environment.ts";
import { InfoStore } from "./infostore.ts";
import type { KeyPattern } from "./key-matcher.ts";
import { clientsKey, clusterIdKey, nodeKey, sentinelKey, systemConfigKey } from "./keys.ts";
import type { Identity } from "./messages.ts";
import { Metrics } from "./metrics.ts";
import { maxPeers, NodeSet } from "./node-set.ts";
import type { GossipOptions } from "./options.ts";
import { Server } from "./server.ts";
import { shuffled } from "./shuffle.ts";
import type { Connectivity, GossipStatus } from "./status.ts";
import { StoreMap } from "./store-map.ts";

/** What is set off by timers, and what else the manage loop waits for (M1). */
const tickers = ["cull", "stall", "clients"] as const;
type Ticker = (typeof tickers)[number];
type ManageEvent = Ticker | "tighten";

// K6. The same objects for all nodes of a process.
const patterns = {
  systemConfig: new RegExp(systemConfigKey),
  nodes: { prefix: "node" },
  stores: { prefix: "store" },
} as const;

export interface GossipSettings {
  /** 0 while the cluster has not assigned one. */
  readonly nodeId: number;
  readonly address: string;
  /** The node's own tiers: which of another node's addresses it dials (D6). */
  readonly locality?: readonly Tier[];
  /** 16 bytes; all zero while unknown. */
  readonly clusterId: Uint8Array;
  readonly options: GossipOptions;
  readonly environment: Environment;
  readonly observer: Observer | null;
  /** Called once, when the node first knows that it belongs to a cluster (Q3). */
  readonly onConnected?: () => void;
}

/** Two hours; one in v2.0 and older (C). */
const descriptorTtl = 2 * 3_600_000_000_000;

/**
 * A node of the gossip network.
 *
 * 1. The bootstrap loop (bootstrap.ts) dials an address it was given; a client (client.ts) opens a stream there and sends its stamps.
 * 2. The server over there (server.ts) takes the stream in, or, when it is full, sends the client on to one of its peers; either
 *    way it tells what it knows. From then on each side sends what the other lacks whenever its store (infostore.ts) changes.
 * 3. The manage loop (here, B.7) reacts: a client that was sent on dials the new address; a node more than `maxHops` away is dialled
 *    directly (tighten); once a minute a full node drops its least useful connection (cull).
 * 4. A node that has lost its connections or the sentinel is stalled (B.9) and goes back to 1.
 *
 * It has no clock, timer, socket or dice of its own: see environment.ts.
 *
 * Rules: M1 to M6, Q1 to Q4, N4, K6, H1 and H3 (the order of dials), L1 and L5 (the node's part), B.12 (its own keys), B.13, B.15.
 */
export class Gossip implements ClientNode, AddressBookNode, BootstrapNode, Loops {
  readonly nodeId: number;
  readonly address: string;
  readonly store: InfoStore;
  readonly outgoing: NodeSet;
  readonly server: Server;
  readonly breakers = new Breakers();
  readonly identity: Identity;
  readonly environment: Environment;
  readonly options: GossipOptions;
  readonly observer: Observer | null;
  readonly #settings: GossipSettings;
  readonly #clock: MonotonicClock;
  readonly #callbacks: Callbacks;
  /** Runs the callbacks, after whatever led to them (K4). */
  readonly #worker: Activity;
  readonly #addressBook: AddressBook;
  readonly #bootstrapAddresses: BootstrapAddresses;
  readonly #storeMap = new StoreMap();
  readonly #bootstrap: Bootstrap;
  /** In order of their start. */
  #clients: readonly Client[] = [];
  readonly #endedClients = new Metrics();
  #stalled = false;
  #connected = false;

  // The manage loop takes one of the ready events at a time; which one is drawn when there are several (B.15).
  readonly #manage: Activity;
  readonly #disconnected: Client[] = [];
  /** In the order in which they were signalled, each once. */
  readonly #ready: ManageEvent[] = [];
  readonly #tickers: readonly Activity[];
  /** A cull waits for some client to end before anything else happens (M4). */
  #awaitsDisconnect = false;
  /** Those that are drawn once (M1). */
  #intervals: Map<Ticker, number> | null = null;
  #tightenNotBefore = Number.NEGATIVE_INFINITY;

  constructor(settings: GossipSettings) {
    const { nodeId, address, options, environment, observer } = settings;
    this.nodeId = nodeId;
    this.address = address;
    this.identity = { address, clusterId: settings.clusterId };
    this.environment = environment;
    this.options = options;
    this.observer = observer;
    this.#settings = settings;
    this.#clock = new MonotonicClock(environment);
    this.#worker = environment.activity(this, null);
    this.#callbacks = new Callbacks({ policy: options.callbacks, observer, wake: () => this.#worker.signal() });
    this.store = new InfoStore({
      nodeId,
      clock: this.#clock,
      callbacks: this.#callbacks,
      dialect: options.version === "1.0" ? "v1" : "v2",
      deletesOnGet: options.version !== "2.1",
      ownMayBeDistant: options.version !== "2.1",
      ratchetsClock: options.version === "2.1",
      uniform: () => environment.uniform(),
      observer,
    });
    this.outgoing = new NodeSet(options.minPeers);
    this.server = new Server(this);
    this.#bootstrapAddresses = new BootstrapAddresses(address);
    this.#addressBook = new AddressBook(this, this.#bootstrapAddresses);
    this.#bootstrap = new Bootstrap({ environment, interval: options.bootstrapInterval, node: this });
    this.#manage = environment.activity(this, null);
    this.#tickers = tickers.map(() => environment.activity(this, null));
    // In this order (K6).
    this.store.register(patterns.systemConfig, mustBeSystemConfig, false);
    this.store.register(patterns.nodes, (key, rawBytes) => this.#addressBook.update(key, rawBytes), false);
    this.store.register(patterns.stores, (_, rawBytes) => this.#storeMap.update(rawBytes), false);
    this.store.register(".*", () => this.server.wakeSenders(), true);
  }

  /** Starts to look for peers at these addresses. */
  start(addresses: readonly string[]): void {
    this.#bootstrap.setResolvers(addresses);
    this.checkStatus();
    this.#bootstrap.start();
    for (const ticker of tickers) this.#repeat(ticker);
  }

  /** H1: gives the node a memory for bootstrap addresses that outlives it; what is in it is dialled too. */
  setStorage(storage: BootstrapStorage): void {
    this.#bootstrapAddresses.setStorage(storage);
    let found = false;
    for (const address of this.#bootstrapAddresses.list()) {
      if (!this.#bootstrap.addResolver(address) || found) continue;
      found = true;
      this.#bootstrap.turnToLast();
    }
    if (found) this.#bootstrap.signalStalled();
  }

  /** Ends all connections and loops. */
  stop(): void {
    for (const activity of [this.#worker, this.#manage, ...this.#tickers]) activity.stop();
    this.#bootstrap.stop();
    this.server.stop();
    for (const client of this.#clients) client.close("stopped");
  }

  /** Publishes a value under a key for `ttl` nanoseconds (0: for ever). False when the store holds something fresher. */
  addInfo(key: string, data: Uint8Array, ttl: number): boolean {
    return this.addInfos([{ key, data, ttl }]);
  }

  /** Publishes several values in one go: they leave together. */
  addInfos(infos: readonly { readonly key: string; readonly data: Uint8Array; readonly ttl: number }[]): boolean {
    let added = true;
    for (const { key, data, ttl } of infos) {
      const info = this.store.newInfo(key, data, ttl);
      if (this.store.add(info)) this.#signalConnected();
      else added = false;
    }
    this.#callbacks.wake();
    return added;
  }

  /** The value of a key; undefined when there is none or it has expired. Throws when its checksum is wrong. */
  getInfo(key: string): Uint8Array | undefined {
    const info = this.store.get(key);
    return info === undefined ? undefined : readValue(key, info.value.bytes);
  }

  /** Calls back with each change that matches, and with what is there already. Returns a function that ends it. */
  registerCallback(pattern: KeyPattern, callback: InfoCallback, options: { redundant?: boolean } = {}): () => void {
    return this.store.register(pattern, callback, options.redundant ?? false);
  }

  /** Makes this node known to the others. */
  setNodeDescriptor(descriptor: NodeDescriptor): void {
    const version = this.options.version === "2.1" ? "2.1" : "2.0";
    this.addInfo(nodeKey(descriptor.nodeId), encodeNodeDescriptor(descriptor, version), this.#descriptorTtl);
    this.#publishClients();
  }

  /** The handler of a stream that another node has opened to this one. */
  accept(stream: ServerStream): ServerStreamHandler {
    return this.server.accept(stream);
  }

  /** Opens a connection to this address now, whatever the loops would do. */
  connect(address: string): void {
    this.#dial(address, "call");
  }

  /** Ids of the nodes this one has dialled, in the order of the dials; 0 where the answer is still out. */
  clientPeers(): number[] {
    return this.#clients.map(({ peerId }) => peerId);
  }

  /** D6. Throws when the node is not known or has been removed. */
  nodeDescriptor(nodeId: number): NodeDescriptor {
    return this.#addressBook.descriptorOf(nodeId);
  }

  /** D6: the address at which this node would dial another one; null when it does not know it. */
  addressOf(nodeId: number): string | null {
    return this.#addressBook.addressOf(nodeId);
  }

  /** The node that a store belongs to; undefined while nobody has published the store's descriptor. */
  nodeOfStore(storeId: number): number | undefined {
    return this.#storeMap.nodeOf(storeId);
  }

  /** Q2. */
  get isStalled(): boolean {
    return this.#stalled;
  }

  status(): GossipStatus {
    const now = this.environment.elapsed();
    const age = (since: number) => now - since;
    const clients = this.#clients.filter(({ peerId }) => peerId !== 0);
    return {
      client: {
        connections: clients.map(({ peerId: nodeId, address, since, metrics }) => ({
          nodeId,
          address,
          age: age(since),
          metrics,
        })),
        maxConnections: this.outgoing.maxSize,
      },
      server: {
        connections: this.server
          .connectedNodes()
          .map(({ peerId: nodeId, address, since }) => ({ nodeId, address, age: age(since) })),
        maxConnections: this.server.incoming.maxSize,
        metrics: this.#allMetrics(),
      },
      connectivity: this.#connectivity(),
    };
  }

  /** What the original logs as the server's metrics: the node's clients, those of the past too, count as well (B.13). */
  #allMetrics(): Metrics {
    const all = new Metrics();
    for (const metrics of [this.server.metrics, this.#endedClients, ...this.#clients.map(({ metrics }) => metrics)])
      all.include(metrics);
    return all;
  }

  #connectivity(): Connectivity {
    const clients: [number, number][] = [];
    for (const source of this.#addressBook.nodeIds()) {
      for (const target of peersIn(this.getInfo(clientsKey(source)))) clients.push([source, target]);
    }
    clients.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return { sentinelNodeId: this.store.get(sentinelKey)?.nodeId ?? 0, clients };
  }

  // What the node's own parts ask of it, and nobody else. The node itself answers: objects of functions, one for each part, are much of what an
  // idle node would take.

  get locality(): readonly Tier[] {
    return this.#settings.locality ?? [];
  }

  get addressReuse(): GossipOptions["addressReuse"] {
    return this.options.addressReuse;
  }

  clusterId(): Uint8Array {
    return this.#settings.clusterId;
  }

  /** What runs in the loops that are the node's own. */
  pass(loop: Activity): void {
    if (loop === this.#worker) this.#callbacks.run();
    else if (loop === this.#manage) this.#manageOne();
    else this.#tick(tickers[this.#tickers.indexOf(loop)]!);
  }

  // (the server and the clients)

  signalTighten(): void {
    this.#signal("tighten");
  }

  peerKnown({ peerId }: Client): void {
    this.outgoing.resolvePlaceholder(peerId);
    this.#publishClients();
  }

  responded(): void {
    this.#signalConnected();
  }

  isPeer(nodeId: number): boolean {
    return this.server.incoming.has(nodeId) || this.#isOutgoing(nodeId);
  }

  isIncoming(nodeId: number): boolean {
    return this.server.incoming.has(nodeId);
  }

  disconnected(client: Client): void {
    this.#disconnected.push(client);
    this.#manage.signal();
  }

  // (the bootstrap loop)

  needsConnection(): boolean {
    return this.outgoing.size === 0 || this.store.get(sentinelKey) === undefined;
  }

  startClient(address: string): void {
    this.#dial(address, "bootstrap");
  }

  /** Q1, Q2. */
  checkStatus(): void {
    const orphaned = this.outgoing.size + this.server.incoming.size === 0;
    const alone = this.options.version === "2.1" && this.#bootstrapAddresses.size === 0;
    const stalled = (orphaned && !alone) || this.store.get(sentinelKey) === undefined;
    if (stalled) {
      if (this.#bootstrap.hasResolvers) this.#bootstrap.signalStalled();
    } else {
      if (this.#stalled) this.#signalConnected();
      this.#cleanUpBootstrapAddresses();
    }
    this.#stalled = stalled;
  }

  // (the address book)

  stored(key: string): Uint8Array | undefined {
    return this.store.get(key)?.value.bytes;
  }

  /** N4. */
  recomputeMaxPeers(nodes: number): void {
    const { options } = this;
    const limit = maxPeers(nodes, options);
    this.outgoing.maxSize = limit;
    this.server.incoming.maxSize = limit + options.incomingSlack;
  }

  addResolver(address: string): void {
    this.#bootstrap.addResolver(address);
  }

  publishTombstone(nodeId: number): void {
    this.addInfo(nodeKey(nodeId), new Uint8Array(), this.#descriptorTtl);
  }

  get #descriptorTtl(): number {
    return this.options.version === "2.1" ? descriptorTtl : descriptorTtl / 2;
  }

  // Clients (L1, L5)

  #dial(address: string, cause: DialCause): void {
    const client = new Client(this, address);
    this.outgoing.addPlaceholder();
    this.#clients = this.#clients.concat(client);
    this.observer?.connection({ type: "dialled", address, cause });
    client.start();
  }

  /** Compared by address, since a client that is still connecting has no id; by id when the address is unknown (L2). */
  #isOutgoing(nodeId: number): boolean {
    const address = this.#addressBook.addressOf(nodeId);
    return address === null ? this.outgoing.has(nodeId) : this.#hasClientTo(address);
  }

  #hasClientTo(address: string): boolean {
    return this.#clients.some((client) => client.address === address);
  }

  #publishClients(): void {
    const { clientsInterval, clientsTtl } = this.options;
    if (!Number.isFinite(clientsInterval) || this.nodeId === 0) return;
    const peers = this.clientPeers().filter((peerId) => peerId !== 0);
    this.addInfo(clientsKey(this.nodeId), ascii(peers.join(",")), clientsTtl);
  }

  // The manage loop (B.7)

  #tick(ticker: Ticker): void {
    this.#signal(ticker);
    this.#repeat(ticker);
  }

  #signal(event: ManageEvent): void {
    if (!this.#ready.includes(event)) this.#ready.push(event);
    if (!this.#awaitsDisconnect) this.#manage.signal();
  }

  /** M1: the timer fires again after its interval. */
  #repeat(ticker: Ticker): void {
    const interval = this.#interval(ticker);
    if (Number.isFinite(interval)) this.#tickers[tickers.indexOf(ticker)]!.setTimer(interval);
  }

  /** M1: with jitter it is drawn anew for each interval since v2.1, once before. */
  #interval(ticker: Ticker): number {
    const { options, environment } = this;
    if (ticker === "clients") return options.clientsInterval;
    const drawn = this.#intervals?.get(ticker);
    if (drawn !== undefined) return drawn;
    const mean = ticker === "cull" ? options.cullInterval : options.stallInterval;
    const interval = Math.round(mean * (1 - options.jitter + 2 * options.jitter * environment.uniform()));
    if (options.version !== "2.1") this.#intervals = new Map(this.#intervals).set(ticker, interval);
    return interval;
  }

  /** One pass of the loop: one event. */
  #manageOne(): void {
    const choice = this.#nextEvent();
    switch (choice) {
      case undefined:
        return;
      case "disconnected":
        this.#handleDisconnected(this.#disconnected.shift()!);
        break;
      case "tighten":
        this.#tighten();
        break;
      case "cull":
        this.#cull();
        break;
      case "stall":
        this.checkStatus();
        break;
      case "clients":
        this.#publishClients();
        break;
      default:
        choice satisfies never;
    }
    const blocked = this.#awaitsDisconnect;
    if (this.#disconnected.length > 0 || (!blocked && this.#ready.length > 0)) this.#manage.signal();
  }

  #nextEvent(): ManageEvent | "disconnected" | undefined {
    const ready = this.#awaitsDisconnect ? 0 : this.#ready.length;
    const lost = this.#disconnected.length > 0 ? 1 : 0;
    // Nearly always there is only one, and nothing to draw.
    const index = ready + lost < 2 ? 0 : Math.floor(this.environment.uniform() * (ready + lost));
    if (index < ready) return ready === 1 ? this.#ready.pop() : this.#ready.splice(index, 1)[0];
    return lost > 0 ? "disconnected" : undefined;
  }

  /** M2. */
  #handleDisconnected(client: Client): void {
    this.#awaitsDisconnect = false;
    this.#clients = this.#clients.toSpliced(this.#clients.indexOf(client), 1);
    this.#endedClients.include(client.metrics);
    this.#bootstrap.ended(client.address);
    this.outgoing.remove(client.peerId);
    if (client.forwardAddress !== null) this.#dial(client.forwardAddress, "forward");
    this.checkStatus();
    this.#publishClients();
  }

  /** M3. */
  #tighten(): void {
    const { maxHops, tightenInterval } = this.options;
    // Without a tighten interval the clock is not read here, as in the original.
    const now = tightenInterval > 0 ? this.environment.elapsed() : 0;
    if (tightenInterval > 0 && now < this.#tightenNotBefore) return;
    this.#tightenNotBefore = now + tightenInterval;
    if (!this.outgoing.hasSpace || this.store.mostHops <= maxHops) return;
    const { nodeId, hops } = this.store.mostDistant((id) => this.#hasClientToNode(id));
    const address = hops > maxHops ? this.#addressBook.addressOf(nodeId) : null;
    if (address === null) return;
    this.#tightenNotBefore = Number.NEGATIVE_INFINITY;
    this.#dial(address, "tighten");
  }

  #hasClientToNode(nodeId: number): boolean {
    const address = this.#addressBook.addressOf(nodeId);
    return address !== null && this.#hasClientTo(address);
  }

  /** M4. */
  #cull(): void {
    if (this.outgoing.hasSpace) return;
    const leastUseful = this.store.leastUseful(this.outgoing);
    const client = this.#clients.find(({ peerId }) => peerId === leastUseful);
    if (client === undefined) return;
    this.observer?.connection({ type: "culled", peerId: client.peerId });
    this.#awaitsDisconnect = true;
    client.close("culled");
  }

  // Status (B.9)

  /** H3: from now on only nodes that are known are worth a dial, and no longer what the node was given at its start. */
  #cleanUpBootstrapAddresses(): void {
    if (!this.#bootstrapAddresses.needsCleanUp) return;
    const known: { address: string; nodeId: number }[] = [];
    for (const { key, value } of shuffled(this.store.infos(), () => this.environment.uniform())) {
      const descriptor = key.startsWith("node") ? parseNode(value.bytes) : null;
      if (descriptor !== null && descriptor.address !== "" && descriptor.address !== this.address)
        known.push(descriptor);
    }
    this.#bootstrap.relearnResolvers(known.map(({ address }) => address));
    this.#bootstrapAddresses.cleanUp(known);
  }

  /** Q3. */
  #signalConnected(): void {
    if (this.#connected || this.store.get(clusterIdKey) === undefined) return;
    this.#connected = true;
    this.#settings.onConnected?.();
  }
}

/** K6: whoever publishes under a key that only contains this one has made a mistake that the original does not survive. */
function mustBeSystemConfig(key: string): void {
  if (key !== systemConfigKey) throw new Error(`the key ${key} is too like ${systemConfigKey} (K6)`);
}

/** The node ids in the value of a `gossip-clients:` key. */
function peersIn(value: Uint8Array | undefined): number[] {
  if (value === undefined || value.length === 0) return [];
  return String.fromCharCode(...value)
    .split(",")
    .map(Number);
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
