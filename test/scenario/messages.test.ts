import { expect, test } from "vitest";
import { isMap, isSeq, parseDocument, type Scalar } from "yaml";
import { printScenario } from "../../src/scenario/print.ts";
import { base, refusal } from "./support.ts";

/** Says something of everything, so that something can be wrong with each. */
const full = `${base}stop: { when: membership }
seeds: [1, 7]
workload:
  - use: cockroach-2.1
  - { key: "load:{node}", from: [eu, 4], every: 10 s, size: 64 B, ttl: 30 s, of: [us] }
  - { infos: [{ key: a, size: 1 B }, { key: b, size: 1 B }], from: us, at: 5 s }
faults:
  - { at: 10 s, for: 5 s, partition: [[eu], [us]] }
  - { at: 20 s, crash: { random: 5 % }, restart: 8 s }
  - { at: 30 s, crash: [1, eu] }
  - { at: 40 s, crash: { group: us } }
expect:
  membership.time: { max: 5 s }
  bytes.total: [{ to: 2 s, max: 1 MiB }, { from: 10 s, max: 3 MiB, nodes: eu }]
  dissemination.t99: { max: 2 s, keys: "load:*" }
  steady.bytesPerSecond: { max: 1 MiB/s }
  redundancy: { max: 90 % }
  hops.mean: { max: 3 }
baseline: { tolerance: { "*": 1 % } }
`;

/** Lines to be added to the base, which then contradicts itself or names what is not there. */
const contradictions = `
seed: 1; seeds: 3
seeds: [1, 2, 1]
stop: { when: membership, settle: 2 min }
measure: { bin: 2 min }
measure: { bin: 1 us }
measure: { settle: 61 s }
protocol: { preset: cockroach-2.0, highWaterStamps: delta }
protocol: { resend: replace, highWaterStamps: delta }
host: { processing: { message: 0 s } }; network: { sites: { latency: 0 } }
workload: [{ key: k, from: eurpoe, size: 1 B }]
workload: [{ key: k, from: 10, size: 1 B }]
workload: [{ key: k, from: 1, size: 1 B, at: 60 s }]
workload: [{ key: k, from: 1, size: 1 B, jitter: 5 % }]
workload: [{ key: k, from: 1, size: 1 B, phase: random }]
workload: [{ key: k, from: 1, size: 1 B, of: all }]
workload: [{ key: "k{nod}", from: 1, size: 1 B }]
workload: [{ key: "node:1", from: 1, size: 1 B }]
workload: [{ key: "my-system-db", from: 1, size: 1 B }]
workload: [{ key: "", from: 1, size: 1 B }]
workload: [{ use: cockroach-2.1 }, { use: cockroach-2.0 }]
workload: [{ replay: gone.csv }]
workload: [{ replay: good.csv, at: 60 s }]
workload: [{ replay: good.csv, from: 1 }]
workload: [{ replay: bad.csv }]
workload: [{ replya: good.csv }]
workload: [{ kye: k, from: 1, size: 1 B }]
workload: [{ from: 1, size: 1 B }]
workload: [{ key: k, size: 1 B }]
faults: [{ at: 60 s, crash: 1 }]
faults: [{ at: 50 s, for: 20 s, partition: [[1], [2]] }]
faults: [{ at: 50 s, crash: 1, restart: 20 s }]
faults: [{ at: 1 s, partition: [[eu], [1, us]] }]
faults: [{ at: 1 s, partition: [[eu]] }]
faults: [{ at: 1 s, crash: { random: 10 } }]
faults: [{ at: 1 s, crash: { gruop: eu } }]
faults: [{ at: 1 s, crahs: 1 }]
expect: { membership.tiem: { max: 1 s } }
expect: { membership.time: {} }
expect: { membership.time: { max: 1 s, min: 2 s } }
expect: { membership.time: { max: 1 s, nodes: 1 } }
expect: { bytes.total: { max: 1 MiB, keys: "a*" } }
expect: { bytes.total: { min: 0 B } }
expect: { bytes.total: { max: 1 B, from: 60 s } }
expect: { bytes.total: { max: 1 B, to: 61 s } }
expect: { bytes.total: { max: 1 B, from: 2 s, to: 1 s } }
expect: { bytes.total: [{ max: 1 B }, { max: 2 B }] }
expect: { bytes.infos: { max: 1 B, keys: "nod:*" } }
expect: { membership.share: { max: 100 % } }
expect: { hops.mean: { max: 0.5 } }
expect: { membership.time: { min: 2 min } }
cluster: { nodes: 3, descriptors: false }; expect: { membership.time: { max: 1 s } }
baseline: { tolerance: { "disemination.*": 1 % } }
cluster: { nodes: 3, groups: [{ name: a, nodes: 1, site: even }] }
cluster: { join: first }
cluster: { nodes: 3, placement: dalas }
cluster: { groups: [{ name: a, nodes: 1, site: dalas }] }
cluster: { groups: [{ name: a, nodes: 1 }] }
cluster: { groups: [{ name: a, nodes: 1, site: even }, { name: a, nodes: 1, site: even }] }
cluster: { groups: [{ name: all, nodes: 1, site: even }] }
cluster: { groups: [{ name: "", nodes: 1, site: even }] }
cluster: { groups: [{ name: a, nodes: 1, site: even }], placement: even }
cluster: { groups: [{ name: a, nodes: 200000, site: even }, { name: b, nodes: 1, site: even }] }
cluster: { nodes: 3, join: { random: 3 } }
cluster: { nodes: 3, join: { nodes: [4] } }
cluster: { nodes: 3, join: { nodes: [1, 1] } }
cluster: { nodes: 3, join: ringg }
cluster: { nodes: 3, start: { within: 2 min } }
cluster: { nodes: 3, locality: "region" }
cluster: { nodes: 3, locality: "region={group}" }
cluster: { nodes: 3, locality: "a=1,a=2" }
network: { sites: { rtt: gone.csv } }
network: { sites: { names: [a, a], latency: 1 ms } }
network: { sites: { latency: 1 ms, within: 1 ms } }
network: { sites: {} }
network: { sites: { latency: 1 ms }, keepalive: { silence: 1 s } }
network: { sites: { latency: 1 ms }, transport: { kind: none, compression: snappy } }
network: { sites: { latency: 1 ms }, jitter: { kind: lognormal } }
network: { sites: { latency: 1 ms }, trasnport: grpc }
extends: gone.yaml
extends: x.yaml
extends: 3
name: Base
nmae: base
durations: 3 s
duration: 105 d
duration: -3 s
duration: 3
duration: three
duration: 3 parsec
<<: { seed: 1 }
`
  .trim()
  .split("\n");

const recordings = {
  "scenarios/good.csv": "time,node,key,size\n1 s,1,k,64 B\n",
  "scenarios/bad.csv": "time,node,key,size\n1 s,1,k,64\n",
};

/** Texts that are no scenario at all. */
const texts: Readonly<Record<string, string>> = {
  nothing: "",
  "a list": "- a\n",
  "a word": "hello\n",
  "an open bracket": `${base}x: [1, 2\n`,
  "a tab": base.replace("  groups", "\tgroups"),
  "a key twice": `${base}name: again\n`,
  "a second document": `${base}---\nname: b\n`,
  "an unknown tag": `${base}seed: !dice 1\n`,
  "an alias of nothing": `${base}seed: *gone\n`,
  "a NUL": `${base}description: "\0"\n`,
  "too deep": `${base}x: ${"[".repeat(60)}${"]".repeat(60)}\n`,
  "aliases of aliases": `${base}a: &a [1, 1, 1, 1, 1, 1, 1]\nb: &b [*a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b]\nd: [*c, *c, *c, *c, *c]\n`,
  "a mapping as a key": `${base}? { a: 1 }\n: 2\n`,
  "no indentation": base.replace("  groups", "groups"),
};

/** What may be wrong with any value: nothing there, another kind of thing, text that is none of what it should be. */
const strange: readonly unknown[] = [null, { colour: "red" }, "12 parsec", -1];

test("what the author of each mistake is told", async () => {
  const lines: string[] = [];
  const tell = (mistake: string, text: string) => lines.push(mistake, `    ${refused(text)}`);
  for (const [name, text] of Object.entries(texts)) tell(`(${name})`, text);
  for (const line of contradictions) tell(line, over(base, line));
  const printed = printScenario({ file: "x.yaml", text: full, read: () => "" }).replace(/ # .*/g, "");
  for (const { path, text } of spoilt(printed)) tell(path, text);
  expect(lines.filter((line) => line.length > 400)).toEqual([]);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot("snapshots/messages.txt");
});

function refused(text: string): string {
  try {
    return refusal(text, { files: { "scenarios/x.yaml": base, ...recordings }, file: "scenarios/x.yaml" }).replace(
      "scenarios/x.yaml",
      "x.yaml",
    );
  } catch (error) {
    if (error instanceof Error && error.message === "was accepted") return "is accepted";
    throw error;
  }
}

/** The base with some of its parts replaced by those of `line`, which stand between semicolons. */
function over(text: string, line: string): string {
  let changed = text;
  for (const part of line.split("; ")) {
    const key = part.slice(0, part.indexOf(":"));
    changed = changed.replace(new RegExp(`^${key}:.*\\n(?: .*\\n)*`, "m"), "");
    changed += `${part}\n`;
  }
  return changed;
}

/** The text with one of its values spoilt, each in each way. */
function* spoilt(text: string): Generator<{ path: string; text: string }> {
  const paths: (readonly (string | number)[])[] = [];
  const collect = (node: unknown, path: readonly (string | number)[]): void => {
    if (path.length > 0) paths.push(path);
    if (isMap(node)) for (const { key, value } of node.items) collect(value, [...path, String((key as Scalar).value)]);
    if (isSeq(node)) for (const [index, item] of node.items.slice(0, 3).entries()) collect(item, [...path, index]);
  };
  collect(parseDocument(text).contents, []);
  for (const path of paths) {
    for (const value of strange) {
      const document = parseDocument(text);
      document.setIn(path, document.createNode(value, { flow: true }));
      yield { path: `${path.join(".")}: ${JSON.stringify(value)}`, text: document.toString({ lineWidth: 0 }) };
    }
  }
}
