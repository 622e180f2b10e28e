import { LinkedQueue } from "./linked-queue.ts";
import type { Job } from "./processor.ts";

/** The work that waits for a processor, and which of it is next. */
export interface RunQueue {
  /** Work that other work has made ready. */
  push(job: Job): void;
  /** Work whose time has come. */
  pushTimed(job: Job): void;
  /** A message that has come in on `stream`. */
  pushMessage(job: Job, stream: object): void;
  /** What the current job has started: it is finished before anything else. */
  pushStarted(job: Job): void;
  /** The next of it; null when nothing waits. */
  shift(): Job | null;
}

/** First come, first served. */
export class ArrivalOrder implements RunQueue {
  readonly #jobs = new LinkedQueue<Job>();
  readonly #started = new LinkedQueue<Job>();

  push(job: Job): void {
    this.#jobs.push(job);
  }

  pushTimed(job: Job): void {
    this.#jobs.push(job);
  }

  pushMessage(job: Job): void {
    this.#jobs.push(job);
  }

  pushStarted(job: Job): void {
    this.#started.push(job);
  }

  shift(): Job | null {
    return this.#started.shift() ?? this.#jobs.shift();
  }
}

/**
 * About what one thread of Go's runtime does with its goroutines (Go 1.11: `schedule` and `findrunnable` in runtime/proc.go, `netpoll`): as they
 * come, but
 *
 * - of what has come in when the network is looked at, the stream that was heard of last is read first, and the network is looked at again when all of
 *   that is done;
 * - each 61st time those that wait in the global queue go first, where timers put theirs.
 */
export class GoOrder implements RunQueue {
  readonly #started = new LinkedQueue<Job>();
  readonly #turns = new LinkedQueue<Turn>();
  readonly #timed = new LinkedQueue<Job>();
  /** So many of the jobs in `timed` went before their turns, which are over then. */
  #early = 0;
  /** Since the network was looked at, by stream. */
  readonly #arrived = new Map<object, Job[]>();
  /** What was there when it was; the next one last. */
  readonly #polled: Job[] = [];
  #sinceGlobal = 0;

  push(job: Job): void {
    this.#turns.push({ of: "ready", job, next: null });
  }

  pushTimed(job: Job): void {
    this.#timed.push(job);
    this.#turns.push({ of: "timed", job: null, next: null });
  }

  pushMessage(job: Job, stream: object): void {
    const messages = this.#arrived.get(stream);
    if (messages === undefined) this.#arrived.set(stream, [job]);
    else messages.push(job);
    this.#turns.push({ of: "message", job: null, next: null });
  }

  pushStarted(job: Job): void {
    this.#started.push(job);
  }

  shift(): Job | null {
    this.#sinceGlobal++;
    return this.#started.shift() ?? this.#globalFirst() ?? this.#inTurn();
  }

  #globalFirst(): Job | null {
    if (this.#sinceGlobal < globalEvery) return null;
    this.#sinceGlobal = 0;
    const job = this.#timed.shift();
    if (job !== null) this.#early++;
    return job;
  }

  #inTurn(): Job | null {
    for (let turn = this.#turns.shift(); turn !== null; turn = this.#turns.shift()) {
      if (turn.of === "ready") return turn.job;
      if (turn.of === "message") return this.#message();
      if (this.#early === 0) return this.#timed.shift();
      this.#early--;
    }
    return null;
  }

  #message(): Job {
    if (this.#polled.length === 0) {
      for (const messages of this.#arrived.values()) {
        while (messages.length > 0) this.#polled.push(messages.pop()!);
      }
      this.#arrived.clear();
    }
    return this.#polled.pop()!;
  }
}

/** How often Go's scheduler looks at its global queue first, in goroutines. */
const globalEvery = 61;

interface Turn {
  readonly of: "ready" | "timed" | "message";
  readonly job: Job | null;
  next: Turn | null;
}
