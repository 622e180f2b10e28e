import { IdMap } from "./id-map.ts";
import { parseOnce } from "./parse-once.ts";
import { lookupMessage } from "./proto.ts";

/**
 * Which node a store belongs to, by the `store:` infos.
 *
 * Rules: K6 (the callback on `store:` keys).
 */
export class StoreMap {
  readonly #nodes = new IdMap<number>();

  /** Undefined for a store nobody has heard of. */
  nodeOf(storeId: number): number | undefined {
    return this.#nodes.get(storeId);
  }

  /** The callback: a value that is no store descriptor is passed over. */
  update(rawBytes: Uint8Array): void {
    const store = parse(rawBytes);
    if (store === null) return;
    this.#nodes.set(store.storeId, store.nodeId);
  }
}

interface Store {
  readonly storeId: number;
  readonly nodeId: number;
}

const parse = parseOnce((data): Store | null => {
  const raw = lookupMessage("cockroach.roachpb.StoreDescriptor").decode(data) as unknown as RawStore;
  return raw.store_id === 0 ? null : { storeId: raw.store_id, nodeId: raw.node?.node_id ?? 0 };
});

interface RawStore {
  readonly store_id: number;
  readonly node: { readonly node_id: number } | null;
}
