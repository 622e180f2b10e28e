import { Log, type Position } from "./log.ts";
import { type Stamp, StampMap, stampEntryLength, stampLength, unset } from "./stamp.ts";

/** An origin and the stamp of one of its infos. */
export interface Stamped {
  readonly nodeId: number;
  readonly originStamp: Stamp;
}

/**
 * A node's own high-water stamps: for each origin, the newest stamp it has stored an info of (S4.4, S8). They never shrink.
 *
 * Nearly every message carries all of them, and nearly all of them are as they were in the message before. So a change is also appended to
 * a log, and a message takes a position in that log instead of a copy: the receiver, which has followed the stream so far, reads
 * only what lies between the previous position and this one.
 *
 * Rules: S4.4, S8, V4.4, V4.6.
 */
export class HighWater {
  readonly #stamps = new StampMap();
  readonly #changes = new Log<Stamped>();
  #count = 0;
  #length = 0;
  /** The newest one, shared by all messages until the next change. */
  #snapshot: StampSnapshot | null = null;

  get(nodeId: number): Stamp {
    return this.#stamps.get(nodeId);
  }

  /** Raises the stamp of the origin to this one, unless it is as high already. */
  ratchet(stamped: Stamped): void {
    const { nodeId, originStamp } = stamped;
    const old = this.#stamps.get(nodeId);
    if (!this.#stamps.ratchet(nodeId, originStamp)) return;
    if (old === unset) {
      this.#count++;
      this.#length += stampEntryLength(nodeId, originStamp);
    } else {
      this.#length += stampLength(originStamp) - stampLength(old);
    }
    this.#changes.append(stamped);
    this.#snapshot = null;
  }

  /** All stamps as they are now. `previous`: any that the receiver got before on the same stream; null for the first message. */
  snapshot(previous: Stamps | null): Stamps {
    if (previous === null) return new StampList(this.#stamps.entries(), this.#changes.end());
    this.#snapshot ??= new StampSnapshot(this, this.#changes.end(), this.#count, this.#length);
    return this.#snapshot;
  }

  /** The stamps that have changed since `previous`; all of them when it is null. */
  changesSince(previous: Stamps | null): Stamps {
    const end = this.#changes.end();
    if (previous?.position == null) return new StampList(this.#stamps.entries(), end);
    const changed = new Map<number, Stamp>();
    const reader = previous.position.copy();
    for (let change = reader.next(); change !== undefined; change = reader.next())
      changed.set(change.nodeId, change.originStamp);
    return new StampList(
      [...changed].sort((a, b) => a[0] - b[0]),
      end,
    );
  }

  /** Everything, for a snapshot that is still the newest. */
  entriesOf(snapshot: StampSnapshot): [number, Stamp][] {
    if (snapshot !== this.#snapshot) throw new Error("a snapshot of stamps must be read before the next change");
    return this.#stamps.entries();
  }
}

/** High-water stamps as a message carries them (A.1); their length is exact (A.4). */
export interface Stamps {
  readonly count: number;
  /** Encoded bytes of all entries. */
  readonly length: number;
  /** Where in the sender's log of changes this was taken; null when unknown (it came as bytes). Never moved. */
  readonly position: Position<Stamped> | null;
  /** Ascending by node id. */
  entries(): readonly (readonly [number, Stamp])[];
  /**
   * Raises `target` by these stamps. `read`: how far the sender's log has been merged by the messages before on the same stream, as the
   * last of them answered; null before the first.
   */
  mergeInto(target: StampMap, read: Position<Stamped> | null): Position<Stamped> | null;
}

export class StampList implements Stamps {
  readonly count: number;
  readonly length: number;
  readonly position: Position<Stamped> | null;
  readonly #entries: readonly (readonly [number, Stamp])[];

  constructor(entries: readonly (readonly [number, Stamp])[], position: Position<Stamped> | null) {
    this.#entries = entries;
    this.position = position;
    this.count = entries.length;
    this.length = entries.reduce((sum, [nodeId, stamp]) => sum + stampEntryLength(nodeId, stamp), 0);
  }

  entries(): readonly (readonly [number, Stamp])[] {
    return this.#entries;
  }

  mergeInto(target: StampMap): Position<Stamped> | null {
    for (const [nodeId, stamp] of this.#entries) target.ratchet(nodeId, stamp);
    return this.position === null ? null : this.position.copy();
  }
}

export const noStamps: Stamps = new StampList([], null);

class StampSnapshot implements Stamps {
  readonly count: number;
  readonly length: number;
  readonly position: Position<Stamped>;
  readonly #source: HighWater;

  constructor(source: HighWater, position: Position<Stamped>, count: number, length: number) {
    this.#source = source;
    this.position = position;
    this.count = count;
    this.length = length;
  }

  entries(): [number, Stamp][] {
    return this.#source.entriesOf(this);
  }

  mergeInto(target: StampMap, read: Position<Stamped> | null): Position<Stamped> | null {
    // Without a position the stream's earlier stamps came as bytes, and so would these.
    const reader = read!;
    while (!reader.equals(this.position)) {
      const { nodeId, originStamp } = reader.next()!;
      target.ratchet(nodeId, originStamp);
    }
    return reader;
  }
}
