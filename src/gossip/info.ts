import { compareKeys, type Key, keyOf, rankKeys } from "./keys.ts";
import { later, never, type Stamp, stampLength, unset } from "./stamp.ts";
import { fieldLength, varintLength } from "./varint.ts";

/**
 * A value as its origin published it.
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

export interface FactFields {
  readonly key: string;
  readonly value: Value;
  /** When the origin stored it: decides whether a peer has it already (S2). `unset` until then. */
  readonly originStamp: Stamp;
  readonly ttlStamp: Stamp;
  /** Node id of the origin. */
  readonly nodeId: number;
}

export interface InfoFields extends FactFields {
  readonly hops: number;
  /** Node id of the peer it came from; 0 at the origin. */
  readonly peerId: number;
}

/** What all that relay an info have in common: one object for all the nodes of a process that it reaches. */
export class Fact {
  readonly key: Key;
  readonly value: Value;
  readonly originStamp: Stamp;
  readonly ttlStamp: Stamp;
  readonly nodeId: number;
  /** Bytes of the encoded Info without hops and peer id. */
  readonly length: number;

  constructor(fields: FactFields, dialect: Dialect) {
    this.key = keyOf(fields.key);
    this.value = fields.value;
    this.originStamp = fields.originStamp;
    this.ttlStamp = fields.ttlStamp;
    this.nodeId = fields.nodeId;
    this.length = fixedLength(fields, dialect);
  }
}

/** A fact as one node holds it (A.1). Immutable; knows its encoded length (A.4). */
export class Info implements InfoFields {
  readonly fact: Fact;
  readonly hops: number;
  readonly peerId: number;
  /** The copy that was last made of it: one object for all who took it from the same node. */
  #copy: Info | null = null;

  constructor(fact: Fact, hops: number, peerId: number) {
    this.fact = fact;
    this.hops = hops;
    this.peerId = peerId;
  }

  static of(fields: InfoFields, dialect: Dialect): Info {
    return new Info(new Fact(fields, dialect), fields.hops, fields.peerId);
  }

  get key(): string {
    return this.fact.key.text;
  }

  get value(): Value {
    return this.fact.value;
  }

  get originStamp(): Stamp {
    return this.fact.originStamp;
  }

  get ttlStamp(): Stamp {
    return this.fact.ttlStamp;
  }

  get nodeId(): number {
    return this.fact.nodeId;
  }

  /** The copy that a node makes of an info that peer `peerId` sent (S5). */
  relayed(peerId: number): Info {
    let copy = this.#copy;
    if (copy === null || copy.peerId !== peerId) {
      copy = new Info(this.fact, this.hops < mostHops ? this.hops + 1 : mostHops, peerId);
      this.#copy = copy;
    }
    return copy;
  }

  /** Bytes of the encoded Info. */
  get length(): number {
    return this.fact.length + optional(this.hops) + optional(this.peerId);
  }

  /** Bytes as an entry of a delta: tag, length, key and info. */
  get entryLength(): number {
    return fieldLength(fieldLength(this.fact.key.length) + fieldLength(this.length));
  }

  /** S2. */
  isExpired(now: Stamp): boolean {
    return this.fact.ttlStamp <= now;
  }
}

/** As many as a uint32 holds (A.1). */
const mostHops = 0xffffffff;

/** The order of infos in a delta: that of their keys' bytes. */
export function byKey(a: Info, b: Info): number {
  return compareKeys(a.fact.key, b.fact.key);
}

/** Puts infos in the order of a delta, in place. */
export function sortByKey(infos: Info[]): Info[] {
  if (infos.length <= fewInfos) return sortFew(infos);
  rankKeys();
  return infos.sort(byKey);
}

/** Up to so many are sorted faster by insertion than by the engine's sort, which copies them out and in. */
const fewInfos = 16;

function sortFew(infos: Info[]): Info[] {
  for (let next = 1; next < infos.length; next++) {
    const info = infos[next]!;
    let at = next;
    for (; at > 0 && byKey(infos[at - 1]!, info) > 0; at--) infos[at] = infos[at - 1]!;
    infos[at] = info;
  }
  return infos;
}

/** An integer field that is written unless it is 0. */
function optional(value: number): number {
  return value === 0 ? 0 : 1 + varintLength(value);
}

function fixedLength({ value, originStamp, ttlStamp, nodeId }: FactFields, dialect: Dialect): number {
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
