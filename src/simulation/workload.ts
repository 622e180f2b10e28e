import { clusterIdKey, sentinelKey, systemConfigKey } from "../gossip/keys.ts";
import { jitterFactor } from "../kernel/distributions.ts";
import type { Random } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import { type Duration, hour, minute, second } from "../kernel/time.ts";
import type { WorkloadItem } from "../scenario/scenario.ts";
import { draw, meanOf } from "./draw.ts";
import { filledValue } from "./filled-value.ts";
import { replay } from "./replay.ts";

/** A value to publish; `ttl` 0 is for ever. */
export interface Publication {
  readonly key: string;
  readonly data: Uint8Array;
  readonly ttl: Duration;
}

/** Whom a workload makes publish. */
export interface Publishers {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly nodeCount: number;
  /** A number that nodes of the same cluster share. */
  clusterOf(node: number): number;
  /** Together, in one message where the protocol allows; nothing happens while the node is down. */
  publish(node: number, publications: readonly Publication[]): void;
  /** Whether nodes publish their descriptors. */
  readonly descriptors: boolean;
  publishDescriptor(node: number): void;
  /** A text with the node's own id, site and group in it. */
  filledIn(text: string, node: number): string;
  hasStarted(node: number): boolean;
  /** A number that changes with each start of the node; null while it is down. */
  life(node: number): number | null;
  /** Can the one reach the other now? */
  reaches(from: number, to: number): boolean;
  /** Since when the node has been down or paused; null while it runs. */
  silentSince(node: number): number | null;
}

type Background = Extract<WorkloadItem, { use: unknown }>;
type Custom = Extract<WorkloadItem, { infos: unknown }>;

/** A workload as a run drives it: told of each start of a node and of its joining the cluster. */
export interface Workload {
  nodeStarted(node: number): void;
  nodeConnected(node: number): void;
  /** The node is about to stop, and goes on until then. */
  nodeStopping(node: number): void;
}

export function createWorkload(item: WorkloadItem, index: number, publishers: Publishers): Workload {
  if ("replay" in item) return replay(item, publishers);
  const random = publishers.random.fork(`workload ${index}`);
  return "use" in item ? background(item, random, publishers) : custom(item, random, publishers);
}

/** As much as a scenario may ask for. */
const maxValueSize = 64 * 1024 * 1024;

function custom(item: Custom, random: Random, publishers: Publishers): Workload {
  const { infos, from, of, at, every, burst, phase, jitter } = item;
  const interval = every === null ? 0 : meanOf(every);
  const drawsSizes = infos.some(({ size }) => typeof size === "object");
  const { scheduler } = publishers;
  /** What nodes that have not started yet are to do at their start. */
  const waiting = new Map<number, (() => void)[]>();
  for (const node of from) {
    const stream = random.fork(`node ${node}`);
    const begin = at + (phase === "random" ? Math.floor(stream.uniform() * interval) : 0);
    const forkFor = (isDrawn: boolean, name: string) => (isDrawn ? stream.fork(name) : stream);
    const sizes = forkFor(drawsSizes, "sizes");
    const intervals = forkFor(typeof every === "object", "intervals");
    const own = infos.map((info) => ({ ...info, key: publishers.filledIn(info.key, node) }));
    let counter = 0;
    for (const [index, subject] of (of ?? [node]).entries()) {
      const publish = () => {
        const publications = own.map(({ key: pattern, size, ttl }) => {
          const key = pattern.replaceAll("{of}", String(subject));
          return {
            key,
            data: filledValue(draw(sizes, size, maxValueSize), ++counter, key),
            ttl: Number.isFinite(ttl) ? ttl : 0,
          };
        });
        publishers.publish(node, publications);
      };
      const next = () => {
        publish();
        for (let more = 1; more < (burst?.count ?? 1); more++) scheduler.schedule(more * burst!.spacing, publish);
        if (every === null) return;
        const drawn = draw(intervals, every, Number.MAX_SAFE_INTEGER);
        const wait = jitter === 0 ? drawn : Math.round(drawn * jitterFactor(stream, jitter));
        scheduler.schedule(Math.max(1, wait), next);
      };
      const share = of === null ? 0 : Math.floor((interval * index) / of.length);
      // Those of one node stay apart also where they have to wait for its start.
      const first = () => (share === 0 ? next() : scheduler.schedule(share, next));
      scheduler.scheduleAt(begin, () => {
        if (publishers.hasStarted(node)) first();
        else waiting.set(node, [...(waiting.get(node) ?? []), () => scheduler.schedule(begin, first)]);
      });
    }
  }
  return {
    nodeStarted(node) {
      const actions = waiting.get(node) ?? [];
      waiting.delete(node);
      for (const action of actions) action();
    },
    nodeConnected() {},
    nodeStopping() {},
  };
}

const livenessInterval = 4.5 * second;
/** A replica takes the lease over when those before it have been silent for this long (two missed renewals). */
const leaseDuration = 9 * second;
const storeInterval = minute;
const storeTtl = 2 * minute;
const replicaCount = 3;

/** Sizes of values in bytes; those of the descriptors are set in the scenario. */
const sizes = {
  liveness: 18,
  firstRange: 43,
  clusterId: 16,
  systemConfig: 2048,
  distsqlVersion: 4,
  distsqlDraining: 2,
};

/**
 * What a node of the original gossips by itself, with one range 1 on the first three nodes of each cluster (B.12). Not in it, since they answer to a load that
 * only the user knows: store descriptors ahead of their turn, table statistics, health alerts.
 *
 * Rules: B.12.
 */
function background(item: Background, random: Random, publishers: Publishers): Workload {
  const { scheduler, publish } = publishers;
  const isOld = item.use !== "cockroach-2.1";
  const sentinelInterval = isOld ? minute : 2.25 * second;
  let counter = 0;
  const value = (size: number) => filledValue(size, ++counter);
  const clusterId = (node: number) => filledValue(sizes.clusterId, 1 + publishers.clusterOf(node));
  const replicas = firstOfClusters(publishers);
  const replicasFor = (node: number) => replicas.get(publishers.clusterOf(node))!;

  /** Repeats for as long as this life of the node lasts. */
  const repeat = (node: number, first: Duration, every: Duration, action: () => void) => {
    const life = publishers.life(node);
    const next = () => {
      if (publishers.life(node) !== life) return;
      action();
      scheduler.schedule(every, next);
    };
    scheduler.schedule(first, next);
  };

  const holdsLease = (node: number) => {
    for (const earlier of replicasFor(node)) {
      if (earlier === node) break;
      const since = publishers.silentSince(earlier);
      if (since === null || scheduler.now - since < leaseDuration) return false;
    }
    return true;
  };
  const leaseHolderFor = (node: number) => {
    const first = replicasFor(node).find((replica) => publishers.silentSince(replica) === null);
    return first !== undefined && holdsLease(first) ? first : null;
  };

  const rangeInfos = (node: number) => {
    const data = clusterId(node);
    const id = { key: clusterIdKey, data, ttl: 0 };
    if (!holdsLease(node)) return publish(node, [id]);
    publish(node, [
      { key: sentinelKey, data, ttl: 2 * sentinelInterval },
      id,
      { key: "first-range", data: value(sizes.firstRange), ttl: 0 },
    ]);
  };

  const stores = (node: number) => {
    const ids = Array.from({ length: item.storesPerNode }, (_, i) => (node - 1) * item.storesPerNode + i + 1);
    publish(
      node,
      ids.map((id) => ({ key: `store:${id}`, data: value(item.storeSize), ttl: storeTtl })),
    );
  };

  /** A node renews its liveness at the holder of that range, which publishes the record. */
  const heartbeat = (node: number) => {
    const holder = leaseHolderFor(node);
    if (holder === null || !publishers.reaches(node, holder)) return;
    publish(holder, [{ key: `liveness:${node}`, data: value(sizes.liveness), ttl: 0 }]);
  };

  return {
    nodeStarted(node) {
      const stream = random.fork(`node ${node} life ${publishers.life(node)}`);
      const phase = (interval: Duration) => Math.floor(stream.uniform() * interval);
      publish(node, [
        { key: `distsql-version:${node}`, data: value(sizes.distsqlVersion), ttl: 0 },
        { key: `distsql-draining:${node}`, data: value(sizes.distsqlDraining), ttl: 0 },
      ]);
      const [first] = replicasFor(node);
      if (node === first) publish(node, [{ key: systemConfigKey, data: value(sizes.systemConfig), ttl: 0 }]);
      if (replicasFor(node).includes(node)) repeat(node, 0, sentinelInterval, () => rangeInfos(node));
      repeat(node, phase(livenessInterval), livenessInterval, () => heartbeat(node));
      if (publishers.descriptors) repeat(node, hour, hour, () => publishers.publishDescriptor(node));
    },
    nodeStopping(node) {
      publish(node, [{ key: `distsql-draining:${node}`, data: value(sizes.distsqlDraining), ttl: 0 }]);
    },
    nodeConnected(node) {
      const stream = random.fork(`stores of node ${node} life ${publishers.life(node)}`);
      stores(node);
      repeat(node, Math.floor(stream.uniform() * storeInterval), storeInterval, () => stores(node));
    },
  };
}

/** Ids of the first nodes of each cluster, by the cluster's number. */
function firstOfClusters({ nodeCount, clusterOf }: Publishers): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>();
  for (let node = 1; node <= nodeCount; node++) {
    const first = found.get(clusterOf(node)) ?? [];
    if (first.length < replicaCount) found.set(clusterOf(node), [...first, node]);
  }
  return found;
}
