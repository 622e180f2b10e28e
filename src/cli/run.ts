import type { Arguments, Command } from "./command.ts";
import { readJobs } from "./jobs.ts";
import { requireFiles, setOption } from "./scenario-arguments.ts";
import { readSeeds } from "./seeds.ts";
import type { SimulationJob, Threads } from "./simulator.ts";
import { UserError } from "./user-error.ts";
import { withSimulator } from "./with-simulator.ts";

/** What `run` was asked to do. */
export interface RunRequest {
  readonly files: readonly string[];
  readonly overrides: readonly string[];
  /** Null: as the scenario says. */
  readonly seeds: readonly number[] | null;
  /** Folder under which each report gets a folder; null: write no files. */
  readonly out: string | null;
  readonly json: boolean;
  readonly charts: boolean;
  readonly quiet: boolean;
  readonly wire: SimulationJob["wire"];
  /** Runs at a time; null: as many as there are cores. */
  readonly jobs: number | null;
}

/** `run`: simulates scenarios and reports on them. */
export const run: Command = {
  usage: "run [files..]",
  summary: "Run scenarios and write their reports",
  positional: { name: "files", describe: "Scenario files (YAML), or folders of them" },
  options: {
    seed: { type: "string", describe: "Run with this seed" },
    seeds: { type: "string", describe: "Run once for each seed: how many (1, 2, 3 …), or a list such as 1,7,9" },
    jobs: {
      type: "string",
      alias: "j",
      describe: "Runs at a time (default: as many as there are cores); same results",
    },
    set: setOption,
    out: { type: "string", describe: 'Write each report to a folder in this one (default "reports")' },
    json: { type: "boolean", describe: "Print report.json instead of the summary; files only with --out" },
    "no-charts": { type: "boolean", describe: "Draw no pictures" },
    wire: {
      type: "string",
      describe: 'Messages travel "counted" (their size is computed, the default) or "encoded" (as bytes); same results',
    },
    quiet: { type: "boolean", describe: "Print nothing but errors (and the JSON asked for)" },
  },
  examples: [
    ["run scenarios/quickstart.yaml", "simulate, print a summary, write reports/quickstart/"],
    ["run my.yaml --seeds 20", "twenty runs on all cores, with means and confidence intervals"],
    ["run my.yaml --set protocol.highWaterStamps=delta --out tmp", "one value replaced, report in tmp/"],
    ["run my.yaml --json > report.json", "all figures, for other programs"],
  ],
  prepare: (given) => {
    const request = readRequest(given);
    return async (io) =>
      withSimulator(io, threadsFor(request, io.cores), async (simulator) => {
        const { runScenarios } = await import("./run-scenarios.ts");
        return runScenarios(request, simulator, io);
      });
  },
};

function readRequest(given: Arguments): RunRequest {
  const json = given.flag("json");
  return {
    files: requireFiles(given, "run"),
    overrides: given.list("set"),
    seeds: readSeeds(given.text("seed"), given.text("seeds")),
    out: given.text("out") ?? (json ? null : "reports"),
    json,
    charts: !given.flag("no-charts"),
    quiet: given.flag("quiet"),
    wire: readWire(given.text("wire") ?? "counted"),
    jobs: readJobs(given.text("jobs")),
  };
}

function readWire(text: string): SimulationJob["wire"] {
  if (text === "counted" || text === "encoded") return text;
  throw new UserError(`--wire: expected counted or encoded, found ${JSON.stringify(text)}`);
}

/** Scenarios that are not read yet may have seeds of their own. */
function threadsFor({ files, seeds, jobs }: RunRequest, cores: number): Threads {
  const most = jobs ?? cores;
  return { least: Math.min(most, files.length * (seeds?.length ?? 1)), most };
}
