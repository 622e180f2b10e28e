import { describe, expect, it } from "vitest";
import { runText } from "./run-world.ts";

/** A cluster of two that lose each other, and what comes of it a minute later. */
function cluster(parts: { join: string; host?: string; workload: string; faults: string }): () => void {
  const text = `
name: limits
duration: 90 s
cluster: { nodes: 2, join: ${parts.join}, start: { within: 0 s } }
network: { sites: { latency: 1 ms } }
host: { ${parts.host ?? ""} }
workload: [${parts.workload}]
faults: [${parts.faults}]
`;
  return () => runText(text, { seed: 1, wire: "counted", calm: 70_000 });
}

/** What the worlds of the swarm are kept clear of, since the protocol does not promise that they find together again. */
describe("never find each other", () => {
  const isCut = "{ partition: [[1], [2]], at: 0 s, for: 10 s }";
  const sentinelAt = (node: number) => `{ key: sentinel, from: ${node}, every: 2 s, ttl: 4 s, size: 16 B }`;

  it("a node with the sentinel whose first dial failed and whom nobody knows: it is not stalled (Q1), so it never looks again (T1)", () => {
    const faults = isCut;
    expect(cluster({ join: "line", workload: sentinelAt(2), faults })).toThrow("no streams connect {1} and {2}");
    expect(cluster({ join: "line", workload: sentinelAt(1), faults })).not.toThrow();
    expect(cluster({ join: "line", workload: "", faults })).not.toThrow();
  });

  it("two parts that both have the sentinel", () => {
    // Rule E12.
    const eternal = "{ key: sentinel, from: [1, 2], size: 16 B }";
    expect(cluster({ join: "first", workload: eternal, faults: isCut })).toThrow("no streams connect");
  });

  it("nodes that clean up their bootstrap addresses while they have the sentinel and know nobody: the join list is gone (H3)", () => {
    const workload = "{ use: cockroach-2.1 }";
    // Node 2 takes the lease over while node 1 is down.
    const faults = "{ partition: [[1], [2]], at: 0 s, for: 30 s }, { crash: 1, at: 2 s, restart: 20 s }";
    const run = (persist: boolean) =>
      cluster({ join: "first", host: `persistAddresses: ${persist}`, workload, faults });
    expect(run(true)).toThrow("no streams connect {2} and {1}");
    expect(run(false)).not.toThrow();
  });
});
