import type { Info } from "../../src/gossip/info.ts";
import type { Request, Response } from "../../src/gossip/messages.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { run } from "../../src/simulation/run.ts";
import type { Probe } from "../../src/simulation/trace.ts";

/** An event in all that can be told of it. */
export interface Dumped {
  readonly kind: keyof Probe | Request["kind"] | Response["kind"];
  readonly text: string;
}

/** All events of a run that a fingerprint hears, written down plainly and independently of it. */
export function dump(scenario: Scenario, seed: number): Dumped[] {
  const events: Dumped[] = [];
  const add = (kind: Dumped["kind"], ...facts: unknown[]) =>
    void events.push({ kind, text: JSON.stringify([kind, ...facts]) });
  const messageFacts = (message: Request | Response) => {
    const { kind, length, lengths, stamps, delta } = message;
    const alternate = "alternate" in message ? (message.alternate?.nodeId ?? null) : null;
    const keys = delta.slice(0, 3).map(({ key }) => key);
    return [kind, length, { ...lengths }, stamps.count, alternate, delta.length, keys];
  };
  const infoFacts = ({ key, length, nodeId, hops, peerId, value }: Info) => [
    key,
    length,
    nodeId,
    hops,
    peerId,
    Number(value.time),
  ];
  const probe: Probe = {
    nodeUp: (time, node) => add("nodeUp", time, node),
    nodeDown: (time, node) => add("nodeDown", time, node),
    stored: (time, node, info) => add("stored", time, node, ...infoFacts(info)),
    messageSent: (time, node, message, to) => add(message.kind, "sent", time, node, to, ...messageFacts(message)),
    messageReceived: (time, node, message, from) => add("messageReceived", time, node, from, ...messageFacts(message)),
    connection: (time, node, event) => add("connection", time, node, event),
    wireMessage: (time, node, { messageBytes, compression, framing, tls, headers }) =>
      add("wireMessage", time, node, messageBytes, compression, framing, tls, headers),
    wireControl: (time, node, component, bytes) => add("wireControl", time, node, component, bytes),
    fault: (time, description, active) => add("fault", time, description, active),
    ended: (time) => add("ended", time),
  };
  run(scenario, { seed, probes: [probe] });
  return events;
}
