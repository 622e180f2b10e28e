import type { Recorded, RecordedRun } from "../../src/report/record.ts";

/** A run's record with these figures. */
export function makeRun(seed: number, figures: RecordedRun["figures"], fingerprint = "00000000"): RecordedRun {
  return { seed, fingerprint, course: { events: 3, marks: "AAABBBCCC" }, figures };
}

export function makeRecord(...runs: RecordedRun[]): Recorded {
  return { scenario: "made", settings: "12345678", runs };
}
