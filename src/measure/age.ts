import type { Info } from "../gossip/info.ts";
import type { Key } from "../gossip/keys.ts";
import type { Stamp } from "../gossip/stamp.ts";
import type { Duration, Time } from "../kernel/time.ts";
import type { Probe } from "../simulation/trace.ts";
import { Histogram } from "./histogram.ts";
import { everything, type Part } from "./part.ts";
import type { Summary } from "./statistics.ts";

/** One published value of a key: for all that hold it the news is of the same age. */
interface Version {
  /** Counts the versions of all keys from 1. */
  readonly serial: number;
  readonly valueTime: Stamp;
  readonly publishedAt: Time;
  readonly expiry: Time;
  holders: number;
}

interface Held {
  /** Of each publication, in their order: what marks it, and when it was. */
  readonly marks: Stamp[];
  readonly times: Time[];
  /** Those that somebody holds. */
  versions: Version[];
  /** By node id: the serial of the version that it holds; 0 for none. */
  readonly byNode: Int32Array;
}

/**
 * How old the news is that nodes hold, at the end of each bin. Versions are looked at instead of nodes: of a key few are held at one time,
 * by however many.
 */
export function ageProbe(options: {
  nodes: number;
  bin: Duration;
  part?: Part;
}): Probe & { measurement(): Summary<Duration> } {
  const { nodes, bin, part = everything } = options;
  const keys = new Map<Key, Held>();
  const ages = new Histogram();
  let serial = 0;
  let next: Time = Math.max(bin, Math.ceil(part.from / bin) * bin);

  const sample = () => {
    for (const { versions } of keys.values()) {
      for (const { publishedAt, expiry, holders } of versions) {
        if (expiry > next) ages.add(next - publishedAt, holders);
      }
    }
  };
  /** What was held at the ends of bins since the last event is what is held still. */
  const catchUp = (time: Time) => {
    for (; next <= time && next < part.to; next += bin) sample();
  };
  const release = (held: Held, node: number) => {
    const holds = held.byNode[node]!;
    if (holds === 0) return;
    held.byNode[node] = 0;
    const version = held.versions.find((candidate) => candidate.serial === holds)!;
    if (--version.holders === 0) held.versions = held.versions.filter(({ holders }) => holders > 0);
  };
  const hold = (held: Held, node: number, info: Info) => {
    const { time } = info.value;
    release(held, node);
    let version = held.versions.find(({ valueTime }) => valueTime === time);
    if (version === undefined) {
      const publishedAt = held.times[held.marks.lastIndexOf(time)]!;
      // A stamp that is no number lies beyond all virtual time.
      version = { serial: ++serial, valueTime: time, publishedAt, expiry: Number(info.ttlStamp), holders: 0 };
      held.versions.push(version);
    }
    version.holders++;
    held.byNode[node] = version.serial;
  };

  return {
    nodeDown(time, node) {
      catchUp(time);
      for (const held of keys.values()) release(held, node);
    },
    stored(time, node, info) {
      const { key } = info.fact;
      if (!part.hasKey(key.text)) return;
      catchUp(time);
      let held = keys.get(key);
      if (held === undefined) {
        held = { marks: [], times: [], versions: [], byNode: new Int32Array(nodes + 1) };
        keys.set(key, held);
      }
      if (info.peerId === 0) {
        held.marks.push(info.value.time);
        held.times.push(time);
      }
      if (part.hasNode(node)) hold(held, node, info);
    },
    ended: catchUp,
    measurement: () => ages.summary(),
  };
}
