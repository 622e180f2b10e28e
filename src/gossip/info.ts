import { later, never, type Stamp, stampLength, unset } from "./stamp.ts";
import { compareUtf8, fieldLength, utf8Length, varintLength } from "./varint.ts";

/**
 * A value as its origin published it, shared by all that relay it.
 *
 * Rules: A.4, S2.
 */
export interface Value {
  /** Header and data (A.2), never changed after publication. */
  readonly bytes: Uint8Array;
  /** When it was made: decides which of two infos of a key is the newer (S4). */
  readonly time: Stamp;
}

/** Wire dialect: v1 always writes both fields of a timestamp (A.1). */
export type Dialect = "v1" | "v2";

export interface InfoFields {
  readonly key: string;
  readonly value: Value;
  /** When the origin stored it: decides whether a peer has it already (S2). `unset` until then. */
  readonly originStamp: Stamp;
  readonly ttlStamp: Stamp;
  /** Node id of the origin. */
  readonly nodeId: number;
  readonly hops: number;
  /** Node id of the peer it came from; 0 at the origin. */
  readonly peerId: number;
}

/** One fact as one node holds it (A.1). Immutable; knows its encoded length (A.4). */
export class Info implements InfoFields {
  readonly key: string;
  readonly value: Value;
  readonly originStamp: Stamp;
  readonly ttlStamp: Stamp;
  readonly nodeId: number;
  readonly hops: number;
  readonly peerId: number;
  /** Bytes of the encoded Info without hops and peer id: the same for all that relay it. */
  readonly #fixedLength: number;
  readonly #keyLength: number;

  /** `lengths` saves the arithmetic when they are known from the info this one is a copy of. */
  constructor(fields: InfoFields, dialect: Dialect, source?: Info) {
    this.key = fields.key;
    this.value = fields.value;
    this.originStamp = fields.originStamp;
    this.ttlStamp = fields.ttlStamp;
    this.nodeId = fields.nodeId;
    this.hops = fields.hops;
    this.peerId = fields.peerId;
    this.#keyLength = source === undefined ? utf8Length(fields.key) : source.#keyLength;
    this.#fixedLength = source === undefined ? fixedLength(fields, dialect) : source.#fixedLength;
  }

  /** The copy that a node makes of an info that peer `peerId` sent (S5). */
  relayed(peerId: number): Info {
    const { key, value, originStamp, ttlStamp, nodeId, hops } = this;
    return new Info(
      { key, value, originStamp, ttlStamp, nodeId, hops: Math.min(hops + 1, mostHops), peerId },
      "v2",
      this,
    );
  }

  /** Bytes of the encoded Info. */
  get length(): number {
    return this.#fixedLength + optional(this.hops) + optional(this.peerId);
  }

  /** Bytes as an entry of a delta: tag, length, key and info. */
  get entryLength(): number {
    return fieldLength(fieldLength(this.#keyLength) + fieldLength(this.length));
  }

  /** S2. */
  isExpired(now: Stamp): boolean {
    return this.ttlStamp <= now;
  }
}

/** As many as a uint32 holds (A.1). */
const mostHops = 0xffffffff;

/** The order of infos in a delta: that of their keys' bytes. */
export function byKey(a: Info, b: Info): number {
  return compareUtf8(a.key, b.key);
}

/** An integer field that is written unless it is 0. */
function optional(value: number): number {
  return value === 0 ? 0 : 1 + varintLength(value);
}

function fixedLength({ value, originStamp, ttlStamp, nodeId }: InfoFields, dialect: Dialect): number {
  // The v1 dialect writes a missing wall time too, as 0.
  const wall = value.time !== unset || dialect === "v1" ? 1 + stampLength(value.time) : 0;
  const logical = dialect === "v1" ? 2 : 0;
  const bytes = value.bytes.length > 0 || dialect === "v1" ? fieldLength(value.bytes.length) : 0;
  return fieldLength(bytes + fieldLength(wall + logical)) + stamp(originStamp) + stamp(ttlStamp) + optional(nodeId);
}

function stamp(value: Stamp): number {
  return value === unset ? 0 : 1 + stampLength(value);
}

/** The absolute stamp of a time to live in nanoseconds; 0 means never, and so does what ends beyond int64 (S1). */
export function ttlStampOf(now: Stamp, ttl: number): Stamp {
  return ttl === 0 ? never : later(now, ttl);
}
