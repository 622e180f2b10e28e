import { formatCount } from "../kernel/units.ts";
import { quantityAxis } from "../report/chart-axis.ts";
import { baseOptions, chartSize, colours } from "../report/chart-style.ts";
import type { ReportChart } from "../report/charts.ts";
import { counted, formatFigure } from "../report/figure.ts";
import { type Figure, type FigureName, figureByName } from "../scenario/figures.ts";
import { runCounts } from "./analysis.ts";
import { boundOf, meanBound, nearBound } from "./chart-bounds.ts";
import { type PointLabels, pointLabelsPlugin, type Span } from "./chart-labels.ts";
import { markedLegendPlugin, withMarkedLegend } from "./chart-legend.ts";
import { panelGrid, panelsPlugin, withPanels } from "./chart-panels.ts";
import { shortened } from "./chart-parameter.ts";
import { chartTitle, remarkLines, seedsInWords } from "./chart-words.ts";
import { variedAxes } from "./grid.ts";
import { type Front, sweepFront } from "./pareto.ts";
import { meanOfAll, type PointStatistics, type SweepStatistics } from "./statistics.ts";
import { incompleteInWords } from "./words.ts";

/**
 * All points by their time and their bytes, with those that no other beats in both. Null without a time or a size, or where no point
 * has both with every seed.
 */
export function planeChart(statistics: SweepStatistics): ReportChart | null {
  const front = sweepFront(statistics);
  if (front === null || front.points.length === 0) return null;
  const spots = statistics.points.flatMap((point) => spotOf(statistics, point, front));
  const fronts = (front.sizes ?? [front]).map(({ points }) =>
    points.map((number) => spots.find(({ point }) => point === number)!),
  );
  const best = fronts.flat();
  const others = spots.filter((spot) => !best.includes(spot));
  const x = sideOf(statistics, front.time, spots, "x");
  const y = sideOf(statistics, front.bytes, spots, "y");
  const grid = panelGrid([{ title: "", x: x.axis, marks: [] }], { y: y.axis, columns: 1, ownX: false });
  const title = `${y.figure.label} against ${x.figure.label}`;
  const options = baseOptions({
    title: chartTitle(statistics, title),
    subtitle: remarksOn(statistics, spots, { isOneFront: fronts.length === 1, sides: [x, y] }),
    legend: true,
  });
  const from = { x: x.axis.min, y: y.axis.min };
  const to = { x: x.axis.max, y: y.axis.max };
  const whiskers = (some: readonly Spot[]) => some.flatMap((spot) => whiskersOf(spot, from));
  return {
    file: "time-and-bytes.png",
    title,
    config: {
      type: "line",
      data: {
        datasets: [
          {
            ...looks.front,
            label: fronts.length === 1 ? "Pareto front" : "Pareto fronts",
            data: fronts.flatMap((spots, index) => [...(index === 0 ? [] : [gap]), ...spots.map(meansOf)]),
          },
          { ...looks.others, label: others.length === 0 ? "" : "others", data: others.map(meansOf) },
          { ...looks.whiskers, label: "", data: whiskers(best), borderColor: colours.first },
          { ...looks.whiskers, label: "", data: isCrowded(spots) ? [] : whiskers(others) },
          ...boundLine(x, (value) => [
            { x: value, y: from.y },
            { x: value, y: to.y },
          ]),
          ...boundLine(y, (value) => [
            { x: from.x, y: value },
            { x: to.x, y: value },
          ]),
        ].map((set) => ({ ...set, ...grid.scalesOf(0) })),
      },
      options: withLabels(withPanels(withMarkedLegend(options, ""), grid), labelsOf(fronts, others, [x, y])),
      plugins: [panelsPlugin, markedLegendPlugin, pointLabelsPlugin],
    } as ReportChart["config"],
    ...chartSize,
  };
}

/** With more points only those of the front have labels and intervals. */
function isCrowded(spots: readonly Spot[]): boolean {
  return spots.length > 30;
}

/** A point of the sweep on the plane, in nanoseconds and bytes. */
interface Spot {
  readonly point: number;
  readonly label: string;
  readonly x: Extent;
  readonly y: Extent;
}

interface Extent {
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
}

function spotOf(statistics: SweepStatistics, point: PointStatistics, { time, bytes }: Front): Spot[] {
  const [x, y] = [point.figures.get(time)!, point.figures.get(bytes)!];
  if (meanOfAll(x) === null || meanOfAll(y) === null) return [];
  return [{ point: point.point, label: labelOf(statistics, point), x: x.over!, y: y.over! }];
}

function labelOf(statistics: SweepStatistics, { levels }: PointStatistics): string {
  const varied = variedAxes(statistics.sweep.axes);
  const room = Math.max(10, Math.floor(48 / varied.length));
  return varied.map((axis) => shortened(statistics.sweep.axes[axis]!.levels[levels[axis]!]!.label, room)).join(" · ");
}

/** One of the two directions of the plane. */
interface Side {
  readonly figure: Figure<FigureName>;
  readonly axis: ReturnType<typeof quantityAxis>;
  readonly bound: Bound | null;
}

interface Bound {
  /** The least over all points. */
  readonly value: number;
  readonly label: string;
  /** Not where it is far below all points. */
  readonly isDrawn: boolean;
  readonly remark: string;
}

function sideOf(statistics: SweepStatistics, name: FigureName, spots: readonly Spot[], side: "x" | "y"): Side {
  const figure = figureByName.get(name) as Figure<FigureName>;
  const extents = spots.map((spot) => spot[side]);
  const bound = boundBelow(statistics, name, Math.min(...extents.map(({ mean }) => mean)));
  const range = rangeOf(extents, bound);
  return { figure, bound, axis: quantityAxis({ title: figure.label, quantity: figure.unit, ...range, parts: 10 }) };
}

function boundBelow({ points }: SweepStatistics, name: FigureName, least: number): Bound | null {
  const bound = boundOf(name);
  const values = bound === null ? [] : points.flatMap((point) => meanBound(point, bound.name) ?? []);
  const value = Math.min(...values);
  if (bound === null || values.length === 0 || value === 0) return null;
  const isSame = Math.max(...values) <= 1.01 * value;
  const label = `${bound.label}: ${formatFigure(value, bound.unit)}${isSame ? "" : " and more"}`;
  const times = formatCount(least / value);
  return {
    value,
    label,
    isDrawn: least <= nearBound * value,
    remark: `${label}; the least here is ${times} times that`,
  };
}

/** What spans more than a decade and a half needs a logarithmic axis. */
export const widestLinear = 31.6;

function rangeOf(extents: readonly Extent[], bound: Bound | null) {
  const means = extents.map(({ mean }) => mean);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const logarithmic = least > 0 && most > widestLinear * least;
  // Wide intervals leave the picture, which is there for the means.
  const reach = (most - least) / 3 || most / 3;
  const lowest = (mean: number) => (logarithmic ? mean / 2 : least - reach);
  const highest = (mean: number) => (logarithmic ? mean * 2 : most + reach);
  const lows = extents.map(({ mean, interval }) => Math.max(interval?.[0] ?? mean, lowest(mean)));
  const highs = extents.map(({ mean, interval }) => Math.min(interval?.[1] ?? mean, highest(mean)));
  // Room for marks and their labels.
  const low = logarithmic ? Math.min(...lows) / 1.1 : Math.max(0, Math.min(...lows) - reach / 6);
  const high = logarithmic ? Math.max(...highs) * 1.1 : Math.max(...highs) + reach / 6;
  return { from: bound?.isDrawn ? Math.min(low, 0.9 * bound.value) : low, to: high, logarithmic };
}

function remarksOn(
  statistics: SweepStatistics,
  spots: readonly Spot[],
  { isOneFront, sides }: { isOneFront: boolean; sides: readonly Side[] },
): string[] {
  const { axes, seeds } = statistics.sweep;
  const missing = statistics.points.length - spots.length;
  return remarkLines([
    seedsInWords(statistics),
    seeds.length === 1 ? null : "thin: 95 % confidence intervals",
    isOneFront
      ? "Pareto front: no other point is better in both"
      : "Pareto fronts: no other point of the same size is better in both",
    `labels: ${variedAxes(statistics.sweep.axes)
      .map((axis) => axes[axis]!.name)
      .join(" · ")}`,
    missing === 0
      ? null
      : `without ${missing} of ${counted(statistics.points.length, "point")}: no value with some seed`,
    incompleteInWords({ runs: runCounts(statistics) }),
    ...sides.map(({ bound }) => (bound === null || bound.isDrawn ? null : bound.remark)),
  ]);
}

function boundLine({ bound }: Side, ends: (value: number) => { x: number; y: number }[]) {
  return bound?.isDrawn ? [{ ...looks.bound, label: bound.label, data: ends(bound.value) }] : [];
}

const looks = {
  front: {
    stepped: true as const,
    borderColor: colours.first,
    backgroundColor: colours.first,
    borderWidth: 2.5,
    pointRadius: 8,
    pointBorderWidth: 0,
    pointStyle: "circle" as const,
    clip: 10,
    order: 1,
  },
  others: {
    showLine: false,
    borderColor: colours.second,
    backgroundColor: "rgba(209, 96, 61, 0.45)",
    borderWidth: 1,
    pointRadius: 4,
    pointBorderWidth: 1,
    pointStyle: "circle" as const,
    clip: 10,
    order: 2,
  },
  whiskers: { borderColor: "rgba(209, 96, 61, 0.45)", borderWidth: 1, pointRadius: 0, clip: 2, order: 3 },
  bound: { borderColor: colours.guide, borderWidth: 1.5, borderDash: [9, 5], pointRadius: 0, clip: 2, order: 4 },
};

function meansOf({ x, y }: Spot) {
  return { x: x.mean, y: y.mean };
}

/** Ends a line. */
const gap = { x: Number.NaN, y: Number.NaN };

/** Both intervals as lines with gaps between, cut at the ends of the axes: a logarithmic one has no place for what is not positive. */
function whiskersOf({ x, y }: Spot, from: { readonly x: number; readonly y: number }) {
  const across = (x.interval ?? []).map((end) => ({ x: Math.max(from.x, end), y: y.mean }));
  const up = (y.interval ?? []).map((end) => ({ x: x.mean, y: Math.max(from.y, end) }));
  return [...across, gap, ...up, gap];
}

function labelsOf(
  fronts: readonly (readonly Spot[])[],
  others: readonly Spot[],
  [x, y]: readonly [Side, Side],
): PointLabels {
  const best = fronts.flat();
  const label = (spot: Spot, look: { radius: number; isMain: boolean }) => ({
    ...meansOf(spot),
    text: spot.label,
    ...look,
  });
  const hasAll = !isCrowded([...best, ...others]);
  const across = { fromX: Number.NEGATIVE_INFINITY, toX: Number.POSITIVE_INFINITY };
  const up = { fromY: Number.NEGATIVE_INFINITY, toY: Number.POSITIVE_INFINITY };
  return {
    labels: [
      ...best.map((spot) => label(spot, { radius: looks.front.pointRadius, isMain: true })),
      ...others.map((spot) => ({
        ...label(spot, { radius: looks.others.pointRadius, isMain: false }),
        ...(hasAll ? {} : { text: "" }),
      })),
    ],
    lines: [
      ...fronts.flatMap(stepsOf),
      ...(hasAll ? [...best, ...others] : best).flatMap(spansOf),
      ...(x.bound?.isDrawn ? [{ ...up, fromX: x.bound.value, toX: x.bound.value }] : []),
      ...(y.bound?.isDrawn ? [{ ...across, fromY: y.bound.value, toY: y.bound.value }] : []),
    ],
  };
}

function spansOf({ x, y }: Spot): Span[] {
  return [
    { fromX: x.interval?.[0] ?? x.mean, toX: x.interval?.[1] ?? x.mean, fromY: y.mean, toY: y.mean },
    { fromX: x.mean, toX: x.mean, fromY: y.interval?.[0] ?? y.mean, toY: y.interval?.[1] ?? y.mean },
  ];
}

/** The front goes right at the bytes of a point, and down to those of the next. */
function stepsOf(best: readonly Spot[]): Span[] {
  return best.slice(1).flatMap((next, index) => {
    const { x, y } = best[index]!;
    return [
      { fromX: x.mean, toX: next.x.mean, fromY: y.mean, toY: y.mean },
      { fromX: next.x.mean, toX: next.x.mean, fromY: next.y.mean, toY: y.mean },
    ];
  });
}

function withLabels<Options extends { plugins: object }>(options: Options, pointLabels: PointLabels) {
  return { ...options, plugins: { ...options.plugins, pointLabels } };
}
