import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Report } from "../report/report.ts";
import { fileProblem } from "./file-problem.ts";
import { type LoadedScenario, loadScenarios } from "./load-scenarios.ts";
import { isFolder } from "./scenario-files.ts";
import { UserError } from "./user-error.ts";

/** One of the two that are compared: runs that were made, or a scenario to make them of. */
export type ComparedSide =
  | { readonly kind: "report"; readonly file: string; readonly report: Report }
  | { readonly kind: "scenario"; readonly file: string; readonly loaded: LoadedScenario };

/** Reads a report (its folder, or a file that ends with .json) or a scenario file. Throws `UserError`. */
export function readSide(
  file: string,
  { overrides, seeds, cwd }: { overrides: readonly string[]; seeds: readonly number[] | null; cwd: string },
): ComparedSide {
  const path = reportFile(file, cwd);
  if (path !== null) {
    const option = overrides.length > 0 ? "--set" : seeds === null ? null : "--seed";
    if (option !== null) throw new UserError(`${file}: a report is what it is; ${option} is for scenarios`);
    return { kind: "report", file, report: readReport(path, file) };
  }
  const { loaded, problems } = loadScenarios([file], overrides, cwd);
  if (problems.length > 0) throw new UserError(...problems);
  const [first] = loaded;
  const scenario = { ...first!.scenario, seeds: seeds ?? first!.scenario.seeds };
  return { kind: "scenario", file, loaded: { ...first!, scenario } };
}

/** Null: it is not meant to be a report. */
function reportFile(file: string, cwd: string): string | null {
  const path = resolve(cwd, file);
  if (path.endsWith(".json")) return path;
  return isFolder(path) ? join(path, "report.json") : null;
}

function readReport(path: string, shown: string): Report {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${shown}: cannot read report.json: ${fileProblem(error)}`);
  }
  const found = /^\s*\{\s*"format":\s*"([^"]{0,60})"/.exec(text)?.[1];
  if (found === undefined)
    throw new UserError(`${shown}: it is not a report of gossipsim's, which begins with its format`);
  if (found !== format) throw new UserError(`${shown}: ${otherFormat(found)}`);
  try {
    const report = JSON.parse(text) as Report;
    if (isWhole(report)) return report;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new UserError(`${shown}: the report is damaged; "gossipsim run" makes it anew`);
}

const format: Report["format"] = "gossipsim-report/2";

function otherFormat(found: string): string {
  const version = Number(/^gossipsim-report\/(\d+)$/.exec(found)?.[1]);
  if (Number.isNaN(version)) return `it is not a report: its format is ${JSON.stringify(found)}`;
  return version > 2
    ? `its format ${found} is of a newer gossipsim; this one reads ${format}`
    : `its format ${found} is of an older gossipsim; "gossipsim run" makes it anew as ${format}`;
}

/** Has it all that a comparison looks at? */
function isWhole({ scenario, runs }: Partial<Report>): boolean {
  if (typeof scenario?.name !== "string" || typeof scenario.cluster?.nodes !== "number") return false;
  return (
    Array.isArray(runs) &&
    runs.length > 0 &&
    runs.every(
      ({ seed, fingerprint, course, figures, measurements }) =>
        typeof seed === "number" &&
        typeof fingerprint === "string" &&
        typeof course?.marks === "string" &&
        typeof figures === "object" &&
        Array.isArray(measurements?.bytes?.infosByKey) &&
        Array.isArray(measurements.bytes.perSecond?.wire) &&
        Array.isArray(measurements.membership?.series),
    )
  );
}
