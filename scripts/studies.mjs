// Sweeps every study in scenarios/studies and writes docs/studies.md with its pictures; needs a built dist/. Takes about ten minutes on two
// cores; the journals stay in reports/, so that it goes on where it was interrupted, and runs again only what a change has made another run.
//
//   npm run studies

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatFigure } from "../dist/report/figure.js";
import { builtInStudies, pageOf } from "./studies/page.mjs";
import { wrongQuotes } from "./studies/quotes.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const pictures = join(root, "docs/studies");
const target = join(root, "docs/studies.md");

const studies = builtInStudies(root);
const swept = new Map(studies.map((study) => [study, sweep(study)]));
const wrong = studies.flatMap((study) =>
  wrongQuotes(study.found, swept.get(study).result, formatFigure).map((problem) => `${study.file}: ${problem}`),
);
if (wrong.length > 0) {
  console.error([...wrong, "Nothing was written: read these sentences again, and say what is so."].join("\n"));
  process.exit(1);
}
mkdirSync(pictures, { recursive: true });
for (const [study, { drawn }] of swept) copyFileSync(drawn, join(pictures, `${study.title}.png`));
// Whole or not at all.
writeFileSync(
  `${target}.part`,
  pageOf(studies, (study) => swept.get(study)),
);
renameSync(`${target}.part`, target);

/** The results of a study, after the runs that its journal does not hold. */
function sweep({ file, name, picture }) {
  const command = [join(root, "dist/cli/main.js"), "sweep", file];
  execFileSync(process.execPath, command, { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
  const folder = join(root, "reports", `${name}-sweep`);
  const result = JSON.parse(readFileSync(join(folder, "sweep.json"), "utf8"));
  if (result.runs.finished < result.runs.total) throw new Error(`${file}: not all of its runs finished`);
  const drawn = join(folder, picture);
  if (!existsSync(drawn)) throw new Error(`${file} has no chart called ${picture}`);
  return { result, summary: readFileSync(join(folder, "summary.md"), "utf8"), drawn };
}
