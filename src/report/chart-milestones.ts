import type { Chart, Plugin } from "chart.js";
import { formatDuration } from "../kernel/units.ts";
import { lowerMedian } from "./chart-parts.ts";
import { colours, fontFamily, labelRowHeight } from "./chart-style.ts";

/** Vertical lines with labels above the chart area, and bands behind it, at places of the x axis (in its unit). */
export interface Milestones {
  readonly lines: readonly Milestone[];
  readonly bands: readonly { readonly from: number; readonly to: number }[];
  /** Rows of labels that `baseOptions` reserved room for. */
  readonly rows: number;
}

export interface Milestone {
  readonly x: number;
  readonly label: string;
  /** Of its line and of the frame of its label, where it belongs to one of several curves. */
  readonly colour?: string;
}

/** When runs reached something, if any did: the median, with a word on those that did not. Times in nanoseconds, as `unit` is. */
export function milestoneOf(times: readonly (number | null)[], what: string, unit: number): Milestone[] {
  const reached = times.filter((time) => time !== null);
  const median = lowerMedian(reached);
  if (median === null) return [];
  const never = reached.length < times.length ? `, ${times.length - reached.length} never` : "";
  const among = times.length > 1 ? ` (median${never})` : "";
  return [{ x: median / unit, label: `${what} ${formatDuration(median)}${among}` }];
}

/**
 * Chart.js plugin that draws `options.plugins.milestones`. A milestone right of the axis' end is not lost: its label
 * stands at the edge with an arrow.
 */
export const milestonesPlugin: Plugin<"line"> = {
  id: "milestones",
  beforeDatasetsDraw(chart, _arguments, options) {
    const { bands } = options as unknown as Milestones;
    const { ctx, chartArea } = chart;
    const scale = chart.scales.x!;
    ctx.save();
    ctx.fillStyle = colours.band;
    for (const band of bands) {
      const left = Math.max(chartArea.left, scale.getPixelForValue(band.from));
      const right = Math.min(chartArea.right, scale.getPixelForValue(band.to));
      if (right > left) ctx.fillRect(left, chartArea.top, right - left, chartArea.bottom - chartArea.top);
    }
    ctx.restore();
  },
  afterDraw(chart, _arguments, options) {
    const { lines } = options as unknown as Milestones;
    const { ctx } = chart;
    const labels = placeLabels(chart, lines);
    for (const label of labels) drawLine(chart, label);
    ctx.save();
    ctx.font = labelFont;
    ctx.textBaseline = "middle";
    for (const label of labels) {
      ctx.fillStyle = "#ffffff";
      ctx.strokeStyle = label.colour;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.rect(label.left + 0.5, label.top + 0.5, label.width - 1, boxHeight);
      ctx.fill();
      ctx.stroke();
      ctx.fillStyle = colours.ink;
      ctx.fillText(label.text, label.left + boxPadding, label.top + boxHeight / 2 + 1);
    }
    ctx.restore();
  },
};

/** Chart options with milestones for the plugin to draw. */
export function withMilestones<Options extends { plugins: object }>(options: Options, milestones: Milestones) {
  return { ...options, plugins: { ...options.plugins, milestones } };
}

const labelFont = `14px "${fontFamily}"`;
const boxHeight = labelRowHeight - 6;
const boxPadding = 6;
const gap = 6;

/**
 * Rows that the labels of these milestones will need, judged by their lengths: an axis is about 1050 pixels wide.
 * `fraction` says how far along the axis a place is, 0 … 1.
 */
export function rowsFor(lines: readonly Milestone[], fraction: (x: number) => number): number {
  const axisWidth = 1050;
  const boxes = lines.map(({ x, label }) => ({
    x: Math.min(1, fraction(x)) * axisWidth,
    width: label.length * 8.4 + 2 * boxPadding,
  }));
  return stack(boxes, 0, axisWidth).reduce((rows, { row }) => Math.max(rows, row + 1), 0);
}

interface PlacedLabel {
  readonly x: number;
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly colour: string;
  /** Right of the end of the axis. */
  readonly beyond: boolean;
}

function placeLabels(chart: Chart, lines: readonly Milestone[]): PlacedLabel[] {
  const { ctx, chartArea } = chart;
  const scale = chart.scales.x!;
  ctx.save();
  ctx.font = labelFont;
  const boxes = lines.map((line) => {
    const pixel = scale.getPixelForValue(line.x);
    const beyond = pixel > chartArea.right + 1;
    const text = beyond ? `${line.label} →` : line.label;
    const x = Math.max(chartArea.left, Math.min(chartArea.right, pixel));
    return {
      x,
      text,
      beyond,
      colour: line.colour ?? colours.guide,
      width: Math.ceil(ctx.measureText(text).width) + 2 * boxPadding,
    };
  });
  ctx.restore();
  const placed = stack(boxes, chartArea.left, chartArea.right);
  const rows = placed.reduce((most, { row }) => Math.max(most, row + 1), 0);
  return placed.map(({ row, ...box }) => ({ ...box, top: chartArea.top - (rows - row) * labelRowHeight }));
}

/**
 * A box starts at its line, or ends there where it would leave the chart; it goes to the highest row with room. Boxes to
 * the right of their lines are placed from left to right and the others from right to left, so that no line has to
 * cross another's box on its way down.
 */
function stack<Box extends { readonly x: number; readonly width: number }>(
  boxes: readonly Box[],
  leftEnd: number,
  rightEnd: number,
): (Box & { readonly left: number; readonly row: number })[] {
  const fitting = boxes.filter(({ x, width }) => x + width <= rightEnd).sort((a, b) => a.x - b.x);
  const flipped = boxes.filter(({ x, width }) => x + width > rightEnd).sort((a, b) => b.x - a.x);
  const placed: (Box & { readonly left: number; readonly row: number })[] = [];
  const place = (box: Box, left: number) => {
    let row = 0;
    const collides = (other: { left: number; width: number; row: number }) =>
      other.row === row && left < other.left + other.width + gap && other.left < left + box.width + gap;
    while (placed.some(collides)) row += 1;
    placed.push({ ...box, left, row });
  };
  for (const box of fitting) place(box, box.x);
  for (const box of flipped) place(box, Math.max(leftEnd, box.x - box.width));
  return placed;
}

function drawLine({ ctx, chartArea }: Chart, label: PlacedLabel): void {
  if (label.beyond) return;
  ctx.save();
  ctx.strokeStyle = label.colour;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([6, 4]);
  ctx.beginPath();
  ctx.moveTo(label.x, label.top + boxHeight);
  ctx.lineTo(label.x, chartArea.bottom);
  ctx.stroke();
  ctx.restore();
}
