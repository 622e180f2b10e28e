/** A row of a table of recorded and simulated figures; `verdict` is what fidelity.test.ts reads back. */
export function comparedCells({ name, recorded, simulated, rule, fits }) {
  const percentiles = simulated === null ? "–" : `${number(simulated.low)}–${number(simulated.high)}`;
  return [name, rangeCell(recorded), rangeCell(simulated), percentiles, verdict(rule, fits, recorded, simulated)];
}

function rangeCell(spread) {
  if (spread === null) return "–";
  const { median, min, max } = spread;
  return min === max ? number(median) : `${number(median)} (${number(min)}–${number(max)})`;
}

function verdict(rule, fits, recorded, simulated) {
  if (recorded === null) return "not recorded";
  if (simulated === null) return "did not occur";
  if (rule === "inside") return fits ? "inside" : "**outside**";
  const apart = percentApart(recorded.median, simulated.median);
  return fits ? `${apart}, within ${rule}` : `**${apart}, not within ${rule}**`;
}

export function percentApart(recorded, simulated) {
  const percent = recorded === 0 ? 0 : (100 * (simulated - recorded)) / recorded;
  return `${percent < 0 ? "−" : "+"}${Math.abs(percent).toFixed(1)} %`;
}

/** Four digits at most, thousands apart. */
export function number(value) {
  if (Math.abs(value) >= 1000)
    return Math.round(value)
      .toString()
      .replace(/\B(?=(\d{3})+$)/g, ",");
  return String(Number(value.toPrecision(value >= 100 ? 4 : 3)));
}
