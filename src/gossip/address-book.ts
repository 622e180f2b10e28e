import { valueData, verifyValue } from "./checksum.ts";
import { decodeNodeDescriptor, type NodeDescriptor } from "./descriptors.ts";
import { nodeIdOfKey } from "./keys.ts";

/** What an address book tells its node of. */
export interface AddressBookListener {
  /** The number of known nodes may have changed (N4). */
  recomputeMaxPeers(nodes: number): void;
  addResolver(address: string): void;
  /** Another node has taken over the address of this one (D4). */
  publishTombstone(nodeId: number): void;
}

/** The nodes that a node has heard of by their `node:` infos, and where they are (B.10). Expired ones stay (N4). */
export class AddressBook {
  readonly #ownAddress: string;
  readonly #listener: AddressBookListener;
  readonly #descriptors = new Map<number, NodeDescriptor>();
  /** Addresses to start from after a restart; 0 is an unknown node (H1). */
  readonly #bootstrapAddresses = new Map<string, number>();

  constructor(ownAddress: string, listener: AddressBookListener) {
    this.#ownAddress = ownAddress;
    this.#listener = listener;
  }

  get bootstrapAddressCount(): number {
    return this.#bootstrapAddresses.size;
  }

  addressOf(nodeId: number): string | null {
    return this.#descriptors.get(nodeId)?.address ?? null;
  }

  /** The callback on `node:` keys: D1 to D5. */
  update(key: string, rawBytes: Uint8Array): void {
    const descriptor = parse(rawBytes);
    if (descriptor === null) return;
    if (descriptor.nodeId === 0 && descriptor.address === "") {
      this.#forget(nodeIdOfKey(key) ?? 0);
      return;
    }
    const { nodeId, address } = descriptor;
    const known = this.#descriptors.get(nodeId);
    this.#descriptors.set(nodeId, descriptor);
    if (known?.address === address) return;
    this.#listener.recomputeMaxPeers(this.#descriptors.size);
    // An empty address is no resolver either: the original's parser refuses it.
    if (address === this.#ownAddress || address === "") return;
    this.#listener.addResolver(address);
    this.#evictPreviousOwner(address, nodeId);
    this.#bootstrapAddresses.set(address, nodeId);
  }

  /** D4. */
  #evictPreviousOwner(address: string, nodeId: number): void {
    const previous = this.#bootstrapAddresses.get(address) ?? 0;
    if (previous === 0 || previous === nodeId) return;
    this.#forget(previous);
    this.#listener.publishTombstone(previous);
  }

  #forget(nodeId: number): void {
    if (this.#descriptors.delete(nodeId)) this.#listener.recomputeMaxPeers(this.#descriptors.size);
  }
}

/** Values are immutable and shared by all nodes of a process: each is parsed once. */
const parsed = new WeakMap<Uint8Array, NodeDescriptor>();

/** Null for what is no descriptor: a peer's mistake must not stop this node. */
function parse(rawBytes: Uint8Array): NodeDescriptor | null {
  let descriptor = parsed.get(rawBytes);
  if (descriptor === undefined) {
    try {
      descriptor = decodeNodeDescriptor(valueData(rawBytes));
    } catch {
      return null;
    }
    parsed.set(rawBytes, descriptor);
  }
  return descriptor;
}

/** The data of a stored value, its checksum verified as readers do (A.2). */
export function readValue(key: string, rawBytes: Uint8Array): Uint8Array {
  if (!verifyValue(key, rawBytes)) throw new Error(`value of ${key} does not match its checksum`);
  return valueData(rawBytes);
}
