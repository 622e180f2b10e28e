import { describe, expect, test } from "vitest";
import { base, parse, refusal } from "./support.ts";

const second = 1e9;
const whole = { keys: null, nodes: null, from: 0, to: Number.POSITIVE_INFINITY };
const load = 'workload: [{ key: "load:{node}", from: us, every: 10 s, size: 64 B }]\n';

const promises = (text: string, more = load) => parse(`${base}${more}expect:\n  ${text}\n`).expect;
/** Line 12 begins with two spaces and the text. */
const refused = (text: string, more = load) => refusal(`${base}${more}expect:\n  ${text}\n`);

describe("promises", () => {
  test("each in the unit of its figure", () => {
    const text = [
      "membership.time: { max: 5 s }",
      "bytes.total: { max: 40 MiB, over: mean }",
      "steady.bytesPerSecond: { max: 3 KiB/s, min: 1 kB/s }",
      "redundancy: { max: 50 % }",
      "bound.overhead: { max: 2.5, over: median }",
      "connections.refused: { max: 0, over: p95 }",
    ].join("\n  ");
    expect(promises(text)).toEqual([
      { figure: "membership.time", scope: whole, over: "worst", min: null, max: 5 * second },
      { figure: "bytes.total", scope: whole, over: "mean", min: null, max: 40 * 1024 * 1024 },
      { figure: "steady.bytesPerSecond", scope: whole, over: "worst", min: 1000, max: 3072 },
      { figure: "redundancy", scope: whole, over: "worst", min: null, max: 0.5 },
      { figure: "connections.refused", scope: whole, over: "p95", min: null, max: 0 },
      { figure: "bound.overhead", scope: whole, over: "median", min: null, max: 2.5 },
    ]);
  });

  test("over a part of the run, one or several of a figure", () => {
    const text =
      'bytes.perNode.p99: [{ to: 2 s, max: 1 MiB }, { from: 10 s, max: 30 KiB, nodes: us }]\n  dissemination.t99: { max: 2 s, keys: "load:*" }';
    expect(promises(text).map(({ figure, scope }) => ({ figure, scope }))).toEqual([
      { figure: "dissemination.t99.max", scope: { ...whole, keys: "load:*" } },
      { figure: "bytes.perNode.p99", scope: { ...whole, to: 2 * second } },
      { figure: "bytes.perNode.p99", scope: { ...whole, from: 10 * second, nodes: [4, 5, 6] } },
    ]);
  });

  test("what says nothing about a part says the whole", () => {
    const [infos] = promises('bytes.infos: { max: 1 MiB, keys: "*", nodes: all, from: 0 s }');
    expect(infos!.scope).toEqual(whole);
  });

  test("are laid over those of the file that is extended, and of --set", () => {
    const files = {
      "scenarios/base.yaml": `${base}${load}expect:\n  bytes.total: { max: 40 MiB }\n  hops.max: { max: 5 }\n`,
    };
    const given = {
      files,
      overrides: ['expect={ "membership.time": { max: 1 s } }', "expect.bytes.total.min=1 KiB", "expect={ hops.max: }"],
    };
    const { expect: found } = parse("extends: base.yaml\nexpect: { bytes.total: { max: 30 MiB } }\n", given);
    expect(found).toEqual([
      { figure: "membership.time", scope: whole, over: "worst", min: null, max: second },
      { figure: "bytes.total", scope: whole, over: "worst", min: 1024, max: 30 * 1024 * 1024 },
    ]);
  });

  test("a path of --set with the name of a distribution in it", () => {
    const overrides = ["expect.dissemination.t99.max=2 s", "expect.dissemination.t50.max.max=1 s"];
    expect(parse(base, { overrides }).expect.map(({ figure, max }) => [figure, max])).toEqual([
      ["dissemination.t50.max", second],
      ["dissemination.t99.max", 2 * second],
    ]);
  });

  test.each([
    ["membrship.time: { max: 5 s }", '12:3: expect: unknown key "membrship.time"; did you mean "membership.time"?'],
    ["bytes.total: 5 MiB", '12:16: expect.bytes.total: expected a mapping with keys such as "max", found "5 MiB"'],
    ["bytes.total: []", "12:16: expect.bytes.total: expected a list of promises with at least 1, found 0"],
    [
      "membership.time: { max: 5 MiB }",
      '12:27: expect.membership.time.max: expected a duration with its unit such as "60 s", found the unknown unit "MiB"; known: ns, us, µs, ms, s, min, h, d',
    ],
    [
      "bytes.total: { max: 5 }",
      '12:23: expect.bytes.total.max: expected a size with its unit such as "64 KiB", found 5',
    ],
    [
      "steady.bytesPerSecond: { max: 5 KiB }",
      '12:33: expect.steady.bytesPerSecond.max: expected a rate with its unit such as "3 KiB/s", found the unknown unit "KiB"; known: bit/s, kbit/s, Mbit/s, Gbit/s, B/s, kB/s, MB/s, GB/s, KiB/s, MiB/s, GiB/s',
    ],
    ["redundancy: { max: 0.5 }", '12:22: expect.redundancy.max: expected a percentage such as "10 %", found 0.5'],
    [
      "bound.overhead: { max: 3 x }",
      '12:26: expect.bound.overhead.max: expected a number of at least 0, without a unit, found "3 x"',
    ],
    ["callbacks: {}", '12:14: expect.callbacks: expected "min" or "max" or both, found neither'],
    [
      "membership.time: { min: 5 s, max: 3 s }",
      '12:27: expect.membership.time.min: expected at most "max", "3 s", found "5 s"',
    ],
    ["bytes.total: { max: 1 B, ovr: mean }", '12:28: expect.bytes.total: unknown key "ovr"; did you mean "over"?'],
    [
      "bytes.total: { max: 1 B, over: best }",
      '12:34: expect.bytes.total.over: expected worst, mean, median or p95, found "best"',
    ],
  ])("are read with care: %s", (text, message) => {
    expect(refused(text)).toBe(`scenarios/x.yaml:${message}`);
  });

  test.each([
    [
      "bytes.total: { max: -1 B }",
      '12:23: expect.bytes.total.max: expected a size with its unit such as "64 KiB", found the negative "-1 B"',
    ],
    [
      "connections.failed: { max: -1 }",
      "12:30: expect.connections.failed.max: expected a number of at least 0, without a unit, found -1",
    ],
    [
      "connections.failed: { min: 0 }",
      "12:30: expect.connections.failed.min: expected more than 0, which no run can be below, found 0",
    ],
    [
      "bytes.perNode: { min: 0 B }",
      '12:25: expect.bytes.perNode.min: expected more than 0, which no run can be below, found "0 B"',
    ],
    [
      "membership.share: { max: 100 % }",
      '12:28: expect.membership.share.max: expected less than 100 %, which no run can be above, found "100 %"',
    ],
    ["membership.share: { min: 101 % }", '12:28: expect.membership.share.min: expected at most 100 %, found "101 %"'],
    [
      "settled.time: { min: 61 s }",
      '12:24: expect.settled.time.min: expected at most 1 min, as long as a run can take over it, found "61 s"',
    ],
    [
      "dissemination.t50: { from: 50 s, min: 11 s }",
      '12:41: expect.dissemination.t50.min: expected at most 10 s, as long as a run can take over it, found "11 s"',
    ],
    ["hops: { max: 0 }", "12:16: expect.hops.max: expected at least 1: no info arrives over fewer hops, found 0"],
  ])("can be kept and can be broken: %s", (text, message) => {
    expect(refused(text)).toBe(`scenarios/x.yaml:${message}`);
  });

  test.each([
    "membership.time: { max: 60 s }",
    "membership.time: { min: 0 s }",
    "redundancy: { max: 100 % }",
    "bound.time: { min: 2 min }",
    "wire.compression: { min: 0 B }",
  ])("may be about what may never happen: %s", (text) => {
    expect(promises(text)).toHaveLength(1);
  });

  test.each([
    [
      'bytes.total: { max: 1 B, keys: "load:*" }',
      '12:28: expect.bytes.total: this figure cannot be measured by "keys"; it can by nodes, from, to; what keys make up is bytes.infos',
    ],
    [
      'bytes.wire: { max: 1 B, keys: "load:*" }',
      '12:27: expect.bytes.wire: this figure cannot be measured by "keys"; it can by nodes, from, to',
    ],
    [
      "membership.time: { max: 1 s, nodes: eu }",
      '12:32: expect.membership.time: this figure cannot be measured by "nodes"; it is of the whole run alone',
    ],
    [
      "bytes.total: { max: 1 B, nodes: bot }",
      '12:35: expect.bytes.total.nodes: no group or site is called "bot"; did you mean "both"?',
    ],
    [
      "bytes.total: { max: 1 B, nodes: [2, 12] }",
      "12:39: expect.bytes.total.nodes.1: there is no node 12; ids are 1 to 9",
    ],
    [
      "bytes.total: { max: 1 B, from: 60 s }",
      '12:34: expect.bytes.total.from: expected a time before the end of the run at "60 s", found "60 s"',
    ],
    [
      "bytes.total: { max: 1 B, to: 61 s }",
      '12:32: expect.bytes.total.to: expected at most the duration of the run, "60 s", found "61 s"',
    ],
    [
      "bytes.total: { max: 1 B, from: 5 s, to: 5000 ms }",
      '12:43: expect.bytes.total.to: expected a time after "from", 5 s, found "5000 ms"',
    ],
    [
      "dissemination.t99: { max: 1 s }\n  dissemination.t99.max: { max: 2 s }",
      "13:26: expect.dissemination.t99.max: dissemination.t99.max is promised twice over the same part of the run",
    ],
  ])("have parts of the run that there are: %s", (text, message) => {
    expect(refused(text)).toBe(`scenarios/x.yaml:${message}`);
  });

  test("of one figure, over different parts or seeds", () => {
    expect(promises("bytes.total: [{ max: 2 B }, { max: 1 B, over: mean }, { max: 1 B, nodes: eu }]")).toHaveLength(3);
  });

  test("need a meaning", () => {
    const message = "no meaning where nodes publish no descriptors (cluster.descriptors: false)";
    const text = `${base.replace("cluster:\n", "cluster:\n  descriptors: false\n")}expect: { coldStart.bytes: { max: 1 MiB } }\n`;
    expect(refusal(text)).toBe(`scenarios/x.yaml:11:28: expect.coldStart.bytes: has ${message}`);
  });
});

describe("patterns of keys", () => {
  const refusedKeys = (keys: string, more: string) => refused(`bytes.infos: { max: 1 B, keys: "${keys}" }`, more);
  const accepted = (keys: string, more: string) => promises(`bytes.infos: { max: 1 B, keys: "${keys}" }`, more);

  test("one that fits no key is near one that there is", () => {
    expect(refusedKeys("laod:*", load)).toBe(
      'scenarios/x.yaml:12:34: expect.bytes.infos.keys: no key of this scenario fits "laod:*"; did you mean "load:*"?',
    );
  });

  test.each(["load:4", "load:*", "*:6", "l*d:5", "node:9", "gossip-clients:*", "*"])("%s", (keys) => {
    expect(accepted(keys, load)).toHaveLength(1);
  });

  test.each(["load:3", "load:44", "load", "node:10", "*:0", "store:*", "sentinel"])("but not %s", (keys) => {
    expect(refusedKeys(keys, load)).toContain("no key of this scenario fits");
  });

  test("follow the settings", () => {
    const used = "workload: [{ use: cockroach-2.1, storesPerNode: 2 }]\n";
    expect(accepted("store:18", used)).toHaveLength(1);
    expect(refusedKeys("store:19", used)).toContain("no key of this scenario fits");
    const off = "protocol: { clientsInterval: off }\n";
    expect(refusedKeys("gossip-clients:*", off)).toContain("no key of this scenario fits");
    const each = 'workload: [{ key: "a:{node}:{of}", from: eu, of: us, every: 1 s, size: 1 B }]\n';
    expect(accepted("a:3:4", each)).toHaveLength(1);
    expect(refusedKeys("a:4:*", each)).toContain("no key of this scenario fits");
  });

  test("of a cluster with very many stores take no time", () => {
    const stores = base.replace("nodes: 3, site: frankfurt", "nodes: 100000, site: frankfurt");
    const text = (keys: string) =>
      `${stores}workload: [{ use: cockroach-2.1, storesPerNode: 1000 }]\nexpect: { bytes.infos: { max: 1 B, keys: "${keys}" } }\n`;
    expect(parse(text("store:100")).expect).toHaveLength(1);
    expect(refusal(text("stroe:*"))).toContain('did you mean "store:*"?');
  });

  test("of a cluster with more keys than can be tried are believed", () => {
    const huge = base.replace("nodes: 3, site: frankfurt", "nodes: 20000, site: frankfurt");
    const text = (keys: string) =>
      `${huge}workload: [{ key: "a:{node}:{of}", from: all, of: all, every: 1 s, size: 1 B }]\nexpect: { bytes.infos: { max: 1 B, keys: "${keys}" } }\n`;
    expect(parse(text("a:20000:1")).expect).toHaveLength(1);
    expect(refusal(text("b:*"))).toContain("no key of this scenario fits");
  });
});

describe("tolerances", () => {
  const tolerances = (text: string) => parse(`${base}baseline: { tolerance: ${text} }\n`).tolerances;
  const refusedTolerance = (text: string) => refusal(`${base}baseline: { tolerance: ${text} }\n`);

  test("one for all, or by figure, in the order in which they stand", () => {
    expect(tolerances("1 %")).toEqual([{ figures: "*", tolerance: 0.01 }]);
    expect(tolerances('{ "dissemination.*": 5 %, bytes.total: 0.5 %, "*.max": 0 % }')).toEqual([
      { figures: "dissemination.*", tolerance: 0.05 },
      { figures: "bytes.total", tolerance: 0.005 },
      { figures: "*.max", tolerance: 0 },
    ]);
  });

  test.each([
    ["0.01", 'baseline.tolerance: expected 1 % or { "dissemination.*": 5 % }, found 0.01'],
    ["101 %", 'baseline.tolerance: expected at most 100 %, found "101 %"'],
    [
      "{ bytes.totl: 1 % }",
      'baseline.tolerance.bytes.totl: no figure is called "bytes.totl"; did you mean "bytes.total"?',
    ],
    [
      "{ dissemination.t99: 1 % }",
      'baseline.tolerance.dissemination.t99: no figure is called "dissemination.t99"; did you mean "dissemination.t99.*"?',
    ],
    ["{ bytes.total: 1 }", 'baseline.tolerance.bytes.total: expected a percentage such as "10 %", found 1'],
  ])("%s", (text, message) => {
    expect(refusedTolerance(text)).toContain(message);
    expect(refusedTolerance(text)).toMatch(/^scenarios\/x\.yaml:10:\d+: /);
  });

  test("are laid over others one by one", () => {
    const files = { "scenarios/base.yaml": `${base}baseline: { tolerance: { "*": 1 %, bytes.total: 2 % } }\n` };
    const given = { files, overrides: ["baseline.tolerance.bytes.*=3 %"] };
    expect(parse("extends: base.yaml\nbaseline: { tolerance: { bytes.total: 5 % } }\n", given).tolerances).toEqual([
      { figures: "*", tolerance: 0.01 },
      { figures: "bytes.total", tolerance: 0.05 },
      { figures: "bytes.*", tolerance: 0.03 },
    ]);
  });
});
