import protobuf from "protobufjs/light.js";
import { descriptor } from "./proto.generated.ts";

/**
 * The reflected type of a message of the wire format, for `encode` and `decode`.
 *
 * What `encode` writes depends on how the message is declared. In a proto3 file (the messages of cockroach.gossip, and
 * Liveness) a field is written when the object has it and it is not zero. In a proto2 file (all other messages) it is
 * written exactly when the object has it, even when it is zero. A nested message is written whenever the object has
 * it. Which fields have to be there is in A.1 of the protocol specification.
 *
 * Rules: A.1.
 *
 * @throws if there is no such message
 */
export function lookupMessage(name: MessageName): protobuf.Type {
  // Reflecting takes longer than everything else in this layer, and not every run encodes a message.
  root ??= protobuf.Root.fromJSON(descriptor);
  return root.lookupType(name);
}

/**
 * The message in these bytes. Scalar and repeated fields that are not there have their default, messages are null.
 *
 * @throws WireError if the bytes are no such message
 */
export function decodeMessage<T>(name: MessageName, bytes: Uint8Array): T {
  try {
    // A reader of its own: the one made for a Buffer reads text in another way and hands out Buffers.
    return lookupMessage(name).decode(new protobuf.Reader(bytes)) as unknown as T;
  } catch (cause) {
    throw new WireError(`malformed ${name}: ${(cause as Error).message}`, { cause });
  }
}

/** Bytes from somebody else that are not what they should be. */
export class WireError extends Error {
  override readonly name = "WireError";
}

export type MessageName =
  | "cockroach.gossip.BootstrapInfo"
  | "cockroach.gossip.Request"
  | "cockroach.gossip.Response"
  | "cockroach.gossip.InfoStatus"
  | "cockroach.gossip.Info"
  | "cockroach.roachpb.Value"
  | "cockroach.roachpb.NodeDescriptor"
  | "cockroach.roachpb.StoreDescriptor"
  | "cockroach.storage.Liveness"
  | "cockroach.util.UnresolvedAddr"
  | "cockroach.util.hlc.Timestamp"
  | "cockroach.util.hlc.LegacyTimestamp";

/** A 64-bit integer as protobufjs reads and writes it: two signed halves (the shape of a `Long`). */
export interface Int64 {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

/** @throws RangeError if the value does not fit in a signed 64-bit integer */
export function toInt64(value: bigint): Int64 {
  if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} does not fit in 64 bits`);
  return { low: Number(BigInt.asIntN(32, value)), high: Number(value >> 32n), unsigned: false };
}

export function fromInt64(value: Int64): bigint {
  return (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
}

let root: protobuf.Root | undefined;
