import type { BootstrapStorage } from "../../src/gossip/bootstrap-addresses.ts";
import type { Gossip } from "../../src/gossip/gossip.ts";
import type { GossipOptions } from "../../src/gossip/options.ts";
import { Random } from "../../src/kernel/random.ts";
import { Scheduler } from "../../src/kernel/scheduler.ts";
import { type Endpoint, Network } from "../../src/network/network.ts";
import { overheadOf } from "../../src/network/overhead.ts";
import { Topology } from "../../src/network/topology.ts";
import { Host } from "../../src/simulation/host.ts";
import { Processor } from "../../src/simulation/processor.ts";
import { ArrivalOrder } from "../../src/simulation/run-queue.ts";
import { fanOut, type Probe } from "../../src/simulation/trace.ts";
import { descriptor, v21 } from "../gossip/support.ts";
import { second } from "./support.ts";

export const addressOf = (id: number) => `node${id}:26257`;

export interface NodeStart {
  /** Whom the node is told of; addresses, or ids of nodes. */
  readonly join?: readonly (number | string)[];
  readonly options?: Partial<GossipOptions>;
  readonly clusterId?: Uint8Array;
  /** Where an address leads to for this node, given where it leads to by itself. */
  readonly resolve?: (address: string, endpoint: Endpoint | null) => Endpoint | null;
  /** Done before the node looks for anybody. */
  readonly before?: (gossip: Gossip) => void;
  readonly storage?: BootstrapStorage;
  /** Does it publish its descriptor? It does unless told otherwise. */
  readonly describes?: boolean;
}

type Adjustable = { -readonly [K in keyof GossipOptions]: GossipOptions[K] };

/** Nodes on a virtual network, each started, stopped and reached into by hand: for what no scenario file can say. */
export class TestWorld {
  readonly scheduler = new Scheduler();
  readonly hosts = new Map<number, Host>();
  readonly #random: Random;
  readonly #network: Network;
  readonly #trace;
  readonly #endpoints = new Map<string, Endpoint>();
  readonly #lives = new Map<number, number>();
  readonly #options = new Map<number, Adjustable>();

  constructor(options: { latency: number; probes?: readonly Probe[]; seed?: number }) {
    const { latency, probes = [], seed = 1 } = options;
    this.#random = new Random(`seed ${seed}`);
    this.#trace = fanOut(probes);
    this.#network = new Network({
      scheduler: this.scheduler,
      random: this.#random,
      topology: new Topology({ siteCount: 1, latency: [latency], loopback: latency, jitter: null }),
      overhead: overheadOf({ kind: "none" }),
      up: Number.POSITIVE_INFINITY,
      down: Number.POSITIVE_INFINITY,
      heartbeatInterval: 3 * second,
      silence: 6 * second,
      connectTimeout: 6 * second,
      writeQuota: 65_536,
      observer: null,
    });
  }

  start(id: number, given: NodeStart = {}): Gossip {
    const { join = [], clusterId = new Uint8Array(16), resolve = (_, endpoint) => endpoint, describes = true } = given;
    const life = (this.#lives.get(id) ?? 0) + 1;
    this.#lives.set(id, life);
    const address = addressOf(id);
    let endpoint = this.#endpoints.get(address);
    if (endpoint === undefined) {
      endpoint = this.#network.attach(id, 0);
      this.#endpoints.set(address, endpoint);
    }
    const options = { ...v21, ...given.options };
    this.#options.set(id, options);
    const host = new Host({
      id,
      address,
      clusterId,
      scheduler: this.scheduler,
      random: this.#random.fork(`node ${id} life ${life}`),
      endpoint,
      resolve: (target) => resolve(target, this.#endpoints.get(target) ?? null),
      gossip: options,
      settings: {
        processing: { message: 0, info: 0, wakeUp: 0, stream: 0, streamSpread: 0 },
        processor: "own",
        order: "arrival",
        receiverFirst: 0,
        persistAddresses: false,
      },
      processor: new Processor(this.scheduler, new ArrivalOrder()),
      storage: given.storage ?? null,
      codec: null,
      compressedLength: null,
      trace: this.#trace,
      onConnected: () => {},
    });
    this.hosts.set(id, host);
    given.before?.(host.gossip);
    host.listen();
    host.start(
      join.map((target) => (typeof target === "number" ? addressOf(target) : target)),
      () => describes && host.gossip.setNodeDescriptor(descriptor(id, address)),
    );
    return host.gossip;
  }

  /** Dies without a word. */
  stop(id: number): void {
    this.hosts.get(id)!.crash();
    this.hosts.delete(id);
  }

  gossip(id: number): Gossip {
    return this.hosts.get(id)!.gossip;
  }

  endpoint(id: number): Endpoint {
    return this.#endpoints.get(addressOf(id))!;
  }

  /** The options of a node, to be changed while it runs. */
  options(id: number): Adjustable {
    return this.#options.get(id)!;
  }

  run(duration: number): void {
    this.scheduler.run(this.scheduler.now + duration);
  }

  /** Lets time pass until something is so, looking once a millisecond; returns how long that took, Infinity when it is not so by `limit`. */
  runUntil(isSo: () => boolean, limit: number): number {
    const start = this.scheduler.now;
    while (!isSo()) {
      if (this.scheduler.now - start >= limit) return Number.POSITIVE_INFINITY;
      this.run(1_000_000);
    }
    return this.scheduler.now - start;
  }
}
