import { linearAxis, percentAxis } from "../../dist/report/chart-axis.js";
import { baseOptions, chartSize, colours, styledAxis } from "../../dist/report/chart-style.js";

/** Recording and simulation on top of each other. */
export function fidelityCharts(recordings, results) {
  return [
    disseminationChart(recordings.dissemination, results.dissemination),
    edgesChart(
      recordings,
      9,
      [...results["9"], ...results["9-staggered"]].map((run) => run.steady),
    ),
    edgesChart(
      recordings,
      27,
      results["27"].map((run) => run.steady),
    ),
  ].map((chart) => ({ ...chart, ...chartSize }));
}

function disseminationChart(recording, runs) {
  const most = Math.max(...[recording.samples, ...runs].flat(2));
  const curve = (samples) => {
    const sorted = samples.flat().sort((a, b) => a - b);
    const points = sorted.map((x, index) => ({ x, y: (100 * (index + 1)) / sorted.length }));
    return [{ x: 0, y: 0 }, ...points, { x: most, y: 100 }];
  };
  const line = (label, samples, colour, width) => ({
    label,
    data: curve(samples),
    stepped: true,
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: width,
    pointRadius: 0,
    pointStyle: "line",
  });
  const title = "how long infos take to arrive, recorded and simulated";
  return {
    file: "dissemination.png",
    title,
    config: {
      type: "line",
      data: {
        datasets: [
          line("recorded", recording.samples, colours.second, 3.5),
          line("simulated, all seeds", runs.flat(), colours.first, 3.5),
          ...runs.map((samples, index) => line(index === 0 ? "one seed each" : "", samples, colours.one, 1)),
        ],
      },
      options: {
        ...baseOptions({
          title: `9 nodes: ${title}`,
          subtitle: [`${recording.samples.length} infos of ${recording.size} B at random nodes · ${runs.length} seeds`],
          legend: true,
        }),
        scales: {
          x: styledAxis(linearAxis({ title: "time since publication (ms)", most, roundUp: true })),
          y: styledAxis(percentAxis("share of arrivals within that time")),
        },
      },
    },
  };
}

function edgesChart({ steady }, nodes, simulated) {
  const recorded = steady.filter((run) => run.nodes === nodes);
  const points = (runs) => runs.map(({ edges, bytes, seconds }) => ({ x: edges, y: bytes / seconds / 1000 }));
  const most = (axis) => Math.max(...points([...recorded, ...simulated]).map((point) => point[axis]));
  const dots = (label, runs, colour, radius) => ({
    label,
    data: points(runs),
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: 1,
    pointRadius: radius,
    pointStyle: "circle",
    // Whole at the edge of the chart area too.
    clip: 12,
  });
  const title = "bytes per second against number of edges";
  return {
    file: `edges-${nodes}.png`,
    title: `${nodes} nodes: ${title}`,
    config: {
      type: "scatter",
      data: {
        datasets: [
          dots("recorded, one run each", recorded, colours.second, 9),
          dots("simulated, one seed each", simulated, colours.one, 6),
        ],
      },
      options: {
        ...baseOptions({
          title: `${nodes} nodes: ${title}`,
          subtitle: [
            `protobuf bytes over ${recorded[0].seconds} s from 10 s after the start · ${simulated.length} runs`,
          ],
          legend: true,
        }),
        scales: {
          x: styledAxis(linearAxis({ title: "edges at the end", most: most("x"), roundUp: true })),
          y: styledAxis(linearAxis({ title: "kB/s", most: most("y"), roundUp: true })),
        },
      },
    },
  };
}
