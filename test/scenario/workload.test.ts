import { expect, test } from "vitest";
import { base, parse, refusal } from "./support.ts";

const workload = (item: string) => `${base}workload:\n  - ${item}\n`;
const publishers = (from: string) => {
  const [item] = parse(workload(`{ key: k, from: ${from}, size: 1 B }`)).workload;
  return item !== undefined && "from" in item ? item.from : undefined;
};

test("a version's own gossip, with its defaults", () => {
  expect(parse(workload("use: cockroach-2.1")).workload).toEqual([
    { use: "cockroach-2.1", storesPerNode: 1, storeSize: 261 },
  ]);
});

test("an info, with its defaults", () => {
  expect(parse(workload('{ key: "k{node}", from: 2, size: 0 B }')).workload).toEqual([
    {
      infos: [{ key: "k{node}", size: 0, ttl: Number.POSITIVE_INFINITY }],
      from: [2],
      of: null,
      at: 0,
      every: null,
      burst: null,
      phase: "fixed",
      jitter: 0,
    },
  ]);
});

test("several infos together, one for each of some nodes, at random phases", () => {
  const item =
    '{ infos: [{ key: "a{of}", size: 1 B }, { key: b, size: 2 B, ttl: 3 s }], from: all, of: eu, every: 4 s, phase: random }';
  expect(parse(workload(item)).workload).toEqual([
    {
      infos: [
        { key: "a{of}", size: 1, ttl: Number.POSITIVE_INFINITY },
        { key: "b", size: 2, ttl: 3_000_000_000 },
      ],
      from: [1, 2, 3, 4, 5, 6, 7, 8, 9],
      of: [1, 2, 3],
      at: 0,
      every: 4_000_000_000,
      burst: null,
      phase: "random",
      jitter: 0,
    },
  ]);
});

test("sizes and intervals from distributions, and bursts", () => {
  const item =
    "{ key: k, from: 1, size: { kind: lognormal, mean: 1 KiB, sigma: 0.5 }, every: { kind: exponential, mean: 2 s }, burst: { count: 20, spacing: 1 ms } }";
  expect(parse(workload(item)).workload[0]).toMatchObject({
    infos: [{ size: { kind: "lognormal", mean: 1024, sigma: 0.5 } }],
    every: { kind: "exponential", mean: 2_000_000_000 },
    burst: { count: 20, spacing: 1_000_000 },
  });
});

test.each([
  ["all", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ["9", [9]],
  ["us", [4, 5, 6]],
  ["dallas", [4, 5, 6, 9]],
  ["[8, us, 4, 1]", [1, 4, 5, 6, 8]],
])("from: %s", (from, ids) => {
  expect(publishers(from)).toEqual(ids);
});

test.each([
  [
    "{ key: k, size: 1 B }",
    '11:5: workload.0: missing key "from": expected a node id, the name of a group or site, or all',
  ],
  ["{ key: k, from: 10, size: 1 B }", "11:21: workload.0.from: there is no node 10; ids are 1 to 9"],
  ["{ key: k, from: 0, size: 1 B }", "11:21: workload.0.from: expected a whole number from 1 to 200000, found 0"],
  [
    "{ key: k, from: [1, eq], size: 1 B }",
    '11:25: workload.0.from.1: no group or site is called "eq"; known: all, eu, us, both, frankfurt, dallas',
  ],
  [
    "{ key: k, from: dalas, size: 1 B }",
    '11:21: workload.0.from: no group or site is called "dalas"; did you mean "dallas"?',
  ],
  ["{ key: k, from: [], size: 1 B }", "11:21: workload.0.from: expected a list of nodes with at least 1, found 0"],
  [
    "{ key: k, from: 1, size: 1 TB }",
    '11:30: workload.0.size: expected a size with its unit such as "64 KiB", found the unknown unit "TB"; known: B, kB, MB, GB, KiB, MiB, GiB',
  ],
  ["{ key: k, from: 1, size: 1 B, phase: random }", '11:42: workload.0.phase: goes with "every", which is missing'],
  ["{ key: k, from: 1, size: 1 B, of: all }", '11:39: workload.0.of: goes with "every", which is missing'],
  [
    '{ infos: [{ key: "k{of}", size: 1 B }], from: 1 }',
    '11:22: workload.0.infos.0.key: unknown placeholder "{of}"; known: {node}, {site}, {group}',
  ],
  ["{ infos: [], from: 1 }", "11:14: workload.0.infos: expected a list of infos with at least 1, found 0"],
  ["{ key: k, from: 1, size: 1 GB }", '11:30: workload.0.size: expected a size from 0 B to 67108864 B, found "1 GB"'],
  ['{ key: "", from: 1, size: 1 B }', "11:12: workload.0.key: expected a key, found an empty one"],
  [
    '{ key: "node:7", from: 1, size: 1 B }',
    '11:12: workload.0.key: keys that begin with "node:" are published by the nodes themselves',
  ],
  [
    '{ key: "gossip-clients:{node}", from: 1, size: 1 B }',
    '11:12: workload.0.key: keys that begin with "gossip-clients:" are published by the nodes themselves',
  ],
  [
    '{ key: "my-system-db", from: 1, size: 1 B }',
    '11:12: workload.0.key: a key that contains "system-db" and is another one stops every node (K6)',
  ],
  [
    '{ key: "k{nod}", from: 1, size: 1 B }',
    '11:12: workload.0.key: unknown placeholder "{nod}"; did you mean "{node}"?',
  ],
  [
    '{ key: "k}", from: 1, size: 1 B }',
    '11:12: workload.0.key: unknown placeholder "}"; known: {node}, {site}, {group}',
  ],
  ["{ key: k, from: 1, size: 1 B, jitter: 5 % }", '11:43: workload.0.jitter: goes with "every", which is missing'],
  [
    "{ key: k, from: 1, size: 1 B, at: 60 s }",
    '11:39: workload.0.at: expected a time before the end of the run at "60 s", found "60 s"',
  ],
  ["{ key: k, from: 1, size: 1 B, every: 0 s }", "11:42: workload.0.every: expected a duration longer than 0 s"],
  [
    "{ key: k, from: 1, size: { kind: uniform, min: 2 B, max: 1 B } }",
    '11:62: workload.0.size.max: expected at least "min", "2 B", found "1 B"',
  ],
  [
    "{ key: k, from: 1, size: { kind: poisson, mean: 2 B } }",
    '11:30: workload.0.size: expected 64 B or a distribution such as { kind: exponential, mean: 64 B }; kinds: uniform, exponential, lognormal, found the kind "poisson"',
  ],
  [
    "{ key: k, from: 1, size: 1 B, every: { kind: exponential, mean: 1 s }, jitter: 5 % }",
    '11:84: workload.0.jitter: goes with a fixed "every", found a distribution',
  ],
  [
    "{ key: k, from: 1, size: 1 B, burst: { count: 0, spacing: 1 s } }",
    "11:51: workload.0.burst.count: expected a whole number from 1 to 100000, found 0",
  ],
  [
    "{ key: k, from: 1, size: 1 B, storeSize: 1 B }",
    '11:35: workload.0: unknown key "storeSize"; known: key, size, ttl, from, of, at, every, burst, phase, jitter',
  ],
  [
    "use: cockroach-2.1\n  - use: cockroach-2.0",
    "12:10: workload.1.use: workload.0 says already what nodes gossip by themselves",
  ],
])("%s", (item, message) => {
  expect(refusal(workload(item))).toBe(`scenarios/x.yaml:${message}`);
});

test("a site on which no node stands publishes nothing", () => {
  const text = "name: x\nduration: 1 s\ncluster: { nodes: 1 }\nnetwork: { sites: { names: [a, b], latency: 0 } }\n";
  expect(refusal(`${text}workload: [{ key: k, from: b, size: 1 B }]\n`)).toBe(
    'scenarios/x.yaml:5:28: workload.0.from: no node stands on the site "b"',
  );
});

test("a group comes before a site of the same name", () => {
  const text = base.replace("name: both, nodes: 3, site: even", "name: dallas, nodes: 1, site: frankfurt");
  const [item] = parse(`${text}workload: [{ key: k, from: dallas, size: 1 B }]\n`).workload;
  expect(item).toMatchObject({ from: [7] });
});
