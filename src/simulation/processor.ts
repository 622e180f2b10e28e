import { Alarm, type Alarmed } from "../kernel/alarm.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration } from "../kernel/time.ts";
import type { RunQueue } from "./run-queue.ts";

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
 * The processor of a host, or of several that run on one machine: works on one thing at a time, in the order of its queue. What a job itself has
 * started (the messages it sends) is finished before the next one is taken.
 */
export class Processor implements Alarmed {
  readonly #scheduler: Scheduler;
  /** The current job is done: over and over, as there is one at a time. */
  readonly #done = new Alarm(this);
  readonly #queue: RunQueue;
  #current: Job | null = null;
  /** A job is current, or one without cost is running. While it is not, nothing waits. */
  #busy = false;

  constructor(scheduler: Scheduler, queue: RunQueue) {
    this.#scheduler = scheduler;
    this.#queue = queue;
  }

  submit(job: Job): void {
    if (this.#busy) this.#queue.push(job);
    else this.#work(job);
  }

  /** For work whose time has come. */
  submitTimed(job: Job): void {
    if (this.#busy) this.#queue.pushTimed(job);
    else this.#work(job);
  }

  /** For a message that has come in on `stream`. */
  submitMessage(job: Job, stream: object): void {
    if (this.#busy) this.#queue.pushMessage(job, stream);
    else this.#work(job);
  }

  /** For what belongs to the job that is running. */
  submitNext(job: Job): void {
    if (this.#busy) this.#queue.pushStarted(job);
    else this.#work(job);
  }

  /** The current job is done. */
  alarm(): void {
    const job = this.#current!;
    this.#current = null;
    if (job.host.isStill) job.host.setAside(job);
    else job.run();
    this.#work(this.#queue.shift());
  }

  #work(first: Job | null): void {
    this.#busy = true;
    for (let job = first; job !== null; job = this.#queue.shift()) {
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
}
