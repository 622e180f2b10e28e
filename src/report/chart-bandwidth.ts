import { second } from "../kernel/time.ts";
import { formatBytes, formatDuration } from "../kernel/units.ts";
import type { Measurements } from "../measure/measurements.ts";
import { byteUnit, linearAxis, timeUnit } from "./chart-axis.ts";
import { type Milestone, milestonesPlugin, rowsFor, withMilestones } from "./chart-milestones.ts";
import { chartTitle, type DrawnChart, type Point, runsInWords } from "./chart-parts.ts";
import { baseOptions, colours, styledAxis } from "./chart-style.ts";
import type { Report } from "./report.ts";

/**
 * Bytes per second over the whole run, stacked by component, with the wire total as a line. Where the cold start dwarfs
 * what follows, a second chart shows only the settled part.
 */
export function bandwidthCharts(report: Report): (DrawnChart | null)[] {
  const runs = report.runs.map((run) => run.measurements);
  const rates = meanRates(runs);
  if (rates.length === 0) return [null];
  const whole = draw(report, rates, "bandwidth.png", "bytes per second by component", true);
  const from = Math.max(...runs.map((run) => run.bytes.steady?.from ?? Number.POSITIVE_INFINITY));
  const later = rates.filter((rate) => rate.from >= from);
  const dwarfed = peak(later) > 0 && peak(rates) > 10 * peak(later);
  const settled = runs.every((run) => run.settled.time !== null);
  if (!settled || from === 0 || later.length < 5 || !dwarfed) return [whole];
  return [whole, draw(report, later, "bandwidth-steady.png", "bytes per second once settled", false)];
}

/** From the bottom of the stack. */
const components = [
  { key: "infos", label: "infos", colour: colours.first },
  { key: "stamps", label: "high-water stamps", colour: colours.second },
  { key: "identity", label: "identity", colour: colours.third },
  { key: "envelope", label: "envelope", colour: colours.fourth },
] as const;

type Series = (typeof components)[number]["key"] | "wire";

/** Bytes per second between two times. */
interface Rate extends Record<Series, number> {
  readonly from: number;
  readonly to: number;
}

/** More steps than this are narrower than they can be told apart: neighbouring bins are then taken together. */
const mostSteps = 300;

/** Mean over the runs that were still going. */
function meanRates(runs: readonly Measurements[]): Rate[] {
  const bins = Math.max(0, ...runs.map((run) => run.bytes.perSecond.wire.length));
  const together = Math.max(1, Math.ceil(bins / mostSteps));
  const all = runs.map((run) => ratesOf(run, together)).sort((a, b) => b.length - a.length);
  return (all[0] ?? []).map((longest, index) => {
    const present = all.map((rates) => rates[index]).filter((rate) => rate !== undefined);
    const mean = (series: Series) => present.reduce((sum, rate) => sum + rate[series], 0) / present.length;
    const { from, to } = longest;
    return {
      from,
      to,
      infos: mean("infos"),
      stamps: mean("stamps"),
      identity: mean("identity"),
      envelope: mean("envelope"),
      wire: mean("wire"),
    };
  });
}

function ratesOf({ endTime, bytes: { perSecond } }: Measurements, together: number): Rate[] {
  const bins = perSecond.wire.length;
  const width = perSecond.bin * together;
  const rates: Rate[] = [];
  for (let start = 0; start < bins; ) {
    const from = start * perSecond.bin;
    let stop = Math.min(bins, start + together);
    // A last step of a few nanoseconds would turn one message into gigabytes per second: it joins the one before.
    if (stop < bins && endTime - stop * perSecond.bin < width / 2) stop = bins;
    const to = stop === bins ? Math.max(endTime, from + 1) : stop * perSecond.bin;
    const rate = (series: Series) => {
      let sum = 0;
      for (let bin = start; bin < stop; bin++) sum += perSecond[series][bin] ?? 0;
      return (sum / (to - from)) * second;
    };
    rates.push({
      from,
      to,
      infos: rate("infos"),
      stamps: rate("stamps"),
      identity: rate("identity"),
      envelope: rate("envelope"),
      wire: rate("wire"),
    });
    start = stop;
  }
  return rates;
}

function stacked(rate: Rate): number {
  return rate.infos + rate.stamps + rate.identity + rate.envelope;
}

function peak(rates: readonly Rate[]): number {
  return rates.reduce((most, rate) => Math.max(most, stacked(rate), rate.wire), 0);
}

function draw(report: Report, rates: readonly Rate[], file: string, title: string, whole: boolean): DrawnChart {
  const start = rates[0]!.from;
  const end = rates.at(-1)!.to;
  const time = timeUnit(end);
  const byte = byteUnit(peak(rates));
  const points = (value: (rate: Rate) => number): Point[] => [
    ...rates.map((rate) => ({ x: rate.from / time.size, y: value(rate) / byte.size })),
    { x: end / time.size, y: value(rates.at(-1)!) / byte.size },
  ];
  const lines = whole ? milestonesOf(report, time.size) : [];
  const rows = rowsFor(lines, (x) => (x * time.size) / end);
  const x = linearAxis({ title: `virtual time (${time.name})`, most: end / time.size, roundUp: false, parts: 12 });
  return {
    file,
    title,
    config: {
      type: "line",
      data: {
        datasets: [
          ...components.map(({ key, label, colour }, index) => ({
            label,
            data: points((rate) => rate[key]),
            stack: "components",
            fill: index === 0 ? "origin" : "-1",
            stepped: true as const,
            backgroundColor: colour,
            borderColor: colours.ink,
            borderWidth: 0.5,
            pointRadius: 0,
            pointStyle: "rect" as const,
          })),
          {
            label: "all of it on the wire",
            data: points((rate) => rate.wire),
            stack: "wire",
            fill: false,
            stepped: true as const,
            borderColor: colours.ink,
            backgroundColor: "#ffffff",
            borderWidth: rates.length > 100 ? 1.5 : 2,
            borderDash: rates.length > 100 ? [] : [7, 4],
            pointRadius: 0,
            pointStyle: "line" as const,
            clip: 4,
          },
        ],
      },
      options: {
        ...withMilestones(
          baseOptions({
            title: chartTitle(report, title),
            subtitle: [runsInWords(report), remark(report, rates)],
            legend: true,
            labelRows: rows,
          }),
          { lines, bands: [], rows },
        ),
        scales: {
          x: styledAxis({ ...x, min: start / time.size }),
          y: {
            ...styledAxis(
              linearAxis({ title: `${byte.name} per second`, most: peak(rates) / byte.size, roundUp: true, parts: 8 }),
            ),
            stacked: true,
          },
        },
      },
      plugins: [milestonesPlugin],
    },
  };
}

function milestonesOf(report: Report, unit: number): Milestone[] {
  if (report.runs.length > 1) return [];
  const { membership, settled } = report.runs[0]!.measurements;
  const lines: Milestone[] = [];
  if (membership.time !== null)
    lines.push({ x: membership.time / unit, label: `membership complete ${formatDuration(membership.time)}` });
  if (settled.time !== null) lines.push({ x: settled.time / unit, label: `settled ${formatDuration(settled.time)}` });
  return lines;
}

function remark(report: Report, rates: readonly Rate[]): string {
  const width = formatDuration(rates[0]!.to - rates[0]!.from);
  const most = rates.reduce((top, rate) => Math.max(top, stacked(rate)), 0);
  const mean = report.runs.length > 1 ? `mean of ${report.runs.length} seeds · ` : "";
  return `${mean}steps of ${width} · peak ${formatBytes(most)} per second, all nodes together`;
}
