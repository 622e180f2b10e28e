import { seedsOf } from "./observe.mjs";

/** Sizes of the clusters that every behaviour is shown at. */
export const sizes = [9, 27, 64, 128];

const none = "–";

/** What stands where a page has no such cell. */
export const noCell = "(no such cell)";

/** What a row of a table shows: one row for each setting, unless it compares settings. */
export function rowsOf({ rows, settings }) {
  return rows.flatMap((row) => {
    if (row.of !== undefined) return [{ ...row, figureOf: row.of }];
    return settings
      .filter(({ name }) => row.only === undefined || row.only.includes(name))
      .map(({ name }) => ({
        ...row,
        label: settings.length === 1 ? row.label : `${row.label}, ${name}`,
        figureOf: (figures) => figures[name][row.figure ?? row.exponent],
      }));
  });
}

/** The text of one cell. `figuresOf(nodes, seed)` gives the figures of all settings, by name. */
export function cell(row, nodes, figuresOf) {
  if (row.exponent === undefined) return spread(valuesOf(row, nodes, figuresOf), formats[row.format]);
  const before = sizes[sizes.indexOf(nodes) - 1];
  if (before === undefined) return none;
  const growth = median(valuesOf(row, nodes, figuresOf)) / median(valuesOf(row, before, figuresOf));
  return formats[row.format](Math.log(growth) / Math.log(nodes / before));
}

/** The whole page. `cellOf(behaviour, row, nodes)` gives the text of each cell. */
export function render(behaviours, cellOf) {
  return `${[...preface, ...behaviours.map((behaviour) => section(behaviour, cellOf))].join("\n\n")}\n`;
}

/** The cells of a page, to be asked like `cellOf`. */
export function cellsOf(page) {
  const cells = new Map();
  let number = 0;
  for (const line of page.split("\n")) {
    number = Number(/^## E(\d+):/.exec(line)?.[1] ?? number);
    if (!line.startsWith("| ")) continue;
    const [label, ...texts] = line.slice(2, -2).split(" | ");
    for (const [index, nodes] of sizes.entries()) cells.set(`${number} ${label} ${nodes}`, texts[index]);
  }
  return (behaviour, row, nodes) => cells.get(`${behaviour.number} ${row.label} ${nodes}`) ?? noCell;
}

const preface = [
  "# Known behaviours",
  "What the original was seen to do, as its public issues tell (the numbers in brackets are those of cockroachdb/cockroach), and what comes out here. " +
    "The figures are what the runs give; nothing was tuned towards them.",
  `This page is written by \`npm run behaviours\`, from the scenarios in [scenarios/behaviours](../scenarios/behaviours) and the texts in ` +
    "[scripts/behaviours](../scripts/behaviours). Each column is a size of the cluster, each cell the median over seeds with the range in brackets where " +
    `they differ: ${sizes.map((nodes) => `${seedsOf(nodes).length} seeds at ${nodes} nodes`).join(", ")}. ` +
    "A single run is repeated with `--set cluster.nodes=64 --seed 2`; what the report of a run does not count is counted by the tests that stand beside it.",
];

function section(behaviour, cellOf) {
  const { number, title, original, settings, finding } = behaviour;
  const commands = settings
    .filter(({ adjust }) => adjust === undefined)
    .map(({ file, set = [] }) =>
      ["npx gossipsim run", `scenarios/behaviours/${file}`, ...set.map((one) => `--set ${one}`)].join(" "),
    );
  const rows = rowsOf(behaviour).map(
    (row) => `| ${[row.label, ...sizes.map((nodes) => cellOf(behaviour, row, nodes))].join(" | ")} |`,
  );
  return [
    `<a id="e${number}"></a>`,
    `## E${number}: ${title}`,
    `*The original:* ${original}`,
    ["```sh", ...commands, `npx vitest run test/behaviours -t "E${number}:"`, "```"].join("\n"),
    [`| nodes | ${sizes.join(" | ")} |`, `|---|${sizes.map(() => "---:|").join("")}`, ...rows].join("\n"),
    `*What comes out:* ${finding}`,
  ].join("\n\n");
}

function valuesOf(row, nodes, figuresOf) {
  return seedsOf(nodes).map((seed) => row.figureOf(figuresOf(nodes, seed)));
}

/** Median, and the range where it shows. What was not there to be measured is left out. */
function spread(values, format) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (sorted.length === 0) return none;
  const [least, most] = [format(sorted[0]), format(sorted.at(-1))];
  return least === most ? least : `${format(median(sorted))} (${least} to ${most})`;
}

function median(values) {
  const sorted = values.filter((value) => value !== null).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

const grouped = (value) => String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ",");
const finite = (format) => (value) => (value === Number.POSITIVE_INFINITY ? "never" : format(value));

const formats = {
  count: finite(grouped),
  bytes: finite(grouped),
  seconds: finite((value) => value.toFixed(2)),
  milliseconds: finite((value) => (value * 1000).toFixed(1)),
  number: finite((value) => (value >= 100 ? grouped(value) : value >= 10 ? value.toFixed(1) : value.toFixed(2))),
  percent: finite((value) => `${Math.round(value * 100)} %`),
};
