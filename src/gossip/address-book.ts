import type { BootstrapAddresses } from "./bootstrap-addresses.ts";
import { valueData, verifyValue } from "./checksum.ts";
import { decodeNodeDescriptor, type NodeDescriptor, type Tier } from "./descriptors.ts";
import { IdMap } from "./id-map.ts";
import { nodeIdOfKey, nodeKey } from "./keys.ts";
import { parseOnce } from "./parse-once.ts";

/** What an address book needs of its node. */
export interface AddressBookNode {
  readonly address: string;
  readonly locality: readonly Tier[];
  /** What becomes of a node whose address another one has taken over (D4). */
  readonly addressReuse: "erase" | "keep";
  /** The stored value of a key, header included; undefined when there is none or it has expired. */
  stored(key: string): Uint8Array | undefined;
  /** The number of known nodes may have changed (N4). */
  recomputeMaxPeers(nodes: number): void;
  addResolver(address: string): void;
  publishTombstone(nodeId: number): void;
}

/**
 * The nodes that a node has heard of by their `node:` infos, and where they are. Expired ones stay (N4).
 *
 * Rules: D1 to D6.
 */
export class AddressBook {
  readonly #node: AddressBookNode;
  readonly #bootstrapAddresses: BootstrapAddresses;
  readonly #descriptors = new IdMap<NodeDescriptor>();

  constructor(node: AddressBookNode, bootstrapAddresses: BootstrapAddresses) {
    this.#node = node;
    this.#bootstrapAddresses = bootstrapAddresses;
  }

  nodeIds(): number[] {
    return this.#descriptors.ids();
  }

  /** D6. Throws when nobody has heard of the node, or it has been removed, or its value is damaged. */
  descriptorOf(nodeId: number): NodeDescriptor {
    const cached = this.#descriptors.get(nodeId);
    if (cached !== undefined) return cached;
    // Only a descriptor whose callback has not run yet, or that was dropped again (D1, D4), is looked for in the store.
    const key = nodeKey(nodeId);
    const rawBytes = this.#node.stored(key);
    if (rawBytes === undefined) throw new Error(`no descriptor of node ${nodeId} is known`);
    const descriptor = decodeNodeDescriptor(readValue(key, rawBytes));
    if (isTombstone(descriptor)) throw new Error(`node ${nodeId} has been removed from the cluster`);
    return descriptor;
  }

  /** D6: where to dial the node; null when that is not known. */
  addressOf(nodeId: number): string | null {
    const cached = this.#descriptors.get(nodeId);
    // Asked for with nearly every message that changes a distance: without the detour over an error.
    if (cached === undefined && this.#node.stored(nodeKey(nodeId)) === undefined) return null;
    try {
      return this.#preferredAddress(cached ?? this.descriptorOf(nodeId));
    } catch {
      return null;
    }
  }

  /** The first of its addresses that is meant for a tier of ours; else the one for everybody. */
  #preferredAddress({ address, localityAddresses }: NodeDescriptor): string {
    const shared = localityAddresses.find(({ tier }) =>
      this.#node.locality.some(({ key, value }) => key === tier.key && value === tier.value),
    );
    return shared?.address ?? address;
  }

  /** The callback on `node:` keys: D1 to D5. */
  update(key: string, rawBytes: Uint8Array): void {
    const descriptor = parseNode(rawBytes);
    if (descriptor === null) return;
    if (isTombstone(descriptor)) {
      this.#forget(nodeIdOfKey(key) ?? 0);
      return;
    }
    const { nodeId, address } = descriptor;
    const known = this.#descriptors.get(nodeId);
    this.#descriptors.set(nodeId, descriptor);
    if (known?.address === address) return;
    this.#node.recomputeMaxPeers(this.#descriptors.size);
    // An empty address is no resolver either: the original's parser refuses it.
    if (address === this.#node.address || address === "") return;
    this.#node.addResolver(address);
    if (this.#node.addressReuse === "erase") this.#erasePreviousOwner(address, nodeId);
    this.#bootstrapAddresses.add(address, nodeId);
  }

  /** D4. */
  #erasePreviousOwner(address: string, nodeId: number): void {
    const previous = this.#bootstrapAddresses.ownerOf(address);
    if (previous === 0 || previous === nodeId) return;
    this.#forget(previous);
    this.#node.publishTombstone(previous);
  }

  #forget(nodeId: number): void {
    if (this.#descriptors.delete(nodeId)) this.#node.recomputeMaxPeers(this.#descriptors.size);
  }
}

/** The descriptor in the value of a `node:` key; null for what is none. */
export const parseNode = parseOnce(decodeNodeDescriptor);

/** D1. */
function isTombstone({ nodeId, address }: NodeDescriptor): boolean {
  return nodeId === 0 && address === "";
}

/** The data of a stored value, its checksum verified as readers do (A.2). */
export function readValue(key: string, rawBytes: Uint8Array): Uint8Array {
  if (!verifyValue(key, rawBytes)) throw new Error(`value of ${key} does not match its checksum`);
  return valueData(rawBytes);
}
