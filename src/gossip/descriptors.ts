import protobuf from "protobufjs/light.js";
import { decodeMessage, fromInt64, type Int64, lookupMessage, toInt64 } from "./proto.ts";

/**
 * What a node tells about itself: the value of its `node:<id>` key.
 *
 * Rules: A.1.
 */
export interface NodeDescriptor {
  readonly nodeId: number;
  /** Host and port; empty in the descriptor of a node that was removed. The network is always TCP. */
  readonly address: string;
  /** Free labels, such as "ssd". */
  readonly attrs: readonly string[];
  /** From the widest tier to the narrowest. */
  readonly locality: readonly Tier[];
  readonly serverVersion: ServerVersion;
  readonly buildTag: string;
  /** When the process started, in nanoseconds since 1970; a signed 64-bit number. */
  readonly startedAt: bigint;
  /** Addresses to prefer for nodes that share the tier. */
  readonly localityAddresses: readonly LocalityAddress[];
}

export interface Tier {
  readonly key: string;
  readonly value: string;
}

export interface ServerVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly unstable: number;
}

export interface LocalityAddress {
  readonly address: string;
  readonly tier: Tier;
}

/** The version whose fields a descriptor has; "2.0" stands for all older ones too. */
export type DescriptorVersion = "2.0" | "2.1";

/**
 * The descriptor's bytes, to the byte as the original of that version writes them. "2.0" leaves out build tag, start
 * time and locality addresses, which came with 2.1.
 *
 * @throws RangeError if `startedAt` does not fit in 64 bits
 */
export function encodeNodeDescriptor(descriptor: NodeDescriptor, version: DescriptorVersion): Uint8Array {
  const message = version === "2.0" ? baseMessage(descriptor) : fullMessage(descriptor);
  // A writer of its own, because the default one returns a Buffer.
  return lookupMessage("cockroach.roachpb.NodeDescriptor").encode(message, new protobuf.Writer()).finish();
}

/**
 * The descriptor in these bytes, of whatever version: a field that is not there counts as zero or empty, and one that
 * nobody knows is skipped. So no bytes at all make the descriptor with id 0 and no address.
 *
 * @throws WireError if the bytes are not a protobuf message
 */
export function decodeNodeDescriptor(bytes: Uint8Array): NodeDescriptor {
  const message = decodeMessage<FullMessage<null>>("cockroach.roachpb.NodeDescriptor", bytes);
  return {
    nodeId: message.node_id,
    address: message.address?.address_field ?? "",
    attrs: message.attrs?.attrs ?? [],
    locality: (message.locality?.tiers ?? []).map(tierFromMessage),
    serverVersion: versionFromMessage(message.ServerVersion),
    buildTag: message.build_tag,
    startedAt: fromInt64(message.started_at),
    localityAddresses: message.locality_address.map(localityAddressFromMessage),
  };
}

// The messages below hold every field the original always writes, because a field is written exactly when it is there.

interface AddressMessage {
  readonly network_field: string;
  readonly address_field: string;
}

interface VersionMessage {
  readonly major_val: number;
  readonly minor_val: number;
  readonly patch: number;
  readonly unstable: number;
}

interface LocalityAddressMessage<Missing = never> {
  readonly address: AddressMessage | Missing;
  readonly locality_tier: Tier | Missing;
}

interface BaseMessage<Missing = never> {
  readonly node_id: number;
  readonly address: AddressMessage | Missing;
  readonly attrs: { readonly attrs: readonly string[] } | Missing;
  readonly locality: { readonly tiers: readonly Tier[] } | Missing;
  readonly ServerVersion: VersionMessage | Missing;
}

interface FullMessage<Missing = never> extends BaseMessage<Missing> {
  readonly build_tag: string;
  readonly started_at: Int64;
  readonly locality_address: readonly LocalityAddressMessage<Missing>[];
}

function baseMessage(descriptor: NodeDescriptor): BaseMessage {
  const { major, minor, patch, unstable } = descriptor.serverVersion;
  return {
    node_id: descriptor.nodeId,
    address: addressMessage(descriptor.address),
    attrs: { attrs: descriptor.attrs },
    locality: { tiers: descriptor.locality.map(tierMessage) },
    ServerVersion: { major_val: major, minor_val: minor, patch, unstable },
  };
}

function fullMessage(descriptor: NodeDescriptor): FullMessage {
  return {
    ...baseMessage(descriptor),
    build_tag: descriptor.buildTag,
    started_at: toInt64(descriptor.startedAt),
    locality_address: descriptor.localityAddresses.map(({ address, tier }) => ({
      address: addressMessage(address),
      locality_tier: tierMessage(tier),
    })),
  };
}

function addressMessage(address: string): AddressMessage {
  return { network_field: address === "" ? "" : "tcp", address_field: address };
}

/** A tier with fields of its own: protobufjs does not write an inherited one. */
function tierMessage({ key, value }: Tier): Tier {
  return { key, value };
}

function tierFromMessage(message: Tier | null): Tier {
  return { key: message?.key ?? "", value: message?.value ?? "" };
}

function versionFromMessage(message: VersionMessage | null): ServerVersion {
  return {
    major: message?.major_val ?? 0,
    minor: message?.minor_val ?? 0,
    patch: message?.patch ?? 0,
    unstable: message?.unstable ?? 0,
  };
}

function localityAddressFromMessage(message: LocalityAddressMessage<null>): LocalityAddress {
  return { address: message.address?.address_field ?? "", tier: tierFromMessage(message.locality_tier) };
}
