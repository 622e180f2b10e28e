// PHOLD, the gossip-like mixture and the rumor on the scheduler as the product uses it.
import { Event } from "../../dist/kernel/event-queue.js";
import { Scheduler } from "../../dist/kernel/scheduler.js";
import { program } from "./program.mjs";
import { latency, pushInterval, Sfc32, secondsSince, seed, warmupOf } from "./workloads.mjs";

/** Events that post themselves again: `size` of them. */
function hold(processes, size, delay, events) {
  const warmup = warmupOf(size);
  const random = new Sfc32(seed);
  const scheduler = new Scheduler();
  const counts = new Int32Array(processes);
  let checksum = 0;

  class Message extends Event {
    constructor(target) {
      super();
      this.target = target;
    }

    fire() {
      const target = this.target;
      counts[target]++;
      checksum = (Math.imul(checksum, 31) + target) | 0;
      this.target = random.below(processes);
      scheduler.post(scheduler.now + delay(random), this);
    }
  }

  for (let i = 0; i < size; i++) scheduler.post(delay(random), new Message(i % processes));
  const runTo = (executed) => scheduler.run(Number.POSITIVE_INFINITY, () => scheduler.executed >= executed);
  runTo(warmup);
  const start = process.cpuUsage();
  runTo(warmup + events);
  const seconds = secondsSince(start);
  return { events, seconds, checksum: checksum >>> 0, now: scheduler.now };
}

/** A rumor that spreads from one node until all know. */
class Rumor {
  scheduler = new Scheduler();
  known = 0;
  checksum = 0;
  #knows;
  #random;
  /** Arrivals that have happened and can be posted again. */
  #idle = [];

  constructor(nodes, random) {
    this.#knows = new Uint8Array(nodes);
    this.#random = random;
    this.#learn(0);
    this.scheduler.run(Number.POSITIVE_INFINITY, () => this.known === nodes);
  }

  push(event) {
    const { now } = this.scheduler;
    const random = this.#random;
    const arrives = now + latency(random);
    const arrival = this.#idle.pop() ?? new Arrival(this);
    arrival.node = random.below(this.#knows.length);
    this.scheduler.post(arrives, arrival);
    this.scheduler.post(now + pushInterval(random), event);
  }

  arrive(event) {
    const { node } = event;
    this.#idle.push(event);
    this.checksum = (Math.imul(this.checksum, 31) + node) | 0;
    if (this.#knows[node] === 0) this.#learn(node);
  }

  #learn(node) {
    this.#knows[node] = 1;
    this.known++;
    this.scheduler.post(this.scheduler.now + pushInterval(this.#random), new Push(this));
  }
}

class Push extends Event {
  constructor(rumor) {
    super();
    this.rumor = rumor;
  }

  fire() {
    this.rumor.push(this);
  }
}

class Arrival extends Event {
  constructor(rumor) {
    super();
    this.rumor = rumor;
    this.node = 0;
  }

  fire() {
    this.rumor.arrive(this);
  }
}

program(hold, (nodes, random) => {
  const { scheduler, checksum } = new Rumor(nodes, random);
  return { executed: scheduler.executed, now: scheduler.now, checksum };
});
