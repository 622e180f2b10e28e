import { type CheckedScenario, type Outcome, outcomeOf, type Recording } from "./checked.ts";
import { headline, otherSettings } from "./checked-headline.ts";
import { comparisonLines } from "./comparison-text.ts";
import { counted } from "./figure.ts";
import { legible } from "./legible.ts";

/** One scenario of `check` for people: a line when all is kept, otherwise with the point of it and what changed under it. Ends with a newline. */
export function checkedText(checked: CheckedScenario, recording: Recording): string {
  const { name, file, promises, comparison, parting, failed } = checked;
  const outcome = outcomeOf(checked);
  const head = `${words(outcome, checked, recording).padEnd(9)} ${name}  (${file})`;
  if (outcome === "failed") {
    return [head, ...failed.map(({ seed, reason }) => `  seed ${seed}: ${reason}`), ""].join("\n");
  }
  const broken = promises.filter(({ isKept }) => !isKept).map(({ label, words }) => `BROKEN: ${label}: ${words}`);
  if (outcome === "kept" && (comparison === null || comparison.verdict === "same")) return `${head}\n`;
  const changes = comparison === null || comparison.verdict === "same" ? [] : comparisonLines(comparison, parting);
  const settings = comparison?.sameSettings === false ? [otherSettings] : [];
  const lines = [headline(checked), ...broken, ...settings, ...changes];
  return [head, ...lines.map((line) => `  ${legible(line.replaceAll("\n", " "))}`), ""].join("\n");
}

/** The last line: how many came out how. */
export function checkedTotals(all: readonly CheckedScenario[], recording: Recording): string {
  const counts = new Map<string, number>();
  for (const checked of all) {
    const word = words(outcomeOf(checked), checked, recording).toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts].map(([word, count]) => `${count} ${word}`);
  return `${counted(all.length, "scenario")}: ${parts.join(", ")}\n`;
}

/** What happened to a baseline is the point when it is recorded, whether it holds otherwise. */
function words(outcome: Outcome, { comparison }: CheckedScenario, recording: Recording): string {
  if (outcome === "failed" || outcome === "broken") return outcome.toUpperCase();
  if (recording !== "done") {
    return outcome === "changed" ? "CHANGED" : comparison?.verdict === "tolerated" ? "tolerated" : "ok";
  }
  return comparison === null ? "new" : comparison.verdict === "same" ? "as before" : "updated";
}
