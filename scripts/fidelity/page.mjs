import { markdownTable } from "../../dist/report/markdown-table.js";
import { predictedGroups, transportCases } from "./cases.mjs";
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
    ...predictedGroups.flatMap(({ title, cases }) => predicted(title, predictions(cases, results))),
  ].join("\n\n")}\n`;
}

const comparedHead = ["figure", "recorded", "simulated", "5th to 95th percentile", "verdict"];

const head = (results) => `# Fidelity

What the original did when it ran, and what the simulation of the same does. The original (v2.1, October 2018) was recorded with all nodes in
one process on two cores; its figures are in [recordings.json](../scenarios/reference/recordings.json), the scenarios that repeat it in
[scenarios/reference](../scenarios/reference), with one set of processing costs for all sizes, on one processor that takes what waits in the order of Go's scheduler. \`npm run fidelity\` makes this page and
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
  const isOn =
    ({ rows }) =>
    (one) =>
      rows[one.section]?.includes(one.row.name) ?? false;
  const explained = remarks.map((remark) => {
    for (const [section, figures] of Object.entries(remark.rows)) {
      for (const figure of figures) {
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

const predictionText = `What the same settings say of other sizes, starts and options, for recordings to come; nothing was fitted to them. Cells are
medians, with the 5th and 95th percentile in brackets. At 100 nodes the processor that all nodes share is busy 85 % of the time in phase and
all the time staggered, so what comes out there depends on the processing costs more than anywhere else.`;

/** A table of the cases, one a column. */
function predicted(title, cases) {
  const rows = [...joiningFigures.map(named("joining: ")), ...steadyFigures.map(named("steady: "))].map(
    (name, index) => [name, ...cases.map(({ joining, steady }) => predictedCell([...joining, ...steady][index]))],
  );
  const span = (value) => cases.map((one) => String(value(one)));
  const runs = ["seeds", ...span(({ seeds }) => seeds)];
  const joined = ["of them joined within the run", ...span((one) => one.joined)];
  const window = ["steady state over, s", ...span((one) => one.window)];
  const head = ["figure", ...cases.map(({ nodes }) => `${nodes} nodes`)];
  return [`### ${title}`, markdownTable(`l${"r".repeat(cases.length)}`, head, [runs, joined, window, ...rows])];
}

const named =
  (prefix) =>
  ({ name }) =>
    prefix + name;

const predictedCell = (spread) =>
  spread === null ? "–" : `${number(spread.median)} (${number(spread.low)}–${number(spread.high)})`;
