import { describe, expect, test } from "vitest";
import { parse, refusal } from "./support.ts";

/** Nodes 1 to 3 are eu in frankfurt, 4 to 6 us in dallas. */
const scenario = (join: string) => `name: x
duration: 1 s
cluster:
  groups: [{ name: eu, nodes: 3, site: frankfurt }, { name: us, nodes: 3, site: dallas }]
  join: ${join}
network: { sites: { names: [frankfurt, dallas], latency: 1 ms } }
`;
const listsOf = (join: string, files: Record<string, string> = {}) => {
  const { join: found } = parse(scenario(join), { files }).cluster;
  return found.kind === "lists" ? found.lists : found;
};

test("the first few, known to everybody", () => {
  expect(parse(scenario("{ first: 3 }")).cluster.join).toEqual({ kind: "nodes", nodes: [1, 2, 3] });
  expect(refusal(scenario("{ first: 7 }"))).toBe(
    "scenarios/x.yaml:5:18: cluster.join.first: there are 6 nodes, found 7",
  );
});

describe("lists", () => {
  test.each([
    ["{ lists: { all: [1] } }", [[1], [1], [1], [1], [1], [1]]],
    ["{ lists: { eu: [1], us: [4] } }", [[1], [1], [1], [4], [4], [4]]],
    ["{ lists: { frankfurt: [us], dallas: [2] } }", [[4, 5, 6], [4, 5, 6], [4, 5, 6], [2], [2], [2]]],
    ["{ lists: { all: [1], eu: [2], 3: [6, 5] } }", [[2], [2], [5, 6], [1], [1], [1]]],
    ["{ lists: { 3: [3], all: [1] } }", [[1], [1], [3], [1], [1], [1]]],
    ["{ lists: { 1: [], all: [1] } }", [[], [1], [1], [1], [1], [1]]],
    ["{ lists: { 1: [eu, us] } }", [[1, 2, 3, 4, 5, 6], [], [], [], [], []]],
  ])("%s", (join, lists) => {
    expect(listsOf(join)).toEqual(lists);
  });

  test.each([
    [
      "{ lists: { eu: [1], usa: [4] } }",
      '5:34: cluster.join.lists.usa: no group or site is called "usa"; did you mean "us"?',
    ],
    ["{ lists: { eu: [1], 7: [4] } }", "5:32: cluster.join.lists.7: there is no node 7; ids are 1 to 6"],
    ["{ lists: { eu: [1], 0: [4] } }", "5:32: cluster.join.lists.0: there is no node 0; ids are 1 to 6"],
    ["{ lists: { all: [7] } }", "5:26: cluster.join.lists.all.0: there is no node 7; ids are 1 to 6"],
    [
      "{ lists: { all: [asia] } }",
      '5:26: cluster.join.lists.all.0: no group or site is called "asia"; known: all, eu, us, frankfurt, dallas',
    ],
    [
      "{ lists: { eu: [1], frankfurt: [2] } }",
      '5:40: cluster.join.lists.frankfurt: node 1 has a list already, that of "eu"',
    ],
    ["{ lists: { eu: [1] } }", "5:18: cluster.join.lists: node 4 knows nobody, and nobody knows it"],
    ["{ lists: { all: [1], 4: [] } }", "5:18: cluster.join.lists: node 4 knows nobody, and nobody knows it"],
    ["{ lists: {} }", "5:18: cluster.join.lists: node 1 knows nobody, and nobody knows it"],
    ["{ lists: [1] }", "5:18: cluster.join.lists: expected a mapping such as { eu: [1], 7: [3, 4] }, found a list"],
    ["{ lists: { eu: 1 } }", "5:24: cluster.join.lists.eu: expected a list of nodes, found 1"],
    ["{ lists: { all: [1] }, random: 3 }", '5:11: cluster.join: unknown key "lists"; known: random'],
  ])("%s", (join, message) => {
    expect(refusal(scenario(join))).toBe(`scenarios/x.yaml:${message}`);
  });

  test("one node may know nobody", () => {
    const text =
      "name: x\nduration: 1 s\ncluster: { nodes: 1, join: { lists: {} } }\nnetwork: { sites: { latency: 1 ms } }\n";
    expect(parse(text).cluster.join).toEqual({ kind: "lists", lists: [[]] });
  });
});

describe("a file", () => {
  const files = (text: string) => ({ "scenarios/join.csv": text });

  test("rows of the same name are one list", () => {
    const csv = "# who knows whom\nnode,knows\n3, 6\neu,1\n3,5\n\nall,4\nall,us\r\n";
    expect(listsOf("{ file: join.csv }", files(csv))).toEqual([[1], [1], [6, 5], [4, 5, 6], [4, 5, 6], [4, 5, 6]]);
  });

  test.each([
    ["", '1:1: expected the header "node,knows", found an empty file'],
    ["id,peer\n", '1:1: expected the header "node,knows", found "id"'],
    ["node,knows\n1\n", "2:1: expected a node and one that it knows, found 1 fields"],
    ["node,knows\n1,2,3\n", "2:5: expected a node and one that it knows, found 3 fields"],
    ["node,knows\n1,7\n", "2:3: there is no node 7; ids are 1 to 6"],
    ["node,knows\n\n9,1\n", "3:1: there is no node 9; ids are 1 to 6"],
    ["node,knows\neuu,1\n", '2:1: no group or site is called "euu"; did you mean "eu"?'],
    ["node,knows\n1,\n", '2:3: no group or site is called ""; known: all, eu, us, frankfurt, dallas'],
    ["node,knows\neu,1\nfrankfurt,2\n", '3:1: node 1 has a list already, that of "eu"'],
  ])("%j", (text, message) => {
    expect(refusal(scenario("{ file: join.csv }"), { files: files(text) })).toBe(`scenarios/join.csv:${message}`);
  });

  test("a node that is forgotten in it, and a file that is not there", () => {
    expect(refusal(scenario("{ file: join.csv }"), { files: files("node,knows\neu,1\n") })).toBe(
      "scenarios/x.yaml:5:17: cluster.join.file: node 4 knows nobody, and nobody knows it",
    );
    expect(refusal(scenario("{ file: join.csv }"))).toBe(
      "scenarios/x.yaml:5:17: cannot read scenarios/join.csv: no such file",
    );
  });
});
