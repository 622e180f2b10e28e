import { second } from "../kernel/time.ts";
import type { Measurements } from "../measure/measurements.ts";
import type { AxisUnit } from "./chart-axis.ts";
import type { Point } from "./chart-parts.ts";

/** Bytes per second between two times: protobuf by component, and all that was on the wire. */
export interface ByteRate {
  readonly from: number;
  readonly to: number;
  readonly infos: number;
  readonly stamps: number;
  readonly identity: number;
  readonly envelope: number;
  readonly wire: number;
}

type Series = Exclude<keyof ByteRate, "from" | "to">;

/** More steps than this are narrower than they can be told apart: neighbouring bins are then taken together. */
const mostSteps = 300;

/** How wide a step has to be for all these runs: the widest of their bins, or so many together as leave few enough steps. */
export function stepWidth(runs: readonly Measurements[]): number {
  return runs.reduce((width, { bytes: { perSecond } }) => {
    const together = Math.max(1, Math.ceil(perSecond.wire.length / mostSteps));
    return Math.max(width, together * perSecond.bin);
  }, 0);
}

/** In steps of this width, or of as many whole bins as come next to it; the mean over the runs that were still going. */
export function meanRates(runs: readonly Measurements[], width: number): ByteRate[] {
  const all = runs.map((run) => ratesOf(run, width)).sort((a, b) => b.length - a.length);
  return (all[0] ?? []).map(({ from, to }, index) => {
    const present = all.map((rates) => rates[index]).filter((rate) => rate !== undefined);
    return rateOf(from, to, (series) => present.reduce((sum, rate) => sum + rate[series], 0) / present.length);
  });
}

/** Where the steps of a rate begin, and the end of the last; in the units of the axes. */
export function ratePoints(
  rates: readonly ByteRate[],
  value: (rate: ByteRate) => number,
  units: { readonly time: AxisUnit; readonly byte: AxisUnit },
): Point[] {
  const point = (time: number, rate: ByteRate) => ({ x: time / units.time.size, y: value(rate) / units.byte.size });
  return [...rates.map((rate) => point(rate.from, rate)), ...rates.slice(-1).map((rate) => point(rate.to, rate))];
}

/** Protobuf bytes, all components. */
export function protobufRate({ infos, stamps, identity, envelope }: ByteRate): number {
  return infos + stamps + identity + envelope;
}

function ratesOf({ endTime, bytes: { perSecond } }: Measurements, wanted: number): ByteRate[] {
  const bins = perSecond.wire.length;
  const together = Math.max(1, Math.round(wanted / perSecond.bin));
  const width = perSecond.bin * together;
  const rates: ByteRate[] = [];
  for (let start = 0; start < bins; ) {
    const from = start * perSecond.bin;
    let stop = Math.min(bins, start + together);
    // A last step of a few nanoseconds would turn one message into gigabytes per second: it joins the one before.
    if (stop < bins && endTime - stop * perSecond.bin < width / 2) stop = bins;
    const to = stop === bins ? Math.max(endTime, from + 1) : stop * perSecond.bin;
    const sumOf = (series: Series) => {
      let sum = 0;
      for (let bin = start; bin < stop; bin++) sum += perSecond[series][bin] ?? 0;
      return sum;
    };
    rates.push(rateOf(from, to, (series) => (sumOf(series) / (to - from)) * second));
    start = stop;
  }
  return rates;
}

function rateOf(from: number, to: number, value: (series: Series) => number): ByteRate {
  return {
    from,
    to,
    infos: value("infos"),
    stamps: value("stamps"),
    identity: value("identity"),
    envelope: value("envelope"),
    wire: value("wire"),
  };
}
