/**
 * Keys that the protocol itself reads or writes (B.12).
 *
 * Rules: B.12, D.1 16.
 */
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
