import { describe, expect, test } from "vitest";
import { base, parse, refusal } from "./support.ts";

const faults = (...list: string[]) => `${base}faults:\n${list.map((fault) => `  - ${fault}\n`).join("")}`;
const onlyFault = (fault: string) => parse(faults(fault)).faults[0];
const second = 1_000_000_000;
const never = Number.POSITIVE_INFINITY;
const once = { within: 0, every: null, times: 1 };

test("partition", () => {
  expect(onlyFault("{ at: 20 s, for: 40 s, partition: [[us, 1], [2]] }")).toEqual({
    kind: "partition",
    ...once,
    name: null,
    at: 20 * second,
    for: 40 * second,
    sides: [[1, 4, 5, 6], [2]],
  });
  expect(onlyFault("{ at: 0, partition: [[frankfurt], [dallas]], name: cut }")).toEqual({
    kind: "partition",
    ...once,
    name: "cut",
    at: 0,
    for: never,
    sides: [
      [1, 2, 3, 7, 8],
      [4, 5, 6, 9],
    ],
  });
});

test("partition one way", () => {
  expect(onlyFault("{ at: 1 s, partition: { from: eu, to: [us, 7] } }")).toEqual({
    kind: "one-way",
    ...once,
    name: null,
    at: second,
    for: never,
    from: [1, 2, 3],
    to: [4, 5, 6, 7],
  });
});

test("heal", () => {
  const cut = "{ at: 1 s, partition: [[eu], [us]], name: ocean }";
  const healed = (heal: string) => parse(faults(cut, `{ at: 40 s, heal: ${heal} }`)).faults[1];
  expect(healed("all")).toEqual({ kind: "heal", ...once, at: 40 * second, partitions: null });
  expect(healed("ocean")).toMatchObject({ partitions: ["ocean"] });
  expect(healed("[ocean]")).toMatchObject({ partitions: ["ocean"] });
});

test.each([
  ["3", [3]],
  ["eu", [1, 2, 3]],
  ["all", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ["[5, 1, us]", [1, 4, 5, 6]],
  ["{ random: 2 }", { random: 2, of: null }],
  ["{ random: 50 % }", { random: 5, of: null }],
  ["{ random: 1 % }", { random: 1, of: null }],
  ["{ random: 50 %, of: [eu, 4] }", { random: 2, of: [1, 2, 3, 4] }],
  ["{ group: eu }", [1, 2, 3]],
])("whom it hits: %s", (whom, nodes) => {
  const shared = { ...once, at: second, nodes, each: 0 };
  const end = { ...shared, restart: null, memory: "lost" };
  expect(onlyFault(`{ at: 1 s, crash: ${whom} }`)).toEqual({ kind: "crash", ...end });
  expect(onlyFault(`{ at: 1 s, stop: ${whom} }`)).toEqual({ kind: "stop", ...end, drain: 0 });
  expect(onlyFault(`{ at: 1 s, pause: ${whom} }`)).toEqual({ kind: "pause", ...shared, for: never });
  expect(onlyFault(`{ at: 1 s, slow: { nodes: ${whom}, factor: x2.5 } }`)).toEqual({
    kind: "slow",
    ...once,
    at: second,
    nodes,
    factor: 2.5,
    for: never,
  });
});

test("what nodes come back with, and one after the other", () => {
  expect(onlyFault("{ at: 1 s, crash: eu, restart: 8 s, memory: kept, each: 5 s }")).toMatchObject({
    restart: 8 * second,
    memory: "kept",
    each: 5 * second,
  });
  expect(onlyFault("{ at: 1 s, stop: eu, restart: 8 s, drain: 2 s }")).toMatchObject({ drain: 2 * second });
});

test("clock", () => {
  expect(onlyFault("{ at: 0 s, clock: { node: 7, offset: -250 ms, drift: 50 ppm } }")).toEqual({
    kind: "clock",
    ...once,
    at: 0,
    nodes: [7],
    offset: -0.25 * second,
    drift: 0.00005,
    for: never,
  });
  expect(onlyFault("{ at: 5 s, for: 5 s, clock: { nodes: [us, 1], offset: 1 h } }")).toMatchObject({
    nodes: [1, 4, 5, 6],
    drift: 0,
    for: 5 * second,
  });
});

test("churn", () => {
  const churn = (text: string) => onlyFault(`{ churn: { ${text} }, until: 50 s }`);
  expect(churn("every: 30 s, down: { kind: exponential, mean: 10 s }, nodes: eu")).toEqual({
    kind: "churn",
    at: 0,
    until: 50 * second,
    nodes: [1, 2, 3],
    every: 30 * second,
    down: { kind: "exponential", mean: 10 * second },
    keep: 1,
    by: "crash",
  });
  // 9 nodes, 10 % of them a minute: 0.9 a minute.
  expect(churn("rate: 10 %/min, down: 5 s")).toMatchObject({
    every: Math.round((60 * second) / 0.9),
    down: 5 * second,
  });
  expect(churn("every: 1 s, down: { kind: uniform, min: 1 s, max: 2 s }")).toMatchObject({ down: { max: 2 * second } });
  expect(churn("every: 1 s, down: { kind: lognormal, mean: 1 s, sigma: 1 }")).toMatchObject({ down: { sigma: 1 } });
});

test.each([
  ["at: { random: [10 s, 20 s] }", { at: 10 * second, within: 10 * second, every: null, times: 1 }],
  ["at: 10 s, every: 20 s", { at: 10 * second, within: 0, every: 20 * second, times: 3 }],
  ["at: 10 s, every: 20 s, times: 2", { times: 2 }],
  ["at: 10 s, every: 20 s, until: 50 s", { times: 2 }],
  ["at: 10 s, every: 20 s, until: 51 s", { times: 3 }],
  ["at: { random: [0 s, 1 s] }, every: 20 s, times: 2", { at: 0, within: second, every: 20 * second, times: 2 }],
])("when it happens: %s", (when, times) => {
  expect(onlyFault(`{ crash: 1, restart: 1 s, ${when} }`)).toMatchObject(times);
});

const down = "down: 5 s";

describe("mistakes", () => {
  test.each([
    ["{ partition: [[eu], [us]] }", '5: faults.0: missing key "at": expected a duration with its unit such as "60 s"'],
    [
      "{ at: 60 s, partition: [[eu], [us]] }",
      '11: faults.0.at: expected a time before the end of the run at "60 s", found "60 s"',
    ],
    [
      "{ at: 20 s, for: 41 s, partition: [[eu], [us]] }",
      '22: faults.0.for: "41 s" after "at" is past the end of the run at "60 s"; leave it out for never',
    ],
    ["{ at: 1 s, partition: [eu, us] }", '28: faults.0.partition.0: expected a list of nodes, found "eu" (and 1 more)'],
    ["{ at: 1 s, partition: [[eu]] }", "27: faults.0.partition: expected a list of sides with at least 2, found 1"],
    [
      "{ at: 1 s, partition: [[eu], []] }",
      "34: faults.0.partition.1: expected a list of nodes with at least 1, found 0",
    ],
    ["{ at: 1 s, partition: [[eu], [us, 3]] }", "39: faults.0.partition.1.1: node 3 stands on another side already"],
    [
      "{ at: 1 s, partition: [[eu], [frankfurt]] }",
      "35: faults.0.partition.1.0: node 1 stands on another side already",
    ],
    ["{ at: 1 s, partition: [[eu], [10]] }", "35: faults.0.partition.1.0: there is no node 10; ids are 1 to 9"],
    [
      "{ at: 1 s, partition: { from: eu, to: [us, 2] } }",
      "43: faults.0.partition.to: node 2 stands on the other side already",
    ],
    [
      "{ at: 1 s, partition: { from: eu } }",
      '27: faults.0.partition: missing key "to": expected a node id, the name of a group or site, or all',
    ],
    [
      "{ at: 1 s, partition: [[eu], [us]], name: all }",
      '47: faults.0.name: "all" means all partitions; expected another name',
    ],
    ["{ at: 1 s, heal: all }", "22: faults.0.heal: there is no partition to heal"],
    ["{ at: 1 s, heal: ocean }", '22: faults.0.heal: no partition is called "ocean"; known: all'],
    ["{ at: 1 s, crash: 10 }", "23: faults.0.crash: there is no node 10; ids are 1 to 9"],
    [
      "{ at: 1 s, crash: { nodes: eu } }",
      "23: faults.0.crash: expected a node id, the name of a group or site, a list of these, or { random: 2 }, found a mapping",
    ],
    ["{ at: 1 s, crash: { random: 10 } }", "33: faults.0.crash.random: there are 9 nodes, found 10"],
    ["{ at: 1 s, crash: { random: 4, of: eu } }", "33: faults.0.crash.random: there are 3 nodes, found 4"],
    ["{ at: 1 s, crash: { random: 0 % } }", "33: faults.0.crash.random: expected more than 0 %"],
    ["{ at: 1 s, crash: uss }", '23: faults.0.crash: no group or site is called "uss"; did you mean "us"?'],
    [
      "{ at: 1 s, crash: { group: uss } }",
      '32: faults.0.crash.group: no group or site is called "uss"; did you mean "us"?',
    ],
    [
      "{ at: 55 s, crash: 1, restart: 8 s }",
      '36: faults.0.restart: "8 s" after "at" is past the end of the run at "60 s"; leave it out for never',
    ],
    [
      "{ at: 1 s, crash: 1, memory: kept }",
      '34: faults.0.memory: goes with "restart": a node that does not come back has no memory',
    ],
    [
      "{ at: 50 s, stop: all, each: 2 s, restart: 1 s }",
      `34: faults.0.each: the last node's turn is past the end of the run at "60 s"`,
    ],
    ["{ at: 1 s, crash: 1, times: 3 }", '33: faults.0.times: goes with "every"'],
    ["{ at: 1 s, crash: 1, until: 3 s }", '33: faults.0.until: goes with "every"'],
    [
      "{ at: 1 s, crash: 1, every: 20 s, times: 4 }",
      '46: faults.0.times: 4 times "20 s" apart is past the end of the run at "60 s": expected at most 3',
    ],
    [
      "{ at: 1 s, pause: 1, for: 1 ms, every: 1 ms }",
      "44: faults.0.every: that is 59000 times, expected at most 10000",
    ],
    [
      "{ at: 9 s, crash: 1, every: 1 s, until: 61 s }",
      '45: faults.0.until: expected at most the duration of the run, "60 s", found "61 s"',
    ],
    [
      "{ at: 9 s, crash: 1, every: 1 s, until: 9 s }",
      '45: faults.0.until: expected a time after the first one, found "9 s"',
    ],
    ["{ at: { random: [9 s, 8 s] }, crash: 1 }", '27: faults.0.at.random.1: expected a time after "9 s", found "8 s"'],
    [
      "{ at: { random: [9 s] }, crash: 1 }",
      "21: faults.0.at.random: expected a list of two times with at least 2, found 1",
    ],
    [
      "{ at: 1 s, slow: { node: 1, factor: 10 } }",
      '41: faults.0.slow.factor: expected a factor such as "x10", found 10',
    ],
    [
      "{ at: 1 s, slow: { node: 1, factor: x0.5 } }",
      '41: faults.0.slow.factor: expected a factor from x1 to x1000000, found "x0.5"',
    ],
    ["{ at: 1 s, slow: { factor: x2 } }", '22: faults.0.slow: expected either "node" or "nodes"'],
    [
      "{ at: 1 s, slow: { node: 1, nodes: 2, factor: x2 } }",
      '40: faults.0.slow.nodes: expected either "node" or "nodes", found both',
    ],
    ["{ at: 1 s, clock: { node: 1 } }", '23: faults.0.clock: expected an "offset" or a "drift" other than 0'],
    [
      "{ at: 1 s, clock: { node: 1, offset: 5 } }",
      '42: faults.0.clock.offset: expected a duration with its unit such as "-250 ms", found 5',
    ],
    [
      "{ at: 1 s, clock: { node: 1, drift: 5 % } }",
      '41: faults.0.clock.drift: expected a ratio such as "50 ppm", found the unknown unit "%"; known: ppm',
    ],
    [
      "{ at: 1 s, clock: { node: 1, drift: 200000 ppm } }",
      '41: faults.0.clock.drift: expected from -100000 ppm to 100000 ppm, found "200000 ppm"',
    ],
    [`{ churn: { ${down} } }`, '14: faults.0.churn: expected either "every" or "rate"'],
    [
      `{ churn: { ${down}, every: 1 s, rate: 5 %/min } }`,
      '45: faults.0.churn.rate: expected either "every" or "rate", found both',
    ],
    [
      `{ churn: { ${down}, rate: 5 % } }`,
      '33: faults.0.churn.rate: expected a rate such as "5 %/min", found the unknown unit "%"; known: %/s, %/min, %/h',
    ],
    [
      "{ churn: { every: 1 s, down: { kind: pareto } } }",
      '34: faults.0.churn.down: expected 10 s or a distribution such as { kind: exponential, mean: 10 s }; kinds: uniform, exponential, lognormal, found the kind "pareto"',
    ],
    [
      "{ churn: { every: 1 s, down: { kind: uniform, min: 2 s, max: 1 s } } }",
      '66: faults.0.churn.down.max: expected at least "min", "2 s", found "1 s"',
    ],
    [
      `{ churn: { ${down}, every: 1 s, nodes: eu, keep: 3 } }`,
      "56: faults.0.churn.keep: of 3 nodes nobody is left to go down, found 3",
    ],
    [
      `{ churn: { ${down}, every: 1 s }, at: 10 s, until: 10 s }`,
      '58: faults.0.until: expected a time after the first one, found "10 s"',
    ],
  ])("%s", (fault, message) => {
    expect(refusal(faults(fault))).toBe(`scenarios/x.yaml:11:${message}`);
  });

  test("nobody is left to go down", () => {
    const gone = "{ at: 1 s, crash: [1, 2] }";
    expect(refusal(faults(gone, "{ at: 2 s, crash: 2 }"))).toBe(
      "scenarios/x.yaml:12:23: faults.1.crash: node 2 is down for good by then",
    );
    expect(refusal(faults("{ at: 2 s, stop: [1, 2] }", gone))).toBe(
      "scenarios/x.yaml:11:22: faults.0.stop: all of these nodes are down for good by then",
    );
    expect(parse(faults(gone, "{ at: 2 s, crash: [2, 3] }")).faults).toHaveLength(2);
  });
});
