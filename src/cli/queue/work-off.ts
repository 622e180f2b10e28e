import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Job, Worker } from "bullmq";
import { counted } from "../../report/figure.ts";
import type { Io } from "../io.ts";
import type { Simulator } from "../simulator.ts";
import { engineVersion } from "../sweep/engine-version.ts";
import { runKeys } from "../sweep/run-key.ts";
import { UserError } from "../user-error.ts";
import { connectQueue, load, type QueueConnection, untilReady } from "./connect.ts";
import { type Participant, type RunOutcome, type RunProgress, runRequest } from "./messages.ts";
import { giveSign, present, signInterval, takeLeave } from "./presence.ts";
import type { QueueAddress } from "./queue-address.ts";
import { jobIdOf, queueName, workerOptions } from "./run-queue.ts";
import { ScenarioStore } from "./scenario-store.ts";
import { createTally, type Tally } from "./tally.ts";

export interface WorkRequest {
  readonly address: QueueAddress;
  /** Runs at a time. */
  readonly jobs: number;
  /** Milliseconds without anything to do after which the work is over; null: never. */
  readonly idle: number | null;
}

/**
 * Does the runs of a queue until interrupted, or until there are none any more. An interrupt gives back what is under way, for other workers.
 * Rejects with `UserError` when the server cannot be reached; once it was, it is waited for.
 */
export async function workOff({ address, jobs, idle }: WorkRequest, simulator: Simulator, io: Io): Promise<void> {
  const { Worker, WaitingError } = await load(() => import("bullmq"));
  const tally = createTally(io);
  const connection = await connectQueue(address, tally.say);
  const { redis } = connection;
  const scenarios = new ScenarioStore(redis);
  const rest = idleTimer(idle);
  const { interrupted } = io;

  /** For others, at once; without a server it is free when nobody says any more that it is ours. */
  const giveBack = async (job: Job, token: string | undefined): Promise<never> => {
    if (connection.isThere()) await job.moveToWait(token).catch(() => {});
    throw new WaitingError();
  };

  const work = async (job: Job, token?: string): Promise<RunOutcome> => {
    // It may have been on its way to us.
    if (interrupted.aborted) return giveBack(job, token);
    rest.over();
    const run = tally.begin();
    try {
      const outcome = await answer(job, scenarios, simulator);
      run.end(outcome.kind === "gone" ? "given back" : outcome.kind);
      return outcome;
    } catch (error) {
      run.end(interrupted.aborted ? "given back" : "failed");
      return interrupted.aborted ? await giveBack(job, token) : failure(error);
    } finally {
      rest.begin();
    }
  };

  const worker = new Worker(queueName(), work, { ...workerOptions(redis), concurrency: jobs });
  // A lost connection is told already; a run that was taken from us because of it is done elsewhere.
  worker.on("error", () => {});
  await untilReady(worker, connection, address);
  io.err(`gossipsim ${engineVersion()} works off ${address.shown} with ${counted(jobs, "thread")}\n`);
  const signs = giveSigns(connection, tally);
  rest.begin();
  try {
    await Promise.race([worker.run(), rest.ended, aborted(interrupted)]);
  } finally {
    rest.over();
    if (interrupted.aborted) {
      await worker.pause(true);
      await simulator.close();
    }
    await signs.close();
    await leave(worker, connection);
    tally.close();
  }
}

/** What comes of a run; rejects with what it failed with. */
async function answer(job: Job, scenarios: ScenarioStore, simulator: Simulator): Promise<RunOutcome> {
  const request = runRequest.safeParse(job.data);
  if (!request.success) throw new UserError("what stands in the queue as a run is none");
  const { scenario: hash, seed } = request.data;
  const scenario = await scenarios.get(hash);
  if (scenario === null) return { kind: "gone" };
  // Nobody shall find the result of one run under the name of another.
  if (jobIdOf(runKeys(scenario)(seed)) !== job.id)
    throw new UserError("the run in the queue is not the one that its key names");
  const summary = await simulator.summarize({ scenario, seed, wire: "counted" }, progressOf(job));
  return { kind: "done", summary };
}

/** Milliseconds between two words on how far a run is. */
const progressInterval = 2000;

function progressOf(job: Job): (time: number, membership: number) => void {
  let told = performance.now();
  return (time, membership) => {
    if (performance.now() - told < progressInterval) return;
    told = performance.now();
    // Only for show.
    job.updateProgress({ time, membership } satisfies RunProgress).catch(() => {});
  };
}

function failure(error: unknown): RunOutcome {
  if (error instanceof UserError) return { kind: "failed", lines: [...error.lines], stack: null };
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: "failed", lines: [message], stack: stack ?? message };
}

/** Ends when nothing has been under way for so long. */
function idleTimer(milliseconds: number | null) {
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return {
    ended,
    begin() {
      underWay = Math.max(0, underWay - 1);
      if (underWay === 0 && milliseconds !== null) timer = setTimeout(end, milliseconds);
    },
    over() {
      underWay++;
      clearTimeout(timer);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** Shows others that a worker is here, and tells once of each study that waits for another version. */
function giveSigns({ redis, isThere }: QueueConnection, { say }: Tally) {
  const me: Participant = { id: randomUUID(), name: hostname(), engine: engineVersion() };
  const told = new Set<string>();
  const sign = async (): Promise<void> => {
    await giveSign(redis, "workers", me);
    for (const { name, engine } of await present(redis, "studies")) {
      const warning = `the study ${JSON.stringify(name)} waits for gossipsim ${engine}, this is ${me.engine}: its runs are left to others`;
      if (engine === me.engine || told.has(warning)) continue;
      told.add(warning);
      say(warning);
    }
  };
  // Without a connection there is nothing to say; the next sign will be one again.
  const tick = () => void sign().catch(() => {});
  tick();
  const timer = setInterval(tick, signInterval);
  return {
    async close() {
      clearInterval(timer);
      if (isThere()) await takeLeave(redis, "workers", me).catch(() => {});
    },
  };
}

/** Milliseconds that a server may take to let us go. */
const leavePatience = 5000;

/** Ends the connections, also those to a server that is lost or does not answer. */
async function leave(worker: Worker, connection: QueueConnection): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, leavePatience);
  });
  await Promise.race([worker.close(!connection.isThere()), tooLate]);
  clearTimeout(timer);
  connection.close();
}
