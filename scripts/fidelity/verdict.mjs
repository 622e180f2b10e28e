/** Median, range and the span from the 5th to the 95th percentile; null without values. */
export function spread(values) {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return {
    count: sorted.length,
    min: sorted[0],
    low: quantile(sorted, 0.05),
    median: quantile(sorted, 0.5),
    high: quantile(sorted, 0.95),
    max: sorted.at(-1),
  };
}

/**
 * Does the simulation do what was recorded? By rule: `1 %` and `2 %`: the medians are that close. `inside`: the simulated median lies in the
 * recorded range, and the recorded median between the simulation's 5th and 95th percentile.
 */
export function fits(rule, recorded, simulated) {
  if (rule === "inside") {
    const within = (value, low, high) => low <= value && value <= high;
    return (
      within(simulated.median, recorded.min, recorded.max) && within(recorded.median, simulated.low, simulated.high)
    );
  }
  const apart = Math.abs(simulated.median - recorded.median);
  return apart <= (Number.parseInt(rule, 10) / 100) * recorded.median;
}

/** Linear between neighbours. */
function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}
