import { type CheckedScenario, type Outcome, outcomeOf, type Recording } from "./checked.ts";
import { headline } from "./checked-headline.ts";
import { comparisonFields } from "./comparison-json.ts";
import { writeJson } from "./json.ts";

/** All that is known of checked scenarios, as JSON; docs/ci.md says what the fields are. */
export function checkedJson(all: readonly CheckedScenario[], recording: Recording): string {
  const count = (outcome: Outcome) => all.filter((checked) => outcomeOf(checked) === outcome).length;
  return writeJson({
    format: "gossipsim-check/1",
    recording,
    counts: { kept: count("kept"), changed: count("changed"), broken: count("broken"), failed: count("failed") },
    scenarios: all.map(scenario),
  });
}

function scenario(checked: CheckedScenario) {
  const { name, file, seeds, promises, comparison, parting, failed } = checked;
  return {
    name,
    file,
    outcome: outcomeOf(checked),
    headline: headline(checked),
    seeds,
    promises: promises.map(({ label, isKept, words }) => ({ label, kept: isKept, words })),
    baseline: comparison === null ? null : comparisonFields(comparison),
    firstDifference: parting,
    failed,
  };
}
