import { readFileSync } from "node:fs";
import { fileProblem } from "../cli/file-problem.ts";
import { BaselineError, parseBaseline } from "../report/baseline.ts";
import { type Comparison, compareRecords } from "../report/comparison.ts";
import { comparisonLines } from "../report/comparison-text.ts";
import { recordOf } from "../report/record.ts";
import type { Report } from "../report/report.ts";
import type { Scenario } from "../scenario/scenario.ts";

/**
 * How the runs of `after` differ from those of `before`, seed by seed: which figures, by how much, for better or worse.
 *
 * @throws RangeError when the two have no seed in common.
 */
export function compareReports(before: Report, after: Report): Comparison {
  const comparison = compareRecords(recordOf(before), recordOf(after));
  if (comparison.seeds.length > 0) return comparison;
  throw new RangeError("compareReports: the two reports have no seed in common");
}

/**
 * How a report differs from what `gossipsim check --update` recorded in `file`, as `gossipsim check` compares it.
 *
 * @throws BaselineError in one line when the file is missing, damaged, of a newer version or of other seeds.
 */
export function compareWithBaseline(
  report: Report,
  file: string | URL,
  tolerances: Scenario["tolerances"] = report.scenario.tolerances,
): Comparison {
  try {
    const baseline = parseBaseline(textOf(file));
    const [recorded, found] = [baseline.runs, report.runs].map((runs) => runs.map(({ seed }) => seed).join(", "));
    if (recorded !== found) throw new BaselineError(`it is of the seeds ${recorded}, and the report of ${found}`);
    return compareRecords(baseline, recordOf(report), tolerances);
  } catch (error) {
    if (!(error instanceof BaselineError)) throw error;
    throw new BaselineError(`${file}: ${error.message}`, error.isReplaceable);
  }
}

/** What differs, in a few lines for the message of an assertion; the empty string when nothing does. */
export function comparisonInWords(comparison: Comparison): string {
  return comparison.verdict === "same" ? "" : comparisonLines(comparison, null).join("\n");
}

function textOf(file: string | URL): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BaselineError(fileProblem(error));
  }
}
