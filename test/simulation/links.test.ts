import { describe, expect, test } from "vitest";
import { measure } from "../../src/measure/measure.ts";
import { run } from "../../src/simulation/run.ts";
import { measured } from "../measure/support.ts";
import { parse } from "../scenario/support.ts";
import { millisecond, record, type ScenarioParts, scenario, second } from "./support.ts";

const keys = '{ key: "key:{node}", from: all, at: 1 s, every: 200 ms, size: 40 B, ttl: 10 s }';

/** All that can befall a link, in one small world. */
const stormy: ScenarioParts = {
  nodes: 6,
  duration: "30 s",
  latency: "20 ms",
  network:
    "jitter: { kind: pareto, shape: 3 }, loss: 2 %, links: [{ from: site, to: site, rate: 20 Mbit/s }], host: { up: 50 Mbit/s, down: 50 Mbit/s }",
  workload: ["{ use: cockroach-2.1 }", keys],
  faults: [
    "{ at: 5 s, for: 5 s, degrade: { between: [1, 2], latency: x3, loss: 10 %, rate: 1 Mbit/s } }",
    "{ at: 7 s, for: 10 s, degrade: { nodes: 3, loss: 30 % } }",
    "{ at: 12 s, for: 8 s, linkDown: { from: 4, to: [1, 2] } }",
    "{ at: 15 s, crash: 5, restart: 3 s }",
  ],
};

test("the same run whether messages are counted or really encoded, and every byte in one component", () => {
  const counted = measured(scenario(stormy), { wire: "counted" });
  const encoded = measured(scenario(stormy), { wire: "encoded" });
  expect(encoded.fingerprint).toBe(counted.fingerprint);
  const { total, ...components } = counted.measurements.bytes.wire;
  expect(components.retransmitted).toBeGreaterThan(0);
  expect(Object.values(components).reduce((sum, bytes) => sum + bytes, 0)).toBe(total);
  expect(counted.recorded.wire.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(total);
});

test("seeds differ, one seed does not", () => {
  const of = (seed: number) => measured(scenario(stormy), { seed }).fingerprint;
  expect(of(1)).toBe(of(1));
  expect(of(1)).not.toBe(of(2));
});

describe("what says nothing", () => {
  test.each([
    ["loss: 0 %", ""],
    ["links: [{ from: site, to: site, rate: unlimited }]", ""],
    ["links: [{ from: site, to: site, loss: 0 % }]", ""],
    ["jitter: { kind: uniform, spread: 0 % }", "jitter: none"],
  ])("%s changes no event", (network, without) => {
    const run = (network: string) => measured(scenario({ ...stormy, network, faults: [] })).fingerprint;
    expect(run(network)).toBe(run(without));
  });

  test("a degradation changes nothing before it begins", () => {
    const until = (faults: readonly string[]) =>
      record({ ...stormy, faults }).sent.filter(({ time }) => time < 5 * second).length;
    expect(until(["{ at: 5 s, degrade: { nodes: all, latency: x9, loss: 9 % } }"])).toBe(until([]));
  });
});

describe("the bound of time", () => {
  test.each([
    "kind: uniform, spread: 100 %",
    "kind: normal, deviation: 30 %",
    "kind: lognormal, sigma: 0.5",
    "kind: exponential, share: 100 %",
    "kind: pareto, shape: 3",
  ])("is no more than the mean time of a hop with { %s }, losses and thin links", (jitter) => {
    const { measurements } = measured(
      scenario({
        nodes: 2,
        duration: "300 s",
        latency: "20 ms",
        network: `jitter: { ${jitter} }, loss: 1 %, links: [{ from: site, to: site, rate: 5 Mbit/s }]`,
        workload: ['{ key: "key:{node}", from: all, at: 1 s, every: 1 s, size: 40 B, ttl: 10 s }'],
      }),
    );
    expect(measurements.bound.time).toBe(20 * millisecond);
    expect(measurements.bound.stretch?.mean).toBeGreaterThan(1);
  });
});

describe("faults of links", () => {
  const quiet = { nodes: 4, duration: "40 s", workload: ["{ use: cockroach-2.1 }", keys] } as const;

  test("begin, end, and are told with all that tells them apart", () => {
    const { faults } = record({
      ...quiet,
      faults: [
        "{ at: 10 s, for: 5 s, degrade: { between: [1, [2, 3]], latency: x3, loss: 2 %, rate: 1 Mbit/s } }",
        "{ at: 12 s, for: 1 s, linkDown: { from: 4, to: 1 } }",
        "{ at: 20 s, degrade: { nodes: 2, latency: x1.5 } }",
      ],
    });
    const worse = "degradation between node 1 and nodes 2, 3: latency x3, loss 2 %, rate 1 Mbit/s";
    expect(faults.map(({ time, description, active }) => [time / second, description, active])).toEqual([
      [10, worse, true],
      [12, "link down from node 4 to node 1", true],
      [13, "link down from node 4 to node 1", false],
      [15, worse, false],
      [20, "degradation of all links of node 2: latency x1.5", true],
    ]);
  });

  test("what is still degraded at the end is said", () => {
    const { measurements } = measured(
      scenario({
        ...quiet,
        faults: ["{ at: 20 s, linkDown: { nodes: 2 } }", "{ at: 9 s, for: 9 s, linkDown: { nodes: 3 } }"],
      }),
    );
    expect(measurements.openFaults).toEqual(["link down of all links of node 2"]);
  });

  test("is said by the names that the scenario has, while the fingerprint hears numbers", () => {
    const stillOpen = (sites: string, fault: string) => {
      const text = `name: x\nduration: 5 s\ncluster: { nodes: 4 }\nnetwork: { sites: ${sites} }\nfaults: ["${fault}"]\n`;
      const given = parse(text.replace(/"/g, ""));
      const heard: string[] = [];
      const measuring = measure(given);
      run(given, { seed: 1, probes: [...measuring.probes, { fault: (_, description) => heard.push(description) }] });
      return [heard[0], measuring.measurements().openFaults[0]];
    };
    const ring = "{ generate: ring, count: 4, latency: 5 ms }";
    const [first, second] = parse(`name: x\nduration: 1 s\ncluster: { nodes: 4 }\nnetwork: { sites: ${ring} }\n`)
      .network.sites;
    expect(stillOpen(ring, `{ at: 1 s, linkDown: { between: [${first}, ${second}] } }`)).toEqual([
      "link down between site 0 and site 1",
      `link down between ${first} and ${second}`,
    ]);
    const two = "{ names: [west, east], latency: 1 ms }";
    expect(stillOpen(two, "{ at: 1 s, partition: [[west], [east]] }")).toEqual([
      "partition of 2 nodes from 2 nodes",
      "partition of west from east",
    ]);
    expect(stillOpen(two, "{ at: 1 s, crash: west }")).toEqual(["crash of nodes 1, 2", "crash of west"]);
  });

  test("latency x3 makes news take three times as long, for as long as it lasts", () => {
    const run = record({
      nodes: 2,
      duration: "30 s",
      latency: "100 ms",
      host: "{ processing: { message: 1 us, info: 0 us } }",
      workload: ['{ key: "news", from: 1, at: 10 s, every: 5 s, size: 40 B }'],
      faults: ["{ at: 14 s, for: 5 s, degrade: { between: [1, 2], latency: x3 } }"],
    });
    const took = [10, 15, 20].map((at) => (run.storedAt(2, "news", at * second) - at * second) / millisecond);
    expect(took.map((time) => Math.round(time))).toEqual([100, 300, 100]);
  });

  test("a link that is down breaks its connections, and they come back", () => {
    const run = record({ ...quiet, faults: ["{ at: 10 s, for: 15 s, linkDown: { nodes: 4 } }"] });
    const heard = (from: number, to: number) =>
      run.infos.some(
        ({ time, node, info }) => node === 1 && info.key === "key:4" && time > from * second && time < to * second,
      );
    expect([heard(2, 10), heard(11, 25), heard(25, 40)]).toEqual([true, false, true]);
  });
});
