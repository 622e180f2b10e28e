import { addressIndex } from "./address-index.ts";
import { IdMap } from "./id-map.ts";
import { appended } from "./short-list.ts";

/** Where a node keeps bootstrap addresses over a restart (H1). May throw: a failure costs what it was to keep, nothing else. */
export interface BootstrapStorage {
  read(): readonly string[];
  /** All of them, in the order in which they came. What is given may be kept: it does not change. */
  write(addresses: Iterable<string>): void;
}

/**
 * The addresses at which a node could find the network again, with the id of the node behind each (D5), and their copy in storage. The own
 * address is never among them (H5).
 *
 * Rules: H1 to H3, H5; what they mean for the order of the next dials is in gossip.ts.
 */
export class BootstrapAddresses {
  readonly #ownAddress: string;
  /** In the order in which they came. Nothing in it changes or goes, or what was written would. */
  #addresses: string[] = [];
  /** By the index of the address, the node's id; 0 where it is unknown (H1). */
  #owners = new IdMap<number>();
  #storage: BootstrapStorage | null = null;
  #cleaned = false;

  constructor(ownAddress: string) {
    this.#ownAddress = ownAddress;
  }

  get size(): number {
    return this.#addresses.length;
  }

  list(): string[] {
    return [...this.#addresses];
  }

  /** 0 when nobody is known to have that address. */
  ownerOf(address: string): number {
    return this.#owners.get(addressIndex(address)) ?? 0;
  }

  /** H2, D5: stored when it is new. */
  add(address: string, nodeId: number): void {
    if (this.#put(address, nodeId)) this.#write();
  }

  /** H1: takes in what is stored, and stores what that does not have. */
  setStorage(storage: BootstrapStorage): void {
    this.#storage = storage;
    const stored = this.#read();
    for (const address of stored) {
      if (address !== this.#ownAddress) this.#put(address, this.ownerOf(address));
    }
    if (this.size > stored.length) this.#write();
  }

  /** H3: once in a process, and only where there is a storage. */
  get needsCleanUp(): boolean {
    return this.#storage !== null && !this.#cleaned;
  }

  /** H3: keeps the addresses of nodes that are known now and no others. */
  cleanUp(known: readonly { readonly address: string; readonly nodeId: number }[]): void {
    this.#cleaned = true;
    this.#addresses = [];
    this.#owners = new IdMap();
    for (const { address, nodeId } of known) this.#put(address, nodeId);
    this.#write();
  }

  /** True when the address is new. */
  #put(address: string, nodeId: number): boolean {
    const index = addressIndex(address);
    const isNew = this.#owners.get(index) === undefined;
    if (isNew) this.#addresses = appended(this.#addresses, address);
    this.#owners.set(index, nodeId);
    return isNew;
  }

  #read(): readonly string[] {
    try {
      return this.#storage!.read();
    } catch {
      return [];
    }
  }

  #write(): void {
    try {
      this.#storage?.write(new Beginning(this.#addresses));
    } catch {
      // The next change writes everything again.
    }
  }
}

/** What is in a list by now, however much is added to it: a copy of it for each new address would cost a large cluster gigabytes. */
class Beginning implements Iterable<string> {
  readonly #list: readonly string[];
  readonly #length: number;

  constructor(list: readonly string[]) {
    this.#list = list;
    this.#length = list.length;
  }

  *[Symbol.iterator](): Generator<string> {
    for (let place = 0; place < this.#length; place++) yield this.#list[place]!;
  }
}
