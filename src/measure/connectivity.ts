import type { Duration, Time } from "../kernel/time.ts";
import type { Probe } from "../simulation/trace.ts";
import type { ConnectionsMeasurement } from "./measurements.ts";

/** The overlay network: which connections there are, and how they came and went. */
export function connectivityProbe(options: {
  nodes: number;
  bin: Duration;
}): Probe & { measurement(): ConnectionsMeasurement } {
  const { nodes, bin } = options;
  const counts = { opened: 0, refused: 0, forwarded: 0, duplicate: 0, culled: 0, tightened: 0, closed: 0, failed: 0 };
  /** By server: the clients it has taken in. */
  const clients = Array.from({ length: nodes + 1 }, () => new Set<number>());
  const series: { time: Time; open: number }[] = [];
  let open = 0;

  /** One point a bin, at its end: what was open then. */
  const catchUp = (time: Time) => {
    while (series.length * bin + bin <= time) series.push({ time: series.length * bin + bin, open });
  };
  const leave = (server: number, client: number) => {
    if (clients[server]!.delete(client)) open--;
  };

  return {
    connection(time, node, event) {
      catchUp(time);
      switch (event.type) {
        case "dialled":
          if (event.cause === "forward") counts.forwarded++;
          if (event.cause === "tighten") counts.tightened++;
          break;
        case "hung-up":
          if (event.peerId === 0) counts.failed++;
          else counts.closed++;
          break;
        case "accepted":
          counts.opened++;
          open++;
          clients[node]!.add(event.peerId);
          break;
        case "left":
          leave(node, event.peerId);
          break;
        case "refused":
          counts.refused++;
          break;
        case "duplicate":
          counts.duplicate++;
          break;
        case "culled":
          counts.culled++;
          break;
        default:
          event satisfies never;
      }
    },
    nodeDown(time, node) {
      catchUp(time);
      for (const client of [...clients[node]!]) leave(node, client);
    },
    ended: catchUp,
    measurement() {
      const edges = clients.flatMap((members, server) => [...members].map((client) => [client, server] as const));
      edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      return { ...counts, overlay: { edges, ...shape(nodes, edges) }, series };
    },
  };
}

/** Longest shortest path (null when some node cannot be reached) and the connections of each node, by id. */
function shape(
  nodes: number,
  edges: readonly (readonly [number, number])[],
): { diameter: number | null; degrees: number[] } {
  const neighbours: number[][] = Array.from({ length: nodes + 1 }, () => []);
  for (const [a, b] of edges) {
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  let diameter: number | null = 0;
  for (let node = 1; node <= nodes && diameter !== null; node++) {
    const reach = eccentricity(neighbours, node);
    diameter = reach === null ? null : Math.max(diameter, reach);
  }
  return { diameter, degrees: neighbours.slice(1).map(({ length }) => length) };
}

/** Hops to the farthest node by breadth-first search; null when one is out of reach. */
function eccentricity(neighbours: readonly (readonly number[])[], from: number): number | null {
  const distance = new Int32Array(neighbours.length).fill(-1);
  const queue = [from];
  distance[from] = 0;
  for (const node of queue) {
    for (const next of neighbours[node]!) {
      if (distance[next]! >= 0) continue;
      distance[next] = distance[node]! + 1;
      queue.push(next);
    }
  }
  return queue.length === neighbours.length - 1 ? distance[queue.at(-1)!]! : null;
}
