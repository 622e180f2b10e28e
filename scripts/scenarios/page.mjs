import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Which chart shows the point of a scenario, where that is not the one of bytes per second. */
const pictures = {
  "ten-thousand": "hops.png",
};

/** Name, question, what to look at, and the figures of the baseline, in the order of the files' names. */
export function builtInScenarios(root) {
  const files = readdirSync(join(root, "scenarios")).filter((name) => name.endsWith(".yaml"));
  return files.sort().map((name) => {
    const file = `scenarios/${name}`;
    const text = readFileSync(join(root, file), "utf8");
    const scenario = parse(text);
    const baseline = parse(readFileSync(join(root, "reports/baselines", `${scenario.name}.yaml`), "utf8"));
    return {
      file,
      name: scenario.name,
      picture: pictures[scenario.name] ?? "bandwidth.png",
      ...headOf(text),
      figures: baseline.figures,
    };
  });
}

/** The page. `formatFigure` writes a value with its unit. */
export function pageOf(scenarios, { formatFigure, figureByName }) {
  return `${[head(scenarios, { formatFigure, figureByName }), ...scenarios.map(section)].join("\n\n")}\n`;
}

const columns = [
  ["membership", "membership.time"],
  ["settled", "settled.time"],
  ["cold start", "coldStart.bytes"],
  ["steady, per node", "steady.bytesPerSecondPerNode"],
  ["protobuf, whole run", "bytes.total"],
  ["on the wire", "bytes.wire"],
  ["t99, median", "dissemination.t99.p50"],
];

function head(scenarios, formats) {
  const rows = scenarios.map(({ name, figures }) => {
    const cells = columns.map(([, figure]) => cell(figure, figures, formats));
    return `| [${name}](#${name}) | ${cells.join(" | ")} |`;
  });
  return `# Built-in scenarios

Each is a question that somebody really asks. The figures are those of seed 1, from \`reports/baselines\`; \`npm run scenarios\` makes this page and its pictures anew.

| scenario | ${columns.map(([title]) => title).join(" | ")} |
| --- | ${columns.map(() => "---:").join(" | ")} |
${rows.join("\n")}`;
}

function section({ name, file, question, remarks }) {
  const parts = [
    `## ${name}`,
    `**${question}**`,
    ...remarks,
    `![${name}](scenarios/${name}.png)`,
    `\`npx gossipsim run ${file}\``,
  ];
  return parts.join("\n\n");
}

function cell(name, figures, { formatFigure, figureByName }) {
  const [value] = figures[name] ?? [null];
  return value === null ? "–" : formatFigure(value, figureByName.get(name).unit);
}

/** The comment at the head of a file: its first paragraph is the question, the others say what to look at. */
export function headOf(text) {
  const lines = [];
  for (const line of text.split("\n")) {
    if (!line.startsWith("#")) break;
    if (!line.startsWith("# yaml-language-server:")) lines.push(line.replace(/^# ?/, ""));
  }
  const [question, ...remarks] = lines.join("\n").trim().split(/\n\n+/);
  return { question: question.replaceAll("\n", " "), remarks };
}
