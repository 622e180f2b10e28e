import type { QueueOptions, WorkerOptions } from "bullmq";
import type { Redis } from "ioredis";
import { engineVersion } from "../sweep/engine-version.ts";

/** What all keys on the server begin with. */
export const prefix = "gossipsim";

/** Scenarios and results live so long after they were last of use: time to come back to a sweep that was interrupted. */
export const keepSeconds = 7 * 24 * 3600;

/** Runs wait in a queue for the very program that makes them what they are: no other ever sees them. */
export function queueName(): string {
  return `runs-${engineVersion()}`;
}

/** The run's identity on the server, by which it is there once however often it is asked for. */
export function jobIdOf(runKey: string): string {
  return `run-${runKey}`;
}

export function queueOptions(redis: Redis): QueueOptions {
  return {
    connection: redis,
    prefix,
    defaultJobOptions: { removeOnComplete: { age: keepSeconds }, removeOnFail: { age: keepSeconds } },
    // Nobody listens to the events: whoever waits for a run looks at the run itself, which a lost message cannot hide.
    streams: { events: { maxLen: 100 } },
  };
}

/**
 * A run belongs to its worker as long as that worker says so every few seconds, which its main thread does while the runs keep other threads
 * busy. The run of a worker that died waits again after 8 to 16 seconds; one that lost ten workers is given up.
 */
export function workerOptions(redis: Redis): WorkerOptions {
  return { connection: redis, prefix, autorun: false, lockDuration: 8000, stalledInterval: 4000, maxStalledCount: 10 };
}
