// The same as ours.mjs on what one writes first: a binary heap of objects, and a closure for every event.

import { program } from "./program.mjs";
import { latency, pushInterval, Sfc32, secondsSince, seed, warmupOf } from "./workloads.mjs";

class NaiveScheduler {
  now = 0;
  executed = 0;
  #sequence = 0;
  #heap = [];

  schedule(delay, action) {
    const event = { time: this.now + delay, sequence: this.#sequence++, action };
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent], event)) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = event;
  }

  runWhile(condition) {
    while (condition()) {
      const event = this.#pop();
      this.now = event.time;
      this.executed++;
      event.action();
    }
  }

  #pop() {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    const size = heap.length;
    if (size === 0) return top;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && isBefore(heap[child + 1], heap[child])) child++;
      if (isBefore(last, heap[child])) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(a, b) {
  return a.time < b.time || (a.time === b.time && a.sequence < b.sequence);
}

function hold(processes, size, delay, events) {
  const warmup = warmupOf(size);
  const random = new Sfc32(seed);
  const scheduler = new NaiveScheduler();
  const counts = new Int32Array(processes);
  let checksum = 0;

  function visit(target) {
    counts[target]++;
    checksum = (Math.imul(checksum, 31) + target) | 0;
    const next = random.below(processes);
    scheduler.schedule(delay(random), () => visit(next));
  }

  for (let i = 0; i < size; i++) scheduler.schedule(delay(random), () => visit(i % processes));
  scheduler.runWhile(() => scheduler.executed < warmup);
  const start = process.cpuUsage();
  scheduler.runWhile(() => scheduler.executed < warmup + events);
  const seconds = secondsSince(start);
  return { events, seconds, checksum: checksum >>> 0, now: scheduler.now };
}

function spread(nodes, random) {
  const scheduler = new NaiveScheduler();
  const knows = new Uint8Array(nodes);
  let known = 0;
  let checksum = 0;

  function learn(node) {
    if (knows[node] === 1) return;
    knows[node] = 1;
    known++;
    scheduler.schedule(pushInterval(random), push);
  }

  function push() {
    const delay = latency(random);
    const node = random.below(nodes);
    scheduler.schedule(delay, () => arrive(node));
    scheduler.schedule(pushInterval(random), push);
  }

  function arrive(node) {
    checksum = (Math.imul(checksum, 31) + node) | 0;
    learn(node);
  }

  learn(0);
  scheduler.runWhile(() => known < nodes);
  return { executed: scheduler.executed, now: scheduler.now, checksum };
}

program(hold, spread);
