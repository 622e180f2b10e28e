import type { Figure, FigureName } from "../scenario/figures.ts";
import { boundOf, meanBound } from "./chart-bounds.ts";
import { combinations, type Layout, mostPanels, spread } from "./chart-layout.ts";
import { type Look, looksOf, mostLines } from "./chart-looks.ts";
import { placesOf, shortened } from "./chart-parameter.ts";
import { levelsInWords } from "./chart-words.ts";
import type { FigureStatistics, PointStatistics, SweepStatistics } from "./statistics.ts";

/** A figure along one axis, with all others at one level each. */
export interface Curve {
  readonly panel: number;
  /** Of its level in the legend; "" where it is the only one. */
  readonly label: string;
  readonly look: Look;
  readonly places: readonly Place[];
}

/** What is known at one level. */
export interface Place {
  /** Of the level on the axis. */
  readonly x: number;
  /** How far beside it what belongs to the curve is drawn. */
  readonly shift: number;
  readonly statistics: FigureStatistics;
  /** Means over the finished runs; null where nothing was measured. */
  readonly bound: number | null;
}

export interface Curves {
  readonly list: readonly Curve[];
  /** Their titles: at least one, which is "" when it is alone. */
  readonly panels: readonly string[];
  /** In words what there was no room for. */
  readonly leftOut: readonly string[];
}

/** The curves of a grid, panel by panel. */
export function curvesOf(statistics: SweepStatistics, name: FigureName, layout: Layout): Curves {
  const { axes } = statistics.sweep;
  const lineLevels = layout.lines === null ? [null] : axes[layout.lines]!.levels.map((_, level) => level);
  const lines = spread(lineLevels, mostLines);
  const allPanels = combinations(layout.panels.map((axis) => axes[axis]!));
  const panels = spread(allPanels, mostPanels);
  const points = new Map(statistics.points.map((point) => [point.levels.join(), point]));
  const places = placesOf(axes[layout.along]!);
  const looks = looksOf(lines.length);
  // Side by side where the places are names: between them is nothing that lines could lie on.
  const shift = axes[layout.along]!.scale === "names" ? Math.min(0.08, 0.6 / lines.length) : 0;
  const levelsAt = (panel: readonly number[], line: number | null, level: number) =>
    axes.map((_, axis) => {
      if (axis === layout.along) return level;
      if (axis === layout.lines) return line!;
      return panel[layout.panels.indexOf(axis)] ?? 0;
    });
  return {
    list: panels.flatMap((panel, index) =>
      lines.map((line, position) => ({
        panel: index,
        label: line === null ? "" : shortened(axes[layout.lines!]!.levels[line]!.label, longestLabel),
        look: looks[position]!,
        places: places.map((x, level) =>
          placeOf(
            { x, shift: shift * (position - (lines.length - 1) / 2) },
            points.get(levelsAt(panel, line, level).join())!,
            name,
          ),
        ),
      })),
    ),
    panels: panels.map((panel) => levelsInWords(statistics, levelsAt(panel, lines[0]!, 0), layout.panels)),
    leftOut: [
      ...(lines.length < lineLevels.length
        ? [`${lines.length} of ${lineLevels.length} levels of ${axes[layout.lines!]!.name} are drawn`]
        : []),
      ...(panels.length < allPanels.length ? [`${panels.length} of ${allPanels.length} combinations are drawn`] : []),
    ],
  };
}

/** The ends of an axis for all of them, in the unit of the figure; null where no run has a value. */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly logarithmic: boolean;
}

/**
 * From 0 unless on a logarithmic axis, which a figure has where its parameter has one and it spans more than a decade. A share
 * that is nearly whole is not measured from 0 either: what matters of it is what is missing.
 */
export function rangeOf(
  curves: readonly Curve[],
  { unit }: Pick<Figure, "unit">,
  alongIsLogarithmic: boolean,
): Range | null {
  const over = curves.flatMap(({ places }) => places.flatMap(({ statistics }) => statistics.over ?? []));
  if (over.length === 0) return null;
  const [least, most] = [Math.min(...over.map(({ mean }) => mean)), Math.max(...over.map(({ mean }) => mean))];
  const logarithmic = alongIsLogarithmic && least > 0 && most > 10 * least;
  const lows = over.map(({ mean, interval }) => (interval === null || interval[0] <= 0 ? mean : interval[0]));
  // Of two seeds that differ the interval may be many times the mean: it may leave the picture, which is there for the means.
  const highs = over.map(({ mean, interval }) => Math.min(interval === null ? mean : interval[1], 1.5 * most));
  const to = Math.max(...highs);
  if (logarithmic) return { from: Math.max(least / 3, Math.min(...lows)), to, logarithmic };
  if (unit === "share") return { from: least < 0.8 ? 0 : Math.min(...lows), to: Math.min(1, to), logarithmic };
  return { from: Math.min(0, least), to, logarithmic };
}

/** In a legend. */
const longestLabel = 40;

function placeOf(where: Pick<Place, "x" | "shift">, point: PointStatistics, name: FigureName): Place {
  const bound = boundOf(name);
  return {
    ...where,
    statistics: point.figures.get(name)!,
    bound: bound === null ? null : meanBound(point, bound.name),
  };
}
