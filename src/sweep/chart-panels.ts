import type { Chart, Plugin } from "chart.js";
import { colours, fontFamily, styledAxis } from "../report/chart-style.ts";

/** What is drawn into one panel of several that share their vertical axis. */
export interface PanelContent {
  /** Above it; "" for none. */
  readonly title: string;
  /** Options of its horizontal axis, with the most lines of a label. */
  readonly x: PanelAxis;
  /** Where something is missing, at the top edge. */
  readonly marks: readonly TopMark[];
}

export type PanelAxis = AxisOptions & { readonly lines?: number };

/** A cross at a place of the x axis, with a word beside it. Those of one place stand above one another. */
export interface TopMark {
  readonly x: number;
  readonly text: string;
  readonly colour: string;
}

interface AxisOptions {
  readonly title: { readonly display: boolean; readonly text: string };
  readonly ticks: object;
}

/** For the plugin: where a panel is, by the scales that it is drawn on. */
interface PlacedPanel {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** What its horizontal axis is called, where not all are the same. */
  readonly xTitle: string;
  readonly hasLabels: boolean;
  readonly marks: readonly TopMark[];
}

export interface PanelGrid {
  readonly scales: object;
  /** For `options.plugins.panels`. */
  readonly placed: { readonly panels: readonly PlacedPanel[]; readonly xTitle: string };
  /** The scales that a dataset of the panel names. */
  readonly scalesOf: (panel: number) => { readonly xAxisID: string; readonly yAxisID: string };
}

/** How many of so many panels stand side by side. */
export function columnsFor(count: number): number {
  return count <= 3 ? count : count === 4 ? 2 : 3;
}

/** About how many steps of the vertical axis there is room for in each of so many rows. */
export function stepsFor(rows: number): number {
  return rows === 1 ? 8 : rows === 2 ? 5 : 3;
}

/** Pixels that each of so many columns has about. */
export function panelWidth(columns: number): number {
  return (areaWidth - (columns - 1) * columnGap) / columns;
}

/**
 * Panels in rows. All have the same vertical axis; the horizontal ones are the same or, with `ownX`, each has its own, named
 * below it.
 */
export function panelGrid(
  contents: readonly PanelContent[],
  options: { readonly y: AxisOptions; readonly columns: number; readonly ownX: boolean },
): PanelGrid {
  const { y, columns, ownX } = options;
  const rows = Math.ceil(contents.length / columns);
  const row = (panel: number) => Math.floor(panel / columns);
  const xOf = (panel: number) => (ownX ? `x${panel}` : `x${panel % columns}`);
  const yOf = (panel: number) => `y${row(panel)}`;
  return {
    scales: { ...horizontalScales(contents, columns, ownX), ...verticalScales(contents, rows, columns, ownX, y) },
    placed: {
      panels: contents.map(({ title, x, marks }, panel) => ({
        title,
        x: xOf(panel),
        y: yOf(panel),
        xTitle: ownX ? x.title.text : "",
        hasLabels: ownX || panel + columns >= contents.length,
        marks,
      })),
      xTitle: ownX ? "" : contents[0]!.x.title.text,
    },
    scalesOf: (panel) => ({ xAxisID: xOf(panel), yAxisID: yOf(panel) }),
  };
}

/** Chart options with the panels and their scales. */
export function withPanels<Options extends { plugins: object }>(options: Options, { scales, placed }: PanelGrid) {
  return { ...options, plugins: { ...options.plugins, panels: placed }, scales };
}

/** Draws frames, grids, titles, marks and the labels of the horizontal axes: Chart.js has those at the edge of all only. */
export const panelsPlugin: Plugin = {
  id: "panels",
  beforeDatasetsDraw(chart, _arguments, options) {
    const { panels, xTitle } = options as unknown as PanelGrid["placed"];
    const { ctx } = chart;
    ctx.save();
    for (const panel of panels) drawPanel(chart, panel);
    if (xTitle !== "") {
      const { left, right } = chart.chartArea;
      ctx.font = `16px "${fontFamily}"`;
      ctx.textBaseline = "bottom";
      ctx.fillText(xTitle, (left + right) / 2, chart.chartArea.bottom);
    }
    ctx.restore();
  },
};

/** What Chart.js leaves to the panels of a usual picture; strips between them are given as parts of it. */
const areaWidth = 1060;
const areaHeight = 490;
const columnGap = 40;
const titleHeight = 26;
const markHeight = 16;
const labelHeight = 18;

const hidden = {
  ticks: { display: false },
  grid: { display: false },
  border: { display: false },
} as const;

function horizontalScales(contents: readonly PanelContent[], columns: number, ownX: boolean) {
  const scales: Record<string, object> = {};
  for (const [panel, { x }] of (ownX ? contents : contents.slice(0, columns)).entries()) {
    const stack = { axis: "x", position: "bottom", stack: `row${Math.floor(panel / columns)}` };
    const { title, lines, ...axis } = x;
    if (panel % columns > 0) scales[`gap${panel}`] = { ...stack, ...hidden, stackWeight: columnGap };
    scales[`x${panel}`] = {
      ...axis,
      ...stack,
      ...hidden,
      ticks: { ...axis.ticks, display: false },
      stackWeight: panelWidth(columns),
    };
  }
  // An incomplete row of axes of its own is as wide as the others.
  const rest = ownX ? (columns - (contents.length % columns)) % columns : 0;
  if (rest > 0) {
    const stackWeight = rest * (panelWidth(columns) + columnGap);
    const stack = `row${Math.floor(contents.length / columns)}`;
    scales.rest = { axis: "x", position: "bottom", stack, ...hidden, stackWeight };
  }
  return scales;
}

/** From the bottom up, as Chart.js stacks them. */
function verticalScales(
  contents: readonly PanelContent[],
  rows: number,
  columns: number,
  ownX: boolean,
  y: AxisOptions,
) {
  const stack = { axis: "y", position: "left", stack: "rows" };
  const strips = Array.from({ length: rows }, (_, row) => {
    const inRow = contents.slice(row * columns, (row + 1) * columns);
    const isLast = row === rows - 1;
    const lines = Math.max(...contents.map(({ x }) => x.lines ?? 1));
    return {
      above: Math.max(4, ...inRow.map(heightAbove)),
      below: isLast || ownX ? lines * labelHeight + titleHeight + (isLast ? 14 : 20) : 12,
    };
  });
  const height = (areaHeight - strips.reduce((sum, { above, below }) => sum + above + below, 0)) / rows;
  const { title, ...axis } = styledAxis(y);
  const scales: Record<string, object> = {};
  for (let row = rows - 1; row >= 0; row--) {
    scales[`below${row}`] = { ...stack, ...hidden, stackWeight: strips[row]!.below };
    scales[`y${row}`] = {
      ...axis,
      ...stack,
      grid: { display: false },
      border: { display: false },
      stackWeight: height,
    };
    scales[`above${row}`] = { ...stack, ...hidden, stackWeight: strips[row]!.above };
  }
  // Once for all rows, left of their labels.
  scales.title = { axis: "y", position: "left", weight: 1, ...hidden, title };
  return scales;
}

function heightAbove({ title, marks }: PanelContent): number {
  return (title === "" ? 0 : titleHeight) + marksHeight(marks);
}

function marksHeight(marks: readonly TopMark[]): number {
  const stacked = new Map<number, number>();
  for (const { x } of marks) stacked.set(x, (stacked.get(x) ?? 0) + 1);
  return marks.length === 0 ? 0 : Math.max(...stacked.values()) * markHeight + 4;
}

function drawPanel(chart: Chart, panel: PlacedPanel): void {
  const { ctx } = chart;
  const x = chart.scales[panel.x]!;
  const y = chart.scales[panel.y]!;
  const labels = labelsOf(chart, panel.x);
  ctx.strokeStyle = colours.grid;
  ctx.lineWidth = 1;
  for (const { pixel } of labels) line(ctx, pixel, y.top, pixel, y.bottom);
  for (const { value } of y.ticks) line(ctx, x.left, y.getPixelForValue(value), x.right, y.getPixelForValue(value));
  ctx.strokeStyle = colours.guide;
  ctx.strokeRect(Math.round(x.left) + 0.5, Math.round(y.top) + 0.5, Math.round(x.width), Math.round(y.height));
  ctx.fillStyle = colours.ink;
  ctx.textAlign = "center";
  const middle = (x.left + x.right) / 2;
  ctx.textBaseline = "top";
  ctx.font = labelFont;
  if (panel.hasLabels)
    for (const { pixel, lines } of labels)
      for (const [index, text] of lines.entries()) ctx.fillText(text, pixel, y.bottom + 8 + index * labelHeight);
  const below = Math.max(1, ...labels.map(({ lines }) => lines.length)) * labelHeight;
  ctx.font = `15px "${fontFamily}"`;
  if (panel.xTitle !== "") ctx.fillText(panel.xTitle, middle, y.bottom + 10 + below);
  ctx.font = `bold 15px "${fontFamily}"`;
  ctx.textBaseline = "bottom";
  ctx.fillText(panel.title, middle, y.top - 5 - marksHeight(panel.marks));
  drawMarks(chart, panel);
}

const labelFont = `14px "${fontFamily}"`;

/** The ticks of a horizontal axis whose labels have room. */
function labelsOf(chart: Chart, id: string): { pixel: number; lines: string[] }[] {
  const { ctx } = chart;
  const scale = chart.scales[id]!;
  ctx.font = labelFont;
  const kept: { pixel: number; lines: string[] }[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const { value, label } of scale.ticks) {
    const lines = [label ?? ""].flat();
    const half = Math.max(...lines.map((text) => ctx.measureText(text).width)) / 2;
    const pixel = scale.getPixelForValue(value);
    if (pixel - half < end + 8) continue;
    kept.push({ pixel, lines });
    end = pixel + half;
  }
  return kept;
}

/** Crosses above their places, with their words beside them. */
function drawMarks(chart: Chart, { x, y, marks }: PlacedPanel): void {
  const { ctx } = chart;
  const rows = new Map<number, number>();
  const size = 4;
  ctx.lineWidth = 2;
  ctx.font = `12px "${fontFamily}"`;
  ctx.textBaseline = "middle";
  for (const mark of marks) {
    const row = rows.get(mark.x) ?? 0;
    rows.set(mark.x, row + 1);
    const across = chart.scales[x]!.getPixelForValue(mark.x);
    const down = chart.scales[y]!.top - 12 - row * markHeight;
    ctx.strokeStyle = mark.colour;
    line(ctx, across - size, down - size, across + size, down + size);
    line(ctx, across - size, down + size, across + size, down - size);
    const fits = across + 8 + ctx.measureText(mark.text).width < chart.width;
    ctx.textAlign = fits ? "left" : "right";
    ctx.fillText(mark.text, across + (fits ? 8 : -8), down + 1);
  }
}

function line(ctx: Chart["ctx"], fromX: number, fromY: number, toX: number, toY: number): void {
  ctx.beginPath();
  ctx.moveTo(fromX, fromY);
  ctx.lineTo(toX, toY);
  ctx.stroke();
}
