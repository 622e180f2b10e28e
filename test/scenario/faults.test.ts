import { expect, test } from "vitest";
import { base, parse, refusal } from "./support.ts";

const faults = (fault: string) => `${base}faults:\n  - ${fault}\n`;
const onlyFault = (fault: string) => parse(faults(fault)).faults[0];
const second = 1_000_000_000;

test("partition", () => {
  expect(onlyFault("{ at: 20 s, for: 40 s, partition: [[us, 1], [2]] }")).toEqual({
    kind: "partition",
    at: 20 * second,
    for: 40 * second,
    sides: [[1, 4, 5, 6], [2]],
  });
  expect(onlyFault("{ at: 0, partition: [[frankfurt], [dallas]] }")).toEqual({
    kind: "partition",
    at: 0,
    for: Number.POSITIVE_INFINITY,
    sides: [
      [1, 2, 3, 7, 8],
      [4, 5, 6, 9],
    ],
  });
});

test.each([
  ["3", [3]],
  ["[5, 1, us]", [1, 4, 5, 6]],
  ["{ random: 2 }", { random: 2 }],
  ["{ random: 50 % }", { random: 5 }],
  ["{ random: 1 % }", { random: 1 }],
  ["{ group: eu }", [1, 2, 3]],
])("crash: %s", (crash, nodes) => {
  expect(onlyFault(`{ at: 1 s, crash: ${crash} }`)).toEqual({ kind: "crash", at: second, nodes, restart: null });
  expect(onlyFault(`{ at: 1 s, crash: ${crash}, restart: 8 s }`)).toMatchObject({ restart: 8 * second });
});

test.each([
  ["{ partition: [[eu], [us]] }", '11:5: faults.0: missing key "at": expected a duration with its unit such as "60 s"'],
  [
    "{ at: 60 s, partition: [[eu], [us]] }",
    '11:11: faults.0.at: expected a time before the end of the run at "60 s", found "60 s"',
  ],
  [
    "{ at: 20 s, for: 41 s, partition: [[eu], [us]] }",
    '11:22: faults.0.for: "41 s" after "at" is past the end of the run at "60 s"; leave it out for never',
  ],
  [
    "{ at: 1 s, partition: [eu, us] }",
    '11:28: faults.0.partition.0: expected a list of nodes, found "eu" (and 1 more)',
  ],
  ["{ at: 1 s, partition: [[eu]] }", "11:27: faults.0.partition: expected a list of sides with at least 2, found 1"],
  [
    "{ at: 1 s, partition: [[eu], []] }",
    "11:34: faults.0.partition.1: expected a list of nodes with at least 1, found 0",
  ],
  ["{ at: 1 s, partition: [[eu], [us, 3]] }", "11:39: faults.0.partition.1.1: node 3 stands on another side already"],
  [
    "{ at: 1 s, partition: [[eu], [frankfurt]] }",
    "11:35: faults.0.partition.1.0: node 1 stands on another side already",
  ],
  ["{ at: 1 s, partition: [[eu], [10]] }", "11:35: faults.0.partition.1.0: there is no node 10; ids are 1 to 9"],
  ["{ at: 1 s, crash: 10 }", "11:23: faults.0.crash: there is no node 10; ids are 1 to 9"],
  [
    "{ at: 1 s, crash: eu }",
    '11:23: faults.0.crash: expected a node id, a list of nodes, { random: 2 } or { group: a name }, found "eu"',
  ],
  ["{ at: 1 s, crash: { random: 10 } }", "11:33: faults.0.crash.random: there are 9 nodes, found 10"],
  ["{ at: 1 s, crash: { random: 0 % } }", "11:33: faults.0.crash.random: expected more than 0 %"],
  [
    "{ at: 1 s, crash: { group: uss } }",
    '11:32: faults.0.crash.group: no group or site is called "uss"; did you mean "us"?',
  ],
  [
    "{ at: 55 s, crash: 1, restart: 8 s }",
    '11:36: faults.0.restart: "8 s" after "at" is past the end of the run at "60 s"; leave it out for never',
  ],
])("%s", (fault, message) => {
  expect(refusal(faults(fault))).toBe(`scenarios/x.yaml:${message}`);
});
