import { describe, expect, test } from "vitest";
import { formatIds, nodeWords, placesOf } from "../../src/scenario/node-words.ts";
import { parse } from "./support.ts";

const wordsOf = (cluster: string, sites: string) => {
  const scenario = parse(`name: x\nduration: 1 s\ncluster: { ${cluster} }\nnetwork: { sites: ${sites} }\n`);
  return nodeWords(placesOf(scenario.cluster.nodes, scenario.network.sites));
};

describe("nodes are told as a scenario names them", () => {
  const groups =
    "{ name: eu, nodes: 4, site: rome }, { name: core, nodes: 2, site: even }, { name: lone, nodes: 1, site: oslo }";
  const words = wordsOf(`groups: [${groups}]`, "{ names: [rome, oslo], latency: 1 ms }");

  test.each([
    ["a group", [1, 2, 3, 4], "eu"],
    ["a site, which is more than the group on it", [1, 2, 3, 4, 5], "rome"],
    ["a group, a site and single nodes", [5, 6, 7], "core and lone (node 7)"],
    ["part of a group", [3, 1, 2], "nodes 1–3"],
    ["what belongs to no whole group", [1, 7, 6], "oslo and node 1"],
    ["three things", [1, 2, 3, 4, 5, 7], "rome and lone (node 7)"],
    ["all", [1, 2, 3, 4, 5, 6, 7], "all nodes"],
  ])("%s", (_, ids, said) => {
    expect(words(ids)).toBe(said);
  });

  test("a single site names nobody", () => {
    const plain = wordsOf("nodes: 5", "{ latency: 1 ms }");
    expect([plain([2]), plain([1, 2, 4]), plain([1, 2, 3, 4, 5])]).toEqual(["node 2", "nodes 1–2, 4", "all nodes"]);
  });
});

test("many ids are counted from the ninth range on", () => {
  expect(formatIds([1, 3, 5, 7, 9, 11, 13, 15, 17, 18])).toBe("1, 3, 5, 7, 9, 11, 13, 15 and 2 more");
});
