import { quantityAxis } from "../report/chart-axis.ts";
import { baseOptions, chartSize, colours } from "../report/chart-style.ts";
import type { ReportChart } from "../report/charts.ts";
import { type Figure, type FigureName, figureByName } from "../scenario/figures.ts";
import type { Axis } from "../scenario/sweep.ts";
import { runCounts } from "./analysis.ts";
import { boundLines } from "./chart-bound-lines.ts";
import { type Curve, curvesOf, type Place, rangeOf } from "./chart-curves.ts";
import { layoutOf } from "./chart-layout.ts";
import { markedLegendPlugin, withMarkedLegend } from "./chart-legend.ts";
import { lineLook } from "./chart-looks.ts";
import { columnsFor, panelGrid, panelsPlugin, panelWidth, stepsFor, type TopMark, withPanels } from "./chart-panels.ts";
import { isLogarithmic, levelAxis } from "./chart-parameter.ts";
import { absentInWords, chartTitle, levelsInWords, remarkLines, seedsInWords } from "./chart-words.ts";
import type { SweepStatistics } from "./statistics.ts";
import { incompleteInWords } from "./words.ts";

/**
 * A figure against the parameters of a grid: means with their confidence intervals along one axis, a line for each level of a
 * second one, a panel for each level of others. Null where no run has a value.
 */
export function lineChart(statistics: SweepStatistics, name: FigureName): ReportChart | null {
  const figure = figureByName.get(name) as Figure<FigureName>;
  const { axes, seeds } = statistics.sweep;
  const layout = layoutOf(axes);
  const along = axes[layout.along]!;
  const curves = curvesOf(statistics, name, layout);
  const values = rangeOf(curves.list, figure, isLogarithmic(along));
  if (values === null) return null;
  const bounds = boundLines(curves.list, values, figure);
  const columns = columnsFor(curves.panels.length);
  const rows = Math.ceil(curves.panels.length / columns);
  const { from } = bounds;
  const y = quantityAxis({
    ...values,
    from,
    title: figure.label,
    quantity: figure.unit,
    parts: stepsFor(rows),
  });
  const x = levelAxis(along, panelWidth(columns));
  const marks = curves.panels.map((_, panel) => marksOf(curves.list, panel, rows));
  const grid = panelGrid(
    curves.panels.map((title, panel) => ({ title, x, marks: marks[panel]! })),
    { y, columns, ownX: false },
  );
  const title = `${figure.label} against ${along.name}`;
  const options = baseOptions({
    title: chartTitle(statistics, title),
    subtitle: remarkLines([
      seedsInWords(statistics),
      seeds.length === 1 ? null : `${hasBands(along) ? "shaded" : "upright"}: 95 % confidence interval of the mean`,
      layout.fixed.length === 0 ? null : levelsInWords(statistics, statistics.points[0]!.levels, layout.fixed),
      missingRemark(marks.flat(), name),
      incompleteInWords({ runs: runCounts(statistics) }),
      ...curves.leftOut,
      bounds.remark,
    ]),
    legend: layout.lines !== null || bounds.lines.length > 0,
  });
  const sets = [
    ...curves.list.flatMap((curve) =>
      linesOf(curve, y.min, { isBand: hasBands(along), isSmall: curves.panels.length > 1 }).map((set) => ({
        ...set,
        panel: curve.panel,
      })),
    ),
    ...bounds.lines,
  ];
  return {
    file: `${name}.png`,
    title,
    config: {
      type: "line",
      data: { datasets: sets.map(({ panel, ...set }) => ({ ...set, ...grid.scalesOf(panel) })) },
      options: withPanels(withMarkedLegend(options, layout.lines === null ? "" : axes[layout.lines]!.name), grid),
      plugins: [panelsPlugin, markedLegendPlugin],
    } as ReportChart["config"],
    ...chartSize,
  };
}

/** A band says what is likely between the places too, and between names there is nothing. */
function hasBands({ scale }: Axis): boolean {
  return scale !== "names";
}

/** Its line, its band and a whisker at each place: where bands lie over one another, where a place is alone, and for names. */
function linesOf(
  { panel, label, look, places }: Curve,
  lowest: number,
  options: { isBand: boolean; isSmall: boolean },
) {
  const { isBand, isSmall } = options;
  const at = ({ x, shift }: Place, y: number | undefined) => ({ x: x + shift, y: y ?? Number.NaN });
  const edge = (place: Place, end: 0 | 1) => {
    const interval = place.statistics.over?.interval;
    return at(place, interval === null || interval === undefined ? undefined : Math.max(lowest, interval[end]));
  };
  const line = {
    ...lineLook(panel === 0 ? label : "", look),
    data: places.map((place) => at(place, place.statistics.over?.mean)),
    borderWidth: isBand ? (isSmall ? 2 : 2.5) : 1,
    pointRadius: isSmall ? 4 : 5.5,
    pointStyle: look.shape,
    pointRotation: look.turn,
    pointBorderWidth: 0,
    clip: 8,
    order: 1,
  };
  const whiskers = {
    ...lineLook("", look),
    data: places.flatMap((place) => [edge(place, 0), edge(place, 1), at(place, undefined)]),
    borderWidth: isBand ? 1 : 2.5,
    borderDash: [],
    order: 2,
  };
  const band = ([1, 0] as const).map((end) => ({
    ...lineLook("", look),
    data: places.map((place) => edge(place, end)),
    borderWidth: 0,
    // From the upper edge down to the lower one, which comes next.
    fill: end === 1 ? "+1" : (false as const),
    backgroundColor: look.pale,
    order: 3,
  }));
  return [line, whiskers, ...(isBand ? band : [])];
}

/** A cross for each curve where seeds have no value, in small panels only one for all of them. */
function marksOf(curves: readonly Curve[], panel: number, rows: number): TopMark[] {
  const marks = curves
    .filter((curve) => curve.panel === panel)
    .flatMap(({ places, look }) =>
      places
        .filter(({ statistics }) => statistics.missing.length > 0)
        .map(({ x, statistics: { missing, values } }) => ({
          x,
          missing: missing.length,
          all: missing.length + values.length,
          colour: look.colour,
        })),
    );
  const most = rows === 1 ? 4 : 1;
  return [...new Set(marks.map(({ x }) => x))].flatMap((x) => {
    const here = marks.filter((mark) => mark.x === x);
    const sum = (of: "missing" | "all") => here.reduce((total, mark) => total + mark[of], 0);
    const shown = here.length <= most ? here : [{ x, missing: sum("missing"), all: sum("all"), colour: colours.ink }];
    return shown.map(({ missing, all, colour }) => ({ x, text: `${missing}/${all}`, colour }));
  });
}

/** What the crosses above the panels mean; null where none is. */
function missingRemark(marks: readonly TopMark[], name: FigureName): string | null {
  const [first] = marks;
  if (first === undefined) return null;
  const [missing, all] = first.text.split("/");
  return `× ${first.text}: ${absentInWords(name)} in ${missing} of ${all} runs, which are not in the mean`;
}
