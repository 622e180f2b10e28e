import { utf8Length } from "./varint.ts";

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

  constructor(text: string, index: number) {
    this.text = text;
    this.index = index;
    this.length = utf8Length(text);
    this.nodeId = nodeIdOfKey(text);
  }
}

const keys = new Map<string, Key>();

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
