import type { BootstrapStorage } from "../gossip/bootstrap-addresses.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Time } from "../kernel/time.ts";

/** What one store keeps of the bootstrap addresses, and when it was written. */
export interface BootstrapRecord {
  readonly addresses: Iterable<string>;
  readonly time: Time;
}

/** A store of a node as far as gossip knows it: it outlives the process. */
export interface Store {
  record: BootstrapRecord | null;
}

/**
 * The stores of a node as the place for its bootstrap addresses: the same record, with the time, is written to each of them; what is read
 * is the newest (protocol rule H4).
 *
 * Rules: H4.
 */
export class Stores implements BootstrapStorage {
  readonly #stores: readonly Store[];
  readonly #scheduler: Scheduler;

  constructor(stores: readonly Store[], scheduler: Scheduler) {
    this.#stores = stores;
    this.#scheduler = scheduler;
  }

  read(): readonly string[] {
    let newest: BootstrapRecord | null = null;
    for (const { record } of this.#stores) {
      if (record !== null && (newest === null || record.time > newest.time)) newest = record;
    }
    return newest === null ? [] : [...newest.addresses];
  }

  write(addresses: Iterable<string>): void {
    const record = { addresses, time: this.#scheduler.now };
    for (const store of this.#stores) store.record = record;
  }
}
