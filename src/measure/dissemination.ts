import type { Info } from "../gossip/info.ts";
import type { Stamp } from "../gossip/stamp.ts";
import type { Duration, Time } from "../kernel/time.ts";
import type { Probe } from "../simulation/trace.ts";
import { Histogram } from "./histogram.ts";
import { KeyGroups } from "./key-group.ts";
import type { BoundMeasurement, DisseminationMeasurement } from "./measurements.ts";
import { everything, type Part } from "./part.ts";
import { summarize } from "./statistics.ts";

/** What no protocol can beat, asked for at each publication. */
export interface Bounds {
  nodeUp(node: number): void;
  nodeDown(node: number): void;
  /** Longest of the shortest one-way paths from this node to the live ones. */
  farthest(origin: number): Duration;
}

/** One published value of a key, until all nodes that were live throughout have it or a newer one. */
interface Version {
  /** Position among the versions of its key, from 1. */
  readonly index: number;
  readonly publishedAt: Time;
  readonly valueTime: Stamp;
  /** Null: it was published outside of the window, and is followed for the sake of others. */
  readonly group: Group | null;
  readonly bound: Duration;
  /** Nodes live since the publication; of those, how many have it or a newer one, and how many had this very one. */
  eligible: number;
  reached: number;
  exact: number;
  lastReached: Time;
  /** Next of `thresholds` to be crossed. */
  next: number;
}

interface Key {
  versions: number;
  open: Version[];
  /** By node id: the index of the version it holds. */
  readonly held: Int32Array;
  readonly group: Group;
}

/** Keys of one prefix, and for each threshold the times of the versions that crossed it. */
interface Group {
  readonly key: string;
  published: number;
  readonly times: readonly [number[], number[], number[], number[]];
}

const thresholds = [0.5, 0.9, 0.99, 1] as const;

/**
 * How fast published versions spread, from arrivals alone: each is looked at once, and a key's open versions are few. Of a part of a run:
 * versions of its keys that were published in its window, among its nodes; hops are those of arrivals in its window.
 */
export function disseminationProbe(options: { nodes: number; bounds: Bounds; part?: Part }): Probe & {
  measurement(): DisseminationMeasurement;
  hops(): number[];
  bound(bytes: number): BoundMeasurement;
} {
  const { nodes, bounds, part = everything } = options;
  const isInWindow = (time: Time) => time >= part.from && time < part.to;
  const keys = new Map<string, Key>();
  const groups = new KeyGroups<Group>((key) => ({ key, published: 0, times: [[], [], [], []] }));
  const openKeys = new Set<Key>();
  /** By node id; Infinity while down. */
  const upSince = new Float64Array(nodes + 1).fill(Number.POSITIVE_INFINITY);
  const arrivals = new Histogram();
  const hops: number[] = [];
  const boundTimes: number[] = [];
  const stretches: number[] = [];
  let live = 0;
  let complete = 0;
  let overtaken = 0;
  let boundBytes = 0;

  const keyOf = (name: string): Key => {
    let key = keys.get(name);
    if (key === undefined) {
      key = { versions: 0, open: [], held: new Int32Array(nodes + 1), group: groups.of(name) };
      keys.set(name, key);
    }
    return key;
  };

  const publish = (time: Time, node: number, info: Info, key: Key) => {
    const group = isInWindow(time) ? key.group : null;
    const bound = bounds.farthest(node);
    if (group !== null) {
      group.published++;
      boundTimes.push(bound);
      boundBytes += (live - 1) * info.relayed(node).entryLength;
    }
    key.open.push({
      index: ++key.versions,
      publishedAt: time,
      valueTime: info.value.time,
      group,
      bound,
      eligible: live,
      reached: 0,
      exact: 0,
      lastReached: time,
      next: 0,
    });
    openKeys.add(key);
  };

  /** Notes the thresholds that the version has crossed; true when it is done. */
  const cross = (version: Version): boolean => {
    const { eligible, publishedAt, lastReached, group, bound } = version;
    while (version.next < thresholds.length && version.reached >= thresholds[version.next]! * eligible) {
      if (group !== null) group.times[version.next]!.push(lastReached - publishedAt);
      version.next++;
    }
    if (version.next < thresholds.length) return false;
    if (group === null) return true;
    complete++;
    if (version.exact < version.reached) overtaken++;
    if (bound > 0) stretches.push((lastReached - publishedAt) / bound);
    return true;
  };

  const close = (key: Key) => {
    key.open = key.open.filter((version) => version.next < thresholds.length);
    if (key.open.length === 0) openKeys.delete(key);
  };

  const arrive = (time: Time, node: number, info: Info, key: Key) => {
    const index = indexOf(key.open, info.value.time);
    const before = key.held[node]!;
    // A closed version can only come again to a node that was not waited for.
    if (index <= before) return;
    key.held[node] = index;
    let done = false;
    for (const version of key.open) {
      if (version.index <= before || version.index > index || version.publishedAt < upSince[node]!) continue;
      version.reached++;
      version.lastReached = time;
      if (version.index === index) version.exact++;
      if (info.hops > 0 && version.group !== null) arrivals.add(time - version.publishedAt);
      if (cross(version)) done = true;
    }
    while (hops.length <= info.hops) hops.push(0);
    if (info.hops > 0 && isInWindow(time)) hops[info.hops]!++;
    if (done) close(key);
  };

  return {
    nodeUp(time, node) {
      if (!part.hasNode(node)) return;
      live++;
      upSince[node] = time;
      for (const key of keys.values()) key.held[node] = 0;
      bounds.nodeUp(node);
    },
    nodeDown(_, node) {
      if (!part.hasNode(node)) return;
      live--;
      bounds.nodeDown(node);
      for (const key of openKeys) {
        let done = false;
        for (const version of key.open) {
          if (version.publishedAt < upSince[node]!) continue;
          version.eligible--;
          if (key.held[node]! >= version.index) version.reached--;
          if (version.eligible > 0 && cross(version)) done = true;
        }
        if (done) close(key);
      }
      upSince[node] = Number.POSITIVE_INFINITY;
    },
    stored(time, node, info) {
      if (!part.hasKey(info.key)) return;
      const key = keyOf(info.key);
      if (info.nodeId === node && info.peerId === 0) publish(time, node, info, key);
      if (part.hasNode(node)) arrive(time, node, info, key);
    },
    measurement() {
      const all = groups.all().sort((a, b) => (a.key < b.key ? -1 : 1));
      const over = (threshold: number) => summarize(all.flatMap((group) => group.times[threshold]!));
      return {
        published: all.reduce((sum, group) => sum + group.published, 0),
        complete,
        overtaken,
        t50: over(0),
        t90: over(1),
        t99: over(2),
        t100: over(3),
        cdf: arrivals.cumulative().map(({ bound, share }) => ({ time: bound, share })),
        byKey: all.map(({ key, published, times }) => ({
          key,
          published,
          t50: summarize(times[0]),
          t99: summarize(times[2]),
        })),
      };
    },
    hops: () => [...hops],
    bound: (bytes) => ({
      time: summarize(boundTimes).p50,
      stretch: summarize(stretches),
      bytes: boundBytes,
      overhead: boundBytes === 0 ? null : bytes / boundBytes,
    }),
  };
}

/** Which version of its key it is, among the open ones; 0 when it is none of them. */
function indexOf(open: readonly Version[], valueTime: Stamp): number {
  for (const version of open) {
    if (version.valueTime === valueTime) return version.index;
  }
  return 0;
}
