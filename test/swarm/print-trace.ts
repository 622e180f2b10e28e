import type { MessageEnd, Probe } from "../../src/simulation/trace.ts";
import type { Message } from "./ledger.ts";

/** Tells each event of a run in a line. */
export function printTrace(write: (line: string) => void): Probe {
  const line = (time: number, node: number, text: string) => write(`${(time / 1e9).toFixed(9)} node ${node} ${text}`);
  const message = ({ kind, delta, stamps }: Message, { stream }: MessageEnd) =>
    `${kind} over ${stream.dialler}->${stream.listener}, ${stamps.count} stamps: ${delta.map(({ key, hops }) => `${key}/${hops}`).join(" ")}`;
  return {
    nodeUp: (time, node) => line(time, node, "up"),
    nodeDown: (time, node) => line(time, node, "down"),
    stored: (time, node, { key, nodeId, originStamp, hops, peerId }) =>
      line(time, node, `stores ${key} of node ${nodeId} at ${originStamp}, ${hops} hops, from ${peerId}`),
    messageSent: (time, node, sent, _, end) => line(time, node, `sends ${message(sent, end)}`),
    messageReceived: (time, node, received, _, end) => line(time, node, `takes ${message(received, end)}`),
    connection: (time, node, { type, ...rest }) => line(time, node, `${type} ${JSON.stringify(rest)}`),
    fault: (time, description, active) =>
      write(`${(time / 1e9).toFixed(9)} ${description} ${active ? "begins" : "is over"}`),
  };
}
