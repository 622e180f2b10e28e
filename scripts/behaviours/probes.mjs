// What the behaviours are measured by, beyond what every report says: probes (src/simulation/trace.ts) with methods that tell what they saw.

export const second = 1e9;

/** When connection events of one type happened. */
export function timesOf(type, isWanted = () => true) {
  const times = [];
  return {
    connection(time, node, event) {
      if (event.type === type && isWanted(event, node)) times.push(time);
    },
    /** How many there were in [from, to). */
    count: (from = 0, to = Number.POSITIVE_INFINITY) => times.filter((time) => time >= from && time < to).length,
    /** In seconds; null when there was none. */
    last: () => (times.length === 0 ? null : times.at(-1) / second),
  };
}

/** The overlay as it is now: a connection counts once the server has taken it in. */
export function overlay() {
  /** By server: its clients. */
  const clients = new Map();
  const clientsOf = (server) => {
    if (!clients.has(server)) clients.set(server, new Set());
    return clients.get(server);
  };
  const edges = () => [...clients].flatMap(([server, ids]) => [...ids].map((client) => ({ client, server })));
  return {
    connection(_, node, event) {
      if (event.type === "accepted") clientsOf(node).add(event.peerId);
      if (event.type === "left") clientsOf(node).delete(event.peerId);
    },
    nodeDown: (_, node) => void clients.delete(node),
    edges,
    /** Hops from a node to every node that it reaches, without the use of one connection. */
    distances(from, without = { client: 0, server: 0 }) {
      const neighbours = new Map();
      const join = (one, other) => neighbours.set(one, [...(neighbours.get(one) ?? []), other]);
      for (const { client, server } of edges()) {
        if (client === without.client && server === without.server) continue;
        join(client, server);
        join(server, client);
      }
      const hops = new Map([[from, 0]]);
      for (const [node, distance] of hops) {
        for (const next of neighbours.get(node) ?? []) if (!hops.has(next)) hops.set(next, distance + 1);
      }
      return hops;
    },
  };
}

/** What each live node holds under the keys that are wanted; expired infos stay. */
export function holdings(isWanted) {
  const held = new Map();
  return {
    nodeUp: (_, node) => void held.set(node, new Map()),
    nodeDown: (_, node) => void held.delete(node),
    stored(_, node, info) {
      if (isWanted(info.key)) held.get(node).set(info.key, info);
    },
    nodes: () => [...held.keys()],
    of: (node, key) => held.get(node)?.get(key) ?? null,
  };
}

/** The ids of the nodes on one site. */
export function nodesOn(scenario, site) {
  const index = scenario.network.sites.indexOf(site);
  return scenario.cluster.nodes.flatMap((place, node) => (place.site === index ? [node + 1] : []));
}
