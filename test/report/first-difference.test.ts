import { describe, expect, it } from "vitest";
import { fingerprint } from "../../src/measure/fingerprint.ts";
import { retell } from "../../src/measure/retelling.ts";
import { firstDifference, type Retell, type RetoldRun } from "../../src/report/first-difference.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";
import { dump } from "../measure/dump.ts";
import fc from "../property.ts";

/** What settings are laid over; short keys, so that no line is cut. */
const base = `
name: base
duration: 12 s
cluster: { nodes: 6, start: { within: 50 ms } }
network:
  sites: { names: [a, b], latency: 20 ms, within: 0.5 ms }
  jitter: { kind: lognormal, sigma: 0.1 }
workload:
  - { key: "load:{node}", from: all, every: 500 ms, jitter: 50 %, size: 40 B, ttl: 5 s }
  - { key: "late", from: 2, at: 9 s, size: 10 B, ttl: 5 s }
faults:
  - { at: 6 s, crash: [5], restart: 2 s }
`;

function scenario(overrides: readonly string[] = []): Scenario {
  const read = (path: string): string => {
    throw new Error(`no file ${path}`);
  };
  return parseScenario({ file: "base.yaml", text: base, read, overrides });
}

function made(overrides: readonly string[], seed = 1): RetoldRun {
  const laidOver = scenario(overrides);
  const probe = fingerprint();
  run(laidOver, { seed, probes: [probe] });
  return { scenario: laidOver, seed, course: probe.course() };
}

/** Retells here and now, and counts how often. */
function retelling(): { readonly retell: Retell; readonly times: () => number } {
  let times = 0;
  return {
    retell: async ({ scenario, seed, wire, ...window }) => {
      times++;
      return retell(scenario, seed, wire, window);
    },
    times: () => times,
  };
}

/** Number of the first event that differs, by a plain comparison of all that happened. */
function trueDifference(a: RetoldRun, b: RetoldRun): number | null {
  const [inA, inB] = [dump(a.scenario, a.seed), dump(b.scenario, b.seed)];
  for (let index = 0; index < Math.max(inA.length, inB.length); index++)
    if (inA[index]?.text !== inB[index]?.text) return index + 1;
  return null;
}

const setting = fc.oneof(
  fc.integer({ min: 1, max: 900 }).map((delay) => `protocol.batchDelay=${delay} us`),
  fc.integer({ min: 1, max: 5 }).map((hops) => `protocol.maxHops=${hops}`),
  fc.constant("protocol.identity=first-request"),
  fc.constant("protocol.highWaterStamps=full"),
  fc.constant("protocol.minPeers=1"),
  fc.integer({ min: 30, max: 50 }).map((size) => `workload.0.size=${size} B`),
  fc.integer({ min: 8, max: 12 }).map((size) => `workload.1.size=${size} B`),
  fc.integer({ min: 5000, max: 6900 }).map((at) => `faults.0.at=${at} ms`),
  fc.integer({ min: 1, max: 3 }).map((restart) => `faults.0.restart=${restart} s`),
  fc.integer({ min: 10, max: 12 }).map((duration) => `duration=${duration} s`),
  fc.constant("network.transport={ kind: grpc-tls, compression: snappy }"),
);

describe("the first difference of two runs", () => {
  it("is the true one, found in two passes at most", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(setting, { maxLength: 2 }), fc.integer({ min: 1, max: 3 }), async (changes, seed) => {
        const [a, b] = [made([], seed), made(changes, seed)];
        const { retell, times } = retelling();
        const found = await firstDifference(retell, a, b, "counted");
        expect(found?.event ?? null).toBe(trueDifference(a, b));
        expect(times()).toBeLessThanOrEqual(4);
        if (found === null) return;
        expect(found.a).not.toBe(found.b);
        expect(found.common.length).toBe(Math.min(3, found.event - 1));
        const back = await firstDifference(retell, b, a, "counted");
        expect(back).toEqual({ ...found, a: found.b, b: found.a });
      }),
      { numRuns: 25 },
    );
  });

  it("shows both events and what led to them", async () => {
    const found = await firstDifference(retelling().retell, made([]), made(["workload.1.size=11 B"]), "counted");
    expect(found).toMatchInlineSnapshot(`
      {
        "a": "   17,513   9.000000000 s  2          publishes late, 53 B of node 2 at 9.000000000 s, 0 hops",
        "b": "   17,513   9.000000000 s  2          publishes late, 54 B of node 2 at 9.000000000 s, 0 hops",
        "common": [
          "   17,510   8.998047026 s  5          wire                  52 B: acknowledgements",
          "   17,511   8.998047026 s  5          wire                 113 B: handshake",
          "   17,512   8.998047026 s  5          wire                  52 B: headers",
        ],
        "event": 17513,
      }
    `);
  });

  it("of the first forty events costs one pass", async () => {
    const { retell, times } = retelling();
    const found = await firstDifference(retell, made([], 1), made([], 2), "counted");
    expect(found).toMatchObject({ event: 1, common: [] });
    expect(times()).toBe(2);
  });

  it("may be that one of them is over", async () => {
    // Without acknowledgements, of which those that wait are told at the end.
    const plain = "network.transport={ kind: none }";
    const [longer, shorter] = [made([plain]), made([plain, "duration=11 s"])];
    const found = await firstDifference(retelling().retell, longer, shorter, "counted");
    expect(found!.b).toMatch(/ 11\.000000000 s {13}the run ends$/);
  });

  it("is none where the courses are the same", async () => {
    const { retell, times } = retelling();
    expect(await firstDifference(retell, made([]), made([]), "counted")).toBeNull();
    expect(times()).toBe(0);
  });

  it("is none where the runs do not part any more", async () => {
    const { scenario, seed } = made([]);
    const old = { scenario, seed, course: made([], 2).course };
    expect(await firstDifference(retelling().retell, old, made([]), "counted")).toBeNull();
  });
});
