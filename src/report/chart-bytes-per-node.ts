import { formatBytes } from "../kernel/units.ts";
import { byteUnit, linearAxis } from "./chart-axis.ts";
import { chartTitle, type DrawnChart, lowerMedian, runsInWords } from "./chart-parts.ts";
import { baseOptions, colours, styledAxis } from "./chart-style.ts";
import type { Report } from "./report.ts";

/** Up to this many nodes each has a bar of its own under its id; more are drawn as curves from the busiest down. */
const nodesAsBars = 40;

/** Protobuf bytes that each node sent and received. Several seeds: the mean over them, of each bar or each rank. */
export function bytesPerNodeChart(report: Report): DrawnChart | null {
  const runs = report.runs.map((run) => run.measurements);
  const nodes = Math.max(...runs.map((run) => run.bytes.sentPerNode.length));
  const bars = nodes <= nodesAsBars;
  const sent = meanOver(runs.map((run) => ordered(run.bytes.sentPerNode, bars)));
  const received = meanOver(runs.map((run) => ordered(run.bytes.receivedPerNode, bars)));
  const most = Math.max(mostOf(sent), mostOf(received));
  if (most === 0) return null;
  const byte = byteUnit(most);
  const scaled = (values: readonly number[]) => values.map((value) => value / byte.size);
  const title = "bytes per node";
  const subtitle = [runsInWords(report), remark(sent, received, runs.length)];
  const options = baseOptions({ title: chartTitle(report, title), subtitle, legend: true });
  const y = styledAxis(
    linearAxis({ title: `${byte.name} (protobuf, whole run)`, most: most / byte.size, roundUp: true, parts: 8 }),
  );
  return {
    file: "bytes-per-node.png",
    title,
    config: bars
      ? {
          type: "bar",
          data: {
            labels: sent.map((_, index) => `${index + 1}`),
            datasets: [
              { label: "sent", data: scaled(sent), backgroundColor: colours.first, pointStyle: "rect" },
              {
                label: "received",
                data: scaled(received),
                backgroundColor: colours.third,
                borderColor: colours.ink,
                borderWidth: 1,
                pointStyle: "rect",
              },
            ],
          },
          options: {
            ...options,
            datasets: { bar: { maxBarThickness: 160, categoryPercentage: 0.75, barPercentage: 0.95 } },
            scales: {
              x: styledAxis({
                type: "category" as const,
                title: { display: true, text: "node" },
                ticks: { autoSkip: false, maxRotation: 0 },
              }),
              y,
            },
          },
        }
      : {
          type: "line",
          data: {
            datasets: [
              rankLine("sent", scaled(sent), colours.first, []),
              rankLine("received", scaled(received), colours.second, [9, 5]),
            ],
          },
          options: {
            ...options,
            scales: {
              x: styledAxis(
                linearAxis({
                  title: "number of nodes with at least so many bytes (each curve from its busiest node down)",
                  most: nodes,
                  roundUp: false,
                }),
              ),
              y,
            },
          },
        },
  };
}

function ordered(values: readonly number[], byId: boolean): readonly number[] {
  return byId ? values : values.toSorted((a, b) => b - a);
}

function meanOver(lists: readonly (readonly number[])[]): number[] {
  const longest = lists.reduce((a, b) => (b.length > a.length ? b : a));
  return longest.map((_, index) => lists.reduce((sum, list) => sum + (list[index] ?? 0), 0) / lists.length);
}

function rankLine(label: string, values: readonly number[], colour: string, dash: number[]) {
  const first = values[0] ?? 0;
  return {
    label,
    data: [{ x: 0, y: first }, ...values.map((value, index) => ({ x: index + 1, y: value })).filter(isVisible)],
    stepped: "after" as const,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 3,
    borderDash: dash,
    pointRadius: 0,
    pointStyle: "line" as const,
    clip: 4,
  };
}

/** Too many values to be the arguments of one call. */
function mostOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), 0);
}

/** Beyond a few thousand nodes steps of the same height are one: nothing is lost, and drawing does not take seconds. */
function isVisible({ y }: { readonly y: number }, index: number, points: readonly { readonly y: number }[]): boolean {
  return points.length <= 5000 || y !== points[index - 1]?.y || y !== points[index + 1]?.y;
}

function remark(sent: readonly number[], received: readonly number[], runs: number): string {
  const words = (name: string, values: readonly number[]) => {
    const median = formatBytes(lowerMedian(values) ?? 0);
    return `${name}: median ${median}, most ${formatBytes(mostOf(values))}`;
  };
  const mean = runs > 1 ? `mean of ${runs} seeds · ` : "";
  return `${mean}${words("sent", sent)} · ${words("received", received)}`;
}
