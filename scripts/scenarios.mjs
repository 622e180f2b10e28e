// Writes docs/scenarios.md and its pictures from the built-in scenarios, their baselines, and a run of each; needs a built dist/. Takes some minutes.
//
//   npm run scenarios

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtInScenarios, pageOf } from "./scenarios/page.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const pictures = join(root, "docs/scenarios");
const target = join(root, "docs/scenarios.md");

const reports = mkdtempSync(join(tmpdir(), "gossipsim-scenarios-"));
try {
  const scenarios = builtInScenarios(root);
  const files = scenarios.map(({ file }) => file);
  const program = join(root, "dist/cli/main.js");
  execFileSync(process.execPath, [program, "run", ...files, "--out", reports], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  mkdirSync(pictures, { recursive: true });
  for (const { name, picture } of scenarios) {
    const drawn = join(reports, name, picture);
    if (!existsSync(drawn)) throw new Error(`${name} has no chart called ${picture}`);
    copyFileSync(drawn, join(pictures, `${name}.png`));
  }
  // Whole or not at all.
  const [{ formatFigure }, { figureByName }] = await Promise.all([
    import("../dist/report/figure.js"),
    import("../dist/scenario/figures.js"),
  ]);
  writeFileSync(`${target}.part`, pageOf(scenarios, { formatFigure, figureByName }));
  renameSync(`${target}.part`, target);
} finally {
  rmSync(reports, { recursive: true, force: true });
}
