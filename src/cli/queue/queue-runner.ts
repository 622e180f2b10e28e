import { randomUUID } from "node:crypto";
import type { Job } from "bullmq";
import type { OnProgress, RunSummary } from "../simulator.ts";
import { engineVersion } from "../sweep/engine-version.ts";
import type { SweepJob, SweepRunner } from "../sweep/sweep-runner.ts";
import { UserError } from "../user-error.ts";
import { connectQueue, isRefusal, load, type QueueConnection, untilReady } from "./connect.ts";
import { type Participant, type RunRequest, runOutcome, runProgress } from "./messages.ts";
import { giveSign, present, signInterval, takeLeave } from "./presence.ts";
import type { QueueAddress } from "./queue-address.ts";
import { jobIdOf, queueName, queueOptions } from "./run-queue.ts";
import { ScenarioStore } from "./scenario-store.ts";

export interface QueueRunnerOptions {
  /** What workers of another version call those who wait. */
  readonly study: string;
  /** Gets a line each time that the server is lost or found, or that nobody is there to do the runs. */
  readonly warn: (text: string) => void;
}

/**
 * Has the runs of a sweep done by `gossipsim worker` on any number of machines. What workers have done while nobody waited is taken as done;
 * runs that the server has lost are asked for again. `close` leaves the runs to the workers. Rejects with `UserError` when the server
 * cannot be reached; once it was, it is waited for.
 */
export async function queueRunner(address: QueueAddress, { study, warn }: QueueRunnerOptions): Promise<SweepRunner> {
  const { Queue } = await load(() => import("bullmq"));
  const connection = await connectQueue(address, warn);
  const { redis } = connection;
  const queue = new Queue<RunRequest>(queueName(), queueOptions(redis));
  // Told by the connection already.
  queue.on("error", () => {});
  await untilReady(queue, connection, address);
  const scenarios = new ScenarioStore(redis);
  const me: Participant = { id: randomUUID(), name: study, engine: engineVersion() };
  const workers = workerWatch(connection, me, address.shown, warn);
  const waiting = new Set<WaitingRun>();
  let looking = false;
  let closed = false;

  /** Looks after a run once: asks for it, or sees what has become of it. */
  const look = async (run: WaitingRun): Promise<void> => {
    const id = jobIdOf(run.job.key);
    const found = await queue.getJob(id);
    const state = found === undefined ? ({ kind: "absent" } as const) : stateOf(found);
    if (state.kind === "done") return run.end(() => run.resolve(state.summary));
    if (state.kind === "failed" && run.asked) return run.end(() => run.reject(state.error));
    if (state.kind === "under way" && run.asked) {
      if (state.progress !== null) run.onProgress(state.progress.time, state.progress.membership);
      return;
    }
    await scenarios.put(run.job.scenario);
    if (state.kind !== "under way") {
      // What failed before we asked gets another try.
      await found?.remove();
      const request = { scenario: scenarios.hashOf(run.job.scenario), seed: run.job.seed };
      await queue.add("run", request, { jobId: id });
    }
    run.asked = true;
  };

  const tryToLook = async (run: WaitingRun): Promise<void> => {
    try {
      await look(run);
      run.misfortunes = 0;
    } catch (error) {
      // A connection that broke, or somebody who was faster: the next look will tell.
      if (++run.misfortunes < patience) return;
      const { message } = error as Error;
      run.end(() =>
        run.reject(isRefusal(error) ? new UserError(`${address.shown} refuses: ${message}`) : (error as Error)),
      );
    }
  };

  const lookAtAll = async (): Promise<void> => {
    looking = true;
    // What is asked for together is looked at together.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.size > 0 && !closed) {
      const startedAt = performance.now();
      await Promise.all([...waiting].map(tryToLook));
      // A busy server is left in peace for most of the time.
      const pause = Math.min(Math.max(shortestPause, 4 * (performance.now() - startedAt)), longestPause);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
    looking = false;
  };

  return {
    width: 1000,
    run: (job, onProgress) =>
      new Promise<RunSummary>((resolve, reject) => {
        const run: WaitingRun = {
          job,
          asked: false,
          misfortunes: 0,
          onProgress,
          resolve,
          reject,
          end: (settle) => {
            if (waiting.delete(run)) settle();
          },
        };
        waiting.add(run);
        if (closed) run.end(() => reject(closedError()));
        else if (!looking) void lookAtAll();
      }),
    async close() {
      closed = true;
      for (const run of waiting) run.end(() => run.reject(closedError()));
      await workers.close();
      connection.close();
    },
  };
}

/** Milliseconds between two looks at the runs. */
const shortestPause = 250;
const longestPause = 2000;
/** Looks that may go wrong one after the other. */
const patience = 10;

/** A run that somebody here waits for. */
interface WaitingRun {
  readonly job: SweepJob;
  /** By us, and not only by those who wanted it before. */
  asked: boolean;
  /** Looks that went wrong since the last that did not. */
  misfortunes: number;
  readonly onProgress: OnProgress;
  readonly resolve: (summary: RunSummary) => void;
  readonly reject: (error: Error) => void;
  /** Settles it unless that was done. */
  readonly end: (settle: () => void) => void;
}

type RunState =
  | { readonly kind: "under way"; readonly progress: { readonly time: number; readonly membership: number } | null }
  | { readonly kind: "done"; readonly summary: RunSummary }
  | { readonly kind: "failed"; readonly error: Error }
  /** Its scenario is no longer on the server. */
  | { readonly kind: "gone" };

function stateOf(job: Job): RunState {
  if (job.finishedOn === undefined) {
    const progress = runProgress.safeParse(job.progress);
    return { kind: "under way", progress: progress.success ? progress.data : null };
  }
  if (job.failedReason !== undefined) return { kind: "failed", error: lostWorkers(job) };
  const { success, data } = runOutcome.safeParse(job.returnvalue);
  if (!success) {
    const error = new UserError("what stands in the queue as the result of the run is none");
    return { kind: "failed", error };
  }
  if (data.kind === "gone") return data;
  return data.kind === "done" ? data : { kind: "failed", error: errorOf(data) };
}

/** Nothing else fails a run in the eyes of the queue. */
function lostWorkers({ stalledCounter }: Job): UserError {
  return new UserError(
    `${stalledCounter} workers were lost while they did this run: perhaps their machines have too little memory`,
  );
}

function errorOf({ lines, stack }: { readonly lines: readonly string[]; readonly stack: string | null }): Error {
  if (stack === null) return new UserError(...lines);
  const error = new Error(lines.join("\n"));
  error.stack = stack;
  return error;
}

function closedError(): Error {
  return new Error("nobody waits for the run any more");
}

/** Shows others that we are here, and tells when nobody is there to do the runs. */
function workerWatch(
  { redis, isThere }: QueueConnection,
  me: Participant,
  shown: string,
  warn: (text: string) => void,
) {
  let told: string | null = null;
  let signs = 0;
  const watch = async (): Promise<void> => {
    await giveSign(redis, "studies", me);
    const warning = lackOfWorkers(await present(redis, "workers"), me.engine, shown);
    // Workers may be about to start.
    if (signs++ > 0 && warning !== null && warning !== told) warn(warning);
    if (signs > 1) told = warning;
  };
  // Without a connection there is nothing to say; the next sign will be one again.
  const sign = () => void watch().catch(() => {});
  sign();
  const timer = setInterval(sign, signInterval);
  return {
    async close() {
      clearInterval(timer);
      if (isThere()) await takeLeave(redis, "studies", me).catch(() => {});
    },
  };
}

function lackOfWorkers(workers: readonly Participant[], engine: string, shown: string): string | null {
  if (workers.some((worker) => worker.engine === engine)) return null;
  if (workers.length === 0) {
    return `no worker is connected to ${shown}; "gossipsim worker --queue ${shown}" starts one, on any machine`;
  }
  const versions = [...new Set(workers.map((worker) => worker.engine))].sort().join(", ");
  const count = workers.length === 1 ? "1 worker" : `${workers.length} workers`;
  return `${count} of another version (${versions}) connected, none of this (${engine}): runs wait for workers of the very same gossipsim`;
}
