import { markdownTable } from "../../dist/report/markdown-table.js";
import { transportCases } from "./cases.mjs";
import { comparedCells, number } from "./cells.mjs";
import { joiningFigures, steadyFigures } from "./figures.mjs";
import { remarks } from "./remarks.mjs";
import { comparedSections, disseminationRows, predictions } from "./sections.mjs";
import { transportRows } from "./transport.mjs";

/** docs/fidelity.md. */
export function fidelityPage(recordings, results) {
  const sections = [
    ...comparedSections(recordings, results),
    {
      id: "dissemination",
      title: "Dissemination: 9 nodes, in phase",
      recordedRuns: 1,
      simulatedRuns: results.dissemination.length,
      rows: disseminationRows(recordings.dissemination, results.dissemination),
    },
  ];
  const transport = transportRows(recordings.transport, results);
  const { sizes, options } = predictions(results);
  return `${[
    head(results),
    summary(sections),
    "## What does not fit, and why",
    failures(sections),
    "## Side by side",
    ...sections.flatMap((section) => [
      `### ${section.title}`,
      `${section.recordedRuns} recorded ${section.recordedRuns === 1 ? "run" : "runs"}, ${section.simulatedRuns} simulated.`,
      markdownTable("lrrrl", comparedHead, section.rows.map(comparedCells)),
    ]),
    "![Dissemination, recorded and simulated](fidelity/dissemination.png)",
    "## By number of edges",
    byEdges,
    "![9 nodes: bytes per second against number of edges](fidelity/edges-9.png)",
    "![27 nodes: bytes per second against number of edges](fidelity/edges-27.png)",
    "## Transport",
    transportText,
    markdownTable("lrrrrrr", transportHead, transport),
    "## Predictions",
    predictionText,
    "### Other sizes",
    ...predicted(sizes),
    "### Other options of the protocol",
    ...predicted(options),
  ].join("\n\n")}\n`;
}

const comparedHead = ["figure", "recorded", "simulated", "5th to 95th percentile", "verdict"];

const head = (results) => `# Fidelity

What the original did when it ran, and what the simulation of the same does. The original (v2.1, October 2018) was recorded with all nodes in
one process on two cores; its figures are in [recordings.json](../scenarios/reference/recordings.json), the scenarios that repeat it in
[scenarios/reference](../scenarios/reference), with one set of processing costs for all sizes. \`npm run fidelity\` makes this page and
its pictures from ${results["3"].length} seeds a scenario; it is not edited by hand. [test/simulation/fidelity.test.ts](../test/simulation/fidelity.test.ts) holds a small version.

Cells are medians over runs, with the range in brackets. Figures are counted as in the recording: at the sender, in protobuf bytes; joining from
the first start until every node holds the descriptor of every node; the steady state over 60 s from 10 s after the start. "In phase": nodes start
together; "staggered": at random moments of 2 s.

A verdict is computed by one of three rules:

- **1 %**: mean bytes of each kind of message: the medians differ by no more.
- **2 %**: rates on trees (a graph with one edge less than nodes): the medians differ by no more.
- **inside**: everything else: the simulated median lies in the recorded range, and the recorded median between the simulation's 5th and 95th
  percentile.`;

function summary(sections) {
  const rows = sections.map(({ title, rows }) => [
    title,
    `${rows.filter(({ fits }) => fits === true).length} of ${rows.filter(({ fits }) => fits !== null).length}`,
  ]);
  return markdownTable("lr", ["table", "figures that fit"], rows);
}

/** The figures that do not fit, with what is known of the cause. A remark on a figure that fits is out of date. */
function failures(sections) {
  const failing = sections.flatMap(({ id, title, rows }) =>
    rows.filter(({ fits }) => fits === false).map((row) => ({ section: id, title, row })),
  );
  const isOn = (remark) => (one) => remark.sections.includes(one.section) && remark.figures.includes(one.row.name);
  const explained = remarks.map((remark) => {
    for (const section of remark.sections) {
      for (const figure of remark.figures) {
        if (failing.some((one) => one.section === section && one.row.name === figure)) continue;
        throw new Error(
          `remarks.mjs explains "${figure}" of "${section}", which is not among the figures that do not fit`,
        );
      }
    }
    return [remark.text, failing.filter(isOn(remark))];
  });
  const rest = failing.filter((one) => !remarks.some((remark) => isOn(remark)(one)));
  const list = (ones) => ones.map(({ title, row }) => `- ${title}: ${row.name}, ${apart(row)}`).join("\n");
  return [
    ...explained.map(([text, ones]) => `${text}\n\n${list(ones)}`),
    ...(rest.length > 0 ? [`The cause has not been found:\n\n${list(rest)}`] : []),
    ...(failing.length === 0 ? ["Every figure fits."] : []),
  ].join("\n\n");
}

function apart({ recorded, simulated }) {
  return `recorded ${number(recorded.median)}, simulated ${number(simulated.median)}`;
}

const byEdges = `A closed cycle or an edge more costs traffic, so runs are compared at equal numbers of edges too: in the tables of runs with 8 and 9
edges above, and in these pictures.`;

const transportHead = [
  "bytes a message",
  "3 nodes: recorded",
  "simulated",
  "apart",
  "9 nodes: recorded",
  "simulated",
  "apart",
];

const transportText = `Bytes a message in phase, with gRPC's compression, over 60 s from 10 s after the start: captured once on loopback, simulated
with ${transportCases[0].seeds} seeds (medians). [test/simulation/transport.test.ts](../test/simulation/transport.test.ts) holds them within 5 %. At 9 nodes the captured messages
were longer than those of every other recorded run (244 bytes against 217 to 222), so everything that contains them is apart.`;

const predictionText = `The same settings, held against nothing yet: they were fixed before. Cells are medians, with the 5th and 95th percentile in
brackets; the window of the steady state is as long as said in the first column of each table.`;

function predicted(cases) {
  const heading = ({ title, seeds, window }) => `${title}: ${seeds} seeds, ${window} s`;
  const cell = (spread) =>
    spread === null ? "–" : `${number(spread.median)} (${number(spread.low)}–${number(spread.high)})`;
  const table = (label, figures, values, cases) =>
    markdownTable(
      `l${"r".repeat(figures.length)}`,
      [label, ...figures.map(({ name }) => name)],
      cases.map((one) => [heading(one), ...values(one).map(cell)]),
    );
  return [
    table("joining", joiningFigures, (one) => one.joining, cases),
    notJoined(cases),
    table("steady state", steadyFigures, (one) => one.steady, cases),
  ].filter((part) => part !== "");
}

function notJoined(cases) {
  return cases
    .filter(({ joined, seeds }) => joined < seeds)
    .map(
      ({ title, joined, seeds, window }) =>
        `${title}: joining was complete within ${10 + window} s in ${joined} of ${seeds} runs.`,
    )
    .join("\n\n");
}
