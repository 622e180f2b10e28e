import protobuf from "protobufjs/light.js";
import { StampList, type Stamps } from "./high-water.ts";
import { byKey, type Dialect, Info, type InfoFields } from "./info.ts";
import {
  makeRequest,
  makeResponse,
  networkName,
  type Request,
  type RequestKind,
  type Response,
  type ResponseKind,
} from "./messages.ts";
import { fromInt64, type Int64, lookupMessage, toInt64 } from "./proto.ts";
import { never, type Stamp, unset } from "./stamp.ts";

/**
 * Bytes to messages and back (section A). Stamps inside the process count from `epoch`, nanoseconds since 1970: 2^53 ns = 104 days either
 * way are exact, anything farther off is an error and not rounded.
 *
 * Rules: A.1 to A.4.
 */
export class Codec {
  readonly #epoch: bigint;
  readonly #dialect: Dialect;

  constructor(options: { epoch: bigint; dialect: Dialect }) {
    this.#epoch = options.epoch;
    this.#dialect = options.dialect;
  }

  encodeRequest(request: Request): Uint8Array {
    const { nodeId, identity, stamps, delta } = request;
    return encode("cockroach.gossip.Request", [
      {
        node_id: nodeId,
        ...(identity === null ? {} : { addr: address(identity.address) }),
        high_water_stamps: this.#stamps(stamps),
      },
      ...this.#entries(delta),
      identity === null ? {} : { cluster_id: identity.clusterId },
    ]);
  }

  encodeResponse(response: Response): Uint8Array {
    const { nodeId, alternate, stamps, delta } = response;
    return encode("cockroach.gossip.Response", [
      {
        node_id: nodeId,
        addr: address(""),
        ...(alternate === null
          ? {}
          : { alternate_addr: address(alternate.address), alternate_node_id: alternate.nodeId }),
      },
      ...this.#entries(delta),
      { high_water_stamps: this.#stamps(stamps) },
    ]);
  }

  /** `kind` is what the sender calls the message; it does not travel. Throws on malformed bytes. */
  decodeRequest(bytes: Uint8Array, kind: RequestKind): Request {
    const raw = decode<RawRequest>("cockroach.gossip.Request", bytes);
    return makeRequest({
      kind,
      nodeId: raw.node_id,
      identity: raw.addr == null ? null : { address: raw.addr.address_field, clusterId: raw.cluster_id },
      stamps: this.#readStamps(raw.high_water_stamps),
      delta: this.#readDelta(raw.delta),
    });
  }

  decodeResponse(bytes: Uint8Array, kind: ResponseKind): Response {
    const raw = decode<RawResponse>("cockroach.gossip.Response", bytes);
    const alternate =
      raw.alternate_addr == null ? null : { address: raw.alternate_addr.address_field, nodeId: raw.alternate_node_id };
    return makeResponse({
      kind,
      nodeId: raw.node_id,
      ...(alternate === null ? {} : { alternate }),
      stamps: this.#readStamps(raw.high_water_stamps),
      delta: this.#readDelta(raw.delta),
    });
  }

  encodeInfo(info: Info): Uint8Array {
    return encode("cockroach.gossip.Info", [this.#info(info)]);
  }

  decodeInfo(key: string, bytes: Uint8Array): Info {
    return this.#readInfo(key, decode<RawInfo>("cockroach.gossip.Info", bytes));
  }

  #stamps(stamps: Stamps): Record<number, Int64> {
    const map: Record<number, Int64> = {};
    for (const [nodeId, stamp] of stamps.entries()) map[nodeId] = this.#absolute(stamp);
    return map;
  }

  /** A message for each entry: in one object, keys that look like numbers would come first. */
  #entries(delta: readonly Info[]): object[] {
    return delta.map((info) => ({ delta: { [info.key]: this.#info(info) } }));
  }

  #info(info: Info): object {
    return {
      value: {
        ...(info.value.bytes.length > 0 || this.#dialect === "v1" ? { raw_bytes: info.value.bytes } : {}),
        timestamp: this.#timestamp(info.value.time),
      },
      orig_stamp: this.#absolute(info.originStamp),
      ttl_stamp: this.#absolute(info.ttlStamp),
      hops: info.hops,
      node_id: info.nodeId,
      peer_id: info.peerId,
    };
  }

  #timestamp(time: Stamp): object {
    if (this.#dialect === "v1") return { wall_time: this.#absolute(time), logical: 0 };
    return time === unset ? {} : { wall_time: this.#absolute(time) };
  }

  #readStamps(map: Record<string, Int64>): Stamps {
    const entries = Object.entries(map).map(([nodeId, stamp]) => [Number(nodeId), this.#relative(stamp)] as const);
    return new StampList(
      entries.sort((a, b) => a[0] - b[0]),
      null,
    );
  }

  #readDelta(map: Record<string, RawInfo>): Info[] {
    const infos = Object.entries(map).map(([key, raw]) => this.#readInfo(key, raw));
    return infos.sort(byKey);
  }

  #readInfo(key: string, raw: RawInfo): Info {
    const fields: InfoFields = {
      key,
      value: { bytes: raw.value?.raw_bytes ?? new Uint8Array(), time: this.#relative(raw.value?.timestamp?.wall_time) },
      originStamp: this.#relative(raw.orig_stamp),
      ttlStamp: this.#relative(raw.ttl_stamp),
      nodeId: raw.node_id,
      hops: raw.hops,
      peerId: raw.peer_id,
    };
    return new Info(fields, this.#dialect);
  }

  #absolute(stamp: Stamp): Int64 {
    if (stamp === unset) return toInt64(0n);
    if (stamp === never) return toInt64(int64Max);
    return toInt64(this.#epoch + BigInt(stamp));
  }

  #relative(value: Int64 | null | undefined): Stamp {
    const absolute = value == null ? 0n : fromInt64(value);
    if (absolute === 0n) return unset;
    if (absolute === int64Max) return never;
    const stamp = Number(absolute - this.#epoch);
    if (!Number.isSafeInteger(stamp))
      throw new RangeError(`stamp ${absolute} is more than 104 days off the epoch ${this.#epoch}`);
    return stamp;
  }
}

const int64Max = (1n << 63n) - 1n;

interface RawAddress {
  readonly address_field: string;
}
interface RawInfo {
  readonly value: { readonly raw_bytes: Uint8Array; readonly timestamp: { readonly wall_time: Int64 } | null } | null;
  readonly orig_stamp: Int64;
  readonly ttl_stamp: Int64;
  readonly hops: number;
  readonly node_id: number;
  readonly peer_id: number;
}
interface RawRequest {
  readonly node_id: number;
  readonly addr: RawAddress | null;
  readonly high_water_stamps: Record<string, Int64>;
  readonly delta: Record<string, RawInfo>;
  readonly cluster_id: Uint8Array;
}
interface RawResponse {
  readonly node_id: number;
  readonly alternate_addr: RawAddress | null;
  readonly alternate_node_id: number;
  readonly high_water_stamps: Record<string, Int64>;
  readonly delta: Record<string, RawInfo>;
}

function address(text: string): object {
  return { network_field: networkName(text), address_field: text };
}

/** Encoded messages, one after another, are one message with all their fields: so the parts decide the order of the fields. */
function encode(name: Parameters<typeof lookupMessage>[0], parts: readonly object[]): Uint8Array {
  const writer = new protobuf.Writer();
  for (const part of parts) lookupMessage(name).encode(part, writer);
  return writer.finish();
}

function decode<T>(name: Parameters<typeof lookupMessage>[0], bytes: Uint8Array): T {
  return lookupMessage(name).decode(bytes) as unknown as T;
}
