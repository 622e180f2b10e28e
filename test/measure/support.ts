import type { Info } from "../../src/gossip/info.ts";
import type { Request, Response } from "../../src/gossip/messages.ts";
import { measure } from "../../src/measure/measure.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";
import type { Probe } from "../../src/simulation/trace.ts";

/** A small world with a crash in it, on which the measurements are checked against what a plain record of all events says. */
export function smallWorld(changes = ""): Scenario {
  return parseScenario({
    file: "small.yaml",
    text: `
name: small
duration: 20 s
cluster: { nodes: 7, start: { within: 50 ms } }
network:
  sites: { names: [a, b, c], latency: 40 ms, within: 0.5 ms }
  jitter: { kind: lognormal, sigma: 0.1 }
  host: { up: 100 Mbit/s, down: 100 Mbit/s }
workload:
  - { use: cockroach-2.1 }
  - { key: "load:{node}", from: all, every: 300 ms, jitter: 50 %, size: 40 B, ttl: 5 s }
faults:
  - { at: 8 s, crash: [5, 6], restart: 3 s }
${changes}`,
    read: () => {
      throw new Error("no such file");
    },
  });
}

export interface Recorded {
  readonly stored: { time: number; node: number; info: Info }[];
  readonly sent: { time: number; node: number; message: Request | Response }[];
  /** What left for the wire, by the time at which it left. */
  readonly wire: { time: number; node: number; bytes: number }[];
  readonly life: { time: number; node: number; up: boolean }[];
}

/** Runs it and keeps everything. */
export function measured(scenario: Scenario, options: { seed?: number; wire?: "counted" | "encoded" } = {}) {
  const measurement = measure(scenario);
  const recorded: Recorded = { stored: [], sent: [], wire: [], life: [] };
  const recorder: Probe = {
    stored: (time, node, info) => recorded.stored.push({ time, node, info }),
    messageSent: (time, node, message) => recorded.sent.push({ time, node, message }),
    wireMessage: (time, node, { messageBytes, compression, framing, tls, headers }) =>
      recorded.wire.push({ time, node, bytes: messageBytes + compression + framing + tls + headers }),
    wireControl: (time, node, _component, bytes) => recorded.wire.push({ time, node, bytes }),
    nodeUp: (time, node) => recorded.life.push({ time, node, up: true }),
    nodeDown: (time, node) => recorded.life.push({ time, node, up: false }),
  };
  const seed = options.seed ?? 1;
  run(scenario, { seed, probes: [...measurement.probes, recorder], wire: options.wire ?? "counted" });
  return { recorded, measurements: measurement.measurements(), fingerprint: measurement.fingerprint() };
}
