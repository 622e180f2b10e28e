import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/measure/fingerprint.ts";
import { retell } from "../../src/measure/retelling.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";
import fc from "../property.ts";
import { scenario as shortScenario } from "../simulation/support.ts";
import { dump } from "./dump.ts";
import { smallWorld } from "./support.ts";

const everything = { from: 1, to: Number.POSITIVE_INFINITY };

const partition = "{ at: 2 s, for: 20 s, partition: [[1], [2, 3]] }";
const worlds: Readonly<Record<string, () => Scenario>> = {
  "with a crash": () => smallWorld(),
  "with a partition, TLS and snappy": () =>
    shortScenario({
      duration: "40 s",
      network: "transport: { kind: grpc-tls, compression: snappy }",
      workload: ["{ use: cockroach-2.1 }"],
      faults: [partition],
    }),
  "with nothing but protobuf on the wire": () => shortScenario({ network: "transport: { kind: none }" }),
  "without descriptors": () => {
    const given = shortScenario({ workload: ['{ key: "a", from: 1, every: 1 s, size: 9 B, ttl: 60 s }'] });
    return { ...given, cluster: { ...given.cluster, descriptors: false } };
  },
  "of full nodes": () => shortScenario({ nodes: 9, protocol: "minPeers: 1", duration: "20 s" }),
};

function courseOf(scenario: Scenario) {
  const probe = fingerprint();
  run(scenario, { seed: 1, probes: [probe] });
  return probe.course();
}

describe("a run retold", () => {
  it.each(Object.keys(worlds))("has the events that the fingerprint counts: %s", (name) => {
    const scenario = worlds[name]!();
    const { digests } = retell(scenario, 1, "counted", everything);
    expect(digests.length).toBe(courseOf(scenario).events);
    expect(digests.length).toBe(dump(scenario, 1).length);
  });

  it("is the same whichever way messages travel", () => {
    const scenario = worlds["with a partition, TLS and snappy"]!();
    expect(retell(scenario, 1, "encoded", everything)).toEqual(retell(scenario, 1, "counted", everything));
  });

  it("is the same in whatever window", () => {
    const scenario = worlds["with a crash"]!();
    const { digests } = retell(scenario, 1, "counted", everything);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: digests.length + 50 }), fc.nat({ max: 100 }), (from, more) => {
        const part = retell(scenario, 1, "counted", { from, to: from + more });
        expect(part.digests).toEqual(digests.slice(from - 1, from + more));
        expect(part.lines.length).toBe(Math.min(40, part.digests.length));
        if (part.lines.length > 0) expect(part.lines[0]).toMatch(new RegExp(`^ *${from.toLocaleString("en")}  `));
      }),
      { numRuns: 20 },
    );
  });

  it("ends with its window, and keeps forty lines and numbers of four bytes", () => {
    const endless = shortScenario({
      nodes: 10,
      duration: "20 h",
      workload: ['{ key: "load:{node}", from: all, every: 10 ms, size: 100 B, ttl: 1 s }'],
    });
    const { digests, lines } = retell(endless, 1, "counted", { from: 1, to: 30_000 });
    expect(lines.length).toBe(40);
    expect(digests.buffer.byteLength).toBe(4 * 30_000);
  });

  it("leaves a failure of the run a failure", () => {
    const { cluster, ...rest } = worlds["with a crash"]!();
    const broken = {
      ...rest,
      cluster: {
        ...cluster,
        join: {
          kind: "nodes" as const,
          get nodes(): number[] {
            throw new RangeError("broken");
          },
        },
      },
    };
    expect(() => retell(broken, 1, "counted", everything)).toThrow(RangeError);
  });

  it("tells each event in a line", () => {
    const found: string[] = [];
    for (const name of Object.keys(worlds)) {
      const scenario = worlds[name]!();
      const kinds = new Set<string>();
      for (const [index, event] of dump(scenario, 1).entries()) {
        const kind = kindOf(event.text);
        if (kinds.has(kind) || found.some((line) => line.startsWith(`${kind}: `))) continue;
        kinds.add(kind);
        const { lines } = retell(scenario, 1, "counted", { from: index + 1, to: index + 1 });
        expect(lines.length).toBe(1);
        found.push(`${kind}: ${lines[0]}`);
      }
    }
    for (const line of found) expect(line.split(": ").slice(1).join(": ").length).toBeLessThanOrEqual(150);
    expect(
      `\n${found
        .sort()
        .map((line) => line.replace(/^.*?: /, ""))
        .join("\n")}\n`,
    ).toMatchInlineSnapshot(`
      "
             94   0.032393836 s  1          accepts 2
              2   0.000243625 s  4          dials node00001:26257 (bootstrap)
          3,029   2.003608000 s  2          has 4 already, a duplicate
             57   0.016568914 s  1          hangs up on 1 at node00001:26257: loopback
          1,394   1.020001192 s  1          is left by 3
            259   0.209372376 s  1          refuses 5, who may go to 2
         25,885  20.000000000 s             the run ends
         13,230  11.000000000 s             crash of nodes 5–6 is over
         10,686   8.000000000 s             crash of nodes 5–6 begins
             49   0.016380914 s  1 ← 1      request-first         58 B: stamps 14 (1), identity 42, envelope 2
         10,682   8.000000000 s  5          is down
              1   0.000243625 s  4          is up
              4   0.000243625 s  4          publishes node:4, 87 B of node 4 at 0.000243629 s, 0 hops
            110   0.033249384 s  2 → 1      request-delta        970 B: infos 898 (8), stamps 28 (2), identity 42, envelope 2; cluster-id distsql-draining:…
             46   0.016240914 s  1 → 1      request-first         58 B: stamps 14 (1), identity 42, envelope 2
             52   0.016444914 s  1 → 1      response-ack          22 B: stamps 14 (1), identity 6, envelope 2
            185   0.046993505 s  1 → 2      response-delta       873 B: infos 823 (7), stamps 42 (3), identity 6, envelope 2; cluster-id distsql-draining:3…
             50   0.016380914 s  1 → 1      response-first       121 B: infos 99 (1), stamps 14 (1), identity 6, envelope 2; node:1
            260   0.209372376 s  1 → 5      response-forward      34 B: identity 6, envelope 28; to node 2
            100   0.033249384 s  2          stores distsql-version:1, 51 B of node 1 at 0.016160922 s, 1 hop, from 1
             39   0.016200914 s  1          wire                  52 B: acknowledgements
              3   0.000243625 s  4          wire                  60 B: handshake
             41   0.016200914 s  1          wire                  52 B: headers
          3,973   3.016240914 s  1          wire                  80 B: heartbeat
            274   2.200064000 s  1          wire                 222 B: retransmitted
             40   0.000080000 s  1          wire                  22 B: tls
             47   0.016300914 s  1          wire                 124 B: message 58, framing 14, headers 52
      "
    `);
  });
});

/** Finer than the events' own names, as a line says more. */
function kindOf(text: string): string {
  const [kind, ...facts] = JSON.parse(text) as [string, ...unknown[]];
  switch (kind) {
    case "stored":
      return facts[5] === 0 ? "published" : "stored";
    case "connection":
      return `connection ${(facts[2] as { type: string }).type}`;
    case "wireControl":
      return `wireControl ${facts[2]}`;
    case "fault":
      return `fault ${facts[2]}`;
    default:
      return kind;
  }
}
