import type { BootstrapStorage } from "../../../src/gossip/bootstrap-addresses.ts";
import type { GossipOptions } from "../../../src/gossip/options.ts";
import { Codec } from "../../../src/gossip/wire.ts";
import { Random } from "../../../src/kernel/random.ts";
import { Scheduler } from "../../../src/kernel/scheduler.ts";
import { type Endpoint, Network } from "../../../src/network/network.ts";
import { overheadOf } from "../../../src/network/overhead.ts";
import { partition, type Rule } from "../../../src/network/partition.ts";
import { Topology } from "../../../src/network/topology.ts";
import { parseScenario } from "../../../src/scenario/parse.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { Host } from "../../../src/simulation/host.ts";
import { Processor } from "../../../src/simulation/processor.ts";
import { ArrivalOrder } from "../../../src/simulation/run-queue.ts";
import { Stores } from "../../../src/simulation/storage.ts";
import type { Trace } from "../../../src/simulation/trace.ts";
import { descriptor } from "../support.ts";

export interface ClusterOptions {
  readonly seed: string;
  readonly wire: "counted" | "encoded";
  readonly trace: Trace;
  readonly onConnected: (node: number) => void;
  /** A node has read the addresses that it had persisted, or persisted some. */
  readonly onStorage: (node: number, what: "read" | "write", addresses: readonly string[]) => void;
}

/** How a node is started; a restart starts it in the same way. */
export interface Start {
  readonly join: readonly number[];
  /** Name of its cluster; empty while it knows of none. */
  readonly cluster: string;
  /** The node whose address it has, usually itself. */
  readonly at: number;
}

/** Nodes on a network as a run builds them, but started, crashed and cut off by hand. One site, 1 ms from each node to each other. */
export class Cluster {
  readonly scheduler = new Scheduler();
  readonly #options: ClusterOptions;
  readonly #network: Network;
  readonly #endpoints = new Map<number, Endpoint>();
  /** Who started last at an address; where nobody has yet, the host is there and refuses. */
  readonly #movedIn = new Map<string, Endpoint>();
  readonly #hosts = new Map<number, Host>();
  readonly #starts = new Map<number, Start>();
  readonly #lives = new Map<number, number>();
  readonly #stores = new Map<number, Stores>();
  #scenario = scenarioWith([]);
  #cut: Rule | null = null;

  constructor(options: ClusterOptions) {
    const { network } = this.#scenario;
    const { latency, loopback, host, transport, keepalive, connectTimeout, writeQuota } = network;
    this.#options = options;
    this.#network = new Network({
      scheduler: this.scheduler,
      random: new Random(options.seed),
      topology: new Topology({ siteCount: 1, latency, loopback, jitter: null }),
      overhead: overheadOf(transport),
      up: host.up,
      down: host.down,
      heartbeatInterval: keepalive.heartbeat,
      silence: keepalive.silence,
      connectTimeout,
      writeQuota,
      observer: null,
    });
  }

  /** Options of all nodes that start from now on, as a scenario writes them: `protocol.maxHops=4`. */
  configure(assignments: readonly string[]): void {
    this.#scenario = scenarioWith(assignments);
  }

  start(id: number, start: Start): void {
    if (this.#hosts.has(id)) throw new Error(`node ${id} is up already`);
    const { protocol, host: settings } = this.#scenario;
    const version = protocol.preset.slice("cockroach-".length) as GossipOptions["version"];
    const life = (this.#lives.get(id) ?? 0) + 1;
    const endpoint = this.#endpointOf(id);
    const address = addressOf(start.at);
    this.#lives.set(id, life);
    this.#starts.set(id, start);
    this.#movedIn.set(address, endpoint);
    const host = new Host({
      id,
      address,
      clusterId: clusterIdOf(start.cluster),
      scheduler: this.scheduler,
      random: new Random(`${this.#options.seed}/node ${id}/life ${life}`),
      endpoint,
      resolve: (target) => this.#endpointAt(target),
      gossip: { ...protocol, version, addressReuse: "erase" },
      settings,
      processor: new Processor(this.scheduler, new ArrivalOrder()),
      codec: this.#options.wire === "encoded" ? new Codec(version === "1.0" ? "v1" : "v2") : null,
      compressedLength: null,
      trace: this.#options.trace,
      storage: settings.persistAddresses ? this.#storageOf(id) : null,
      onConnected: () => this.#options.onConnected(id),
    });
    this.#hosts.set(id, host);
    this.#options.trace.nodeUp(this.scheduler.now, id, host.gossip);
    host.listen();
    host.start(start.join.map(addressOf), () => host.gossip.setNodeDescriptor(descriptor(id, address)));
  }

  crash(ids: readonly number[]): void {
    for (const id of ids) {
      this.host(id).crash();
      this.#hosts.delete(id);
    }
  }

  dial(from: number, to: number): void {
    const host = this.host(from);
    host.perform(() => host.gossip.connect(addressOf(to)));
  }

  /** With empty memory, and as before but for `changes`. */
  restart(id: number, changes: Partial<Start>): void {
    const start = this.#starts.get(id);
    if (start === undefined) throw new Error(`node ${id} was never started`);
    this.start(id, { ...start, ...changes });
  }

  partition(sides: readonly (readonly number[])[]): void {
    this.heal();
    this.#cut = partition(sides);
    this.#network.rules.add(this.#cut);
  }

  heal(): void {
    if (this.#cut !== null) this.#network.rules.delete(this.#cut);
    this.#cut = null;
  }

  host(id: number): Host {
    const host = this.#hosts.get(id);
    if (host === undefined) throw new Error(`node ${id} is not up`);
    return host;
  }

  #endpointOf(id: number): Endpoint {
    let endpoint = this.#endpoints.get(id);
    if (endpoint === undefined) {
      endpoint = this.#network.attach(id, 0);
      this.#endpoints.set(id, endpoint);
    }
    return endpoint;
  }

  #endpointAt(address: string): Endpoint {
    return this.#movedIn.get(address) ?? this.#endpointOf(Number(/^host(\d+):/.exec(address)![1]));
  }

  #storageOf(id: number): BootstrapStorage {
    const stores = this.#stores.get(id) ?? new Stores([{ record: null }], this.scheduler);
    this.#stores.set(id, stores);
    return {
      read: () => {
        const addresses = stores.read();
        this.#options.onStorage(id, "read", addresses);
        return addresses;
      },
      write: (addresses) => {
        this.#options.onStorage(id, "write", [...addresses]);
        stores.write(addresses);
      },
    };
  }

  /** Those that are up, in the order of their starts. */
  hosts(): IterableIterator<Host> {
    return this.#hosts.values();
  }
}

const addressOf = (id: number) => `host${id}:26257`;

/** As a scenario's file would have it, so that the same names and units hold and the same mistakes are found. */
function scenarioWith(overrides: readonly string[]): Scenario {
  const text = `
name: story
duration: 1 h
cluster: { nodes: 1 }
network: { sites: { latency: 1 ms } }
host: { processing: { message: 0, info: 0, stream: 0 }, receiverFirst: 0 %, persistAddresses: false }
protocol: { jitter: 0 % }`;
  const read = (path: string): string => {
    throw new Error(`no file ${path}`);
  };
  return parseScenario({ file: "story", text, read, overrides });
}

/** 16 bytes that begin with the name; all zero while unknown. */
export function clusterIdOf(name: string): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, index) => name.charCodeAt(index) || 0);
}
