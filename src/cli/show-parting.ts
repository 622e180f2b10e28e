import type { Comparison } from "../report/comparison.ts";
import { partingInWords, type ShownParting } from "../report/comparison-text.ts";
import { firstDifference } from "../report/first-difference.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Simulator } from "./simulator.ts";

/** So many events of a run that may be the first to differ are shown. */
const mostCandidates = 6;

/**
 * Where the runs of the first seed that took another course part. With the scenarios of both sides it is the very event, as
 * it was and as it is; with that of `after` alone those of its events among which it is; without, no more than its number.
 */
export async function showParting(
  comparison: Comparison,
  { before, after }: { readonly before: Scenario | null; readonly after: Scenario | null },
  simulator: Simulator,
): Promise<ShownParting | null> {
  const first = comparison.partings[0];
  if (first?.parting == null) return null;
  const { seed, parting } = first;
  const course = (runs: Comparison["before"]["runs"]) => runs.find((run) => run.seed === seed)!.course;
  const courses = { before: course(comparison.before.runs), after: course(comparison.after.runs) };
  const words = partingInWords(parting, courses.before.events);
  if (after === null) return { seed, words, lines: [] };
  if (before !== null) {
    const [a, b] = [
      { scenario: before, seed, course: courses.before },
      { scenario: after, seed, course: courses.after },
    ];
    const found = await firstDifference((job) => simulator.retell(job), a, b, "counted");
    if (found !== null) {
      const exactly = partingInWords({ after: found.event - 1, by: found.event }, courses.before.events);
      const common = found.common.map((line) => `both    ${line}`);
      return { seed, words: exactly, lines: [...common, `before  ${found.a}`, `now     ${found.b}`] };
    }
  }
  const { after: same, by } = parting;
  const window = { from: Math.max(1, same), to: Math.min(by, same + mostCandidates) };
  const { lines } = await simulator.retell({ scenario: after, seed, wire: "counted", ...window });
  const more = by > window.to ? [`now     … up to event ${by}`] : [];
  const marked = lines.map((line, index) => `${index === 0 && same > 0 ? "both  " : "now   "}  ${line}`);
  return { seed, words, lines: [...marked, ...more] };
}
