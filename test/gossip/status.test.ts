import { describe, expect, test } from "vitest";
import { noStamps } from "../../src/gossip/high-water.ts";
import { makeRequest, makeResponse } from "../../src/gossip/messages.ts";
import { Metrics } from "../../src/gossip/metrics.ts";
import { describeClient, describeConnectivity, describeServer, describeStatus } from "../../src/gossip/status.ts";
import { addressOf, quiet, second, TestNode, v21 } from "./support.ts";

const firstRequest = (nodeId: number) =>
  makeRequest({
    kind: "request-first",
    nodeId,
    identity: { address: addressOf(nodeId), clusterId: new Uint8Array(16) },
    stamps: noStamps,
    delta: [],
  });
const response = (nodeId: number) => makeResponse({ kind: "response-first", nodeId });

const metrics = (infos: readonly [number, number], bytes: readonly [number, number], refused = 0): Metrics =>
  Object.assign(new Metrics(), {
    infosSent: infos[0],
    infosReceived: infos[1],
    bytesSent: bytes[0],
    bytesReceived: bytes[1],
    connectionsRefused: refused,
  });

describe("D.1 17: the status in the words of the original's log", () => {
  const client = {
    connections: [
      { nodeId: 1, address: "localhost:1234", age: 17.4 * second, metrics: metrics([10, 20], [1000, 2000]) },
      { nodeId: 2, address: "localhost:4567", age: 18.5 * second, metrics: metrics([0, 0], [0, 0], 3) },
    ],
    maxConnections: 3,
  };
  const server = {
    connections: [
      { nodeId: 1, address: "localhost:1234", age: 3725 * second },
      { nodeId: 2, address: "localhost:4567", age: 125 * second },
    ],
    maxConnections: 3,
    metrics: metrics([20, 10], [2000, 1000], 17),
  };

  test("clients", () => {
    expect(describeClient(client)).toBe(
      [
        "gossip client (2/3 cur/max conns)",
        "  1: localhost:1234 (17s: infos 10/20 sent/received, bytes 1000B/2000B sent/received)",
        "  2: localhost:4567 (19s: infos 0/0 sent/received, bytes 0B/0B sent/received, refused 3 conns)",
        "",
      ].join("\n"),
    );
  });

  test("server", () => {
    expect(describeServer(server)).toBe(
      [
        "gossip server (2/3 cur/max conns, infos 20/10 sent/received, bytes 2000B/1000B sent/received, refused 17 conns)",
        "  1: localhost:1234 (1h2m5s)",
        "  2: localhost:4567 (2m5s)",
        "",
      ].join("\n"),
    );
  });

  test("connectivity", () => {
    expect(describeConnectivity({ sentinelNodeId: 0, clients: [] })).toBe("gossip connectivity\n");
    const connectivity = {
      sentinelNodeId: 1,
      clients: [
        [1, 2],
        [3, 1],
      ] as const,
    };
    expect(describeConnectivity(connectivity)).toBe("gossip connectivity\n  n1 [sentinel];\n  n1 -> n2; n3 -> n1;\n");
    expect(describeStatus({ client, server, connectivity })).toBe(
      describeClient(client) + describeServer(server) + describeConnectivity(connectivity),
    );
  });
});

describe("B.13: what a node counts", () => {
  test("a server's streams count for node and server, a client's for itself and the server", () => {
    const node = new TestNode({ nodeId: 1, options: quiet });
    node.gossip.start([addressOf(2)]);
    node.environment.settle();
    node.gossip.addInfo("a", new Uint8Array(3), 0);
    node.lastDialled.handler.opened();
    const incoming = node.accept(firstRequest(3));
    node.lastDialled.handler.received(response(2));
    node.environment.settle();
    const { server } = node.gossip;
    const sum = (messages: readonly { length: number }[]) => messages.reduce((total, { length }) => total + length, 0);
    const outgoing = node.lastDialled.sent;
    expect(server.metrics).toMatchObject({ bytesSent: sum(incoming.sent), infosSent: 1, infosReceived: 0 });
    expect(server.metrics.bytesReceived).toBe(firstRequest(3).length);
    expect(node.gossip.status().client.connections[0]!.metrics).toMatchObject({
      bytesSent: sum(outgoing),
      bytesReceived: response(2).length,
      infosSent: 1,
    });
    expect(node.gossip.status().server.metrics).toMatchObject({
      bytesSent: sum(incoming.sent) + sum(outgoing),
      bytesReceived: firstRequest(3).length + response(2).length,
      infosSent: 2,
    });
  });

  test("refusals count for node and server", () => {
    const node = new TestNode({ options: { ...quiet, minPeers: 1 } });
    node.accept(firstRequest(2));
    node.accept(firstRequest(3));
    expect([node.gossip.server.metrics, node.gossip.status().server.metrics].map((m) => m.connectionsRefused)).toEqual([
      1, 1,
    ]);
  });
});

test("the status names peers, ages, limits and what the clients keys say of the network", () => {
  const node = new TestNode({ nodeId: 1, options: v21 });
  node.describe(1, addressOf(1));
  node.gossip.start([addressOf(2)]);
  node.environment.settle();
  node.lastDialled.handler.opened();
  node.lastDialled.handler.received(response(2));
  node.accept(firstRequest(3));
  node.gossip.addInfo("sentinel", new Uint8Array(), 0);
  node.environment.advance(second);
  const { client, server, connectivity } = node.gossip.status();
  expect(client.connections.map(({ nodeId, age }) => [nodeId, Math.round(age / second)])).toEqual([[2, 1]]);
  expect(server.connections.map(({ nodeId, address }) => [nodeId, address])).toEqual([[3, addressOf(3)]]);
  expect([client.maxConnections, server.maxConnections]).toEqual([3, 3]);
  expect(connectivity).toEqual({ sentinelNodeId: 1, clients: [[1, 2]] });
});
