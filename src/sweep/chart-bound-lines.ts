import { colours } from "../report/chart-style.ts";
import type { Figure, FigureName } from "../scenario/figures.ts";
import { boundOf, nearBound } from "./chart-bounds.ts";
import type { Curve, Range } from "./chart-curves.ts";
import { lineLook } from "./chart-looks.ts";

/** What no protocol can be better than, among the curves of a figure. */
export interface BoundLines {
  /** Datasets, each for a panel. */
  readonly lines: readonly (ReturnType<typeof lineLook> & { readonly panel: number; readonly data: object[] })[];
  /** Where the axis of the figure has to begin for them. */
  readonly from: number;
  /** What is to be said where they are too far off to be drawn. */
  readonly remark: string | null;
}

/** The bounds of a panel are one line where they are the same for all of its curves, as those of paths and bytes usually are. */
export function boundLines(
  curves: readonly Curve[],
  { from, logarithmic }: Range,
  figure: Figure<FigureName>,
): BoundLines {
  const bound = boundOf(figure.name);
  const known = curves.flatMap(({ places }) => places.flatMap((place) => place.bound ?? []));
  if (bound === null || known.length === 0) return { lines: [], from, remark: null };
  const least = Math.min(...known);
  if (logarithmic && from > nearBound * least)
    return { lines: [], from, remark: `${bound.label}: less than a tenth of all that is drawn` };
  const panels = [...new Set(curves.map(({ panel }) => panel))];
  const lines = panels.flatMap((panel) => {
    const inPanel = curves.filter((curve) => curve.panel === panel);
    return boundsOf(inPanel).map((places, index, { length }) => ({
      ...lineLook(panel === panels[0] && index === 0 ? bound.label : "", {
        colour: length === 1 ? colours.guide : inPanel[index]!.look.colour,
        dash: [2, 4],
      }),
      data: places.map(({ x, bound }) => ({ x, y: bound ?? Number.NaN })),
      borderWidth: 1.5,
      order: 0,
      panel,
    }));
  });
  return { lines, from: Math.min(from, least), remark: null };
}

type BoundPlaces = readonly { readonly x: number; readonly bound: number | null }[];

/** Of all curves one, with what is known of any, or of each its own. */
function boundsOf(curves: readonly Curve[]): BoundPlaces[] {
  const common = curves[0]!.places.map(({ x }, level) => {
    const known = curves.flatMap(({ places }) => places[level]!.bound ?? []);
    return { x, bound: known[0] ?? null, isSame: known.every((bound) => isNear(bound, known[0]!)) };
  });
  return common.every(({ isSame }) => isSame) ? [common] : curves.map(({ places }) => places);
}

/** Within one percent. */
function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= 0.01 * Math.max(a, b);
}
