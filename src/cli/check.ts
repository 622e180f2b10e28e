import type { Arguments, Command } from "./command.ts";
import { readJobs } from "./jobs.ts";
import { parseReporters, type Reporter } from "./reporters.ts";
import { setOption } from "./scenario-arguments.ts";
import { UserError } from "./user-error.ts";
import { withSimulator } from "./with-simulator.ts";

/** What `check` was asked to do. */
export interface CheckRequest {
  /** Files and folders; null: all there are. */
  readonly files: readonly string[] | null;
  readonly overrides: readonly string[];
  /** Folder of the baselines; null: hold runs against the scenarios' promises only. */
  readonly baselines: string | null;
  /** Record instead of compare. */
  readonly update: boolean;
  /** Beside the table, or instead of it. */
  readonly reporters: readonly Reporter[];
  readonly quiet: boolean;
  /** Runs at a time; null: as many as there are cores. */
  readonly jobs: number | null;
}

/** `check`: runs scenarios and holds them against what they promise and what was recorded. */
export const check: Command = {
  usage: "check [files..]",
  summary: "Hold scenarios against their promises and recorded baselines",
  positional: { name: "files", describe: "Scenario files, or folders of them (default: scenarios)" },
  options: {
    update: { type: "boolean", describe: "Record the baselines instead; shows what changes" },
    baselines: { type: "string", describe: 'Folder of the baselines (default "reports/baselines")' },
    "no-baselines": { type: "boolean", describe: "Check the promises (expect) only" },
    reporter: {
      type: "array",
      string: true,
      describe: "Tell it as text, junit, github, markdown or json; NAME=FILE to a file; may be repeated",
    },
    set: setOption,
    jobs: {
      type: "string",
      alias: "j",
      describe: "Runs at a time (default: as many as there are cores); same results",
    },
    quiet: { type: "boolean", describe: "Print no table and no progress, only errors" },
  },
  examples: [
    ["check", "run every scenario under scenarios/ and compare it with its baseline"],
    ["check my.yaml --update", "record what my.yaml does now"],
    ["check --reporter junit=report.xml", "the same, with a report for GitLab or Jenkins"],
    ["check my.yaml --set protocol.highWaterStamps=delta", "what would this setting change?"],
  ],
  prepare: (given) => {
    const request = readRequest(given);
    return async (io) =>
      withSimulator(io, { least: 1, most: request.jobs ?? io.cores }, async (simulator) => {
        const { checkScenarios } = await import("./check-scenarios.ts");
        return checkScenarios(request, simulator, io);
      });
  },
};

function readRequest(given: Arguments): CheckRequest {
  const update = given.flag("update");
  const overrides = given.list("set");
  const files = given.list("files");
  const baselines = given.text("baselines");
  const without = given.flag("no-baselines");
  const jobs = given.text("jobs");
  if (update && overrides.length > 0) {
    throw new UserError("check: --update records what the files say; --set would record something else");
  }
  if (without && (update || baselines !== undefined)) {
    throw new UserError(`check: expected either --no-baselines or ${update ? "--update" : "--baselines"}, found both`);
  }
  return {
    files: files.length === 0 ? null : files,
    overrides,
    baselines: without ? null : (baselines ?? "reports/baselines"),
    update,
    reporters: parseReporters(given.list("reporter")),
    quiet: given.flag("quiet"),
    jobs: readJobs(jobs),
  };
}
