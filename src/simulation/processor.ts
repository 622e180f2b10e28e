import { Alarm, type Alarmed } from "../kernel/alarm.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration } from "../kernel/time.ts";

/** Something a processor does: takes `cost` nanoseconds, and then its effect is there. It waits for one processor at a time. */
export interface Job {
  /** Whose work it is. */
  readonly host: Worker;
  readonly cost: Duration;
  /** What comes after it in the queue; the processor's. */
  next: Job | null;
  run(): void;
}

/** A host as its processor sees it. */
export interface Worker {
  /** It does nothing: it is down, or it is paused. */
  readonly isStill: boolean;
  /** How many times as long its work takes. */
  readonly slowness: number;
  /** Takes work that comes up while it is still. */
  setAside(job: Job): void;
}

/**
 * The processor of a host, or of several that run on one machine: works on one thing at a time, in the order of arrival. What a job itself has
 * started (the messages it sends) is finished before the next one is taken.
 */
export class Processor implements Alarmed {
  readonly #scheduler: Scheduler;
  /** The current job is done: over and over, as there is one at a time. */
  readonly #done = new Alarm(this);
  readonly #waiting = new JobQueue();
  readonly #started = new JobQueue();
  #current: Job | null = null;
  /** A job is current, or one without cost is running. While it is not, nothing waits. */
  #busy = false;

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  submit(job: Job): void {
    if (this.#busy) this.#waiting.push(job);
    else this.#work(job);
  }

  /** For what belongs to the job that is running. */
  submitNext(job: Job): void {
    if (this.#busy) this.#started.push(job);
    else this.#work(job);
  }

  /** The current job is done. */
  alarm(): void {
    const job = this.#current!;
    this.#current = null;
    if (job.host.isStill) job.host.setAside(job);
    else job.run();
    this.#work(this.#next());
  }

  #work(first: Job | null): void {
    this.#busy = true;
    for (let job = first; job !== null; job = this.#next()) {
      const { host } = job;
      if (host.isStill) {
        host.setAside(job);
        continue;
      }
      if (job.cost > 0) {
        const cost = host.slowness === 1 ? job.cost : Math.round(job.cost * host.slowness);
        this.#current = job;
        this.#scheduler.post(this.#scheduler.now + cost, this.#done);
        return;
      }
      job.run();
    }
    this.#busy = false;
  }

  #next(): Job | null {
    return this.#started.shift() ?? this.#waiting.shift();
  }
}

/** First in, first out: a list through the jobs themselves, so that to wait takes no memory. */
class JobQueue {
  #first: Job | null = null;
  #last: Job | null = null;

  push(job: Job): void {
    if (this.#last === null) this.#first = job;
    else this.#last.next = job;
    this.#last = job;
  }

  shift(): Job | null {
    const job = this.#first;
    if (job === null) return null;
    this.#first = job.next;
    if (job.next === null) this.#last = null;
    job.next = null;
    return job;
  }
}
