import { encodeNodeDescriptor } from "../../src/gossip/descriptors.ts";
import { noStamps, StampList } from "../../src/gossip/high-water.ts";
import type { Info } from "../../src/gossip/info.ts";
import { makeRequest, makeResponse, type Request, type Response } from "../../src/gossip/messages.ts";
import { type Accepted, addressOf, type Dialled, descriptor, info, madeAt, TestNode } from "./support.ts";

// What a test says to a node in the place of its peers, and what it asks of it.

export const zero = new Uint8Array(16);
export const id = (byte: number) => new Uint8Array(16).fill(byte);

export function requestFrom(
  nodeId: number,
  parts: { delta?: Info[]; clusterId?: Uint8Array; address?: string; first?: boolean } = {},
): Request {
  const { delta = [], clusterId = zero, address = addressOf(nodeId), first = delta.length === 0 } = parts;
  return makeRequest({
    kind: first ? "request-first" : "request-delta",
    nodeId,
    identity: { address, clusterId },
    stamps: new StampList([], null),
    delta,
  });
}

export const responseFrom = (nodeId: number, delta: Info[] = [], stamps = noStamps): Response =>
  makeResponse({ kind: "response-delta", nodeId, delta, stamps });
export const forwardFrom = (nodeId: number, to: number): Response =>
  makeResponse({ kind: "response-forward", nodeId, alternate: { nodeId: to, address: addressOf(to) } });

/** The `node:` info of a node, made at `time`. */
export function nodeInfo(nodeId: number, hops = 0, time = 1): Info {
  const key = `node:${nodeId}`;
  const bytes = encodeNodeDescriptor(descriptor(nodeId, addressOf(nodeId)), "2.1");
  return info({
    key,
    nodeId,
    hops,
    value: { ...madeAt(key, "", time), bytes: Uint8Array.from([0, 0, 0, 0, 3, ...bytes]) },
  });
}

/** A node that has an open stream to node 2, which has answered. */
export function connectedNode(options: ConstructorParameters<typeof TestNode>[0] = {}): {
  node: TestNode;
  stream: Dialled;
} {
  const node = new TestNode(options);
  node.gossip.start([addressOf(2)]);
  node.environment.settle();
  const stream = node.lastDialled;
  stream.handler.opened();
  stream.handler.received(responseFrom(2));
  node.environment.settle();
  return { node, stream };
}

/** Ends the stream from the far side and lets the node take notice. */
export function hangUp(node: TestNode, stream: Dialled, reason: string | null = null): void {
  stream.handler.closed(reason);
  node.environment.settle();
}

export const types = (node: TestNode) => node.environment.events.map(({ type }) => type);
export const reasons = (node: TestNode) =>
  node.environment.events.flatMap((event) => (event.type === "hung-up" ? [event.reason] : []));
export const dials = (node: TestNode) => node.environment.dialled.map(({ address }) => address);
export const kinds = (stream: Accepted | Dialled) => stream.sent.map(({ kind }) => kind);
export const deltas = (stream: Accepted | Dialled) => stream.sent.map(({ delta }) => delta.map(({ key }) => key));
