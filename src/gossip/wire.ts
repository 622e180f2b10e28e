import protobuf from "protobufjs/light.js";
import { StampList, type Stamps } from "./high-water.ts";
import { type Dialect, Info, type InfoFields, sortByKey } from "./info.ts";
import {
  type Identity,
  makeRequest,
  makeResponse,
  networkName,
  type Request,
  type RequestKind,
  type Response,
  type ResponseKind,
} from "./messages.ts";
import { decodeMessage, fromInt64, type Int64, lookupMessage, type MessageName, toInt64, WireError } from "./proto.ts";
import { nanosecondsSince1970, type Stamp, stampOf, unset } from "./stamp.ts";

/**
 * Messages of a stream to bytes and back: what is written when, and in what order (A.1). Reading takes whatever protobuf allows: fields in
 * any order, unknown ones, the last of several; all else is a WireError. Any message that was read can be written again, in as many bytes
 * as it counts.
 *
 * Rules: A.1 to A.4.
 */
export class Codec {
  readonly #dialect: Dialect;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  encodeRequest(request: Request): Uint8Array {
    const { nodeId, identity, stamps, delta } = request;
    return encode("cockroach.gossip.Request", [
      { node_id: nodeId, ...(identity === null ? {} : { addr: address(identity.address) }) },
      ...stampEntries(stamps),
      ...this.#infoEntries(delta),
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
      ...this.#infoEntries(delta),
      ...stampEntries(stamps),
    ]);
  }

  /**
   * `kind` is what the sender calls the message; it does not travel.
   *
   * @throws WireError if the bytes are no Request
   */
  decodeRequest(bytes: Uint8Array, kind: RequestKind): Request {
    const raw = decodeMessage<RawRequest>("cockroach.gossip.Request", bytes);
    return makeRequest({
      kind,
      nodeId: raw.node_id,
      identity: readIdentity(raw),
      stamps: readStamps(raw.high_water_stamps),
      delta: this.#readDelta(raw.delta),
    });
  }

  /** @throws WireError if the bytes are no Response */
  decodeResponse(bytes: Uint8Array, kind: ResponseKind): Response {
    const raw = decodeMessage<RawResponse>("cockroach.gossip.Response", bytes);
    const alternate =
      raw.alternate_addr == null ? null : { address: raw.alternate_addr.address_field, nodeId: raw.alternate_node_id };
    return makeResponse({
      kind,
      nodeId: raw.node_id,
      ...(alternate === null ? {} : { alternate }),
      stamps: readStamps(raw.high_water_stamps),
      delta: this.#readDelta(raw.delta),
    });
  }

  encodeInfo(info: Info): Uint8Array {
    return encode("cockroach.gossip.Info", [this.#info(info)]);
  }

  /** @throws WireError if the bytes are no Info */
  decodeInfo(key: string, bytes: Uint8Array): Info {
    return this.#readInfo(key, decodeMessage<RawInfo>("cockroach.gossip.Info", bytes));
  }

  /** A message for each entry: in one object, keys that look like numbers would come first. */
  #infoEntries(delta: readonly Info[]): object[] {
    return delta.map((info) => ({ delta: { [info.key]: this.#info(info) } }));
  }

  #info(info: Info): object {
    return {
      value: {
        ...(info.value.bytes.length > 0 || this.#dialect === "v1" ? { raw_bytes: info.value.bytes } : {}),
        timestamp: this.#timestamp(info.value.time),
      },
      orig_stamp: int64(info.originStamp),
      ttl_stamp: int64(info.ttlStamp),
      hops: info.hops,
      node_id: info.nodeId,
      peer_id: info.peerId,
    };
  }

  #timestamp(time: Stamp): object {
    if (this.#dialect === "v1") return { wall_time: int64(time), logical: 0 };
    return time === unset ? {} : { wall_time: int64(time) };
  }

  #readDelta(map: Record<string, RawInfo>): Info[] {
    const infos = Object.entries(map).map(([key, raw]) => this.#readInfo(key, raw));
    return sortByKey(infos);
  }

  #readInfo(key: string, raw: RawInfo): Info {
    const fields: InfoFields = {
      key,
      // A copy, since the bytes read are a view of the whole message, and a value may be kept for hours.
      value: { bytes: new Uint8Array(raw.value?.raw_bytes ?? []), time: stampFrom(raw.value?.timestamp?.wall_time) },
      originStamp: stampFrom(raw.orig_stamp),
      ttlStamp: stampFrom(raw.ttl_stamp),
      nodeId: raw.node_id,
      hops: raw.hops,
      peerId: raw.peer_id,
    };
    return Info.of(fields, this.#dialect);
  }
}

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

/** Ids from 0 up are in order as the keys of one object. Negative ones, which no node has but bytes may, would come last in it. */
function stampEntries(stamps: Stamps): object[] {
  const parts: object[] = [];
  const ordered: Record<number, Int64> = {};
  for (const [nodeId, stamp] of stamps.entries()) {
    if (nodeId < 0) parts.push({ high_water_stamps: { [nodeId]: int64(stamp) } });
    else ordered[nodeId] = int64(stamp);
  }
  return [...parts, { high_water_stamps: ordered }];
}

function readStamps(map: Record<string, Int64>): Stamps {
  const entries = Object.entries(map).map(([nodeId, stamp]) => [Number(nodeId), stampFrom(stamp)] as const);
  return new StampList(
    entries.sort((a, b) => a[0] - b[0]),
    null,
  );
}

/** Null in a message that leaves it out (option `identity`). */
function readIdentity({ addr, cluster_id }: RawRequest): Identity | null {
  if (addr === null && cluster_id.length === 0) return null;
  if (cluster_id.length !== 0 && cluster_id.length !== 16) {
    throw new WireError(`malformed cockroach.gossip.Request: cluster_id has ${cluster_id.length} bytes instead of 16`);
  }
  const clusterId = new Uint8Array(16);
  clusterId.set(cluster_id);
  return { address: addr?.address_field ?? "", clusterId };
}

function int64(stamp: Stamp): Int64 {
  return toInt64(nanosecondsSince1970(stamp));
}

/** A field that is not there counts as 0. */
function stampFrom(value: Int64 | undefined): Stamp {
  return value === undefined ? unset : stampOf(fromInt64(value));
}

function address(text: string): object {
  return { network_field: networkName(text), address_field: text };
}

/** Encoded messages, one after another, are one message with all their fields: so the parts decide the order of the fields. */
function encode(name: MessageName, parts: readonly object[]): Uint8Array {
  const type = lookupMessage(name);
  const writer = new protobuf.Writer();
  for (const part of parts) type.encode(part, writer);
  return writer.finish();
}
