import { createHash } from "node:crypto";
import type { ConnectionEvent } from "../../src/gossip/environment.ts";
import type { Info } from "../../src/gossip/info.ts";
import type { Request, Response } from "../../src/gossip/messages.ts";
import type { Component, MessageParts } from "../../src/network/network.ts";
import { parseScenario } from "../../src/scenario/parse.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { type RunOptions, run } from "../../src/simulation/run.ts";
import type { Probe } from "../../src/simulation/trace.ts";

export const second = 1_000_000_000;
export const millisecond = 1_000_000;

export interface ScenarioParts {
  readonly nodes?: number;
  readonly duration?: string;
  readonly join?: string;
  readonly within?: string;
  readonly latency?: string;
  readonly network?: string;
  readonly protocol?: string;
  readonly workload?: readonly string[];
  readonly faults?: readonly string[];
  readonly stop?: string;
  readonly host?: string;
}

export function scenario(parts: ScenarioParts = {}): Scenario {
  const {
    nodes = 3,
    duration = "5 s",
    join = "first",
    within = "0 s",
    latency = "1 ms",
    network = "",
    protocol = "",
  } = parts;
  const { workload = [], faults = [], stop = "", host = "" } = parts;
  const lines = [
    "name: test",
    `duration: ${duration}`,
    ...(stop === "" ? [] : [`stop: ${stop}`]),
    `cluster: { nodes: ${nodes}, join: ${join}, start: { within: ${within} } }`,
    `network: { sites: { latency: ${latency} }${network === "" ? "" : `, ${network}`} }`,
    ...(host === "" ? [] : [`host: ${host}`]),
    `protocol: { ${protocol} }`,
    "workload:",
    ...workload.map((item) => `  - ${item}`),
    "faults:",
    ...faults.map((fault) => `  - ${fault}`),
  ].filter((line) => !(line === "workload:" && workload.length === 0) && !(line === "faults:" && faults.length === 0));
  const read = (path: string): string => {
    throw new Error(`no file ${path}`);
  };
  return parseScenario({ file: "test.yaml", text: lines.join("\n"), read, overrides: [] });
}

export interface Happening {
  readonly time: number;
  readonly node: number;
}
export interface Sent extends Happening {
  readonly message: Request | Response;
}
export interface Connected extends Happening {
  readonly event: ConnectionEvent;
}

/** Keeps all that happens in a run. */
export class Recorder implements Probe {
  readonly sent: Sent[] = [];
  readonly received: Sent[] = [];
  readonly connections: Connected[] = [];
  readonly infos: (Happening & { readonly info: Info })[] = [];
  readonly faults: { readonly time: number; readonly description: string; readonly active: boolean }[] = [];
  readonly wire = {
    messages: 0,
    messageBytes: 0,
    compression: 0,
    framing: 0,
    tls: 0,
    headers: 0,
    acknowledgements: 0,
    handshake: 0,
    heartbeat: 0,
    retransmitted: 0,
  };
  endTime = 0;
  callbacks = 0;
  readonly #hash = createHash("sha256");

  messageSent(time: number, node: number, message: Request | Response): void {
    this.sent.push({ time, node, message });
    this.#add(
      "sent",
      time,
      node,
      message.kind,
      message.length,
      message.stamps.count,
      ...message.delta.map(({ key }) => key),
    );
  }

  messageReceived(time: number, node: number, message: Request | Response): void {
    this.received.push({ time, node, message });
    this.#add("received", time, node, message.kind, message.length);
  }

  stored(time: number, node: number, info: Info): void {
    this.infos.push({ time, node, info });
    this.#add("stored", time, node, info.key, Number(info.originStamp), Number(info.ttlStamp), info.hops, info.peerId);
  }

  calledBack(_time: number, _node: number, count: number): void {
    this.callbacks += count;
  }

  combined(time: number, node: number, received: number, fresh: number): void {
    this.#add("combined", time, node, received, fresh);
  }

  connection(time: number, node: number, event: ConnectionEvent): void {
    this.connections.push({ time, node, event });
    this.#add("connection", time, node, JSON.stringify(event));
  }

  wireMessage(time: number, node: number, parts: MessageParts): void {
    const { messageBytes, compression, framing, tls, headers } = parts;
    this.wire.messages++;
    this.wire.messageBytes += messageBytes;
    this.wire.compression += compression;
    this.wire.framing += framing;
    this.wire.tls += tls;
    this.wire.headers += headers;
    this.#add("wire", time, node, messageBytes, compression, framing, tls, headers);
  }

  wireControl(time: number, node: number, component: Component, bytes: number): void {
    this.wire[component] += bytes;
    this.#add(component, time, node, bytes);
  }

  fault(time: number, description: string, active: boolean): void {
    this.faults.push({ time, description, active });
  }

  ended(time: number): void {
    this.endTime = time;
  }

  /** The whole trace in one line. */
  fingerprint(): string {
    return this.#hash.copy().digest("hex");
  }

  /** Connection events of one kind. */
  events<T extends ConnectionEvent["type"]>(type: T): (Happening & { event: ConnectionEvent & { type: T } })[] {
    return this.connections.filter(({ event }) => event.type === type) as (Happening & {
      event: ConnectionEvent & { type: T };
    })[];
  }

  /** Bytes sent: what messages count themselves. */
  get bytes(): number {
    return this.sent.reduce((sum, { message }) => sum + message.length, 0);
  }

  /** When `node` first stored `key`, from `after` on; Infinity when never. */
  storedAt(node: number, key: string, after = 0): number {
    return (
      this.infos.find((one) => one.node === node && one.info.key === key && one.time >= after)?.time ??
      Number.POSITIVE_INFINITY
    );
  }

  /** The directed edges at a time: accepted and not left. */
  edges(time = Number.POSITIVE_INFINITY): string[] {
    const edges = new Set<string>();
    for (const { time: at, node, event } of this.connections) {
      if (at > time) break;
      if (event.type === "accepted") edges.add(`${event.peerId}->${node}`);
      if (event.type === "left") edges.delete(`${event.peerId}->${node}`);
    }
    return [...edges].sort();
  }

  #add(...parts: (string | number)[]): void {
    this.#hash.update(`${parts.join(" ")}\n`);
  }
}

export function record(given: Scenario | ScenarioParts, options: Partial<RunOptions> = {}): Recorder {
  const recorder = new Recorder();
  const made = "cluster" in given ? given : scenario(given);
  run(made, { seed: 1, ...options, probes: [...(options.probes ?? []), recorder] });
  return recorder;
}
