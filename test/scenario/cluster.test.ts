import { describe, expect, test } from "vitest";
import { base, parse, refusal } from "./support.ts";

const threeSites = "network: { sites: { names: [a, b, c], latency: 1 ms } }\n";
const cluster = (text: string) => `name: x\nduration: 60 s\ncluster: ${text}\n${threeSites}`;
const sitesOf = (text: string) => parse(cluster(text)).cluster.nodes.map(({ site }) => site);

describe("placement", () => {
  test.each([
    ["{ nodes: 7 }", [0, 0, 0, 1, 1, 2, 2]],
    ["{ nodes: 6, placement: even }", [0, 0, 1, 1, 2, 2]],
    ["{ nodes: 2 }", [0, 1]],
    ["{ nodes: 2, placement: c }", [2, 2]],
    ["{ groups: [{ name: g, nodes: 3, site: b }, { name: h, nodes: 3, site: even }] }", [1, 1, 1, 0, 1, 2]],
  ])("%s", (text, sites) => {
    expect(sitesOf(text)).toEqual(sites);
  });

  test("a group needs no site when there is only one", () => {
    const text =
      "name: x\nduration: 1 s\ncluster: { groups: [{ name: g, nodes: 2 }] }\nnetwork: { sites: { latency: 0 } }\n";
    expect(parse(text).cluster.nodes).toEqual([
      { group: "g", site: 0, cluster: 0, startDelay: 0 },
      { group: "g", site: 0, cluster: 0, startDelay: 0 },
    ]);
  });

  test("200,000 nodes are the most", () => {
    expect(sitesOf("{ nodes: 200000 }")).toHaveLength(200_000);
  });

  test.each([
    ["{ nodes: 0 }", "scenarios/x.yaml:3:19: cluster.nodes: expected a whole number from 1 to 200000, found 0"],
    [
      "{ nodes: 200001 }",
      "scenarios/x.yaml:3:19: cluster.nodes: expected a whole number from 1 to 200000, found 200001",
    ],
    ["{ nodes: nine }", 'scenarios/x.yaml:3:19: cluster.nodes: expected a whole number from 1 to 200000, found "nine"'],
    ["{}", 'scenarios/x.yaml:3:10: cluster: expected either "nodes" or "groups"'],
    [
      "{ nodes: 3, groups: [{ name: g, nodes: 2, site: a }] }",
      'scenarios/x.yaml:3:30: cluster.groups: expected either "nodes" or "groups", found both',
    ],
    [
      "{ nodes: 3, placement: d }",
      'scenarios/x.yaml:3:33: cluster.placement: no site is called "d"; known: even, a, b, c',
    ],
    [
      "{ placement: a, groups: [{ name: g, nodes: 2, site: a }] }",
      'scenarios/x.yaml:3:23: cluster.placement: goes with "nodes"; a group has its own "site"',
    ],
    ["{ groups: [] }", "scenarios/x.yaml:3:20: cluster.groups: expected a list of groups with at least 1, found 0"],
    [
      "{ groups: [{ name: g, nodes: 2 }] }",
      'scenarios/x.yaml:3:21: cluster.groups.0: missing key "site": expected even or one of 3 sites',
    ],
    [
      "{ groups: [{ name: g, nodes: 2, site: even }, { name: g, nodes: 2, site: a }] }",
      'scenarios/x.yaml:3:64: cluster.groups.1.name: the group "g" stands here twice',
    ],
    [
      "{ groups: [{ name: all, nodes: 2, site: a }] }",
      'scenarios/x.yaml:3:29: cluster.groups.0.name: "all" is taken; choose another name',
    ],
    [
      "{ groups: [{ name: '', nodes: 2, site: a }] }",
      "scenarios/x.yaml:3:29: cluster.groups.0.name: expected a name, found an empty one",
    ],
    [
      "{ groups: [{ name: g, nodes: 150000, site: a }, { name: h, nodes: 150000, site: a }] }",
      "scenarios/x.yaml:3:20: cluster.groups: expected at most 200000 nodes, found 300000",
    ],
  ])("%s", (text, message) => {
    expect(refusal(cluster(text))).toBe(message);
  });
});

describe("join", () => {
  test.each([
    ["first", { kind: "nodes", nodes: [1] }],
    ["ring", { kind: "ring" }],
    ["line", { kind: "line" }],
    ["{ random: 8 }", { kind: "random", count: 8 }],
    ["{ nodes: [2, 9] }", { kind: "nodes", nodes: [2, 9] }],
  ])("%s", (text, join) => {
    expect(parse(cluster(`{ nodes: 9, join: ${text} }`)).cluster.join).toEqual(join);
  });

  test.each([
    [
      "frist",
      '3:28: cluster.join: expected first, ring, line, { first: 3 }, { random: 3 }, { nodes: [1, 2] }, { lists: { eu: [1] } } or { file: join.csv }, found "frist"',
    ],
    ["{ random: 9 }", "3:38: cluster.join.random: a node can know 8 others of 9 nodes, found 9"],
    ["{ nodes: [1, 10] }", "3:41: cluster.join.nodes.1: there is no node 10; ids are 1 to 9"],
    ["{ nodes: [1, 1] }", "3:41: cluster.join.nodes.1: the node 1 stands here twice"],
    ["{ nodes: [eu] }", '3:38: cluster.join.nodes.0: expected a whole number from 1 to 200000, found "eu"'],
  ])("%s", (text, message) => {
    expect(refusal(cluster(`{ nodes: 9, join: ${text} }`))).toBe(`scenarios/x.yaml:${message}`);
  });
});

test("start", () => {
  expect(parse(cluster("{ nodes: 9, start: { within: 0 } }")).cluster.start).toEqual({
    within: 0,
    listen: "at-start",
    order: "any",
  });
  expect(refusal(cluster("{ nodes: 9, start: { within: 61 s } }"))).toBe(
    'scenarios/x.yaml:3:39: cluster.start.within: expected at most the duration of the run, "60 s", found "61 s"',
  );
});

describe("locality", () => {
  test("keeps its placeholders", () => {
    const text = base.replace("cluster:", 'cluster:\n  locality: "region={site}, zone={group}-{node}"');
    expect(parse(text).cluster.locality).toEqual([
      { key: "region", value: "{site}" },
      { key: "zone", value: "{group}-{node}" },
    ]);
  });

  test.each([
    ['"region={siet}"', '3:33: cluster.locality: unknown placeholder "{siet}"; did you mean "{site}"?'],
    ['"region={group}"', '3:33: cluster.locality: unknown placeholder "{group}"; known: {node}, {site}'],
    ['"region={site"', '3:33: cluster.locality: unknown placeholder "{site"; did you mean "{site}"?'],
    ['"region"', '3:33: cluster.locality: expected tiers such as "region={site},zone={group}", found "region"'],
    ['""', '3:33: cluster.locality: expected tiers such as "region={site},zone={group}", found ""'],
    ['"a=1,a=2"', '3:33: cluster.locality: the tier "a" stands here twice'],
  ])("%s", (text, message) => {
    expect(refusal(cluster(`{ nodes: 9, locality:  ${text} }`))).toBe(`scenarios/x.yaml:${message}`);
  });
});

describe("several clusters", () => {
  const withGroups = (groups: string) =>
    parse(`name: x\nduration: 10 s\ncluster: { groups: [${groups}] }\nnetwork: { sites: { latency: 1 ms } }\n`);

  test("are numbered in the order in which groups name them", () => {
    const { cluster } = withGroups(
      "{ name: a, nodes: 1, cluster: blue }, { name: b, nodes: 2, cluster: red }, { name: c, nodes: 1, cluster: blue }",
    );
    expect(cluster.nodes.map((node) => node.cluster)).toEqual([1, 2, 2, 1]);
  });

  test("have to be named by all groups, or by none", () => {
    expect(() => withGroups("{ name: a, nodes: 1, cluster: blue }, { name: b, nodes: 2 }")).toThrow(
      'cluster.groups.1: missing key "cluster": another group says which cluster it belongs to',
    );
  });
});

test("a group may start later, but not after the end", () => {
  const late = (delay: string) =>
    `name: x\nduration: 10 s\ncluster: { groups: [{ name: a, nodes: 1 }, { name: b, nodes: 1, startDelay: ${delay} }] }\nnetwork: { sites: { latency: 1 ms } }\n`;
  expect(parse(late("4 s")).cluster.nodes.map(({ startDelay }) => startDelay)).toEqual([0, 4e9]);
  expect(() => parse(late("10 s"))).toThrow(
    'cluster.groups.1.startDelay: expected a time before the end of the run at "10 s", found "10 s"',
  );
});
