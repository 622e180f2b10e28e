import { formatBytes, formatDuration } from "../kernel/units.ts";
import { type ByteRate, meanRates, protobufRate, ratePoints, stepWidth } from "./byte-rates.ts";
import { type AxisUnit, byteUnit, linearAxis, percentAxis, timeUnit } from "./chart-axis.ts";
import { membershipCurve } from "./chart-convergence.ts";
import { type Milestone, milestoneOf, milestonesPlugin, rowsFor, withMilestones } from "./chart-milestones.ts";
import { type DrawnChart, medianCurve, type Point, runsInWords } from "./chart-parts.ts";
import { baseOptions, chartSize, colours, styledAxis } from "./chart-style.ts";
import type { ReportChart } from "./charts.ts";
import type { Report } from "./report.ts";

/**
 * Two reports over one another on one time axis: membership known above, bytes per second below, these alone where nobody publishes
 * descriptors. Several seeds: the median of their memberships, the mean of their bytes.
 */
export function comparisonChart(a: Report, b: Report, names: { readonly a: string; readonly b: string }): ReportChart {
  const runs = [...measurementsOf(a), ...measurementsOf(b)];
  const end = Math.max(...runs.map(({ endTime }) => endTime));
  const axes = { time: timeUnit(end), step: stepWidth(runs) };
  const sides = [sideOf(a, names.a, looks.a, axes), sideOf(b, names.b, looks.b, axes)] as const;
  const hasMembership = sides.some(({ membership }) => membership.length > 0);
  const lines = sides.flatMap(({ milestones }) => milestones);
  const rows = rowsFor(lines, (x) => (x * axes.time.size) / end);
  const title = hasMembership ? "membership known and bytes per second" : "bytes per second";
  const bytes = bytesPanel(sides, axes.time);
  const options = baseOptions({
    title: `${sides[0].name} and ${sides[1].name}`,
    subtitle: [runsOfBoth(a, b), remark(sides, title)],
    legend: true,
    labelRows: rows,
  });
  return {
    file: "comparison.png",
    title,
    config: {
      type: "line",
      data: { datasets: [...(hasMembership ? membershipLines(sides) : []), ...bytes.datasets] },
      options: {
        ...withMilestones(options, { lines, bands: [], rows }),
        scales: {
          x: styledAxis(
            linearAxis({
              title: `virtual time (${axes.time.name})`,
              most: end / axes.time.size,
              roundUp: false,
              parts: 12,
            }),
          ),
          // From the bottom up.
          bytes: bytes.scale,
          ...(hasMembership ? membershipScales : {}),
        },
      },
      plugins: [milestonesPlugin],
    } as DrawnChart["config"],
    ...chartSize,
  };
}

interface Side {
  readonly name: string;
  readonly look: (typeof looks)["a" | "b"];
  readonly rates: readonly ByteRate[];
  /** In percent; empty where no descriptors are published. */
  readonly membership: readonly Point[];
  readonly milestones: readonly Milestone[];
}

/** Where both are the same the dashes of the second lie on the line of the first. */
const looks = {
  a: { colour: colours.first, dash: [], area: "rgba(23, 63, 95, 0.16)", order: 2 },
  b: { colour: colours.second, dash: [9, 5], area: null, order: 1 },
} as const;

function measurementsOf({ runs }: Report) {
  return runs.map((run) => run.measurements);
}

function sideOf(
  report: Report,
  name: string,
  look: Side["look"],
  axes: { readonly time: AxisUnit; readonly step: number },
): Side {
  const runs = measurementsOf(report);
  const { size } = axes.time;
  const short = name.length <= longestName ? name : `${name.slice(0, longestName - 1)}…`;
  const end = Math.max(...runs.map(({ endTime }) => endTime));
  const curves = runs
    .filter(({ membership }) => membership.series.length > 0)
    .map((run) => membershipCurve(run, end, size));
  const complete = runs.map(({ membership }) => membership.time);
  const settled = runs.map((run) => run.settled.time);
  const milestones = [
    ...milestoneOf(complete, `${short}: complete`, size),
    ...milestoneOf(settled, `${short}: settled`, size),
  ];
  return {
    name: short,
    look,
    rates: meanRates(runs, axes.step),
    membership: curves.length === 1 ? curves[0]! : medianCurve(curves, 0),
    milestones: milestones.map((milestone) => ({ ...milestone, colour: look.colour })),
  };
}

/** So that both fit into the title and the legend, and each with a time into half the width. */
const longestName = 24;

function membershipLines(sides: readonly Side[]) {
  return sides.map(({ look, membership }) => ({
    ...stepLine("", look),
    data: [...membership],
    borderWidth: 3,
    yAxisID: "membership",
  }));
}

/** What keeps the labels of the lower panel off those of the upper one, and the upper one. */
const membershipScales = {
  gap: {
    axis: "y",
    stack: "panels",
    stackWeight: 1.6,
    ticks: { display: false },
    grid: { display: false },
    border: { display: false },
  },
  membership: { ...styledAxis(percentAxis("pairs known")), axis: "y", stack: "panels", stackWeight: 10 },
};

/** More steps than this leave no room for dashes, nor for two thin lines beside the others. */
const mostDashedSteps = 100;

function bytesPanel(sides: readonly Side[], time: AxisUnit) {
  const hasFewSteps = sides.every(({ rates }) => rates.length <= mostDashedSteps);
  const values = hasFewSteps ? [protobufRate, wireRate] : [protobufRate];
  const most = Math.max(0, ...values.flatMap((value) => sides.map(({ rates }) => peak(rates, value))));
  const byte = byteUnit(most);
  const points = (rates: readonly ByteRate[], value: (rate: ByteRate) => number) =>
    ratePoints(rates, value, { time, byte });
  const protobuf = sides.map(({ name, look, rates }) => ({
    ...stepLine(name, look),
    data: points(rates, protobufRate),
    ...(look.area === null ? {} : { fill: "origin", backgroundColor: look.area }),
    // Dashes would fall to pieces on short steps; the one with the area below it is the first.
    ...(hasFewSteps ? { borderWidth: 2.5 } : { borderWidth: 1.5, borderDash: [] }),
    yAxisID: "bytes",
  }));
  // One entry in the legend stands for both.
  const wire = sides.map(({ look, rates }, index) => ({
    ...stepLine(index === 0 ? "thin: on the wire" : "", look),
    data: points(rates, wireRate),
    borderWidth: 1.5,
    borderDash: [3, 4],
    yAxisID: "bytes",
  }));
  const axis = linearAxis({ title: `${byte.name} per second`, most: most / byte.size, roundUp: true, parts: 6 });
  return {
    datasets: hasFewSteps ? [...protobuf, ...wire] : protobuf,
    scale: { ...styledAxis(axis), axis: "y", stack: "panels", stackWeight: 13 },
  };
}

function wireRate({ wire }: ByteRate): number {
  return wire;
}

function peak(rates: readonly ByteRate[], value: (rate: ByteRate) => number): number {
  return rates.reduce((most, rate) => Math.max(most, value(rate)), 0);
}

function stepLine(label: string, { colour, dash, order }: Side["look"]) {
  return {
    label,
    stepped: true as const,
    fill: false as const,
    borderColor: colour,
    backgroundColor: colour,
    borderDash: [...dash],
    pointRadius: 0,
    pointStyle: "line" as const,
    clip: 4,
    order,
  };
}

/** Once where it is the same. */
function runsOfBoth(a: Report, b: Report): string {
  const [ofA, ofB] = [runsInWords(a), runsInWords(b)];
  return ofA === ofB ? ofA : `${ofA}  /  ${ofB}`;
}

function remark(sides: readonly Side[], shown: string): string {
  const first = sides.flatMap(({ rates }) => rates.slice(0, 1));
  const steps = new Set(first.map(({ from, to }) => formatDuration(to - from)));
  const peaks = sides.map(({ rates }) => formatBytes(peak(rates, protobufRate)));
  return [
    `${shown}, all nodes together`,
    ...(steps.size === 0 ? [] : [`steps of ${[...steps].join(" and ")}`]),
    `peaks ${peaks.join(" and ")} per second`,
  ].join(" · ");
}
