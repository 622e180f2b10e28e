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

interface RequestParts {
  readonly kind: RequestKind;
  readonly nodeId: number;
  readonly identity: Identity | null;
  readonly stamps: Stamps;
  /** Ascending by key. */
  readonly delta: readonly Info[];
}

export interface Request extends RequestParts {
  readonly lengths: Lengths;
  readonly length: number;
}

interface ResponseParts {
  readonly kind: ResponseKind;
  readonly nodeId: number;
  /** Where a refused client shall go instead. */
  readonly alternate: { readonly address: string; readonly nodeId: number } | null;
  readonly stamps: Stamps;
  /** Ascending by key. */
  readonly delta: readonly Info[];
}

export interface Response extends ResponseParts {
  readonly lengths: Lengths;
  readonly length: number;
}

export function makeRequest(parts: RequestParts): Request {
  return new RequestMessage(parts);
}

export function makeResponse(parts: Pick<Response, "kind" | "nodeId"> & Partial<ResponseParts>): Response {
  const { kind, nodeId, alternate = null, stamps = noStamps, delta = noInfos } = parts;
  return new ResponseMessage({ kind, nodeId, alternate, stamps, delta });
}

const noInfos: readonly Info[] = [];

// The parts are computed when somebody asks: messages are many, and few of those who see them do.

class RequestMessage implements Request {
  readonly kind: RequestKind;
  readonly nodeId: number;
  readonly identity: Identity | null;
  readonly stamps: Stamps;
  readonly delta: readonly Info[];
  readonly length: number;
  readonly #infos: number;

  constructor({ kind, nodeId, identity, stamps, delta }: RequestParts) {
    this.kind = kind;
    this.nodeId = nodeId;
    this.identity = identity;
    this.stamps = stamps;
    this.delta = delta;
    this.#infos = deltaLength(delta);
    this.length = this.#infos + stamps.length + identityLength(identity) + nodeIdField(nodeId);
  }

  get lengths(): Lengths {
    return {
      infos: this.#infos,
      stamps: this.stamps.length,
      identity: identityLength(this.identity),
      envelope: nodeIdField(this.nodeId),
    };
  }
}

class ResponseMessage implements Response {
  readonly kind: ResponseKind;
  readonly nodeId: number;
  readonly alternate: { readonly address: string; readonly nodeId: number } | null;
  readonly stamps: Stamps;
  readonly delta: readonly Info[];
  readonly length: number;
  readonly #infos: number;

  constructor({ kind, nodeId, alternate, stamps, delta }: ResponseParts) {
    this.kind = kind;
    this.nodeId = nodeId;
    this.alternate = alternate;
    this.stamps = stamps;
    this.delta = delta;
    this.#infos = deltaLength(delta);
    this.length = this.#infos + stamps.length + emptyAddressField + this.#envelope;
  }

  get lengths(): Lengths {
    // The server never fills its identity in, but it is always written (A.1).
    return {
      infos: this.#infos,
      stamps: this.stamps.length,
      identity: emptyAddressField,
      envelope: this.#envelope,
    };
  }

  get #envelope(): number {
    const { nodeId, alternate } = this;
    const own = nodeIdField(nodeId);
    return alternate === null ? own : own + addressField(alternate.address) + nodeIdField(alternate.nodeId);
  }
}

function identityLength(identity: Identity | null): number {
  return identity === null ? 0 : addressField(identity.address) + fieldLength(identity.clusterId.length);
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
