import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadScenarios } from "../dist/cli/load-scenarios.js";
import { renderPng } from "../dist/report/png.js";
import { allCases } from "./fidelity/cases.mjs";
import { fidelityCharts } from "./fidelity/charts.mjs";
import { fidelityPage } from "./fidelity/page.mjs";
import { runCases } from "./fidelity/run-cases.mjs";

// npm run fidelity                   runs everything, and writes docs/fidelity.md and its pictures
// npm run fidelity -- --from-cache   the same from the figures of the last run, which are kept in reports/fidelity.json
const { values } = parseArgs({ options: { "from-cache": { type: "boolean", default: false } } });
const root = fileURLToPath(new URL("..", import.meta.url));
const cache = join(root, "reports/fidelity.json");
const recordings = JSON.parse(readFileSync(join(root, "scenarios/reference/recordings.json"), "utf8"));

const results = values["from-cache"] ? JSON.parse(readFileSync(cache, "utf8")) : await simulateAll();

// All is drawn before anything is written: a page without its pictures says nothing.
const files = [["fidelity.md", fidelityPage(recordings, results)]];
for (const chart of fidelityCharts(recordings, results)) files.push([`fidelity/${chart.file}`, await renderPng(chart)]);
for (const [name, content] of files) write(join(root, "docs", name), content);
console.log(`docs/fidelity.md and ${files.length - 1} pictures`);

async function simulateAll() {
  const simulated = await runCases(allCases, load, recordings.dissemination);
  write(cache, JSON.stringify(simulated));
  return simulated;
}

function load({ file, set, window }) {
  const path = `scenarios/reference/${file}`;
  const { loaded, problems } = loadScenarios([path], [...set, `duration=${10 + window} s`], root);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return loaded[0].scenario;
}

function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
