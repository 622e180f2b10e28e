import type { Metrics } from "./metrics.ts";

/** One connection; `age` in nanoseconds. */
export interface ConnectionStatus {
  readonly nodeId: number;
  readonly address: string;
  readonly age: number;
}

export interface ClientConnectionStatus extends ConnectionStatus {
  readonly metrics: Metrics;
}

export interface ClientStatus {
  readonly connections: readonly ClientConnectionStatus[];
  readonly maxConnections: number;
}

export interface ServerStatus {
  readonly connections: readonly ConnectionStatus[];
  readonly maxConnections: number;
  /** Of this node's clients too, as in the original's log (B.13). */
  readonly metrics: Metrics;
}

/** What a node knows of the whole network, from the `gossip-clients:` infos. */
export interface Connectivity {
  /** Who published the sentinel; 0 when there is none. */
  readonly sentinelNodeId: number;
  /** [client, server], ascending. */
  readonly clients: readonly (readonly [number, number])[];
}

export interface GossipStatus {
  readonly client: ClientStatus;
  readonly server: ServerStatus;
  readonly connectivity: Connectivity;
}

/**
 * The status as the original logs it once a minute, word for word, so that the two can be held side by side.
 *
 * Rules: B.13; source of the texts: line 17 of the specification's test catalogue.
 */
export function describeStatus({ client, server, connectivity }: GossipStatus): string {
  return describeClient(client) + describeServer(server) + describeConnectivity(connectivity);
}

export function describeClient({ connections, maxConnections }: ClientStatus): string {
  const lines = connections.map(
    (connection) => `${named(connection)} (${age(connection)}: ${describeMetrics(connection.metrics)})`,
  );
  return block(`gossip client (${connections.length}/${maxConnections} cur/max conns)`, lines);
}

export function describeServer({ connections, maxConnections, metrics }: ServerStatus): string {
  const head = `gossip server (${connections.length}/${maxConnections} cur/max conns, ${describeMetrics(metrics)})`;
  return block(
    head,
    connections.map((connection) => `${named(connection)} (${age(connection)})`),
  );
}

export function describeConnectivity({ sentinelNodeId, clients }: Connectivity): string {
  const sentinel = sentinelNodeId === 0 ? [] : [`n${sentinelNodeId} [sentinel];`];
  const edges = clients.map(([source, target]) => `n${source} -> n${target};`);
  return block("gossip connectivity", [...sentinel, ...(edges.length === 0 ? [] : [edges.join(" ")])]);
}

function block(head: string, lines: readonly string[]): string {
  return [head, ...lines.map((line) => `  ${line}`)].map((line) => `${line}\n`).join("");
}

function named({ nodeId, address }: ConnectionStatus): string {
  return `${nodeId}: ${address}`;
}

function describeMetrics(metrics: Metrics): string {
  const { infosSent, infosReceived, bytesSent, bytesReceived, connectionsRefused } = metrics;
  const refused = connectionsRefused === 0 ? "" : `, refused ${connectionsRefused} conns`;
  return `infos ${infosSent}/${infosReceived} sent/received, bytes ${bytesSent}B/${bytesReceived}B sent/received${refused}`;
}

/** Rounded to seconds, in hours, minutes and seconds from the largest that is not zero on. */
function age(connection: ConnectionStatus): string {
  const total = Math.round(connection.age / 1e9);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}
