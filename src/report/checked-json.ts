import { attribute } from "./attribution.ts";
import { type CheckedScenario, type Outcome, outcomeOf, type Recording } from "./checked.ts";
import { headline } from "./checked-headline.ts";
import type { Change, Comparison } from "./comparison.ts";
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
    baseline: comparison === null ? null : baseline(comparison),
    firstDifference: parting,
    failed,
  };
}

function baseline(comparison: Comparison) {
  const { before, after, seeds, sameSettings, changes, unpaired, partings, verdict } = comparison;
  const runOf = ({ runs }: typeof before, seed: number) => {
    const { fingerprint, course } = runs.find((run) => run.seed === seed)!;
    return { fingerprint, events: course.events };
  };
  return {
    verdict,
    sameSettings,
    runs: seeds.map((seed) => ({ seed, before: runOf(before, seed), after: runOf(after, seed) })),
    changes: changes.map(change),
    unpaired,
    attribution: attribute(comparison).map(({ area, total, parts, keys }) => ({
      area,
      total: total?.figure.name ?? null,
      parts: parts.map(({ figure }) => figure.name),
      keys: keys.map(({ figure }) => figure.name),
    })),
    partings: partings.map(({ seed, parting }) => ({ seed, after: parting?.after ?? null, by: parting?.by ?? null })),
  };
}

function change({ figure, pairs, before, after, difference, interval, relative, direction, isTolerated }: Change) {
  return {
    figure: figure.name,
    label: figure.label,
    unit: figure.unit,
    before,
    after,
    difference: finite(difference),
    interval: interval?.every(Number.isFinite) ? interval : null,
    relative: finite(relative),
    direction,
    tolerated: isTolerated,
    seeds: pairs,
  };
}

/** A difference to what is infinite is none. */
function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
