import type { Duration, Time } from "../kernel/time.ts";

/** What is known of a run when it is over. Null: it did not happen. */
export interface Course {
  readonly endTime: Time;
  readonly settled: Time | null;
  /** When membership was first complete. */
  readonly known: Time | null;
  /** When faults began. */
  readonly faults: readonly Time[];
  readonly bin: Duration;
  /** How often nodes publish their clients keys; nodes that started together do so together. Infinity: never. */
  readonly round: Duration;
}

/**
 * The span that stands for the settled state, on bin boundaries: from when connections and membership had come to rest until the next
 * fault or the end. Of a run that never settled, its last quarter after membership was complete, which comes nearest. Whole rounds
 * where one fits, since odd spans would favour one phase. Null when there is no whole bin.
 */
export function steadySpan({ endTime, settled, known, faults, bin, round }: Course): { from: Time; to: Time } | null {
  const rest = Math.max(settled ?? 0, known ?? 0);
  const until = Math.min(endTime, ...faults.filter((time) => time > rest));
  const unit = round % bin === 0 ? round : bin;
  const to = Math.floor(until / bin) * bin;
  const longest = settled === null || known === null ? Math.max(unit, to / 4) : to;
  const earliest = Math.max(Math.ceil(rest / bin) * bin, Math.ceil((to - longest) / bin) * bin);
  const rounds = Math.floor((to - earliest) / unit);
  const from = rounds > 0 ? to - rounds * unit : earliest;
  return to > from ? { from, to } : null;
}
