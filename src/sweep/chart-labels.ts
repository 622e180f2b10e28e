import type { Chart, Plugin } from "chart.js";
import { colours, fontFamily } from "../report/chart-style.ts";

/** Labels of points of a chart, those that matter most first. */
export interface PointLabels {
  readonly labels: readonly PointLabel[];
  /** Lines along the axes that labels had better not lie on; their ends may be infinite. */
  readonly lines: readonly Span[];
}

export interface PointLabel {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Pixels from the middle of the point to its edge. */
  readonly radius: number;
  /** In full ink, and farther off at the end of a thin line where there is no room beside the point; else pale, or not at all. */
  readonly isMain: boolean;
}

/** From one place to another, in the units of the axes. */
export interface Span {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** Draws `options.plugins.pointLabels` where there is room for them, and says how many main ones had none. */
export const pointLabelsPlugin: Plugin = {
  id: "pointLabels",
  afterDatasetsDraw(chart, _arguments, options) {
    const { labels, lines } = options as unknown as PointLabels;
    const { ctx } = chart;
    const x = chart.scales.x0!;
    const y = chart.scales.y0!;
    const area = { left: x.left + 2, top: y.top + 2, right: x.right - 2, bottom: y.bottom - 2 };
    ctx.save();
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    const sized = labels.map((label) => {
      ctx.font = fontOf(label);
      const width = ctx.measureText(label.text).width;
      const { radius, isMain } = label;
      return {
        x: x.getPixelForValue(label.x),
        y: y.getPixelForValue(label.y),
        width,
        height: 15,
        radius,
        canLead: isMain,
      };
    });
    const boxes = lines.map((line) => ({
      left: within(area, "left", "right", x.getPixelForValue(line.fromX), line.fromX) - 1,
      right: within(area, "left", "right", x.getPixelForValue(line.toX), line.toX) + 1,
      top: within(area, "top", "bottom", y.getPixelForValue(line.toY), -line.toY) - 1,
      bottom: within(area, "top", "bottom", y.getPixelForValue(line.fromY), -line.fromY) + 1,
    }));
    const placed = placeLabels(sized, boxes, area);
    for (const [index, place] of placed.entries())
      if (place !== null) drawLabel(ctx, labels[index]!, sized[index]!, place);
    const omitted = placed.filter((place, index) => place === null && labels[index]!.isMain).length;
    if (omitted > 0) drawOmitted(ctx, omitted, area);
    ctx.restore();
  },
};

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A text of that size for a point at a place, in pixels. */
export interface SizedLabel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly radius: number;
  readonly canLead: boolean;
}

/**
 * A box for each label in which it lies on no point, no other label and no thin line to one; null where none was found. Labels are
 * placed one after the other, each beside its point if it can be, in the direction in which it covers the fewest of `lines`.
 */
export function placeLabels(labels: readonly SizedLabel[], lines: readonly Box[], area: Box): (Box | null)[] {
  const points = labels.map(({ x, y, radius }) => around(x, y, radius, radius));
  const taken: Box[] = [];
  return labels.map((label, index) => {
    if (label.width === 0) return null;
    const others = points.filter((_, other) => other !== index);
    // The line may begin on a point that its own lies on.
    const apart = others.filter((other) => !overlap(other, points[index]!));
    let best: { box: Box; leader: Box[]; cost: number } | null = null;
    for (const [rank, box] of candidates(label).entries()) {
      const leader = leaderTo(label, box);
      if (!contains(area, box) || isBlocked([box], [...taken, ...others]) || isBlocked(leader, [...taken, ...apart]))
        continue;
      const cost = rank + 6 * lines.filter((line) => overlap(box, line)).length;
      if (best === null || cost < best.cost) best = { box, leader, cost };
    }
    if (best !== null) taken.push(best.box, ...best.leader);
    return best?.box ?? null;
  });
}

function isBlocked(parts: readonly Box[], taken: readonly Box[]): boolean {
  return parts.some((part) => taken.some((other) => overlap(part, other)));
}

/** Small boxes along the line from a point to a label that is far from it; none where no line is needed. */
function leaderTo({ x, y, radius }: SizedLabel, box: Box): Box[] {
  const end = nearest(box, x, y);
  const length = Math.max(Math.abs(end.x - x), Math.abs(end.y - y));
  if (length <= radius + 12) return [];
  const parts = Math.ceil((length - radius) / 4);
  return Array.from({ length: parts }, (_, part) => {
    const share = (radius + part * 4) / length;
    return around(x + (end.x - x) * share, y + (end.y - y) * share, 1, 1);
  });
}

/** The place in the box that is nearest to another. */
function nearest(box: Box, x: number, y: number): { x: number; y: number } {
  return { x: Math.min(box.right, Math.max(box.left, x)), y: Math.min(box.bottom, Math.max(box.top, y)) };
}

/** The nearest first; to the right before to the left. */
function candidates({ x, y, width, height, radius, canLead }: SizedLabel): Box[] {
  const distances = canLead ? [4, 16, 30, 46, 64, 84] : [4];
  return distances.flatMap((distance) =>
    directions.map(([right, down]) => {
      // Right of, left of or above the middle of the point, with its nearest edge that far off.
      const gap = radius + (right !== 0 && down !== 0 ? distance * 0.6 : distance);
      return around(x + right * (gap + width / 2), y + down * (gap + height / 2), width / 2, height / 2);
    }),
  );
}

const directions = [
  [1, 0],
  [1, -1],
  [1, 1],
  [0, -1],
  [0, 1],
  [-1, 0],
  [-1, -1],
  [-1, 1],
] as const;

function around(x: number, y: number, halfWidth: number, halfHeight: number): Box {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right + 3 && b.left < a.right + 3 && a.top < b.bottom + 1 && b.top < a.bottom + 1;
}

function contains(outer: Box, inner: Box): boolean {
  return (
    inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
  );
}

/** A pixel inside the area; the edge towards which an infinite value lies. */
function within(area: Box, low: keyof Box, high: keyof Box, pixel: number, value: number): number {
  if (!Number.isFinite(value)) return value < 0 ? area[low] : area[high];
  return Math.min(area[high], Math.max(area[low], pixel));
}

function fontOf({ isMain }: PointLabel): string {
  return isMain ? `bold 13px "${fontFamily}"` : `12px "${fontFamily}"`;
}

function drawLabel(ctx: Chart["ctx"], label: PointLabel, sized: SizedLabel, box: Box): void {
  if (leaderTo(sized, box).length > 0) {
    const end = nearest(box, sized.x, sized.y);
    ctx.strokeStyle = colours.guide;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(sized.x, sized.y);
    ctx.lineTo(end.x, end.y);
    ctx.stroke();
  }
  ctx.font = fontOf(label);
  ctx.strokeStyle = "rgba(255, 255, 255, 0.85)";
  ctx.lineWidth = 4;
  ctx.strokeText(label.text, box.left, (box.top + box.bottom) / 2);
  ctx.fillStyle = label.isMain ? colours.ink : "#777777";
  ctx.fillText(label.text, box.left, (box.top + box.bottom) / 2);
}

function drawOmitted(ctx: Chart["ctx"], omitted: number, area: Box): void {
  ctx.font = `italic 13px "${fontFamily}"`;
  ctx.textAlign = "right";
  ctx.fillStyle = colours.guide;
  ctx.fillText(`+${omitted} without room for a label`, area.right - 6, area.top + 12);
}
