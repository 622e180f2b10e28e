import { attribute } from "./attribution.ts";
import type { Change, Comparison } from "./comparison.ts";

/** All that is known of a comparison, for JSON; docs/ci.md says what the fields are. */
export function comparisonFields(comparison: Comparison) {
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
