import { quantityAxis } from "../report/chart-axis.ts";
import { baseOptions, chartSize, colours } from "../report/chart-style.ts";
import type { ReportChart } from "../report/charts.ts";
import { counted } from "../report/figure.ts";
import { type Figure, type FigureName, figureByName } from "../scenario/figures.ts";
import type { Axis } from "../scenario/sweep.ts";
import { runCounts } from "./analysis.ts";
import { mostPanels } from "./chart-layout.ts";
import {
  columnsFor,
  type PanelAxis,
  panelGrid,
  panelsPlugin,
  panelWidth,
  stepsFor,
  type TopMark,
  withPanels,
} from "./chart-panels.ts";
import { isLogarithmic, levelAxis, placesOf } from "./chart-parameter.ts";
import { widestLinear } from "./chart-plane.ts";
import { absentInWords, chartTitle, remarkLines, seedsInWords } from "./chart-words.ts";
import { variedAxes } from "./grid.ts";
import type { PointStatistics, SweepStatistics } from "./statistics.ts";
import { incompleteInWords } from "./words.ts";

/** A figure of random points against each of the axes, a panel each. Null where no run has a value. */
export function scatterChart(statistics: SweepStatistics, name: FigureName): ReportChart | null {
  const { points, sweep } = statistics;
  const figure = figureByName.get(name) as Figure<FigureName>;
  const known = points.filter((point) => meanAt(point, name) !== null);
  if (known.length === 0) return null;
  const means = known.map((point) => meanAt(point, name)!);
  const [least, most] = [Math.min(...means), Math.max(...means)];
  const logarithmic = least > 0 && most > widestLinear * least;
  const varied = variedAxes(sweep.axes);
  const shown = varied.slice(0, mostPanels);
  const columns = columnsFor(shown.length);
  const rows = Math.ceil(shown.length / columns);
  const y = quantityAxis({
    title: figure.label,
    quantity: figure.unit,
    from: logarithmic ? least : Math.min(0, least),
    to: most,
    logarithmic,
    parts: stepsFor(rows),
  });
  const absent = points.filter(({ figures }) => figures.get(name)!.missing.length > 0);
  const grid = panelGrid(
    shown.map((axis) => ({
      title: "",
      x: axisOf(sweep.axes[axis]!, columns),
      marks: marksAt(absent.map(({ levels }) => placeOf(sweep.axes[axis]!, levels[axis]!))),
    })),
    { y, columns, ownX: true },
  );
  const title = `${figure.label} of random points`;
  return {
    file: `${name}.png`,
    title,
    config: {
      type: "line",
      data: {
        datasets: shown.map((axis, panel) => ({
          label: "",
          data: known.map((point) => ({ x: placeOf(sweep.axes[axis]!, point.levels[axis]!), y: meanAt(point, name)! })),
          ...look,
          ...grid.scalesOf(panel),
        })),
      },
      options: withPanels(
        baseOptions({
          title: chartTitle(statistics, title),
          subtitle: remarkLines([
            counted(points.length, "point"),
            seedsInWords(statistics),
            absent.length === 0
              ? null
              : `×: ${absentInWords(name)} with some seed of ${counted(absent.length, "point")}`,
            incompleteInWords({ runs: runCounts(statistics) }),
            shown.length < varied.length ? `${shown.length} of ${varied.length} axes are drawn` : null,
          ]),
          legend: false,
        }),
        grid,
      ),
      plugins: [panelsPlugin],
    } as ReportChart["config"],
    ...chartSize,
  };
}

const look = {
  showLine: false,
  borderColor: colours.first,
  backgroundColor: "rgba(23, 63, 95, 0.45)",
  pointRadius: 5,
  pointBorderWidth: 1,
  clip: 8,
};

function meanAt({ figures }: PointStatistics, name: FigureName): number | null {
  return figures.get(name)!.over?.mean ?? null;
}

function placeOf(axis: Axis, level: number): number {
  return placesOf(axis)[level]!;
}

/** A cross at each place, with a count where there would be several. */
function marksAt(places: readonly number[]): TopMark[] {
  return [...new Set(places)].map((x) => {
    const count = places.filter((place) => place === x).length;
    return { x, text: count === 1 ? "" : `${count}`, colour: colours.second };
  });
}

/** Round numbers, since the levels are not. */
function axisOf(axis: Axis, columns: number): PanelAxis {
  if (axis.scale === "names") return levelAxis(axis, panelWidth(columns));
  const places = placesOf(axis);
  return quantityAxis({
    title: axis.name,
    quantity: axis.unit,
    from: Math.min(...places),
    to: Math.max(...places),
    logarithmic: isLogarithmic(axis),
    parts: columns === 1 ? 12 : 6,
  });
}
