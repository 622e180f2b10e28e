/**
 * What a run went through, in a few hundred characters: a mark for each of the first 32 events and then for ever more of
 * them at a time, each a few bits of the digest of all events so far. From the first mark in which two runs differ one
 * knows where they parted: exactly at first, then to a sixteenth of the way.
 */
export interface Course {
  /** How many events there were. */
  readonly events: number;
  /** Three characters each, the last for all events. */
  readonly marks: string;
}

/** How many events the mark after that of `events` stands for. */
export function nextMark(events: number): number {
  return events + Math.max(1, Math.floor(events / 16));
}

/** Where two courses part. */
export interface Parting {
  /** So many events are the same. */
  readonly after: number;
  /** The first that differs is not behind this one; equal to `after + 1` when it is known exactly. */
  readonly by: number;
}

/** Null: they do not, as far as the marks tell. */
export function partingOf(a: Course, b: Course): Parting | null {
  const shorter = Math.min(a.events, b.events);
  let after = 0;
  for (let at = 0; after < shorter; at += markLength) {
    const by = Math.min(nextMark(after), shorter);
    // The last mark of the shorter one need have no counterpart: then the other goes on, at the latest.
    const isComparable = a.events === b.events || by === nextMark(after);
    if (!isComparable) return { after, by: shorter + 1 };
    if (a.marks.slice(at, at + markLength) !== b.marks.slice(at, at + markLength)) return { after, by };
    after = by;
  }
  return a.events === b.events ? null : { after, by: shorter + 1 };
}

const markLength = 3;
