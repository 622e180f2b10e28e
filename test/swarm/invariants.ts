import type { ProtocolSettings } from "../../src/scenario/scenario.ts";
import type { Probe } from "../../src/simulation/trace.ts";
import { Ledger, type NodeRecord } from "./ledger.ts";
import { PeerChecks } from "./peer-checks.ts";
import { checkStored, PrefixCheck } from "./store-checks.ts";
import { StreamChecks } from "./stream-checks.ts";
import { must, seconds } from "./violation.ts";

/**
 * Watches a run and throws a `Violation` at the first promise of the protocol that is not kept. It retells each node's state from the trace
 * and compares; what a node does in one go is judged when it takes its next message, and at the end.
 */
export function watch(protocol: ProtocolSettings, ledger = new Ledger()): Probe {
  const streams = new StreamChecks(ledger, protocol);
  const peers = new PeerChecks(protocol);
  const prefix = new PrefixCheck(ledger);
  let now = 0;

  const running = (time: number, id: number): NodeRecord => {
    must(time >= now, "time never goes back", () => `from ${seconds(now)} to ${seconds(time)}`);
    now = time;
    const node = ledger.nodes.get(id);
    must(node !== undefined, "only live nodes act", () => `node ${id} at ${seconds(time)}`);
    must(!node.isPaused, "paused nodes do nothing", () => `node ${id} at ${seconds(time)}`);
    return node;
  };
  const finished = (time: number, node: NodeRecord) => {
    peers.check(time, node);
    prefix.check(time, node);
  };

  return {
    nodeUp: (time, id, state) => ledger.up(time, id, state),
    nodeDown: (_, id) => ledger.down(id),
    paused: (_, id) => ledger.paused(id),
    resumed: (time, id) => ledger.resumed(time, id),
    stored(time, id, info) {
      const node = running(time, id);
      checkStored(ledger, time, node, info);
      ledger.stored(time, node, info);
      prefix.changed(node);
    },
    messageSent: (time, id, message, _, end) => streams.sent(time, running(time, id), message, end),
    messageReceived(time, id, message, _, end) {
      const node = running(time, id);
      finished(time, node);
      streams.received(time, node, message, end);
      if ("alternate" in message) peers.responded(node, message);
    },
    connection: (time, id, event) => peers.happened(time, running(time, id), event),
    ended(time) {
      for (const node of ledger.nodes.values()) if (!node.isPaused) finished(time, node);
      streams.ended(time);
      peers.ended(time, ledger.nodes, streams.streams);
    },
  };
}
