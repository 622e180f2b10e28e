import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseRtt } from "../../src/scenario/rtt.ts";
import { ScenarioError } from "../../src/scenario/scenario-error.ts";
import { parse, refusal } from "./support.ts";

const network = (text: string) => `name: x\nduration: 60 s\ncluster: { nodes: 3 }\nnetwork: ${text}\n`;
const sites = (text: string) => network(`{ sites: ${text} }`);

describe("sites", () => {
  test.each([
    ["{ latency: 0.5 ms }", ["site"], [500_000]],
    ["{ latency: 0 }", ["site"], [0]],
    ["{ names: [a], latency: 2 ns }", ["a"], [2]],
    ["{ names: [a, b], latency: 2 ns }", ["a", "b"], [2, 2, 2, 2]],
    ["{ names: [a, b], latency: 5 ns, within: 1 ns }", ["a", "b"], [1, 5, 5, 1]],
  ])("%s", (text, names, latency) => {
    expect(parse(sites(text)).network).toMatchObject({ sites: names, latency });
  });

  test.each([
    [
      "5 ms",
      '4:19: network.sites: expected { latency: 5 ms }, { rtt: matrix.csv }, { graphml: network.graphml } or { generate: ring, count: 9, latency: 5 ms }, found "5 ms"',
    ],
    ["{ names: [a] }", '4:19: network.sites: missing key "latency": expected a duration with its unit such as "60 s"'],
    [
      "{ latency: 5 ms, within: 1 ms }",
      '4:44: network.sites.within: with one site there is one latency; write "latency" alone, or several "names"',
    ],
    ["{ latency: 5 ms, names: [a, b, a] }", '4:50: network.sites.names.2: the site "a" stands here twice'],
    ["{ latency: 5 ms, names: [a, even] }", '4:43: network.sites.names: "even" is taken; choose another name'],
    [
      "{ latency: 5 ms, names: [] }",
      "4:43: network.sites.names: expected a list of site names with at least 1, found 0",
    ],
    ["{ rtt: m.csv, within: 1 ms }", '4:33: network.sites: unknown key "within"; known: rtt'],
    ["{ rtt: m.csv }", "4:26: cannot read scenarios/m.csv: no such file"],
    ["{ rtt: 7 }", "4:26: network.sites.rtt: expected the path of a CSV file, found 7"],
  ])("%s", (text, message) => {
    expect(refusal(sites(text))).toBe(`scenarios/x.yaml:${message}`);
  });

  test("a matrix is found from the file that names it", () => {
    const csv = "from\\to,a\na,1\n";
    const at = (rtt: string, path: string, file?: string) =>
      parse(sites(`{ rtt: "${rtt}" }`), { files: { [path]: csv }, ...(file && { file }) }).network.latency;
    expect(at("m.csv", "scenarios/m.csv")).toEqual([500_000]);
    expect(at("./data/../m.csv", "scenarios/m.csv")).toEqual([500_000]);
    expect(at("../m.csv", "m.csv")).toEqual([500_000]);
    expect(at("../../m.csv", "../m.csv")).toEqual([500_000]);
    expect(at("/etc/m.csv", "/etc/m.csv")).toEqual([500_000]);
    expect(at("m.csv", "m.csv", "x.yaml")).toEqual([500_000]);
    expect(at("../m.csv", "/a/m.csv", "/a/b/x.yaml")).toEqual([500_000]);
  });

  test("a mistake in a matrix is named in the matrix", () => {
    expect(refusal(sites("{ rtt: m.csv }"), { files: { "scenarios/m.csv": "from\\to,a\na,x\n" } })).toBe(
      'scenarios/m.csv:2:3: expected a round-trip time in milliseconds, found "x"',
    );
  });
});

describe("the rest of the network", () => {
  test("values", () => {
    const text = network("{ sites: { latency: 1 ms }, host: { up: 1 kbit/s }, keepalive: { heartbeat: 6 s } }");
    expect(parse(text).network).toMatchObject({
      host: { up: 1000, down: Number.POSITIVE_INFINITY },
      keepalive: { heartbeat: 6_000_000_000, silence: 6_000_000_000 },
    });
    expect(parse(network("{ sites: { latency: 1 ms }, jitter: none }")).network.jitter).toEqual({ kind: "none" });
  });

  test("a transport is its kind, or its kind and what of it is wanted", () => {
    const transport = (text: string) => parse(network(`{ sites: { latency: 1 ms }${text} }`)).network.transport;
    const all = { compression: "none", headers: true, acknowledgements: true, handshakes: true, heartbeats: true };
    expect(transport("")).toEqual({ kind: "grpc", ...all });
    expect(transport(", transport: grpc-tls")).toEqual({ kind: "grpc-tls", ...all });
    expect(transport(", transport: none")).toEqual({ kind: "none", ...all });
    expect(transport(", transport: {}")).toEqual({ kind: "grpc", ...all });
    expect(transport(", transport: { kind: grpc-tls, compression: snappy, heartbeats: false }")).toEqual({
      ...all,
      kind: "grpc-tls",
      compression: "snappy",
      heartbeats: false,
    });
  });

  test.each([
    [
      "jitter: some",
      '4:46: network.jitter: expected none or a mapping such as { kind: lognormal, sigma: 0.1 }, found "some"',
    ],
    ["jitter: { kind: lognormal }", '4:46: network.jitter: missing key "sigma": expected a number from 0 to 3'],
    [
      "jitter: { kind: lognormal, sigma: .inf }",
      "4:72: network.jitter.sigma: expected a number from 0 to 3, found Infinity",
    ],
    [
      "jitter: { kind: gauss, sigma: 1 }",
      '4:46: network.jitter: expected a kind that is uniform, normal, lognormal, exponential, pareto or empirical, found "gauss"',
    ],
    [
      "jitter: {}",
      "4:46: network.jitter: expected a kind that is uniform, normal, lognormal, exponential, pareto or empirical, found nothing",
    ],
    ["jitter: { kind: normal }", '4:46: network.jitter: missing key "deviation": expected a percentage such as "10 %"'],
    [
      "jitter: { kind: normal, deviation: 60 % }",
      '4:73: network.jitter.deviation: expected at most 100 % less "least": most factors would be cut off',
    ],
    ["jitter: { kind: uniform, spread: 101 % }", '4:71: network.jitter.spread: expected at most 100 %, found "101 %"'],
    ["jitter: { kind: pareto, shape: 1 }", "4:69: network.jitter.shape: expected a number from 1.5 to 100, found 1"],
    ["jitter: { kind: empirical, file: no.csv }", "4:71: cannot read scenarios/no.csv: no such file"],
    ["host: { up: 0 bit/s }", "4:50: network.host.up: expected a rate of at least 1 bit/s"],
    [
      "host: { up: 5 }",
      '4:50: network.host.up: expected a rate with its unit such as "1 Gbit/s", or unlimited, found 5',
    ],
    ["transport: tcp", '4:49: network.transport: expected grpc, grpc-tls or none, found "tcp"'],
    [
      "transport: [grpc]",
      "4:49: network.transport: expected grpc, grpc-tls, none or { kind: grpc, compression: snappy }, found a list",
    ],
    [
      "transport: { kind: none, compression: snappy }",
      "4:76: network.transport.compression: expected none where the kind is none: nothing carries it",
    ],
    ["transport: { heartbeat: false }", '4:51: network.transport: unknown key "heartbeat"; did you mean "heartbeats"?'],
    ["writeQuota: 0 B", '4:50: network.writeQuota: expected a size from 1 B to 67108864 B, found "0 B"'],
    [
      "keepalive: { heartbeat: 3 s, silence: 2 s }",
      '4:76: network.keepalive.silence: expected at least the interval of the heartbeat, found "2 s"',
    ],
    [
      "keepalive: { heartbeat: 7 s }",
      '4:49: network.keepalive.silence: expected at least the interval of the heartbeat, found "6 s"',
    ],
    ["los: 1 %", '4:38: network: unknown key "los"; did you mean "loss"?'],
    [
      "bandwidth: 1 %",
      '4:38: network: unknown key "bandwidth"; known: sites, loopback, jitter, loss, links, host, transport, keepalive, connectTimeout, writeQuota',
    ],
  ])("%s", (text, message) => {
    expect(refusal(network(`{ sites: { latency: 1 ms }, ${text} }`))).toBe(`scenarios/x.yaml:${message}`);
  });
});

describe("jitter", () => {
  const jitter = (text: string, files: Record<string, string> = {}) =>
    parse(network(`{ sites: { latency: 1 ms }, jitter: ${text} }`), { files }).network.jitter;

  test.each([
    ["none", { kind: "none" }],
    ["{ kind: uniform, spread: 20 % }", { kind: "uniform", spread: 0.2 }],
    ["{ kind: normal, deviation: 10 % }", { kind: "normal", deviation: 0.1, least: 0.5 }],
    ["{ kind: normal, deviation: 10 %, least: 90 % }", { kind: "normal", deviation: 0.1, least: 0.9 }],
    ["{ kind: lognormal, sigma: 0.1 }", { kind: "lognormal", sigma: 0.1 }],
    ["{ kind: exponential, share: 100 % }", { kind: "exponential", share: 1 }],
    ["{ kind: pareto, shape: 1.5 }", { kind: "pareto", shape: 1.5 }],
  ])("%s", (text, expected) => {
    expect(jitter(text)).toEqual(expected);
  });

  const empirical = (csv: string) => jitter("{ kind: empirical, file: m.csv }", { "scenarios/m.csv": csv });
  const quantiles = (...pairs: [number, number][]) => ({
    kind: "empirical",
    quantiles: pairs.map(([share, factor]) => ({ share, factor })),
  });

  test.each([
    ["# measured\nms\n30\n10\n20\n", quantiles([0, 0.5], [0.5, 1], [1, 1.5])],
    ["factor\n1.5\n.5e0\n1\n", quantiles([0, 0.5], [0.5, 1], [1, 1.5])],
    ["ms\n7\n", quantiles([0, 1], [1, 1])],
    ["quantile,ms\n0,2\n0.5,2\n1,6\n", quantiles([0, 2 / 3], [0.5, 2 / 3], [1, 2])],
  ])("measured: %j is divided by its mean", (csv, expected) => {
    expect(empirical(csv)).toEqual(expected);
  });

  test("measured: of many values a thousand steps are kept", () => {
    const values = Array.from({ length: 20_001 }, (_, index) => index);
    const read = empirical(`ms\n${values.join("\n")}\n`);
    const kept = read.kind === "empirical" ? read.quantiles : [];
    expect(kept).toHaveLength(1001);
    expect(kept[250]).toEqual({ share: 0.25, factor: expect.closeTo(0.5, 12) });
  });

  test.each([
    ["", "1:1: expected measured latencies, found an empty file"],
    ["s\n1\n", '1:1: expected the header "ms", "factor", "quantile,ms" or "quantile,factor", found "s"'],
    ["ms\n", "1:1: expected values below the header, found none"],
    ["ms\n1\n-2\n", '3:1: expected a number that is not negative, found "-2"'],
    ["ms\n1,2\n", "2:1: expected one value, found 2"],
    ["ms\n0\n0\n", "2:1: expected latencies that are not all 0"],
    ["quantile,ms\n0.1,2\n1,3\n", "2:1: expected the quantile 0 first, found 0.1"],
    ["quantile,ms\n0,2\n0.9,3\n", "3:1: expected the quantile 1 last, found 0.9"],
    ["quantile,ms\n0,2\n0,3\n1,4\n", "3:1: expected quantiles in ascending order, found 0 after 0"],
    ["quantile,ms\n0,2\n1,1\n", "3:3: expected at least the value before, 2, found 1"],
    ["quantile,ms\n0\n1,1\n", "2:1: expected two values, found 1"],
  ])("measured: %j is refused", (csv, message) => {
    expect(
      refusal(network("{ sites: { latency: 1 ms }, jitter: { kind: empirical, file: m.csv } }"), {
        files: { "scenarios/m.csv": csv },
      }),
    ).toBe(`scenarios/m.csv:${message}`);
  });
});

describe("a matrix of round-trip times", () => {
  const refused = (text: string): string => {
    try {
      parseRtt("m.csv", text);
    } catch (error) {
      if (error instanceof ScenarioError) return error.message;
      throw error;
    }
    throw new Error("was accepted");
  };

  test("halves round trips, keeps directions apart, takes rows in any order", () => {
    const text = "# a comment, with, commas\n# another\nfrom\\to, a ,b,c\r\nc,7,8,9\r\n\na, 1,2,3.5\nb,4,5,6e0\n\n";
    expect(parseRtt("m.csv", text)).toEqual({
      names: ["a", "b", "c"],
      latency: [0.5, 1, 1.75, 2, 2.5, 3, 3.5, 4, 4.5].map((milliseconds) => milliseconds * 1_000_000),
    });
  });

  test.each([
    ["", "m.csv:1:1: expected a matrix, found an empty file"],
    ["# only\n# comments\n", "m.csv:1:1: expected a matrix, found an empty file"],
    ["a,b\n", 'm.csv:1:1: expected the header "from\\to,…" and the names of the sites, found "a"'],
    ["from\\to\n", "m.csv:1:1: expected the names of the sites after the first comma"],
    ["from\\to,a,\n", "m.csv:1:11: expected the name of a site, found nothing"],
    ["from\\to,a,a\n", 'm.csv:1:11: the site "a" has a column already'],
    ["#\nfrom\\to,a,b\na,1,2\n", 'm.csv:2:11: the column "b" has no row of that name'],
    ["from\\to,a,b\na,1,2\na,1,2\n", 'm.csv:3:1: the row "a" stands already in line 2'],
    ["from\\to,a,b\na,1,2\nc,1,2\n", 'm.csv:3:1: no column is called "c"; known: a, b'],
    ["from\\to,north,b\nnorht,1,2\n", 'm.csv:2:1: no column is called "norht"; did you mean "north"?'],
    ["from\\to,a,b\na,1\n", "m.csv:2:3: expected 2 round-trip times, one a column, found 1"],
    ["from\\to,a,b\na,1,2,3\n", "m.csv:2:7: expected 2 round-trip times, one a column, found 3"],
    ["from\\to,a,b\na,1, x\n", 'm.csv:2:6: expected a round-trip time in milliseconds, found "x"'],
    ["from\\to,a,b\na,1,-2\n", 'm.csv:2:5: expected a round-trip time in milliseconds, found "-2"'],
    ["from\\to,a,b\na,1,\n", "m.csv:2:5: expected a round-trip time in milliseconds, found nothing"],
    ["from\\to,a,b\na,1,1e400\n", 'm.csv:2:5: expected a round-trip time in milliseconds, found "1e400"'],
    ["from\\to,a,b\na,1,0x10\n", 'm.csv:2:5: expected a round-trip time in milliseconds, found "0x10"'],
    ["from\\to,a\na,1\n# late\n", 'm.csv:3:1: no column is called "# late"; known: a'],
  ])("%j", (text, message) => {
    expect(refused(text)).toBe(message);
  });

  test("the one of 13 regions that comes with the project", () => {
    const file = "scenarios/data/ibm-cloud-regions-rtt-2026-08.csv";
    const { names, latency } = parseRtt(file, readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"));
    const oneWay = (from: string, to: string) => latency[names.indexOf(from) * names.length + names.indexOf(to)];
    expect(names).toHaveLength(13);
    expect(latency).toHaveLength(169);
    expect(oneWay("us-south", "us-south")).toBe(795_000);
    expect(oneWay("us-south", "eu-de")).toBe(61_500_000);
    expect(oneWay("eu-de", "us-south")).toBe(62_000_000);
    expect(oneWay("br-sao", "br-sao")).toBe(630_000);
  });

  test("the one of 40 zones", () => {
    const file = "scenarios/data/ibm-cloud-zones-rtt-2026-08.csv";
    const { names, latency } = parseRtt(file, readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"));
    const oneWay = (from: string, to: string) => latency[names.indexOf(from) * names.length + names.indexOf(to)];
    expect(names).toHaveLength(40);
    expect(latency).toHaveLength(1600);
    expect(oneWay("us-south-dal10-a", "us-south-dal10-a")).toBe(40_000);
    expect(oneWay("us-south-dal10-a", "us-south-dal12-a")).toBe(1_005_000);
    expect(oneWay("us-south-dal10-a", "eu-de-fra02-a")).toBe(61_500_000);
    expect(oneWay("eu-de-fra02-a", "us-south-dal10-a")).toBe(62_000_000);
  });
});
