import type { Arguments, Command } from "./command.ts";
import { readJobs } from "./jobs.ts";
import { setOption } from "./scenario-arguments.ts";
import { readSeeds } from "./seeds.ts";
import { UserError } from "./user-error.ts";
import { withSimulator } from "./with-simulator.ts";

/** What `compare` was asked to do. */
export interface CompareRequest {
  /** Reports or scenario files, as the user named them. */
  readonly before: string;
  readonly after: string;
  /** For `after`. */
  readonly overrides: readonly string[];
  /** Null: as the scenarios say. */
  readonly seeds: readonly number[] | null;
  /** Folder under which the comparison gets a folder; null: write no files. */
  readonly out: string | null;
  readonly json: boolean;
  readonly charts: boolean;
  readonly quiet: boolean;
  /** Runs at a time; null: as many as there are cores. */
  readonly jobs: number | null;
}

/** `compare`: two reports, or two scenarios, seed by seed. */
export const compare: Command = {
  usage: "compare [files..]",
  summary: "Compare two reports or two scenarios, figure by figure and seed by seed",
  positional: { name: "files", describe: "Two of: a report (its folder or report.json), a scenario file" },
  options: {
    set: { ...setOption, describe: "Replace one value of the second, or of the only scenario; may be repeated" },
    seed: { type: "string", describe: "Run scenarios with this seed" },
    seeds: { type: "string", describe: "Run scenarios once for each seed: how many, or a list such as 1,7,9" },
    jobs: { type: "string", alias: "j", describe: "Runs at a time (default: as many as there are cores)" },
    out: { type: "string", describe: 'Write the comparison to a folder in this one (default "reports")' },
    json: { type: "boolean", describe: "Print comparison.json instead of the table; files only with --out" },
    "no-charts": { type: "boolean", describe: "Draw no picture" },
    quiet: { type: "boolean", describe: "Print nothing but errors (and the JSON asked for)" },
  },
  examples: [
    ["compare old.yaml new.yaml", "run both, print what differs, write reports/old-vs-new/"],
    ["compare my.yaml --set protocol.batchDelay=10ms --seeds 20", "what does this setting change?"],
    ["compare a/reports/my b/reports/my", "two reports that were made before"],
  ],
  prepare: (given) => {
    const request = readRequest(given);
    return async (io) =>
      withSimulator(io, { least: 1, most: request.jobs ?? io.cores }, async (simulator) => {
        const { compareFiles } = await import("./compare-files.ts");
        return compareFiles(request, simulator, io);
      });
  },
};

function readRequest(given: Arguments): CompareRequest {
  const files = given.list("files");
  const overrides = given.list("set");
  const json = given.flag("json");
  const jobs = given.text("jobs");
  const [before, after = overrides.length > 0 ? before : undefined, third] = files;
  if (before === undefined || after === undefined || third !== undefined) {
    throw new UserError(
      `compare: expected two reports or scenario files, or one scenario file and --set, found ${files.length === 1 ? "one" : files.length}`,
    );
  }
  return {
    before,
    after,
    overrides,
    seeds: readSeeds(given.text("seed"), given.text("seeds")),
    out: given.text("out") ?? (json ? null : "reports"),
    json,
    charts: !given.flag("no-charts"),
    quiet: given.flag("quiet"),
    jobs: readJobs(jobs),
  };
}
