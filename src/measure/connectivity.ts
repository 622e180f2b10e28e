import type { Duration, Time } from "../kernel/time.ts";
import type { Probe } from "../simulation/trace.ts";
import { diameterOf } from "./diameter.ts";
import type { ConnectionsMeasurement } from "./measurements.ts";

/** The overlay network: which connections there are, and how they came and went. */
export function connectivityProbe(options: { nodes: number; bin: Duration }): Probe & {
  counts(): Omit<ConnectionsMeasurement, "overlay" | "series">;
  measurement(): ConnectionsMeasurement;
} {
  const { nodes, bin } = options;
  const counts = { opened: 0, refused: 0, forwarded: 0, duplicate: 0, culled: 0, tightened: 0, closed: 0, failed: 0 };
  /** By server: the clients it has taken in. Most nodes of a large cluster never have any. */
  const clients = new Map<number, Set<number>>();
  const series: { time: Time; open: number }[] = [];
  let open = 0;

  /** One point a bin, at its end: what was open then. */
  const catchUp = (time: Time) => {
    while (series.length * bin + bin <= time) series.push({ time: series.length * bin + bin, open });
  };
  const clientsOf = (server: number) => {
    let members = clients.get(server);
    if (members === undefined) {
      members = new Set();
      clients.set(server, members);
    }
    return members;
  };
  const leave = (server: number, client: number) => {
    if (clients.get(server)?.delete(client)) open--;
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
          clientsOf(node).add(event.peerId);
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
      for (const client of [...clientsOf(node)]) leave(node, client);
    },
    ended: catchUp,
    counts: () => ({ ...counts }),
    measurement() {
      const edges = [...clients].flatMap(([server, members]) =>
        [...members].map((client) => [client, server] as const),
      );
      edges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      return {
        ...counts,
        overlay: { edges, diameter: diameterOf(nodes, edges), degrees: degreesOf(nodes, edges) },
        series,
      };
    },
  };
}

/** The connections of each node, by id. */
function degreesOf(nodes: number, edges: readonly (readonly [number, number])[]): number[] {
  const degrees = new Array<number>(nodes).fill(0);
  for (const [a, b] of edges) {
    degrees[a - 1]!++;
    degrees[b - 1]!++;
  }
  return degrees;
}
