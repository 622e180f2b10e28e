import { counted } from "../../report/figure.ts";
import type { Study } from "../../scenario/study.ts";
import type { Io } from "../io.ts";
import { queueVariable, readQueueAddress } from "../queue/queue-address.ts";
import type { SweepRequest } from "../sweep.ts";
import { UserError } from "../user-error.ts";
import { withSimulator } from "../with-simulator.ts";
import { estimateRuns, type SweepEstimate } from "./estimate.ts";
import { localRunner } from "./local-runner.ts";
import type { SweepRunner } from "./sweep-runner.ts";

/** Where the runs of a sweep are done: on the threads of this machine, or by workers. */
export interface RunSite {
  readonly runner: SweepRunner;
  /** `on 2 threads` */
  readonly where: string;
  /** Of the runs of these points; null when nobody knows. */
  readonly estimate: (points: readonly number[]) => Promise<SweepEstimate | null>;
}

export interface SiteOptions {
  readonly study: Study;
  /** With which points are tried out. */
  readonly seed: number;
  /** Runs. */
  readonly total: number;
  readonly request: Pick<SweepRequest, "queue" | "jobs" | "quiet" | "dryRun">;
}

/** Has a site for as long as `action` lasts. */
export async function withSite<Result>(
  options: SiteOptions,
  io: Io,
  action: (site: RunSite) => Promise<Result>,
): Promise<Result> {
  const { study, seed, total, request } = options;
  if (request.queue !== null) return withWorkers(options, request.queue, io, action);
  const width = Math.min(request.jobs ?? io.cores, total);
  return withSimulator(io, { least: width, most: width }, (simulator) =>
    action({
      runner: localRunner(simulator, width),
      where: `on ${counted(width, "thread")}`,
      estimate: (points) => estimateRuns(study, points, { seed, simulator, width, io }),
    }),
  );
}

async function withWorkers<Result>(
  { study, request }: SiteOptions,
  queue: string,
  io: Io,
  action: (site: RunSite) => Promise<Result>,
): Promise<Result> {
  const address = readQueueAddress(queue === "" ? undefined : queue, io.env);
  if (address === null)
    throw new UserError(`sweep: expected --queue redis://host:6379, or the same in ${queueVariable}`);
  const { queueRunner } = await import("../queue/queue-runner.ts");
  const warn = (text: string): void => {
    if (!request.quiet) io.err(`gossipsim: ${text}\n`);
  };
  const runner = await queueRunner(address, { study: study.scenario.name, warn });
  try {
    return await action({ runner, where: `by the workers at ${address.shown}`, estimate: async () => null });
  } finally {
    await runner.close();
  }
}
