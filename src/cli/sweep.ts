import type { Arguments, Command } from "./command.ts";
import { readJobs } from "./jobs.ts";
import { queueVariable } from "./queue/queue-address.ts";
import { setOption } from "./scenario-arguments.ts";
import { readSeeds } from "./seeds.ts";
import { parseShard, type Shard } from "./sweep/shard.ts";
import { UserError } from "./user-error.ts";

/** What `sweep` was asked to do. */
export interface SweepRequest {
  readonly file: string;
  /** Journals to make the report from, without a run; null: run what is missing. */
  readonly merged: readonly string[] | null;
  readonly overrides: readonly string[];
  /** Null: as the scenario says. */
  readonly seeds: readonly number[] | null;
  /** Folder of the report's folder and of the journal. */
  readonly out: string;
  readonly json: boolean;
  readonly charts: boolean;
  readonly quiet: boolean;
  /** Runs at a time; null: as many as there are cores. */
  readonly jobs: number | null;
  readonly dryRun: boolean;
  /** However many runs there are. */
  readonly yes: boolean;
  /** The part of the runs that is made here; null: all of them. */
  readonly shard: Shard | null;
  /** Where workers wait for runs, empty for what the environment says; null: this machine does them. */
  readonly queue: string | null;
}

/** `sweep`: runs every point of a scenario's grid with every seed, and says how figures depend on settings. */
export const sweep: Command = {
  usage: "sweep [files..]",
  summary: "Run a scenario's grid of settings times seeds, and chart how figures depend on them",
  positional: { name: "files", describe: "A scenario file with a sweep; or `merge`, a scenario file, and journals" },
  options: {
    "dry-run": { type: "boolean", describe: "Say how many runs there are and about how long they take, and stop" },
    seed: { type: "string", describe: "Run each point with this seed" },
    seeds: {
      type: "string",
      describe: "Run each point once for each seed: how many (1, 2, 3 …), or a list such as 1,7,9",
    },
    jobs: {
      type: "string",
      alias: "j",
      describe: "Runs at a time (default: as many as there are cores); same results",
    },
    set: setOption,
    out: { type: "string", describe: 'Write the report and the journal to this folder (default "reports")' },
    json: { type: "boolean", describe: "Print sweep.json instead of the summary" },
    "no-charts": { type: "boolean", describe: "Draw no pictures" },
    shard: { type: "string", describe: "Make this part of the runs, as in 3/16, and no report; see merge" },
    queue: {
      type: "string",
      describe: `Have workers do the runs: Redis or Valkey server (redis://host:6379; no value: what ${queueVariable} says)`,
    },
    yes: { type: "boolean", describe: "Go on however many runs there are" },
    quiet: { type: "boolean", describe: "Print nothing but errors (and the JSON asked for)" },
  },
  valueOptional: ["queue"],
  examples: [
    ["sweep study.yaml --dry-run", "how many runs, and about how long"],
    ["sweep study.yaml", "run them, write reports/study-sweep/; started again, it goes on where it was"],
    ["sweep study.yaml --set 'sweep.cluster.nodes=[10, 20]'", "another grid"],
    ["sweep study.yaml --shard 3/16", "a part of the runs, on one of 16 machines"],
    ["sweep study.yaml --queue redis://queue.example:6379", "on all machines where gossipsim worker waits"],
    ["sweep merge study.yaml parts/*.journal", "the report from what those machines did"],
  ],
  prepare: (given) => {
    const request = readRequest(given);
    return async (io) => {
      const { runSweep, mergeSweep } = await import("./sweep/run-sweep.ts");
      return request.merged === null ? runSweep(request, io) : mergeSweep(request, request.merged, io);
    };
  },
};

function readRequest(given: Arguments): SweepRequest {
  const [first, ...rest] = given.list("files");
  const isMerge = first === "merge";
  const [file, ...journals] = isMerge ? rest : given.list("files");
  if (file === undefined) throw new UserError(`sweep: expected a scenario file with a sweep, found none`);
  if (isMerge && journals.length === 0) throw new UserError("sweep merge: expected journals after the scenario file");
  if (!isMerge && journals.length > 0) {
    throw new UserError(`sweep: expected one scenario file, found ${file} and ${journals[0]}`);
  }
  const shard = given.text("shard");
  if (isMerge && shard !== undefined) throw new UserError("sweep merge: expected no --shard, as it runs nothing");
  const queue = given.text("queue") ?? null;
  if (isMerge && queue !== null) throw new UserError("sweep merge: expected no --queue, as it runs nothing");
  if (shard !== undefined && queue !== null) {
    throw new UserError("sweep: expected either --shard or --queue, found both: a queue shares out the runs by itself");
  }
  const jobs = given.text("jobs");
  if (jobs !== undefined && queue !== null) {
    throw new UserError("sweep: expected no --jobs with --queue: each worker has as many at a time as it says");
  }
  return {
    file,
    merged: isMerge ? journals : null,
    overrides: given.list("set"),
    seeds: readSeeds(given.text("seed"), given.text("seeds")),
    out: (given.text("out") ?? "reports").replace(/(?<=.)[/\\]+$/, ""),
    json: given.flag("json"),
    charts: !given.flag("no-charts"),
    quiet: given.flag("quiet"),
    jobs: readJobs(jobs),
    dryRun: given.flag("dry-run"),
    yes: given.flag("yes"),
    shard: shard === undefined ? null : parseShard(shard),
    queue,
  };
}
