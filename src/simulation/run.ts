import type { GossipOptions } from "../gossip/options.ts";
import { Codec } from "../gossip/wire.ts";
import { assert } from "../kernel/assert.ts";
import { Random } from "../kernel/random.ts";
import { Scheduler } from "../kernel/scheduler.ts";
import type { Time } from "../kernel/time.ts";
import { type Endpoint, Network } from "../network/network.ts";
import { overheadOf } from "../network/overhead.ts";
import { Topology } from "../network/topology.ts";
import { filledIn } from "../scenario/placeholders.ts";
import type { Join, Scenario } from "../scenario/scenario.ts";
import { snappyLengths } from "./compression.ts";
import { type FaultNames, namesIn } from "./fault-names.ts";
import { scheduleFaults } from "./faults.ts";
import { Host } from "./host.ts";
import { jitterOf } from "./jitter.ts";
import { linksOf } from "./links.ts";
import { Membership } from "./membership.ts";
import { type Machines, NodeStates, type ProcessState } from "./node-states.ts";
import { Processor } from "./processor.ts";
import { ArrivalOrder, GoOrder } from "./run-queue.ts";
import { sampleOthers } from "./sample-others.ts";
import { Stores } from "./storage.ts";
import type { Timeline } from "./timeline.ts";
import { fanOut, type Probe, type Trace } from "./trace.ts";
import type { WallClock } from "./wall-clock.ts";
import { createWorkload, type Publication, type Workload } from "./workload.ts";

export interface RunOptions {
  readonly seed: number;
  readonly probes: readonly Probe[];
  /** `counted`: messages travel as objects that know their encoded length. `encoded`: as bytes, encoded and decoded each time. */
  readonly wire?: "counted" | "encoded";
  /** Called every few thousand events with the virtual time and the share of membership known; it cannot change the run. */
  readonly onProgress?: (time: Time, membership: number) => void;
}

export interface RunResult {
  readonly endTime: Time;
  /** Events executed. */
  readonly events: number;
}

/** Runs a scenario once; a pure function of scenario and seed. */
export function run(scenario: Scenario, options: RunOptions): RunResult {
  return new World(scenario, options).run();
}

/** All that exists in one run. */
class World implements Machines {
  readonly scheduler = new Scheduler();
  readonly random: Random;
  readonly network: Network;
  readonly trace: Trace;
  readonly nodeCount: number;
  readonly descriptors: boolean;
  readonly states: NodeStates;
  readonly faultNames: FaultNames;
  readonly #scenario: Scenario;
  readonly #options: RunOptions;
  readonly #membership = new Membership();
  readonly #endpoints: Endpoint[] = [];
  readonly #byAddress = new Map<string, Endpoint>();
  /** By node id - 1; null while the node is down. */
  readonly #hosts: (Host | null)[] = [];
  readonly #lives: number[] = [];
  readonly #silentSince: (Time | null)[] = [];
  // What is the machine's, and outlives the process.
  readonly #slowness = new Map<number, number>();
  readonly #clocks = new Map<number, WallClock>();
  /** What paused nodes would have published: of each key the last. */
  readonly #unpublished = new Map<number, Map<string, Publication>>();
  /** What outlives each node's process. */
  readonly #stores: Stores[] = [];
  readonly #workloads: Workload[];
  readonly #gossip: GossipOptions;
  readonly #codec: Codec | null;
  readonly #compressedLength: ((payload: unknown) => number) | null;
  /** That of all hosts; null: each has one of its own. */
  readonly #sharedProcessor: Processor | null;
  /** Hosts that take streams in and have not started yet, by node id. */
  readonly #listening = new Map<number, Host>();
  #startedOnce = 0;
  #stopped = false;

  constructor(scenario: Scenario, options: RunOptions) {
    const { cluster, network, protocol, host } = scenario;
    this.#scenario = scenario;
    this.#options = options;
    this.random = new Random(`seed ${options.seed}`);
    this.nodeCount = cluster.nodes.length;
    this.descriptors = cluster.descriptors;
    // Followed for the run's own ends only where it has any: measuring brings its own.
    const isFollowed = scenario.stop !== null || (options.onProgress !== undefined && cluster.descriptors);
    this.trace = fanOut(isFollowed ? [...options.probes, this.#membership] : options.probes);
    const version = versionOf(protocol.preset);
    // Every preset is older than the change (D4), and addresses belong to nodes for good here.
    this.#gossip = { ...protocol, version, addressReuse: "erase" };
    const codec = new Codec(version === "1.0" ? "v1" : "v2");
    this.network = new Network({
      scheduler: this.scheduler,
      random: this.random,
      topology: topologyOf(scenario),
      links: linksOf(network),
      overhead: overheadOf(network.transport),
      up: network.host.up,
      down: network.host.down,
      heartbeatInterval: network.keepalive.heartbeat,
      silence: network.keepalive.silence,
      connectTimeout: network.connectTimeout,
      writeQuota: network.writeQuota,
      observer: {
        messageSent: (time, from, parts) => this.trace.wireMessage(time, from, parts),
        transportSent: (time, from, component, bytes) => this.trace.wireControl(time, from, component, bytes),
      },
    });
    this.#codec = options.wire === "encoded" ? codec : null;
    this.#compressedLength = network.transport.compression === "snappy" ? snappyLengths(codec) : null;
    this.#sharedProcessor = host.processor === "shared" ? this.#newProcessor() : null;
    for (const [index, { site }] of cluster.nodes.entries()) {
      const endpoint = this.network.attach(index + 1, site);
      this.#endpoints.push(endpoint);
      this.#byAddress.set(addressOf(index + 1), endpoint);
      this.#hosts.push(null);
      this.#lives.push(0);
      this.#silentSince.push(0);
      if (host.persistAddresses) this.#stores.push(new Stores([{ record: null }], this.scheduler));
    }
    this.states = new NodeStates(this.nodeCount, this);
    this.faultNames = namesIn(scenario);
    this.#workloads = scenario.workload.map((item, index) => createWorkload(item, index, this));
  }

  run(): RunResult {
    const { cluster, duration, faults } = this.#scenario;
    const starts = this.#startTimes();
    for (const [index, start] of starts.entries()) {
      const id = index + 1;
      const isLate = cluster.nodes[index]!.startDelay > 0;
      if (cluster.start.listen === "early" && !isLate) this.#listening.set(id, this.#bringUp(id));
      this.scheduler.scheduleAt(start, () => this.states.release(id, "down"));
    }
    this.#arrangeStop(scheduleFaults(this, faults));
    this.scheduler.run(duration, this.#afterEvent());
    const endTime = this.scheduler.now;
    this.network.messages.check();
    this.network.settle();
    this.trace.ended(endTime);
    return { endTime, events: this.scheduler.executed };
  }

  /** When each node starts, by node id - 1. */
  #startTimes(): Time[] {
    const { within, order } = this.#scenario.cluster.start;
    const draws = this.#endpoints.map(({ id }) => Math.floor(this.#stream(id).fork("start").uniform() * within));
    if (order === "ids") draws.sort((a, b) => a - b);
    return draws.map((draw, index) => this.#scenario.cluster.nodes[index]!.startDelay + draw);
  }

  live(): number[] {
    return this.#endpoints.filter(({ id }) => this.#hosts[id - 1]?.isStill === false).map(({ id }) => id);
  }

  announceStop(id: number): void {
    for (const workload of this.#workloads) workload.nodeStopping(id);
  }

  change(id: number, from: ProcessState, to: ProcessState, inPeace: boolean): void {
    if (to === "down") {
      this.#endNode(id, inPeace);
      return;
    }
    if (from === "down") this.#startNode(id);
    const host = this.#hosts[id - 1]!;
    if (to !== "running") {
      if (!host.isPaused) this.#silentSince[id - 1] = this.scheduler.now;
      if (to === "paused") host.pause();
      else host.suspend(inPeace);
      this.trace.paused(this.scheduler.now, id);
    } else if (from !== "down") {
      this.#silentSince[id - 1] = null;
      this.trace.resumed(this.scheduler.now, id);
      host.resume();
      this.publish(id, [...(this.#unpublished.get(id)?.values() ?? [])]);
      this.#unpublished.delete(id);
    }
  }

  setSlowness(id: number, slowness: number): void {
    this.#slowness.set(id, slowness);
    const host = this.#hosts[id - 1];
    if (host != null) host.slowness = slowness;
  }

  setClock(id: number, clock: WallClock): void {
    this.#clocks.set(id, clock);
    const host = this.#hosts[id - 1];
    if (host != null) host.clock = clock;
  }

  #startNode(id: number): void {
    const { cluster } = this.#scenario;
    if (++this.#lives[id - 1]! === 1) this.#startedOnce++;
    const started = this.#listening.get(id) ?? this.#bringUp(id);
    this.#listening.delete(id);
    const known = knownAtStart(cluster.join, id, this.nodeCount, this.#stream(id).fork("join"));
    started.start(known.map(addressOf), () => {
      if (cluster.descriptors) started.gossip.setNodeDescriptor(this.#descriptor(id));
      for (const workload of this.#workloads) workload.nodeStarted(id);
    });
  }

  /** A process of the node's, which takes in streams. */
  #bringUp(id: number): Host {
    const { host } = this.#scenario;
    const up = new Host({
      id,
      address: addressOf(id),
      clusterId: clusterIdOf(this.clusterOf(id)),
      scheduler: this.scheduler,
      random: this.#stream(id).fork(`life ${this.#lives[id - 1]!}`),
      endpoint: this.#endpoints[id - 1]!,
      resolve: (address) => this.#byAddress.get(address) ?? null,
      gossip: this.#gossip,
      settings: host,
      processor: this.#sharedProcessor ?? this.#newProcessor(),
      codec: this.#codec,
      compressedLength: this.#compressedLength,
      trace: this.trace,
      storage: host.persistAddresses ? this.#stores[id - 1]! : null,
      onConnected: () => {
        for (const workload of this.#workloads) workload.nodeConnected(id);
      },
    });
    up.slowness = this.#slowness.get(id) ?? 1;
    up.clock = this.#clocks.get(id) ?? null;
    this.#hosts[id - 1] = up;
    this.#silentSince[id - 1] = null;
    this.trace.nodeUp(this.scheduler.now, id, up.gossip);
    up.listen();
    return up;
  }

  #newProcessor(): Processor {
    const { order } = this.#scenario.host;
    return new Processor(this.scheduler, order === "go" ? new GoOrder() : new ArrivalOrder());
  }

  #endNode(id: number, inPeace: boolean): void {
    const host = this.#hosts[id - 1]!;
    if (host === null) return;
    if (inPeace) host.stop();
    else host.crash();
    this.#listening.delete(id);
    this.#unpublished.delete(id);
    this.#hosts[id - 1] = null;
    this.#silentSince[id - 1] = this.scheduler.now;
    this.trace.nodeDown(this.scheduler.now, id);
  }

  // What workloads ask for. Arrow functions, since they are handed around.

  readonly publish = (node: number, publications: readonly Publication[]): void => {
    const host = this.#hosts[node - 1];
    if (host?.isPaused) this.#publishLater(node, publications);
    else host?.perform(() => host.gossip.addInfos(publications));
  };

  /** A timer that could not go off goes off once, however late. */
  #publishLater(node: number, publications: readonly Publication[]): void {
    const later = this.#unpublished.get(node) ?? new Map<string, Publication>();
    for (const publication of publications) later.set(publication.key, publication);
    this.#unpublished.set(node, later);
  }

  publishDescriptor(node: number): void {
    const host = this.#hosts[node - 1];
    host?.perform(() => host.gossip.setNodeDescriptor(this.#descriptor(node)));
  }

  readonly clusterOf = (node: number): number => this.#scenario.cluster.nodes[node - 1]!.cluster;

  hasStarted(node: number): boolean {
    return this.#lives[node - 1]! > 0;
  }

  life(node: number): number | null {
    return this.#hosts[node - 1] == null ? null : this.#lives[node - 1]!;
  }

  reaches(from: number, to: number): boolean {
    const [a, b] = [this.#endpoints[from - 1]!, this.#endpoints[to - 1]!];
    const bothRun = this.#silentSince[from - 1] === null && this.#silentSince[to - 1] === null;
    return bothRun && this.network.passes(a, b) && this.network.passes(b, a);
  }

  silentSince(node: number): Time | null {
    return this.#silentSince[node - 1]!;
  }

  filledIn(text: string, node: number): string {
    const { cluster, network } = this.#scenario;
    return filledIn(text, node, cluster.nodes[node - 1]!, network.sites);
  }

  #stream(id: number): Random {
    return this.random.fork(`node ${id}`);
  }

  #descriptor(nodeId: number) {
    const { locality } = this.#scenario.cluster;
    return {
      nodeId,
      address: addressOf(nodeId),
      attrs: [],
      locality: locality.map(({ key, value }) => ({ key, value: this.filledIn(value, nodeId) })),
      serverVersion: { major: 0, minor: 0, patch: 0, unstable: 0 },
      buildTag: "",
      startedAt: 0n,
      localityAddresses: [],
    };
  }

  /** The run ends when membership has been complete for the settle span, all nodes having started and all faults being over. */
  #arrangeStop(faults: Timeline): void {
    const { stop } = this.#scenario;
    if (stop === null) return;
    let completeSince: Time | null = null;
    const check = () => {
      const { overSince } = faults;
      if (completeSince === null || overSince === null) return;
      const end = Math.max(completeSince, overSince) + stop.settle;
      if (this.scheduler.now >= end) this.#stopped = true;
      else this.scheduler.scheduleAt(end, check);
    };
    faults.onOver = check;
    this.#membership.onChange = (time) => {
      const complete = this.#membership.isComplete && this.#startedOnce === this.nodeCount;
      if (complete && completeSince === null) {
        completeSince = time;
        this.scheduler.schedule(stop.settle, check);
      } else if (!complete) {
        completeSince = null;
      }
    };
  }

  /** What is asked after each event: shall the run stop? Also the moment to tell how far it is. */
  #afterEvent(): () => boolean {
    const { onProgress } = this.#options;
    if (onProgress === undefined) return () => this.#stopped;
    let events = 0;
    return () => {
      if (++events % 4096 === 0) {
        const { known, pairs } = this.#membership;
        onProgress(this.scheduler.now, pairs === 0 ? 0 : known / pairs);
      }
      return this.#stopped;
    };
  }
}

/** All zero where there is but one cluster: who does not state an id is let in everywhere (V1). */
function clusterIdOf(cluster: number): Uint8Array {
  return new Uint8Array(16).fill(cluster);
}

function topologyOf({ network, cluster }: Scenario): Topology {
  const { sites, latency, loopback, jitter } = network;
  assert(
    cluster.nodes.every(({ site }) => site < sites.length),
    "every node has a site",
  );
  return new Topology({
    siteCount: sites.length,
    latency,
    loopback,
    jitter: jitterOf(jitter),
  });
}

function versionOf(preset: Scenario["protocol"]["preset"]): GossipOptions["version"] {
  return preset === "cockroach-1.0" ? "1.0" : preset === "cockroach-2.0" ? "2.0" : "2.1";
}

/** Of one length for all nodes up to 99,999, as long as 127.0.0.1:26257, on which the protocol's size formulas stand (A.4). */
function addressOf(id: number): string {
  return `node${String(id).padStart(5, "0")}:26257`;
}

/** The ids of the nodes whose addresses a node is given at its start. */
function knownAtStart(join: Join, id: number, count: number, random: Random): number[] {
  switch (join.kind) {
    case "nodes":
      return [...join.nodes];
    case "ring":
      return [id === 1 ? count : id - 1];
    case "line":
      return id === 1 ? [] : [id - 1];
    case "random": {
      return sampleOthers(random, { id, count, wanted: join.count });
    }
    case "lists":
      return [...join.lists[id - 1]!];
    default:
      return join satisfies never;
  }
}
