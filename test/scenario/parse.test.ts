import { describe, expect, test } from "vitest";
import * as z from "zod";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import { scenarioSchema } from "../../src/scenario/schema.ts";
import fc from "../property.ts";
import { base, parse, refusal } from "./support.ts";

/** What a transport is when only its kind is written. */
const everything = {
  compression: "none",
  headers: true,
  acknowledgements: true,
  handshakes: true,
  heartbeats: true,
} as const;

const full = `name: thirteen-regions
description: What does it cost?
seeds: [7, 8841]
duration: 2 min
stop: { when: membership, settle: 4 s }
cluster:
  groups:
    - { name: eu, nodes: 2, site: b }
    - { name: us, nodes: 1, site: a }
  join: { nodes: [1, 3] }
  start: { within: 1 s }
  descriptors: false
  locality: region={site},zone=z-{group},host=n{node}
network:
  sites: { rtt: data/ab.csv }
  loopback: 10 us
  jitter: { kind: lognormal, sigma: 0.1 }
  host: { up: 1 Gbit/s, down: 125 MB/s }
  transport: grpc-tls
  keepalive: { heartbeat: 1 s, silence: 2 s }
  connectTimeout: 3 s
  writeQuota: 32 KiB
host:
  processing: { message: 10 us, info: 0 }
  order: go
  receiverFirst: 50 %
  persistAddresses: false
protocol:
  preset: cockroach-2.1
  maxHops: 6
  minPeers: 4
  peersRoot: 2
  resend: ratchet
  highWaterStamps: delta
  identity: first-request
  startMarkers: false
  firstSend: at-once
  emptyFirstReply: false
  clientsInterval: off
  clientsTtl: 5 s
  stallInterval: 3 s
  bootstrapInterval: 500 ms
  cullInterval: 1 min
  jitter: 10 %
  batchDelay: 10 ms
  tightenInterval: 1 s
  incomingSlack: 1
  callbacks: all
workload:
  - { use: cockroach-2.0, storesPerNode: 2, storeSize: 234 B }
  - { key: "load:{node}", from: all, at: 1 s, every: 10 s, jitter: 10 %, size: 64 B, ttl: 30 s }
  - { key: config, from: us, at: 20 s, size: 4 KiB }
faults:
  - { at: 20 s, for: 10 s, partition: [[eu], [3]] }
  - { at: 25 s, crash: { random: 50 % }, restart: 8 s }
measure: { settle: 3 s, bin: 500 ms }
`;
const files = { "scenarios/data/ab.csv": "from\\to,a,b\na,1,80\nb,90,2\n" };

const once = { within: 0, every: null, times: 1 };

test("a scenario that says everything", () => {
  expect(parse(full, { files })).toEqual({
    name: "thirteen-regions",
    description: "What does it cost?",
    seeds: [7, 8841],
    duration: 120_000_000_000,
    stop: { when: "membership", settle: 4_000_000_000 },
    cluster: {
      nodes: [
        { group: "eu", site: 1, cluster: 0, startDelay: 0 },
        { group: "eu", site: 1, cluster: 0, startDelay: 0 },
        { group: "us", site: 0, cluster: 0, startDelay: 0 },
      ],
      join: { kind: "nodes", nodes: [1, 3] },
      start: { within: 1_000_000_000, listen: "at-start", order: "any" },
      descriptors: false,
      locality: [
        { key: "region", value: "{site}" },
        { key: "zone", value: "z-{group}" },
        { key: "host", value: "n{node}" },
      ],
    },
    network: {
      sites: ["a", "b"],
      latency: [500_000, 40_000_000, 45_000_000, 1_000_000],
      links: null,
      remarks: [],
      loss: 0,
      limits: [],
      loopback: 10_000,
      jitter: { kind: "lognormal", sigma: 0.1 },
      host: { up: 1e9, down: 1e9 },
      transport: { kind: "grpc-tls", ...everything },
      keepalive: { heartbeat: 1_000_000_000, silence: 2_000_000_000 },
      connectTimeout: 3_000_000_000,
      writeQuota: 32_768,
    },
    host: {
      processing: { message: 10_000, info: 0, wakeUp: 0, stream: 0, streamSpread: 0 },
      processor: "own",
      order: "go",
      receiverFirst: 0.5,
      persistAddresses: false,
    },
    protocol: {
      preset: "cockroach-2.1",
      maxHops: 6,
      minPeers: 4,
      peersRoot: 2,
      resend: "ratchet",
      highWaterStamps: "delta",
      identity: "first-request",
      startMarkers: false,
      firstSend: "at-once",
      emptyFirstReply: false,
      clientsInterval: Number.POSITIVE_INFINITY,
      clientsTtl: 5_000_000_000,
      stallInterval: 3_000_000_000,
      bootstrapInterval: 500_000_000,
      cullInterval: 60_000_000_000,
      jitter: 0.1,
      batchDelay: 10_000_000,
      tightenInterval: 1_000_000_000,
      incomingSlack: 1,
      callbacks: "all",
    },
    workload: [
      { use: "cockroach-2.0", storesPerNode: 2, storeSize: 234 },
      {
        infos: [{ key: "load:{node}", size: 64, ttl: 30_000_000_000 }],
        from: [1, 2, 3],
        of: null,
        at: 1_000_000_000,
        burst: null,
        every: 10_000_000_000,
        phase: "fixed",
        jitter: 0.1,
      },
      {
        infos: [{ key: "config", size: 4096, ttl: Number.POSITIVE_INFINITY }],
        from: [3],
        of: null,
        at: 20_000_000_000,
        burst: null,
        every: null,
        phase: "fixed",
        jitter: 0,
      },
    ],
    faults: [
      { kind: "partition", name: null, ...once, at: 20_000_000_000, for: 10_000_000_000, sides: [[1, 2], [3]] },
      {
        kind: "crash",
        ...once,
        at: 25_000_000_000,
        nodes: { random: 2, of: null },
        each: 0,
        restart: 8_000_000_000,
        memory: "lost",
      },
    ],
    measure: { settle: 3_000_000_000, bin: 500_000_000 },
    expect: [],
    tolerances: [],
  });
});

test("a scenario that says the least", () => {
  const least = "name: least\nduration: 10 s\ncluster: { nodes: 2 }\nnetwork: { sites: { latency: 1 ms } }\n";
  expect(parse(least)).toEqual({
    name: "least",
    description: "",
    seeds: [1],
    duration: 10_000_000_000,
    stop: null,
    cluster: {
      nodes: [
        { group: "", site: 0, cluster: 0, startDelay: 0 },
        { group: "", site: 0, cluster: 0, startDelay: 0 },
      ],
      join: { kind: "nodes", nodes: [1] },
      start: { within: 100_000_000, listen: "at-start", order: "any" },
      descriptors: true,
      locality: [],
    },
    network: {
      sites: ["site"],
      latency: [1_000_000],
      links: null,
      remarks: [],
      loopback: 20_000,
      jitter: { kind: "none" },
      loss: 0,
      limits: [],
      host: { up: Number.POSITIVE_INFINITY, down: Number.POSITIVE_INFINITY },
      transport: { kind: "grpc", ...everything },
      keepalive: { heartbeat: 3_000_000_000, silence: 6_000_000_000 },
      connectTimeout: 6_000_000_000,
      writeQuota: 65_536,
    },
    host: {
      processing: { message: 60_000, info: 4_000, wakeUp: 0, stream: 0, streamSpread: 0 },
      processor: "own",
      order: "arrival",
      receiverFirst: 0.014,
      persistAddresses: true,
    },
    protocol: {
      preset: "cockroach-2.1",
      maxHops: 5,
      minPeers: 3,
      peersRoot: 3,
      resend: "ratchet",
      highWaterStamps: "full",
      identity: "every-request",
      startMarkers: true,
      firstSend: "after-reply",
      emptyFirstReply: true,
      clientsInterval: 2_000_000_000,
      clientsTtl: 4_000_000_000,
      stallInterval: 2_000_000_000,
      bootstrapInterval: 1_000_000_000,
      cullInterval: 60_000_000_000,
      jitter: 0.25,
      batchDelay: 0,
      tightenInterval: 0,
      incomingSlack: 0,
      callbacks: "changed-or-redundant",
    },
    workload: [],
    faults: [],
    measure: { settle: 5_000_000_000, bin: 1_000_000_000 },
    expect: [],
    tolerances: [],
  });
});

describe("every field by itself", () => {
  test.each([
    // text put at the end of the base scenario, message
    ["nam: x", 'scenarios/x.yaml:10:1: unknown key "nam"; did you mean "name"?'],
    ["name: y", 'scenarios/x.yaml:10:1: duplicate key "name"; it stands already in line 1'],
    [
      "weather: x",
      'scenarios/x.yaml:10:1: unknown key "weather"; known: name, extends, description, seed, seeds, duration, stop, cluster, network, host, protocol, workload, faults, measure, expect, baseline, sweep',
    ],
    [
      "host: { __proto__: x }",
      'scenarios/x.yaml:10:9: host: unknown key "__proto__"; known: processing, processor, order, receiverFirst, persistAddresses',
    ],
    ["description: 7", "scenarios/x.yaml:10:14: description: expected text, found 7"],
    ["seed: 1.5", "scenarios/x.yaml:10:7: seed: expected a whole number from 0 to 4294967295, found 1.5"],
    ["seed: -1", "scenarios/x.yaml:10:7: seed: expected a whole number from 0 to 4294967295, found -1"],
    ["seeds: 0", "scenarios/x.yaml:10:8: seeds: expected a whole number from 1 to 100000, found 0"],
    ["seeds: []", "scenarios/x.yaml:10:8: seeds: expected a list of seeds with at least 1, found 0"],
    ["seeds: [1, x]", 'scenarios/x.yaml:10:12: seeds.1: expected a whole number from 0 to 4294967295, found "x"'],
    ["seeds: x", 'scenarios/x.yaml:10:8: seeds: expected a number of seeds or a list of them, found "x"'],
    ["stop: { when: never }", 'scenarios/x.yaml:10:15: stop.when: expected membership, found "never"'],
    ["stop: { settle: 5 s }", 'scenarios/x.yaml:10:7: stop: missing key "when": expected membership'],
    ["host: 5", 'scenarios/x.yaml:10:7: host: expected a mapping with keys such as "processing", found 5'],
    ["host: []", 'scenarios/x.yaml:10:7: host: expected a mapping with keys such as "processing", found a list'],
    [
      "host: { processing: { message: 30 } }",
      'scenarios/x.yaml:10:32: host.processing.message: expected a duration with its unit such as "60 s", found 30',
    ],
    [
      "host: { receiverFirst: 101 % }",
      'scenarios/x.yaml:10:24: host.receiverFirst: expected at most 100 %, found "101 %"',
    ],
    [
      "protocol: { maxHops: 0 }",
      "scenarios/x.yaml:10:22: protocol.maxHops: expected a whole number from 1 to 100, found 0",
    ],
    [
      "protocol: { startMarkers: yes }",
      'scenarios/x.yaml:10:27: protocol.startMarkers: expected true or false, found "yes"',
    ],
    [
      "protocol: { preset: cockroach-3 }",
      'scenarios/x.yaml:10:21: protocol.preset: expected cockroach-2.1, cockroach-2.0 or cockroach-1.0, found "cockroach-3"',
    ],
    [
      "protocol: { stallInterval: 0 }",
      "scenarios/x.yaml:10:28: protocol.stallInterval: expected a duration longer than 0 s",
    ],
    [
      "protocol: { clientsInterval: 0 s }",
      "scenarios/x.yaml:10:30: protocol.clientsInterval: expected a duration longer than 0 s, or off",
    ],
    [
      "protocol: { clientsInterval: false }",
      'scenarios/x.yaml:10:30: protocol.clientsInterval: expected a duration with its unit such as "60 s", or off, found false',
    ],
    [
      "protocol: { jitter: }",
      'scenarios/x.yaml:10:21: protocol.jitter: expected a percentage such as "10 %", found nothing',
    ],
    ["workload: { use: x }", "scenarios/x.yaml:10:11: workload: expected a list of what is published, found a mapping"],
    [
      "workload: [7]",
      "scenarios/x.yaml:10:12: workload.0: expected a mapping with the key use, key, infos or replay, found 7",
    ],
    [
      "faults: [{ at: 1 s }]",
      "scenarios/x.yaml:10:10: faults.0: expected a mapping with the key partition, heal, crash, stop, pause, slow, clock, churn, degrade or linkDown, found none of them",
    ],
    ["faults: [{ at: 1 s, crsh: 3 }]", 'scenarios/x.yaml:10:21: faults.0: unknown key "crsh"; did you mean "crash"?'],
    [
      "faults: [{ at: 1 s, crash: 3, for: 3 s }]",
      'scenarios/x.yaml:10:31: faults.0: unknown key "for"; known: crash, at, every, times, until, each, restart, memory',
    ],
    ["measure: { bin: 0 s }", "scenarios/x.yaml:10:17: measure.bin: expected a duration longer than 0 s"],
  ])("%s", (text, message) => {
    expect(refusal(`${base}${text}\n`)).toBe(message);
  });

  test.each(["Thirteen", "a b", "../x", "-x", '""', "ä", "7"])("a name like %s is none", (name) => {
    const found = name.startsWith('"') || name === "7" ? name : JSON.stringify(name);
    expect(refusal(base.replace("name: base", `name: ${name}`))).toBe(
      `scenarios/x.yaml:1:7: name: expected a name of lower-case letters, digits and hyphens such as "thirteen-regions", found ${found}`,
    );
  });

  test("required keys", () => {
    expect(refusal("seed: 1")).toBe(
      'scenarios/x.yaml:1:1: missing key "name": expected a name of lower-case letters, digits and hyphens such as "thirteen-regions" (and 3 more)',
    );
    expect(refusal("name: x\nduration: 1 s\ncluster: { nodes: 1 }\nnetwork: {}\n")).toBe(
      'scenarios/x.yaml:4:10: network: missing key "sites": expected { latency: 5 ms }, { rtt: matrix.csv }, { graphml: network.graphml } or { generate: ring, count: 9, latency: 5 ms }',
    );
  });

  test("a key that is misspelt is not missing as well", () => {
    expect(refusal(base.replace("nodes: 3", "nodse: 3"))).toBe(
      'scenarios/x.yaml:5:19: cluster.groups.0: unknown key "nodse"; did you mean "nodes"?',
    );
  });

  test("of several mistakes the first by its place is told, and the others counted", () => {
    const text = base.replace("60 s", "60").replace("latency: 60 ms", "latency: fast");
    expect(refusal(`${text}stop: 5\nseed: x\n`)).toBe(
      'scenarios/x.yaml:2:11: duration: expected a duration with its unit such as "60 s", found 60 (and 3 more)',
    );
  });
});

describe("contradictions between fields", () => {
  test.each([
    ["seed: 1\nseeds: 3", 'scenarios/x.yaml:11:8: seeds: expected either "seed" or "seeds", found both'],
    ["seeds: [4, 5, 4]", "scenarios/x.yaml:10:15: seeds.2: the seed 4 stands here twice"],
    [
      "stop: { when: membership, settle: 61 s }",
      'scenarios/x.yaml:10:35: stop.settle: expected at most the duration of the run, "60 s", found "61 s"',
    ],
    [
      "measure: { settle: 2 min }",
      'scenarios/x.yaml:10:20: measure.settle: expected at most the duration of the run, "60 s", found "2 min"',
    ],
    [
      "measure: { bin: 1 us }",
      "scenarios/x.yaml:10:17: measure.bin: the run has 60,000,000 bins of this width, at most 100,000 are allowed",
    ],
    [
      "protocol: { resend: replace, highWaterStamps: delta }",
      'scenarios/x.yaml:10:47: protocol.highWaterStamps: "delta" needs "resend: ratchet": differences say nothing to a peer that replaces what it knew',
    ],
    [
      "protocol: { preset: cockroach-2.0, highWaterStamps: delta }",
      'scenarios/x.yaml:10:53: protocol.highWaterStamps: "delta" needs "resend: ratchet": differences say nothing to a peer that replaces what it knew, which cockroach-2.0 does',
    ],
  ])("%s", (text, message) => {
    expect(refusal(`${base}${text}\n`)).toBe(message);
  });

  test("defaults are not held against a short run", () => {
    const short = parse(base.replace("60 s", "500 ms").replace("60 ms", "1 ms"));
    expect(short.measure).toEqual({ settle: 5_000_000_000, bin: 1_000_000_000 });
  });
});

test("a number of seeds is that many, from 1", () => {
  expect(parse(`${base}seeds: 3\n`).seeds).toEqual([1, 2, 3]);
  expect(parse(`${base}seed: 4294967295\n`).seeds).toEqual([4_294_967_295]);
});

test("older presets differ in exactly these options", () => {
  const options = (preset: string) => parse(`${base}protocol: { preset: ${preset} }\n`).protocol;
  const v20 = {
    ...options("cockroach-2.1"),
    preset: "cockroach-2.0",
    resend: "replace",
    startMarkers: false,
    firstSend: "at-once",
    emptyFirstReply: false,
    clientsInterval: Number.POSITIVE_INFINITY,
    stallInterval: 30_000_000_000,
    callbacks: "all",
  };
  expect(options("cockroach-2.0")).toEqual(v20);
  expect(options("cockroach-1.0")).toEqual({ ...v20, preset: "cockroach-1.0", peersRoot: 4 });
});

test("an option is laid over its preset", () => {
  const { protocol } = parse(`${base}protocol: { preset: cockroach-2.0, resend: ratchet, highWaterStamps: delta }\n`);
  expect(protocol).toMatchObject({
    preset: "cockroach-2.0",
    resend: "ratchet",
    highWaterStamps: "delta",
    callbacks: "all",
  });
});

describe("a JSON Schema can be made of the same definition", () => {
  const schema = z.toJSONSchema(scenarioSchema, { io: "input" });

  test("it asks for the same keys", () => {
    expect(schema.required).toEqual(["name", "duration", "cluster", "network"]);
    expect(schema.additionalProperties).toBe(false);
  });

  test("every key of every mapping is described", () => {
    const undescribed: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [key, value] of Object.entries(node)) {
        if (key === "properties") {
          for (const [name, property] of Object.entries(value as Record<string, { description?: string }>)) {
            if (property.description === undefined) undescribed.push(`${path}.${name}`);
          }
        }
        visit(value, `${path}.${key}`);
      }
    };
    visit(schema, "");
    expect(undescribed).toEqual([]);
  });
});

describe("whatever the text, the only error is a ScenarioError of one line", () => {
  const check = (text: string, overrides: readonly string[] = []) => {
    try {
      parse(text, { files, overrides });
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      expect(error.message).toMatch(/^[^\n\r]+$/);
      expect(error.message).not.toContain("Invalid input");
    }
  };
  const piece = fc.oneof(
    fc.string({ maxLength: 5, unit: "binary" }),
    fc.constantFrom(
      "\n",
      " ",
      "  ",
      "\t",
      ":",
      ": ",
      "- ",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&a ",
      "*a",
      "!!set ",
      "!x ",
      "? ",
    ),
    fc.constantFrom(
      "null",
      "~",
      "0",
      "-1",
      "1e999",
      ".nan",
      "true",
      '"',
      "'",
      "|",
      ">",
      "#",
      "%",
      "<<: ",
      "__proto__: 1",
    ),
    fc.constantFrom("---\n", "...\n", "extends: x.yaml", "rtt: data/ab.csv", "60 s", "10 %", "all", "even", "{node}"),
  );
  const lines = full.split("\n");
  const edit = fc.oneof(
    fc.record({ at: fc.nat(full.length), cut: fc.nat(12), put: piece }),
    fc.record({
      at: fc.nat(full.length),
      cut: fc.constant(0),
      put: fc.constantFrom(...lines).map((line) => `${line}\n`),
    }),
  );

  test("mutated scenarios", () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        check(edits.reduce((text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut), full));
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  test("values of the wrong kind in every place", () => {
    const value = fc.constantFrom(
      "[]",
      "{}",
      "null",
      "0",
      "-1",
      "1.5",
      "x",
      "''",
      "true",
      "[[]]",
      "[{}]",
      "{ a: 1 }",
      ".inf",
      "'1 s'",
    );
    const lineIndex = fc.nat(lines.length - 2);
    fc.assert(
      fc.property(lineIndex, value, (index, put) => {
        const changed = lines.with(index, lines[index]!.replace(/: .*$/, `: ${put}`));
        check(changed.join("\n"));
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  test("assignments", () => {
    const path = fc.constantFrom(
      "seed",
      "cluster",
      "cluster.join",
      "faults.0",
      "faults.0.at",
      "workload.1.from.0",
      "a..b",
      "",
      "0",
    );
    const assignment = fc
      .tuple(path, fc.constantFrom("=", "", "==", ".0=", ".x="), piece)
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(assignment, (written) => check(full, [written])),
      { numRuns: 1000 },
    );
  }, 60_000);
});

test("a message shows what a terminal does not", () => {
  const text = base.replaceAll("frankfurt", "wien").replace("[wien, dallas]", '["a\\0\\e", dallas]');
  expect(refusal(text)).toContain('no site is called "wien"; known: even, a\\u0000\\u001b, dallas');
});
