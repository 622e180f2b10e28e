import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { headOf } from "../scenarios/page.mjs";
import { withoutSources } from "./quotes.mjs";

/** Which chart shows the point of a study. */
const pictures = {
  "batch-delay": "time-and-bytes.png",
  "clients-keys": "steady.bytesPerSecondPerNode.png",
  "hops-and-peers": "time-and-bytes.png",
  joining: "coldStart.bytesPerNode.png",
  "ocean-loss": "dissemination.t99.p50.png",
};

/** What the last paragraph of a study's head begins with. */
const foundMark = "What comes out: ";

/** Title, question, what to look at, and what comes out, in the order of the files' names. */
export function builtInStudies(root) {
  const names = readdirSync(join(root, "scenarios/studies")).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((name) => {
    const file = `scenarios/studies/${name}`;
    const text = readFileSync(join(root, file), "utf8");
    const title = name.replace(/\.yaml$/, "");
    const { question, remarks } = headOf(text);
    const found = remarks.at(-1) ?? "";
    if (!found.startsWith(foundMark)) throw new Error(`${file}: its head does not end with "${foundMark}…"`);
    return {
      file,
      title,
      name: parse(text).name,
      picture: pictures[title],
      question,
      remarks: remarks.slice(0, -1),
      found: found.slice(foundMark.length),
    };
  });
}

/** The page. `sweptOf` gives the `sweep.json` and the `summary.md` of a study. */
export function pageOf(studies, sweptOf) {
  const sections = studies.map((study) => [topOf(study), bottomOf(study, sweptOf(study))].join("\n\n"));
  return `${[head(studies), ...sections].join("\n\n")}\n`;
}

export function head(studies) {
  return `# Studies

Questions that take a grid of settings to answer, each with several seeds. \`npm run studies\` sweeps all of them and makes this page and its pictures anew; it first holds each figure in
the sentences against what the sweep gives, and writes nothing where one is another.

| study | question |
| --- | --- |
${studies.map(({ title, question }) => `| [${title}](#${title}) | ${question} |`).join("\n")}`;
}

/** What a section has from the head of the study's file. */
export function topOf({ title, question, remarks, found }) {
  const parts = [
    `## ${title}`,
    `**${question}**`,
    ...remarks,
    withoutSources(found).replaceAll("\n", " "),
    `![${title}](studies/${title}.png)`,
  ];
  return parts.join("\n\n");
}

function bottomOf({ file }, { result, summary }) {
  const { points, seeds, runs } = result;
  const size = `${points.length} points × ${seeds.length} seeds: ${runs.total} runs.`;
  return [`\`npx gossipsim sweep ${file}\``, `${size} What the numbers say by themselves:`, findingsIn(summary)].join(
    "\n\n",
  );
}

/** The list under that title of a `summary.md`. */
function findingsIn(summary) {
  return /^## Findings\n\n((?:- .*\n)+)/m.exec(summary)[1].trimEnd();
}
