import { Event } from "../kernel/event-queue.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration } from "../kernel/time.ts";

/** Something a processor does: takes `cost` nanoseconds, and then its effect is there. */
export interface Job {
  /** Whose work it is; it comes to nothing when that host is down. */
  readonly host: { readonly isDown: boolean };
  readonly cost: Duration;
  run(): void;
}

/**
 * The processor of a host, or of several that run on one machine: works on one thing at a time, in the order of arrival. What a job itself has
 * started (the messages it sends) is finished before the next one is taken.
 */
export class Processor {
  readonly #scheduler: Scheduler;
  readonly #waiting = new JobQueue();
  readonly #started = new JobQueue();
  #current: Job | null = null;
  readonly #done: Done;
  #working = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
    this.#done = new Done(() => this.#finish());
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

  #work(): void {
    if (this.#working || this.#current !== null) return;
    this.#working = true;
    for (;;) {
      const job = this.#started.shift() ?? this.#waiting.shift();
      if (job === undefined) break;
      if (job.host.isDown) continue;
      if (job.cost > 0) {
        this.#current = job;
        this.#scheduler.post(this.#scheduler.now + job.cost, this.#done);
        break;
      }
      job.run();
    }
    this.#working = false;
  }

  #finish(): void {
    const job = this.#current!;
    this.#current = null;
    if (!job.host.isDown) {
      this.#working = true;
      job.run();
      this.#working = false;
    }
    this.#work();
  }
}

/** The current job is done: one event that serves the processor over and over, as it has one job at a time. */
class Done extends Event {
  readonly #finish: () => void;

  constructor(finish: () => void) {
    super();
    this.#finish = finish;
  }

  override fire(): void {
    this.#finish();
  }
}

/** First in, first out, without moving what waits each time. */
class JobQueue {
  #jobs: (Job | undefined)[] = [];
  #head = 0;

  push(job: Job): void {
    this.#jobs.push(job);
  }

  shift(): Job | undefined {
    if (this.#head === this.#jobs.length) return undefined;
    const job = this.#jobs[this.#head];
    // What is done must not be kept alive by a queue that never runs empty.
    this.#jobs[this.#head++] = undefined;
    if (this.#head === this.#jobs.length) {
      this.#jobs = [];
      this.#head = 0;
    } else if (this.#head >= compactAfter && 2 * this.#head >= this.#jobs.length) {
      this.#jobs = this.#jobs.slice(this.#head);
      this.#head = 0;
    }
    return job;
  }
}

const compactAfter = 256;
