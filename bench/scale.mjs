// npm run bench:scale [-- --from-cache]
// Wall time and memory against the number of nodes: docs/performance/scale.png, and the table behind it on the terminal. Takes some ten
// minutes; the figures of the last time are kept in reports/scale.json.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { baseOptions, chartSize, colours, styledAxis } from "../dist/report/chart-style.js";
import { renderPng } from "../dist/report/png.js";
import { median, runCase } from "./gossip/run-case.mjs";

const { values: options } = parseArgs({ options: { "from-cache": { type: "boolean", default: false } } });
const root = new URL("..", import.meta.url);
const cache = new URL("reports/scale.json", root);

/** Small ones are repeated: the rest takes longer than any disturbance. */
const sizes = {
  full: { seconds: 5, nodes: [10, 30, 100, 200, 300, 500] },
  light: { seconds: 20, nodes: [10, 100, 1_000, 10_000, 30_000, 100_000] },
};

const results = options["from-cache"] ? JSON.parse(readFileSync(cache, "utf8")) : measure();
for (const { kind, nodes, wall, mebibytes, messages } of results)
  console.log(
    `${kind.padEnd(6)} ${String(nodes).padStart(7)} nodes ${wall.toFixed(2).padStart(8)} s ${mebibytes.toFixed(0).padStart(6)} MiB ${messages.toLocaleString("en").padStart(13)} messages`,
  );
const folder = new URL("docs/performance/", root);
const picture = await renderPng({ ...chart(), ...chartSize });
mkdirSync(folder, { recursive: true });
writeFileSync(new URL("scale.png", folder), picture);

function measure() {
  const results = [];
  for (const [kind, { seconds, nodes }] of Object.entries(sizes)) {
    for (const count of nodes) {
      const first = runCase(kind, count, seconds);
      const runs = first.wall > 30 ? [first] : [first, runCase(kind, count, seconds), runCase(kind, count, seconds)];
      results.push({ ...first, wall: median(runs, "wall"), mebibytes: median(runs, "mebibytes") });
      console.error(`${kind} ${count}: ${median(runs, "wall").toFixed(2)} s`);
    }
  }
  mkdirSync(new URL("reports/", root), { recursive: true });
  writeFileSync(cache, JSON.stringify(results));
  return results;
}

function chart() {
  const line = (label, kind, key, colour, dash) => ({
    label,
    data: results.filter((result) => result.kind === kind).map((result) => ({ x: result.nodes, y: result[key] })),
    yAxisID: key,
    borderColor: colour,
    backgroundColor: colour,
    borderDash: dash,
    borderWidth: 3,
    pointRadius: 5,
    pointStyle: key === "wall" ? "circle" : "rect",
  });
  const axis = (title, position) =>
    styledAxis({
      type: "logarithmic",
      position,
      title: { display: true, text: title },
      ticks: {
        maxRotation: 0,
        callback: (value) => (Number.isInteger(Math.log10(value)) ? value.toLocaleString("en") : ""),
      },
    });
  const base = baseOptions({
    title: "What a run costs",
    subtitle: ["one seed on one core, messages counted, nothing measured"],
    legend: true,
  });
  // Dots and squares instead of lines.
  base.plugins.legend.labels.pointStyleWidth = 14;
  return {
    file: "scale.png",
    title: "time and memory against the number of nodes",
    config: {
      type: "line",
      data: {
        datasets: [
          line(
            `wall time, full: cold start and all traffic of v2.1, ${sizes.full.seconds} s`,
            "full",
            "wall",
            colours.first,
            [],
          ),
          line("peak memory of it", "full", "mebibytes", colours.first, [8, 6]),
          line("wall time, light: one info", "light", "wall", colours.second, []),
          line("peak memory of it", "light", "mebibytes", colours.second, [8, 6]),
        ],
      },
      options: {
        ...base,
        scales: {
          x: axis("nodes", "bottom"),
          wall: axis("wall time (s)", "left"),
          mebibytes: axis("peak memory (MiB)", "right"),
        },
      },
    },
  };
}
