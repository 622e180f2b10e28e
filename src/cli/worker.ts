import { parseDuration, QuantityError } from "../kernel/units.ts";
import type { Arguments, Command } from "./command.ts";
import { readJobs } from "./jobs.ts";
import { queueVariable, readQueueAddress } from "./queue/queue-address.ts";
import { UserError } from "./user-error.ts";
import { withSimulator } from "./with-simulator.ts";

/** What `worker` was asked to do. */
interface WorkerRequest {
  /** As given; null: the environment says it. */
  readonly queue: string | undefined;
  /** Runs at a time; null: as many as there are cores. */
  readonly jobs: number | null;
  /** Milliseconds; null: for ever. */
  readonly idle: number | null;
}

/** `worker`: does the runs of sweeps that other machines have asked for. */
export const worker: Command = {
  usage: "worker",
  summary: "Do the runs of sweeps that wait in a queue, until interrupted",
  positional: null,
  options: {
    queue: {
      type: "string",
      describe: `Redis or Valkey server (redis://host:6379, rediss:// with TLS; default: what ${queueVariable} says)`,
    },
    jobs: { type: "string", alias: "j", describe: "Runs at a time (default: as many as there are cores)" },
    idle: { type: "string", describe: "End after so long without anything to do, such as 30s (default: never)" },
  },
  examples: [
    ["worker --queue redis://queue.example:6379", "do runs on all cores; Ctrl-C gives back what is under way"],
    ["worker --jobs 4 --idle 1min", `the server in ${queueVariable}; as part of a batch job, which shall end`],
  ],
  prepare: (given) => {
    const request = readRequest(given);
    return async (io) => {
      const address = readQueueAddress(request.queue, io.env);
      if (address === null) {
        throw new UserError(`worker: expected --queue redis://host:6379, or the same in ${queueVariable}`);
      }
      const jobs = request.jobs ?? io.cores;
      await withSimulator(io, { least: jobs, most: jobs }, async (simulator) => {
        const { workOff } = await import("./queue/work-off.ts");
        await workOff({ address, jobs, idle: request.idle }, simulator, io);
      });
      io.interrupted.throwIfAborted();
      return 0;
    };
  },
};

function readRequest(given: Arguments): WorkerRequest {
  const jobs = given.text("jobs");
  const idle = given.text("idle");
  return {
    queue: given.text("queue"),
    jobs: readJobs(jobs),
    idle: idle === undefined ? null : parseIdle(idle),
  };
}

/** Longer waits are not what a timer can do. */
const longest = 24 * 24 * 3600 * 1000;

function parseIdle(text: string): number {
  try {
    const milliseconds = parseDuration(text) / 1e6;
    if (milliseconds >= 1000 && milliseconds <= longest) return milliseconds;
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
  }
  throw new UserError(`--idle: expected a duration from 1s to 24d, found ${JSON.stringify(text)}`);
}
