import { formatBytes, formatDuration } from "../kernel/units.ts";
import { formatIds } from "../scenario/node-words.ts";
import { counted } from "./figure.ts";
import type { ReportedReplay } from "./reported-scenario.ts";

/** `a recording of 214 infos under 23 keys, 3.4 MiB, from nodes 1–12, from 5 s to 42 s`, and how much of it does not fit into the run. */
export function replayInWords({ replay, leftOut }: ReportedReplay): string {
  const { infos, keys, nodes, first, last, bytes } = replay;
  return [
    `a recording of ${counted(infos, "info")} under ${counted(keys, "key")}`,
    formatBytes(bytes),
    `from ${nodes.length === 1 ? "node" : "nodes"} ${formatIds(nodes)}`,
    `from ${formatDuration(first)} to ${formatDuration(last)}`,
    ...(leftOut === 0 ? [] : [`without ${counted(leftOut, "info")} past the end of the run`]),
  ].join(", ");
}
