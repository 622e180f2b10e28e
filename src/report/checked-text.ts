import { type CheckedScenario, type Outcome, outcomeOf } from "./checked.ts";
import { headline } from "./checked-headline.ts";
import { comparisonLines } from "./comparison-text.ts";
import { counted } from "./figure.ts";

/** One scenario of `check` for people: a line when all is kept, otherwise with the point of it and what changed under it. Ends with a newline. */
export function checkedText(checked: CheckedScenario, recording: boolean): string {
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
  return [head, ...[headline(checked), ...broken, ...settings, ...changes].map((line) => `  ${line}`), ""].join("\n");
}

const otherSettings = "its settings, defaults included, are not those that were recorded";

/** The last line: how many came out how. */
export function checkedTotals(all: readonly CheckedScenario[], recording: boolean): string {
  const counts = new Map<string, number>();
  for (const checked of all) {
    const word = words(outcomeOf(checked), checked, recording).toLowerCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const parts = [...counts].map(([word, count]) => `${count} ${word}`);
  return `${counted(all.length, "scenario")}: ${parts.join(", ")}\n`;
}

/** What happened to a baseline is the point when it is recorded, whether it holds otherwise. */
function words(outcome: Outcome, { comparison }: CheckedScenario, recording: boolean): string {
  if (outcome === "failed" || outcome === "broken") return outcome.toUpperCase();
  if (!recording) return outcome === "changed" ? "CHANGED" : comparison?.verdict === "tolerated" ? "tolerated" : "ok";
  return comparison === null ? "new" : comparison.verdict === "same" ? "as before" : "updated";
}
