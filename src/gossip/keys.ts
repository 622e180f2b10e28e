import { compareUtf8, utf8Length } from "./varint.ts";

/**
 * A key, one object for each text in the whole process: what knows infos by their keys compares objects instead of texts, and finds things
 * in arrays by `index` instead of in maps. The number of keys of a cluster is bounded by its nodes, stores and tables, so none is ever
 * forgotten.
 *
 * Rules: B.12, D.1 16.
 */
export class Key {
  readonly text: string;
  /** Counts the keys of the process from 0: different from run to run, and nothing's order may depend on it. */
  readonly index: number;
  /** Bytes as UTF-8. */
  readonly length: number;
  /** The node that a `node:` key is about; null for any other key. */
  readonly nodeId: number | null;
  /** Counts the `node:` keys of the process as `index` counts all; -1 for any other key. */
  readonly nodeIndex: number;
  /** Its place in the order of the keys that were there when they were ranked last; `unranked` if it came later. */
  rank = unranked;

  constructor(text: string, index: number) {
    this.text = text;
    this.index = index;
    this.length = utf8Length(text);
    this.nodeId = nodeIdOfKey(text);
    this.nodeIndex = this.nodeId === null ? -1 : nodeKeys++;
  }
}

const unranked = -1;
const keys = new Map<string, Key>();
let nodeKeys = 0;
let ranked = 0;

/** The key with this text. */
export function keyOf(text: string): Key {
  let key = keys.get(text);
  if (key === undefined) {
    key = new Key(text, keys.size);
    keys.set(text, key);
  }
  return key;
}

/** The key with this text, if anything in the process has borne it. */
export function knownKey(text: string): Key | undefined {
  return keys.get(text);
}

/** The order of keys: that of their bytes. */
export function compareKeys(a: Key, b: Key): number {
  return a.rank !== unranked && b.rank !== unranked ? a.rank - b.rank : compareUtf8(a.text, b.text);
}

/**
 * Makes most comparisons of keys one of numbers, for who sorts many. Ranks all keys when a quarter of them has none: so each key is ranked a few times,
 * however many there come to be.
 */
export function rankKeys(): void {
  if (keys.size - ranked <= keys.size >> 2) return;
  const sorted = [...keys.values()].sort(compareKeys);
  for (const [rank, key] of sorted.entries()) key.rank = rank;
  ranked = sorted.length;
}

// Keys that the protocol itself reads or writes.

export const sentinelKey = "sentinel";
export const clusterIdKey = "cluster-id";
export const systemConfigKey = "system-db";

export const nodeKey = (nodeId: number) => `node:${nodeId}`;
export const clientsKey = (nodeId: number) => `gossip-clients:${nodeId}`;

/** The node id in `node:<id>`, or null for any other key. */
export function nodeIdOfKey(key: string): number | null {
  return idOfKey(key, "node:");
}

/** The store id in `store:<id>`, or null for any other key. */
export function storeIdOfKey(key: string): number | null {
  return idOfKey(key, "store:");
}

function idOfKey(key: string, prefix: string): number | null {
  if (!key.startsWith(prefix)) return null;
  const digits = key.slice(prefix.length);
  return /^\d+$/.test(digits) ? Number(digits) : null;
}
