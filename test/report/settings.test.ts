import { expect, test } from "vitest";
import { reportedScenario } from "../../src/report/reported-scenario.ts";
import { settingsInWords } from "../../src/report/settings.ts";
import { settingsDifferences } from "../../src/report/settings-difference.ts";
import { parse } from "../scenario/support.ts";

const words = (topic: string, cluster: string, sites: string, files: Record<string, string> = {}, rest = "") => {
  const text = `name: x\nduration: 1 s\ncluster: { ${cluster} }\nnetwork: { sites: ${sites} }\n${rest}`;
  const scenario = reportedScenario(parse(text, { files }));
  return settingsInWords(scenario).find((line) => line.topic === topic)!.text;
};

test("whom each node knows", () => {
  const join = (lists: string, nodes = 6) => words("Cluster", `nodes: ${nodes}, join: ${lists}`, "{ latency: 1 ms }");
  expect(join("{ lists: { all: [1], 4: [2, 3], 1: [] } }")).toContain(
    "; node 1 knows nobody, nodes 2–3, 5–6 know node 1, node 4 knows nodes 2–3; ",
  );
  expect(join("{ first: 3 }")).toContain("; everybody knows nodes 1–3; ");
  const ring = Array.from({ length: 9 }, (_, index) => `${index + 1}: [${((index + 1) % 9) + 1}]`).join(", ");
  expect(join(`{ lists: { ${ring} } }`, 9)).toContain("; each knows a list of its own; ");
});

test("a recording, and how much of it the run is too short for", () => {
  const text = `name: x\nduration: 10 s\ncluster: { nodes: 3 }\nnetwork: { sites: { latency: 1 ms } }\n`;
  const workload = (rows: string) => {
    const files = { "scenarios/m.csv": `time,node,key,size\n${rows}` };
    const scenario = reportedScenario(parse(`${text}workload: [{ replay: m.csv, at: 1 s }]\n`, { files }));
    return { scenario, words: settingsInWords(scenario).find((line) => line.topic === "Workload")!.text };
  };
  expect(workload("2 s,1,a,1 KiB\n1 s,2,a,1 KiB\n3 s,3,b,24 B\n9 s,3,b,1 B\n").words).toBe(
    "a recording of 3 infos under 2 keys, 2.02 KiB, from nodes 1–3, from 2 s to 4 s, without 1 info past the end of the run",
  );
  const [one, other] = [workload("1 s,1,a,1 B\n"), workload("1 s,1,b,1 B\n")];
  expect(one.words).toBe("a recording of 1 info under 1 key, 1 B, from node 1, from 2 s to 2 s");
  expect(settingsDifferences(one.scenario, other.scenario).map(({ path }) => path)).toEqual([
    "workload.0.replay.checksum",
  ]);
});

test("links, and what was assumed of them", () => {
  const range = "{ generate: { regions: { count: 2, latency: 40 ms, rate: 1 Mbit/s } }, count: 4, latency: 5 ms }";
  expect(words("Network", "nodes: 2", range)).toMatch(
    /^one-way latency 100 µs to 50 ms; along the shortest path over 6 links \(each direction counted\) of 5 ms to 40 ms and 1 Mbit\/s to unlimited; no jitter/,
  );
  expect(words("Network", "nodes: 2", "{ generate: ring, count: 1, latency: 5 ms }")).toMatch(
    /^one-way latency 100 µs; no links; no jitter/,
  );
  const graph = '<graphml><graph><node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>';
  const files = { "scenarios/n.graphml": graph };
  expect(words("Network", "nodes: 2", "{ graphml: n.graphml, missing: 2 ms, rate: 1 Mbit/s }", files)).toContain(
    "of 2 ms and 1 Mbit/s; 1 of 1 edge without a speed: 1 Mbit/s; 2 of 2 nodes without coordinates: 2 ms for each of their links; ",
  );
});

test("faults befall what the scenario calls so", () => {
  const faults = [
    "{ at: 100 ms, for: 100 ms, linkDown: { between: [rome, oslo] } }",
    "{ at: 300 ms, for: 100 ms, degrade: { from: south, to: 4, loss: 5 % } }",
    "{ at: 500 ms, for: 100 ms, partition: [[south], [3, oslo]] }",
    "{ at: 700 ms, crash: { random: 1, of: south } }",
  ];
  const cluster = "groups: [{ name: south, nodes: 2, site: rome }, { name: rest, nodes: 3, site: even }]";
  const node = (name: string, latitude: number) =>
    `<node id="${name}"><data key="l">${name}</data><data key="a">${latitude}</data><data key="o">10</data></node>`;
  const keys =
    '<key id="l" for="node" attr.name="label"/><key id="a" for="node" attr.name="Latitude"/><key id="o" for="node" attr.name="Longitude"/>';
  const graph = `<graphml>${keys}<graph>${node("rome", 42)}${node("oslo", 60)}<edge source="rome" target="oslo"/></graph></graphml>`;
  const files = { "scenarios/n.graphml": graph };
  expect(words("Faults", cluster, "{ graphml: n.graphml }", files, `faults:\n  - ${faults.join("\n  - ")}\n`)).toBe(
    "at 100 ms nothing passes between rome and oslo for 100 ms; " +
      "at 300 ms 5 % lost from south to node 4 for 100 ms; " +
      "at 500 ms a partition for 100 ms of south from oslo (node 5) and node 3; " +
      "at 700 ms a crash of 1 node of south drawn by seed, for good",
  );
});

test("what processing costs, where and in which order", () => {
  const host = (settings: string) => words("Network", "nodes: 3", "{ latency: 1 ms }", {}, `host: ${settings}\n`);
  expect(host("{ processing: { message: 0, info: 0 } }")).toMatch(/processing takes no time$/);
  expect(host("{}")).toMatch(/processing 60 µs a message, 4 µs an info$/);
  expect(host("{ processor: shared, order: go, processing: { wakeUp: 5 us } }")).toMatch(
    /processing 60 µs a message, 4 µs an info, 5 µs a wake-up, on one processor for all nodes, in Go's order$/,
  );
});
