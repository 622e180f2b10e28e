import type { Chart, LegendItem, Plugin, PointElement } from "chart.js";
import { type baseOptions, colours, fontFamily } from "../report/chart-style.ts";

/** Chart options whose legend, with a title, shows lines with the points on them, for the plugin to draw. */
export function withMarkedLegend<Options extends ReturnType<typeof baseOptions>>(options: Options, title: string) {
  const { legend } = options.plugins;
  const font = { family: fontFamily, size: 15, weight: "bold" as const };
  return {
    ...options,
    plugins: {
      ...options.plugins,
      legend: {
        ...legend,
        title: { display: title !== "", text: title, color: colours.ink, font, padding: { top: 8, bottom: 0 } },
        labels: { ...legend.labels, padding: 14, generateLabels: linesOf },
      },
    },
  };
}

/** Draws onto the line of each entry the point of its dataset. */
export const markedLegendPlugin: Plugin = {
  id: "markedLegend",
  afterDraw(chart) {
    const { legend } = chart as unknown as { legend?: DrawnLegend };
    for (const [index, box] of (legend?.legendHitBoxes ?? []).entries()) {
      const { datasetIndex } = legend!.legendItems[index]!;
      const [point] = chart.getDatasetMeta(datasetIndex!).data as unknown as PointElement[];
      const place = { x: box.left + 19, y: box.top + box.height / 2, skip: false };
      const sample: PointElement = Object.assign(Object.create(point ?? null), place);
      if (point !== undefined)
        sample.draw(chart.ctx, { left: 0, top: 0, right: chart.width, bottom: chart.height } as never);
    }
  },
};

/** What a drawn legend knows: its entries and where they are. */
interface DrawnLegend {
  readonly legendItems: readonly LegendItem[];
  readonly legendHitBoxes: readonly { left: number; top: number; width: number; height: number }[];
}

function linesOf(chart: Chart): LegendItem[] {
  return chart.data.datasets.flatMap((dataset, datasetIndex) => {
    const { label, borderColor, borderWidth, borderDash, showLine } = dataset as MarkedDataset;
    if (label === "") return [];
    return {
      text: label,
      fontColor: colours.ink,
      strokeStyle: showLine === false ? "transparent" : borderColor,
      lineWidth: borderWidth,
      lineDash: [...(borderDash ?? [])],
      pointStyle: "line" as const,
      datasetIndex,
    };
  });
}

/** What our datasets say about their look; without a label they have no entry. */
interface MarkedDataset {
  readonly label: string;
  readonly borderColor: string;
  readonly borderWidth: number;
  readonly borderDash?: readonly number[];
  readonly showLine?: boolean;
}
