import type { Scheduler, Timer } from "../kernel/scheduler.ts";
import type { Duration } from "../kernel/time.ts";

/** Something a processor does: takes `cost` nanoseconds, and then its effect is there. */
export interface Job {
  readonly cost: Duration;
  run(): void;
}

/**
 * A host's processor: works on one thing at a time, in the order of arrival. What a job itself has started (the messages it sends) is
 * finished before the next one is taken.
 */
export class Processor {
  readonly #scheduler: Scheduler;
  #waiting = new JobQueue();
  #started = new JobQueue();
  #current: Timer | null = null;
  #working = false;
  #stopped = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  submit(job: Job): void {
    this.#waiting.push(job);
    this.#work();
  }

  /** For what belongs to the job that is running. */
  submitNext(job: Job): void {
    this.#started.push(job);
    this.#work();
  }

  /** Drops what is waiting and takes nothing more. */
  stop(): void {
    this.#stopped = true;
    if (this.#current !== null) this.#scheduler.cancel(this.#current);
    this.#waiting = new JobQueue();
    this.#started = new JobQueue();
  }

  #work(): void {
    if (this.#working || this.#current !== null) return;
    this.#working = true;
    while (!this.#stopped) {
      const job = this.#started.shift() ?? this.#waiting.shift();
      if (job === undefined) break;
      if (job.cost > 0) {
        this.#current = this.#scheduler.schedule(job.cost, this.#finish, job);
        break;
      }
      job.run();
    }
    this.#working = false;
  }

  readonly #finish = (job: Job): void => {
    this.#current = null;
    this.#working = true;
    job.run();
    this.#working = false;
    this.#work();
  };
}

/** First in, first out, without moving what waits. */
class JobQueue {
  #jobs: Job[] = [];
  #head = 0;

  push(job: Job): void {
    this.#jobs.push(job);
  }

  shift(): Job | undefined {
    if (this.#head === this.#jobs.length) return undefined;
    const job = this.#jobs[this.#head++];
    if (this.#head === this.#jobs.length) {
      this.#jobs = [];
      this.#head = 0;
    }
    return job;
  }
}
