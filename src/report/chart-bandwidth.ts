import { formatBytes, formatDuration } from "../kernel/units.ts";
import { type ByteRate, meanRates, protobufRate, ratePoints, stepWidth } from "./byte-rates.ts";
import { byteUnit, linearAxis, timeUnit } from "./chart-axis.ts";
import { type Milestone, milestoneOf, milestonesPlugin, rowsFor, withMilestones } from "./chart-milestones.ts";
import { chartTitle, type DrawnChart, runsInWords } from "./chart-parts.ts";
import { baseOptions, colours, styledAxis } from "./chart-style.ts";
import type { Report } from "./report.ts";

/**
 * Bytes per second over the whole run, stacked by component, with the wire total as a line. Where the cold start dwarfs
 * what follows, a second chart shows only the settled part.
 */
export function bandwidthCharts(report: Report): (DrawnChart | null)[] {
  const runs = report.runs.map((run) => run.measurements);
  const rates = meanRates(runs, stepWidth(runs));
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

function peak(rates: readonly ByteRate[]): number {
  return rates.reduce((most, rate) => Math.max(most, protobufRate(rate), rate.wire), 0);
}

function draw(report: Report, rates: readonly ByteRate[], file: string, title: string, whole: boolean): DrawnChart {
  const start = rates[0]!.from;
  const end = rates.at(-1)!.to;
  const time = timeUnit(end);
  const byte = byteUnit(peak(rates));
  const points = (value: (rate: ByteRate) => number) => ratePoints(rates, value, { time, byte });
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

function milestonesOf({ runs }: Report, unit: number): Milestone[] {
  if (runs.length > 1) return [];
  const { membership, settled } = runs[0]!.measurements;
  return [
    ...milestoneOf([membership.time], "membership complete", unit),
    ...milestoneOf([settled.time], "settled", unit),
  ];
}

function remark(report: Report, rates: readonly ByteRate[]): string {
  const width = formatDuration(rates[0]!.to - rates[0]!.from);
  const most = rates.reduce((top, rate) => Math.max(top, protobufRate(rate)), 0);
  const mean = report.runs.length > 1 ? `mean of ${report.runs.length} seeds · ` : "";
  return `${mean}steps of ${width} · peak ${formatBytes(most)} per second, all nodes together`;
}
