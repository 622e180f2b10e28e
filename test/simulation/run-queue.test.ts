import { describe, expect, test } from "vitest";
import { Random } from "../../src/kernel/random.ts";
import type { Job, Worker } from "../../src/simulation/processor.ts";
import { ArrivalOrder, GoOrder, type RunQueue } from "../../src/simulation/run-queue.ts";

const host: Worker = { isStill: false, slowness: 1, setAside: () => {} };

class Named implements Job {
  readonly host = host;
  readonly cost = 0;
  next: Job | null = null;
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  run(): void {}
}

const job = (name: string) => new Named(name);
const [a, b, c] = [{}, {}, {}];

function emptied(queue: RunQueue): string[] {
  const names: string[] = [];
  for (let next = queue.shift(); next !== null; next = queue.shift()) names.push((next as Named).name);
  return names;
}

test("in the order of arrival, whatever it is", () => {
  const queue = new ArrivalOrder();
  queue.pushMessage(job("message"));
  queue.push(job("ready"));
  queue.pushTimed(job("timed"));
  expect(emptied(queue)).toEqual(["message", "ready", "timed"]);
});

describe.each([
  ["arrival", () => new ArrivalOrder()],
  ["go", () => new GoOrder()],
])("%s", (_, create: () => RunQueue) => {
  test("what a job has started comes before all else", () => {
    const queue = create();
    queue.push(job("ready"));
    queue.pushStarted(job("first"));
    queue.pushStarted(job("second"));
    expect(emptied(queue)).toEqual(["first", "second", "ready"]);
  });

  test("everything comes out once, a stream's messages and a node's other work in their order", () => {
    const random = new Random("run queue");
    for (let round = 0; round < 200; round++) {
      const queue = create();
      const streams = [a, b, c];
      const pushed: string[] = [];
      const shifted: string[] = [];
      const shift = () => {
        const next = queue.shift() as Named | null;
        if (next !== null) shifted.push(next.name);
      };
      for (let step = 0; step < 300; step++) {
        const kind = random.below(5);
        const name = `${["stream 0", "stream 1", "stream 2", "ready", "timed"][kind]}: ${step}`;
        if (random.uniform() < 0.4) shift();
        if (kind < 3) queue.pushMessage(job(name), streams[kind]!);
        else if (kind === 3) queue.push(job(name));
        else queue.pushTimed(job(name));
        pushed.push(name);
      }
      while (shifted.length < pushed.length) shift();
      expect(queue.shift()).toBe(null);
      for (const kind of ["stream 0", "stream 1", "stream 2", "ready", "timed"]) {
        const ofKind = (names: string[]) => names.filter((name) => name.startsWith(kind));
        expect(ofKind(shifted)).toEqual(ofKind(pushed));
      }
    }
  });
});

describe("Go's order", () => {
  test("the stream heard of last is read first, and each in its order", () => {
    const queue = new GoOrder();
    queue.pushMessage(job("a1"), a);
    queue.pushMessage(job("b1"), b);
    queue.pushMessage(job("a2"), a);
    queue.pushMessage(job("c1"), c);
    expect(emptied(queue)).toEqual(["c1", "b1", "a1", "a2"]);
  });

  test("what comes in meanwhile waits until the network is looked at again", () => {
    const queue = new GoOrder();
    queue.pushMessage(job("a1"), a);
    queue.pushMessage(job("b1"), b);
    const first = queue.shift() as Named;
    queue.pushMessage(job("c1"), c);
    queue.pushMessage(job("b2"), b);
    expect([first.name, ...emptied(queue)]).toEqual(["b1", "a1", "b2", "c1"]);
  });

  test("other work keeps its place among the messages", () => {
    const queue = new GoOrder();
    queue.pushMessage(job("a1"), a);
    queue.push(job("ready"));
    queue.pushTimed(job("timed"));
    queue.pushMessage(job("b1"), b);
    expect(emptied(queue)).toEqual(["b1", "ready", "timed", "a1"]);
  });

  test("each 61st time is a timer's, whoever waits before it", () => {
    const queue = new GoOrder();
    for (let index = 1; index <= 150; index++) queue.push(job(`${index}`));
    for (const name of ["first", "second", "third"]) queue.pushTimed(job(name));
    const names = emptied(queue);
    // The third waits for its turn, as 61 later nothing else is left.
    expect(["first", "second", "third"].map((name) => names.indexOf(name))).toEqual([60, 121, 152]);
    expect(names).toHaveLength(153);
  });
});
