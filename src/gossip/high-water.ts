import { type Stamp, StampMap, stampEntryLength, stampLength, unset } from "./stamp.ts";

/**
 * A node's own high-water stamps: for each origin, the newest stamp it has stored an info of (S4.4, S8). They never shrink.
 *
 * Nearly every message carries all of them, and nearly all of them are as they were in the message before. So a change is also appended to
 * a log, and a message takes a position in that log instead of a copy: the receiver, which has followed the stream so far, reads
 * only what lies between the previous position and this one. The log is a linked list, and what no reader stands before is garbage.
 *
 * Rules: S4.4, S8, V4.4, V4.6.
 */
export class HighWater {
  readonly #stamps = new StampMap();
  #last: Change = { nodeId: 0, stamp: 0, next: null };
  #count = 0;
  #length = 0;
  /** The newest one, shared by all messages until the next change. */
  #snapshot: StampSnapshot | null = null;

  get(nodeId: number): Stamp {
    return this.#stamps.get(nodeId);
  }

  ratchet(nodeId: number, stamp: Stamp): void {
    const old = this.#stamps.get(nodeId);
    if (!this.#stamps.ratchet(nodeId, stamp)) return;
    if (old === unset) {
      this.#count++;
      this.#length += stampEntryLength(nodeId, stamp);
    } else {
      this.#length += stampLength(stamp) - stampLength(old);
    }
    const change: Change = { nodeId, stamp, next: null };
    this.#last.next = change;
    this.#last = change;
  }

  /** All stamps as they are now. `previous`: what the receiver got before on the same stream; null for the first message. */
  snapshot(previous: Stamps | null): Stamps {
    if (previous?.position == null) return new StampList(this.#stamps.entries(), this.#last);
    if (this.#snapshot?.position !== this.#last) {
      this.#snapshot = new StampSnapshot(this, this.#last, this.#count, this.#length);
    }
    return this.#snapshot;
  }

  /** The stamps that have changed since `previous`; all of them when it is null. */
  changesSince(previous: Stamps | null): Stamps {
    if (previous?.position == null) return new StampList(this.#stamps.entries(), this.#last);
    const changed = new Map<number, Stamp>();
    for (let change = previous.position.next; change !== null; change = change.next)
      changed.set(change.nodeId, change.stamp);
    return new StampList(
      [...changed].sort((a, b) => a[0] - b[0]),
      this.#last,
    );
  }

  /** Everything, for a snapshot that is still the newest. */
  entriesAt(position: Change): [number, Stamp][] {
    if (position !== this.#last) throw new Error("a snapshot of stamps must be read before the next change");
    return this.#stamps.entries();
  }
}

interface Change {
  readonly nodeId: number;
  readonly stamp: Stamp;
  next: Change | null;
}

/** High-water stamps as a message carries them (A.1); their length is exact (A.4). */
export interface Stamps {
  readonly count: number;
  /** Encoded bytes of all entries. */
  readonly length: number;
  /** Where in the sender's log of changes this was taken; null when unknown (it came as bytes). */
  readonly position: Change | null;
  /** Ascending by node id. */
  entries(): readonly (readonly [number, Stamp])[];
  /** Raises `target` by these stamps; `previous` are those of the message before on the same stream, already merged. */
  mergeInto(target: StampMap, previous: Stamps | null): void;
}

export class StampList implements Stamps {
  readonly count: number;
  readonly length: number;
  readonly position: Change | null;
  readonly #entries: readonly (readonly [number, Stamp])[];

  constructor(entries: readonly (readonly [number, Stamp])[], position: Change | null) {
    this.#entries = entries;
    this.position = position;
    this.count = entries.length;
    this.length = entries.reduce((sum, [nodeId, stamp]) => sum + stampEntryLength(nodeId, stamp), 0);
  }

  entries(): readonly (readonly [number, Stamp])[] {
    return this.#entries;
  }

  mergeInto(target: StampMap): void {
    for (const [nodeId, stamp] of this.#entries) target.ratchet(nodeId, stamp);
  }
}

export const noStamps: Stamps = new StampList([], null);

class StampSnapshot implements Stamps {
  readonly count: number;
  readonly length: number;
  readonly position: Change;
  readonly #source: HighWater;

  constructor(source: HighWater, position: Change, count: number, length: number) {
    this.#source = source;
    this.position = position;
    this.count = count;
    this.length = length;
  }

  entries(): [number, Stamp][] {
    return this.#source.entriesAt(this.position);
  }

  mergeInto(target: StampMap, previous: Stamps | null): void {
    // Without a position the stream's earlier stamps came as bytes, and so would these.
    let change: Change | null = previous!.position!;
    while (change !== this.position) {
      change = change!.next!;
      target.ratchet(change.nodeId, change.stamp);
    }
  }
}
