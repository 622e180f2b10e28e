import { noStamps, type Stamps } from "./high-water.ts";
import type { Info } from "./info.ts";
import { fieldLength, utf8Length, varintLength } from "./varint.ts";

/**
 * What a message is for; not on the wire.
 *
 * Rules: A.1, A.4.
 */
export type RequestKind = "request-first" | "request-delta";
export type ResponseKind = "response-first" | "response-delta" | "response-ack" | "response-forward";

/** Who a client is; null in a message that leaves it out (option `identity`). */
export interface Identity {
  readonly address: string;
  /** 16 bytes; all zero while unknown. */
  readonly clusterId: Uint8Array;
}

/** Both kinds (A.1) are immutable and know their encoded length by part (A.4); the parts add up to `length`. */
interface Lengths {
  readonly infos: number;
  readonly stamps: number;
  /** Address and cluster id. */
  readonly identity: number;
  /** Node id and the alternate. */
  readonly envelope: number;
}

export interface Request {
  readonly kind: RequestKind;
  readonly nodeId: number;
  readonly identity: Identity | null;
  readonly stamps: Stamps;
  /** Ascending by key. */
  readonly delta: readonly Info[];
  readonly lengths: Lengths;
  readonly length: number;
}

export interface Response {
  readonly kind: ResponseKind;
  readonly nodeId: number;
  /** Where a refused client shall go instead. */
  readonly alternate: { readonly address: string; readonly nodeId: number } | null;
  readonly stamps: Stamps;
  /** Ascending by key. */
  readonly delta: readonly Info[];
  readonly lengths: Lengths;
  readonly length: number;
}

export function makeRequest(parts: {
  kind: RequestKind;
  nodeId: number;
  identity: Identity | null;
  stamps: Stamps;
  delta: readonly Info[];
}): Request {
  const { kind, nodeId, identity, stamps, delta } = parts;
  const lengths = {
    infos: deltaLength(delta),
    stamps: stamps.length,
    identity: identity === null ? 0 : addressField(identity.address) + fieldLength(identity.clusterId.length),
    envelope: nodeIdField(nodeId),
  };
  return { kind, nodeId, identity, stamps, delta, lengths, length: sum(lengths) };
}

export function makeResponse(parts: {
  kind: ResponseKind;
  nodeId: number;
  alternate?: { address: string; nodeId: number };
  stamps?: Stamps;
  delta?: readonly Info[];
}): Response {
  const { kind, nodeId, alternate = null, stamps = noStamps, delta = [] } = parts;
  const lengths = {
    infos: deltaLength(delta),
    stamps: stamps.length,
    // The server never fills it in, but it is always written (A.1).
    identity: emptyAddressField,
    envelope:
      nodeIdField(nodeId) + (alternate === null ? 0 : addressField(alternate.address) + nodeIdField(alternate.nodeId)),
  };
  return { kind, nodeId, alternate, stamps, delta, lengths, length: sum(lengths) };
}

function sum({ infos, stamps, identity, envelope }: Lengths): number {
  return infos + stamps + identity + envelope;
}

function deltaLength(delta: readonly Info[]): number {
  let length = 0;
  for (const info of delta) length += info.entryLength;
  return length;
}

function nodeIdField(nodeId: number): number {
  return nodeId === 0 ? 0 : 1 + varintLength(nodeId);
}

/** The network name of every address there is; an empty address has none. */
export const networkName = (address: string) => (address === "" ? "" : "tcp");

function addressField(address: string): number {
  return fieldLength(fieldLength(networkName(address).length) + fieldLength(utf8Length(address)));
}

const emptyAddressField = addressField("");
