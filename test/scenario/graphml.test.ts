import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { NetworkSettings } from "../../src/scenario/scenario.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import fc from "../property.ts";
import { parse, refusal } from "./support.ts";

const path = "scenarios/n.graphml";
const scenario = (fields: string) =>
  `name: x\nduration: 1 s\ncluster: { nodes: 1 }\nnetwork: { sites: { graphml: n.graphml${fields} } }\n`;
const network = (text: string, fields = ""): NetworkSettings =>
  parse(scenario(fields), { files: { [path]: text } }).network;
const refused = (text: string, fields = ""): string => refusal(scenario(fields), { files: { [path]: text } });

const keys = ["label", "Latitude", "Longitude"].map((name) => `<key id="${name}" for="node" attr.name="${name}"/>`);
const speedKey = '<key id="s" for="edge" attr.name="LinkLabel"/>';
/** One element a line, the first in line 2: all nodes on the equator, 1 degree (111.2 km, 556 us) apart. */
const graphml = (...elements: readonly string[]) =>
  `<graphml>${keys.join("")}${speedKey}<graph edgedefault="undirected">\n${elements.join("\n")}\n</graph></graphml>`;
const node = (id: number | string, longitude: number | string = Number(id), label = `n${id}`) =>
  `<node id="${id}"><data key="label">${label}</data><data key="Latitude">0</data><data key="Longitude">${longitude}</data></node>`;
const homeless = (id: number) => `<node id="${id}"><data key="label">n${id}</data></node>`;
const edge = (source: number, target: number, speed = "", more = "") =>
  `<edge source="${source}" target="${target}"${more}>${speed === "" ? "" : `<data key="s">${speed}</data>`}</edge>`;
const degree = 556_000;

describe("what becomes of a graph", () => {
  test("distances at the speed of propagation, along the shortest path", () => {
    const text = graphml(node(0), node(1), node(2), edge(0, 1), edge(1, 2));
    expect(network(text)).toMatchObject({
      sites: ["n0", "n1", "n2"],
      latency: [100_000, degree, 2 * degree, degree, 100_000, degree, 2 * degree, degree, 100_000],
      links: [
        { from: 0, to: 1, latency: degree, rate: Number.POSITIVE_INFINITY },
        { from: 1, to: 0, latency: degree, rate: Number.POSITIVE_INFINITY },
        { from: 1, to: 2, latency: degree, rate: Number.POSITIVE_INFINITY },
        { from: 2, to: 1, latency: degree, rate: Number.POSITIVE_INFINITY },
      ],
    });
    expect(network(text, ", propagation: 100 km/ms").latency[1]).toBe(2 * degree);
    expect(network(text, ", propagation: 200000 km/s").latency[1]).toBe(degree);
  });

  test("a direct link is no path when a detour is faster", () => {
    const text = graphml(node(0), node(1), homeless(2), edge(0, 1), edge(0, 2), edge(1, 2));
    expect(network(text, ", missing: 5 ms").latency.slice(0, 3)).toEqual([100_000, degree, 5_000_000]);
    const detour = graphml(node(0), homeless(1), node(2, 0.5), edge(0, 1), edge(0, 2), edge(2, 1), edge(1, 2));
    expect(network(detour).latency[1]).toBeLessThan(2 * degree);
  });

  test("two places in one city are as far apart as two hosts of one site, and never no time", () => {
    const text = graphml(node(0, 0), node(1, 0), edge(0, 1));
    expect(network(text).latency).toEqual([100_000, 100_000, 100_000, 100_000]);
    expect(network(text, ", within: 2 ms").latency).toEqual([2_000_000, 2_000_000, 2_000_000, 2_000_000]);
    expect(network(text, ", within: 0").latency).toEqual([0, 1000, 1000, 0]);
  });

  test("a node without coordinates stands in the middle of its neighbours, and theirs", () => {
    const text = graphml(node(0), node(2), homeless(5), homeless(6), edge(0, 5), edge(5, 2), edge(5, 6), edge(6, 2));
    const { latency, links, remarks } = network(text, ", within: 1 us");
    expect(links?.[0]?.latency).toBe(links?.[2]?.latency);
    expect(latency[0 * 4 + 2]).toBe(links?.[0]?.latency);
    expect(remarks).toContain("2 of 4 nodes without coordinates: in the middle of their neighbours");
  });

  test("its links may have a latency instead", () => {
    const text = graphml(node(0), node(1), homeless(2), edge(0, 1), edge(1, 2));
    const { latency, remarks } = network(text, ", missing: 7 ms");
    expect(latency[1 * 3 + 2]).toBe(7_000_000);
    expect(remarks).toContain("1 of 3 nodes without coordinates: 7 ms for each of their links");
  });

  test("half a coordinate is none", () => {
    const half = '<node id="2"><data key="label">n2</data><data key="Latitude">50</data></node>';
    expect(network(graphml(node(0), node(1), half, edge(0, 1), edge(1, 2))).remarks[1]).toMatch(
      /^1 of 3 nodes without/,
    );
  });

  test("parallel edges are one link with the sum of what they state", () => {
    const text = graphml(node(0), node(1), edge(0, 1, "10 Gbps"), edge(1, 0, "OC-3"), edge(0, 1), edge(0, 0));
    const { links, remarks } = network(text, ", rate: 1 Mbit/s");
    expect(links).toEqual([
      { from: 0, to: 1, latency: degree, rate: 10_155_520_000 },
      { from: 1, to: 0, latency: degree, rate: 10_155_520_000 },
    ]);
    expect(remarks).toEqual([
      "1 of 4 edges from a node to itself: left out",
      "2 of 4 edges beside another: one link, their speeds added up",
      "1 of 4 edges without a speed: 1 Mbit/s",
    ]);
  });

  test("a link without a speed has that of the scenario", () => {
    const text = graphml(node(0), node(1), node(2), edge(0, 1, "10 Gbps"), edge(1, 2, "dark fibre"));
    expect(network(text, ", rate: 1 Mbit/s").links?.map(({ rate }) => rate)).toEqual([10e9, 10e9, 1e6, 1e6]);
  });

  test("directed edges lead one way", () => {
    const way = ' directed="true"';
    const text = graphml(node(0), node(1), node(2), edge(0, 1, "", way), edge(1, 2, "", way), edge(2, 0, "", way));
    expect(network(text).latency[1 * 3 + 0]).toBe(3 * degree);
    const twoWays = text.replace("undirected", "directed").replaceAll('directed="true"', "");
    expect(network(twoWays).latency).toEqual(network(text).latency);
    expect(network(twoWays.replaceAll("<edge", '<edge directed="false"')).latency[1 * 3 + 0]).toBe(degree);
  });

  test("one node is one site", () => {
    expect(network(graphml(node(7)))).toMatchObject({ sites: ["n7"], latency: [100_000], links: [], remarks: [] });
    expect(network(graphml(homeless(7)))).toMatchObject({ sites: ["n7"], latency: [100_000], links: [] });
  });

  test("the largest part of a graph, when it is asked for", () => {
    const text = graphml(node(9), node(0), node(1), homeless(5), edge(0, 1));
    expect(refused(text)).toBe(
      'scenarios/n.graphml:1:208: the graph falls into 3 parts without paths there and back, of so many nodes: 2 ("n0", "n1"), 1 ("n9"), 1 ("n5"); "component: largest" takes the first',
    );
    const { sites, links, remarks } = network(text, ", component: largest");
    expect(sites).toEqual(["n0", "n1"]);
    expect(links?.map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(remarks[1]).toBe('2 of 4 nodes left out ("n9", "n5"): no path leads there and back');
  });

  test("names are labels, made different from each other", () => {
    const labels = [
      "a",
      "a",
      " new\t\n york ",
      "",
      "None",
      "all",
      "Zürich &amp; Bern, &#x43A;",
      "a-2",
      "x".repeat(100),
    ];
    const nodes = labels.map((label, id) => node(id, id, label));
    const edges = labels.slice(1).map((_, id) => edge(id, id + 1));
    expect(network(graphml(...nodes, ...edges)).sites).toEqual([
      "a",
      "a-2",
      "new york",
      "node-3",
      "node-4",
      "node-5",
      "Zürich & Bern, к",
      "a-2-2",
      "x".repeat(60),
    ]);
  });

  test("attributes of any case, by id, by default, in a namespace, with ports, under Windows", () => {
    const text =
      '\uFEFF<?xml version="1.0" encoding="UTF-8"?>\r\n<!DOCTYPE g:graphml>\r\n<g:graphml xmlns:g="http://graphml.graphdrawing.org/xmlns">' +
      '<g:key id="k" for="node" attr.name="LAT"><g:default>0</g:default></g:key><g:graph>\r\n' +
      '<g:node id="a"><g:data key="lon">1</g:data><g:port name="p"/></g:node><g:node id="b"><g:data key="lon"><![CDATA[2]]></g:data></g:node>' +
      '<g:edge source="a" sourceport="p" target="b"/></g:graph></g:graphml>';
    expect(network(text)).toMatchObject({ sites: ["node-a", "node-b"], latency: [100_000, degree, degree, 100_000] });
  });

  test("sites are placed and named like any others", () => {
    const text = graphml(node(0), node(1), edge(0, 1));
    const groups = "name: x\nduration: 1 s\ncluster: { groups: [{ name: g, nodes: 2, site: n1 }] }\n";
    const { cluster } = parse(`${groups}network: { sites: { graphml: n.graphml } }\n`, { files: { [path]: text } });
    expect(cluster.nodes.map(({ site }) => site)).toEqual([1, 1]);
  });
});

describe("mistakes", () => {
  test.each([
    ["", "1:1: not valid XML: start tag expected."],
    ["from\\to,a\na,1\n", "1:1: not valid XML: char 'f' is not expected."],
    [
      "<graphml>\n<graph>\n</graphml>",
      "3:1: not valid XML: expected closing tag 'graph' (opened in line 2, col 1) instead of closing tag 'graphml'.",
    ],
    ["<graphml", "1:1: not valid XML: unclosed tag 'graphml'."],
    ["<graphml>\u0000</graphml>", "1:10: expected UTF-8 text, found the character U+0000"],
    ["\uFFFD\uFFFD<", "1:1: expected UTF-8 text, found the character U+FFFD"],
    ["<svg/>", "1:1: expected GraphML, whose outermost element is graphml, found svg"],
    ["<graphml/>", "1:1: expected a graph, found none"],
    ["<graphml><graph/>\n<graph/></graphml>", "2:1: expected one graph, found a second"],
    [graphml(), "1:208: expected nodes, found none"],
    ["<graphml><graph>\n  <node/></graph></graphml>", "2:3: expected a node with an id"],
    [graphml(node(1), node(1)), '3:1: the node "1" stands here twice'],
    [graphml(node(1), '<node id="2"><graph/></node>'), "3:14: expected a node, found a graph inside it"],
    [graphml(node(1), '<edge source="1"/>'), "3:1: expected an edge with a target"],
    [graphml(node(1), edge(1, 2)), '3:1: the target of this edge, "2", is no node'],
    [graphml(node(1), "<hyperedge/>"), "3:1: a hyperedge joins more than two nodes; write an edge for each pair"],
    [graphml(node(1, 181)), '2:70: expected degrees from -180 to 180, found "181"'],
    [graphml(node(1, "4,5")), '2:70: expected degrees from -180 to 180, found "4,5"'],
    [graphml(node(1, "east")), '2:70: expected degrees from -180 to 180, found "east"'],
    [
      graphml(homeless(1), homeless(2), edge(1, 2)),
      '1:208: no node has coordinates (Latitude and Longitude); "missing: 5 ms" gives the links of such nodes a latency',
    ],
    [
      graphml(...Array.from({ length: 1001 }, (_, id) => node(id, 0))),
      "1:208: expected at most 1000 nodes, found 1001",
    ],
    [
      graphml(
        ...Array.from({ length: 150 }, (_, id) => node(id, 0)),
        ...Array.from({ length: 5100 }, (_, index) => edge(index % 150, (index + 1 + Math.floor(index / 150)) % 150)),
      ),
      "1:208: expected at most 10000 links, each direction counted, found 10200",
    ],
  ])("%#", (text, message) => {
    expect(refused(text)).toBe(`${path}:${message}`);
  });

  test("what is made to do harm", () => {
    expect(refused("<__proto__/>")).toMatch(/^scenarios\/n\.graphml:1:1: not XML that can be read: /);
    expect(refused("<graphml><graph><node>".repeat(1000))).toBe(
      `${path}:1:1: not valid XML: the file ends before all of its elements do.`,
    );
    expect(refused(`<${"a".repeat(1000)}></b>`).length).toBeLessThan(300);
    expect(refused(`${"<a>".repeat(5000)}${"</a>".repeat(5000)}`)).toMatch(/^scenarios\/n\.graphml:1:1: /);
    expect(refused(" ".repeat(5 * 1024 * 1024))).toBe(
      `${path}: it is larger than 4 MiB, which no graph of 1,000 nodes is`,
    );
  });

  test.each([
    [
      ", propagation: 200 km",
      '4:54: network.sites.propagation: expected a speed with its unit such as "200 km/ms", found the unknown unit "km"; known: km/s, km/ms',
    ],
    [
      ", propagation: 300 km/ms",
      '4:54: network.sites.propagation: expected a speed from 1 km/s to that of light, 299.792458 km/ms, found "300 km/ms"',
    ],
    [
      ", propagation: 0 km/s",
      '4:54: network.sites.propagation: expected a speed from 1 km/s to that of light, 299.792458 km/ms, found "0 km/s"',
    ],
    [
      ", missing: [1]",
      '4:50: network.sites.missing: expected neighbours or a duration with its unit such as "5 ms", found a list',
    ],
    [", missing: 0 s", "4:50: network.sites.missing: expected a duration longer than 0 s"],
    [", component: smallest", '4:52: network.sites.component: expected largest, found "smallest"'],
    [
      ", latency: 5 ms",
      '4:41: network.sites: unknown key "latency"; known: graphml, propagation, within, missing, rate, component',
    ],
  ])("%s", (fields, message) => {
    expect(refused(graphml(node(1)), fields)).toBe(`scenarios/x.yaml:${message}`);
  });

  test("a file that is not there", () => {
    expect(refusal(scenario(""))).toBe("scenarios/x.yaml:4:30: cannot read scenarios/n.graphml: no such file");
  });
});

describe("the research network that comes with the project", () => {
  const text = readFileSync(new URL("../../scenarios/data/research-network.graphml", import.meta.url), "utf8");

  test("what it is and what is said of it", () => {
    const { sites, latency, links, remarks } = network(text);
    const link = (from: string, to: string) =>
      links?.find((each) => sites[each.from] === from && sites[each.to] === to);
    expect(sites).toHaveLength(29);
    expect(links).toHaveLength(80);
    expect(link("Amsterdam", "London")).toMatchObject({ latency: 1_789_000, rate: 10e9 });
    expect(link("Paris", "London")).toMatchObject({ latency: 1_722_000, rate: 20e9 });
    expect(link("Barcelona", "Geneva")?.rate).toBe(2488.32e6);
    expect(Math.max(...latency)).toBe(19_042_000);
    expect(remarks).toEqual([
      "1 of 42 edges from a node to itself: left out",
      "1 of 42 edges beside another: one link, their speeds added up",
      "3 of 42 edges without a speed: unlimited",
      "2 of 29 nodes without coordinates: in the middle of their neighbours",
      "1 of 29 nodes without a label of its own: called Athens-2",
    ]);
  });

  test("however it is mangled, it is a network that makes sense, or one line says what is wrong", () => {
    const lines = text.split("\n");
    fc.assert(
      fc.property(fc.array(mutation(lines.length), { minLength: 1, maxLength: 6 }), fields, (mutations, options) => {
        const mangled = mutations.reduce((all, mutate) => mutate(all), lines).join("\n");
        expectSense(mangled, options);
      }),
      { numRuns: 300 },
    );
  });

  test("wherever it is cut off", () => {
    fc.assert(
      fc.property(fc.nat(text.length), fields, (length, options) => expectSense(text.slice(0, length), options)),
      { numRuns: 100 },
    );
  });
});

const fields = fc.constantFrom(
  "",
  ", component: largest",
  ", component: largest, missing: 5 ms",
  ", within: 0, missing: 1 ns",
);

/** Values that have been seen in files of this kind, and some that hopefully have not. */
const value = fc.oneof(
  fc.constantFrom(
    "",
    "None",
    "NaN",
    "-0",
    "0",
    "91",
    "-181",
    "1e400",
    "Infinity",
    "<",
    "&",
    "&amp;",
    "]]>",
    '"',
    "-",
    "--",
  ),
  fc.constantFrom(
    "<2.5",
    "OC-3",
    "10 Gbps",
    "0 Gbps",
    "-5 Mbps",
    "1e999",
    "__proto__",
    "all",
    "even",
    "\u0000",
    "\u00e9",
    "\u{1F40C}",
  ),
  fc.double({ noNaN: false }).map(String),
  fc.string({ unit: "binary", maxLength: 20 }),
);

/** A line dropped, doubled, moved, cut, or with another value in an element or an attribute. */
function mutation(count: number): fc.Arbitrary<(lines: readonly string[]) => string[]> {
  const at = fc.nat(count - 1);
  return fc.oneof(
    at.map((index) => (lines: readonly string[]) => lines.filter((_, line) => line !== index)),
    at.map((index) => (lines: readonly string[]) => lines.toSpliced(index, 0, lines[index] ?? "")),
    fc.tuple(at, at).map(([from, to]) => (lines: readonly string[]) => {
      const swapped = [...lines];
      [swapped[from], swapped[to]] = [lines[to] ?? "", lines[from] ?? ""];
      return swapped;
    }),
    fc.tuple(at, fc.nat(60)).map(
      ([index, length]) =>
        (lines: readonly string[]) =>
          lines.with(index % lines.length, (lines[index] ?? "").slice(0, length)),
    ),
    fc.tuple(at, value).map(
      ([index, text]) =>
        (lines: readonly string[]) =>
          lines.with(
            index % lines.length,
            (lines[index] ?? "").replace(/>[^<]*</, () => `>${text}<`),
          ),
    ),
    fc.tuple(at, value).map(
      ([index, text]) =>
        (lines: readonly string[]) =>
          lines.with(
            index % lines.length,
            (lines[index] ?? "").replace(/"[^"]*"/, () => `"${text}"`),
          ),
    ),
    // All of one kind: every latitude, every label, every end of an edge.
    fc
      .tuple(
        fc.constantFrom(/(key="d\d">)[^<]*</g, /(key="d2">)[^<]*</g, /(key="d0">)[^<]*</g, /(source=")[^"]*/g),
        value,
      )
      .map(
        ([pattern, text]) =>
          (lines: readonly string[]) =>
            lines.map((line) =>
              line.replace(pattern, (all, start: string) => `${start}${text}${all.endsWith("<") ? "<" : ""}`),
            ),
      ),
  );
}

function expectSense(text: string, options: string): void {
  let given: NetworkSettings;
  try {
    given = network(text, options);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    expect(error.message).toMatch(/^scenarios\/(n\.graphml|x\.yaml)(:\d+:\d+)?: \S/);
    // What is quoted is the file's.
    expect(error.message.replaceAll(/"(?:\\.|[^"\\])*"/g, "")).not.toMatch(/NaN|undefined|\n/);
    return;
  }
  const { sites, latency, links } = given;
  expect(new Set(sites).size).toBe(sites.length);
  expect(sites.every((name) => name.trim() !== "" && !/\p{Cc}/u.test(name))).toBe(true);
  expect(latency).toHaveLength(sites.length * sites.length);
  const day = 86_400_000_000_000;
  const isSane = (nanoseconds: number) => Number.isInteger(nanoseconds) && nanoseconds > 0 && nanoseconds < day;
  expect(latency.filter((_, pair) => pair % (sites.length + 1) > 0).every(isSane)).toBe(true);
  expect(links?.every((link) => isSane(link.latency) && link.rate >= 1 && link.from !== link.to)).toBe(true);
}
