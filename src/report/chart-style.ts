import type { Chart, LegendItem } from "chart.js";

/** What all charts share, so that they look like pages of one book. Sizes in pixels. */

export const fontFamily = "DejaVu Sans";

export const chartSize = { width: 1200, height: 700 } as const;

/**
 * Colours fall in even steps from dark to light, so that neighbours can be told apart in a black and white print and by
 * the colour-blind; lines also differ in their dashes.
 */
export const colours = {
  ink: "#222222",
  guide: "#555555",
  grid: "#e4e4e4",
  band: "#f1dede",
  first: "#173f5f",
  second: "#d1603d",
  third: "#efb54a",
  fourth: "#f3e7c1",
  /** Of one run among several. */
  one: "rgba(70, 120, 165, 0.45)",
} as const;

/** Options for every chart. `labelRows` reserves room above the chart area for rows of milestone labels. */
export function baseOptions(options: {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly legend: boolean;
  readonly labelRows?: number;
}) {
  return {
    responsive: false,
    animation: false as const,
    devicePixelRatio: 1,
    color: colours.ink,
    font: { family: fontFamily, size: 15 },
    layout: { padding: { left: 16, right: 34, top: 12, bottom: 12 } },
    plugins: {
      title: {
        display: true,
        text: options.title,
        color: colours.ink,
        font: { family: fontFamily, size: 22, weight: "bold" as const },
        padding: { top: 4, bottom: 8 },
      },
      subtitle: {
        display: true,
        text: [...options.subtitle],
        color: colours.guide,
        font: { family: fontFamily, size: 15, weight: "normal" as const },
        padding: { top: 0, bottom: 14 + (options.labelRows ?? 0) * labelRowHeight },
      },
      legend: {
        display: options.legend,
        position: "bottom" as const,
        labels: {
          font: { family: fontFamily, size: 15 },
          usePointStyle: true,
          pointStyleWidth: 38,
          boxHeight: 12,
          padding: 22,
          generateLabels: legendItems,
        },
      },
      tooltip: { enabled: false },
    },
  };
}

/**
 * Legend entries as the datasets are drawn, dashes included (Chart.js' own leave them out beside line samples); a
 * dataset without a label has none.
 */
function legendItems(chart: Chart): LegendItem[] {
  return chart.data.datasets.flatMap((dataset, datasetIndex) => {
    const { label, backgroundColor, borderColor, borderWidth, borderDash, pointStyle } = dataset as LegendStyle;
    if (label === "") return [];
    return {
      text: label,
      fontColor: colours.ink,
      fillStyle: backgroundColor,
      strokeStyle: borderColor ?? backgroundColor,
      lineWidth: borderWidth ?? 0,
      lineDash: borderDash ?? [],
      pointStyle,
      datasetIndex,
    };
  });
}

/** What our datasets say about their look. */
interface LegendStyle {
  readonly label: string;
  readonly backgroundColor: string;
  readonly borderColor?: string;
  readonly borderWidth?: number;
  readonly borderDash?: number[];
  readonly pointStyle: "line" | "rect";
}

/** Height of one row of milestone labels. */
export const labelRowHeight = 27;

/** Adds the common look to an axis. */
export function styledAxis<Axis extends { readonly title: object; readonly ticks: object }>(axis: Axis) {
  return {
    ...axis,
    title: { ...axis.title, color: colours.ink, font: { family: fontFamily, size: 16 }, padding: 8 },
    ticks: { ...axis.ticks, color: colours.ink, font: { family: fontFamily, size: 14 }, padding: 6 },
    grid: { color: colours.grid },
    border: { color: colours.guide },
  };
}
