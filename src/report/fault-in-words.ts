import { formatDuration, formatPercent, formatPpm, formatRate } from "../kernel/units.ts";
import type { NodeWords } from "../scenario/node-words.ts";
import type { Affected, Fault, LinkReach } from "../scenario/scenario.ts";
import { counted } from "./figure.ts";
import { quantityInWords } from "./quantity-in-words.ts";

/** How what is hit is called. */
export interface Names {
  readonly nodes: NodeWords;
  /** By index. */
  readonly sites: readonly string[];
}

/** What goes wrong, and when, in a clause: `at 10 s a crash of node 3, back 8 s later`. */
export function faultInWords(fault: Fault, names: Names): string {
  const { at } = fault;
  if (fault.kind === "churn") return churn(fault, names);
  const { within, every, times } = fault;
  const first =
    within === 0 ? `at ${formatDuration(at)}` : `between ${formatDuration(at)} and ${formatDuration(at + within)}`;
  const again = every === null ? "" : ` and every ${formatDuration(every)} after it, ${times} times in all,`;
  return `${first}${again} ${what(fault, names)}`;
}

function what(fault: Exclude<Fault, { kind: "churn" }>, names: Names): string {
  switch (fault.kind) {
    case "partition":
      return `a partition ${lasting(fault.for)} of ${fault.sides.map(names.nodes).join(" from ")}`;
    case "one-way":
      return `a partition ${lasting(fault.for)} from ${names.nodes(fault.from)} to ${names.nodes(fault.to)}, one way`;
    case "heal":
      return `${fault.partitions === null ? "all partitions" : fault.partitions.join(" and ")} healed`;
    case "crash":
      return `a crash of ${affected(fault.nodes, names)}${each(fault.each)}, ${back(fault)}`;
    case "stop": {
      const announced = fault.drain === 0 ? "" : ` announced ${formatDuration(fault.drain)} before`;
      return `a stop of ${affected(fault.nodes, names)}${announced}${each(fault.each)}, ${back(fault)}`;
    }
    case "pause":
      return `a pause ${lasting(fault.for)} of ${affected(fault.nodes, names)}${each(fault.each)}`;
    case "slow":
      return `${affected(fault.nodes, names)} ×${fault.factor} as slow ${lasting(fault.for)}`;
    case "clock": {
      const { offset, drift } = fault;
      const error = [
        ...(offset === 0 ? [] : [formatDuration(Math.abs(offset)) + (offset > 0 ? " ahead" : " behind")]),
        ...(drift === 0 ? [] : [`drifting by ${formatPpm(drift)}`]),
      ];
      return `the clock of ${affected(fault.nodes, names)} ${error.join(" and ")} ${lasting(fault.for)}`;
    }
    case "linkDown":
      return `nothing passes ${reach(fault.reach, names)} ${lasting(fault.for)}`;
    case "degrade": {
      const worse = [
        ...(fault.latency === 1 ? [] : [`latency x${fault.latency}`]),
        ...(fault.loss === 0 ? [] : [`${formatPercent(fault.loss)} lost`]),
        ...(fault.rate === Number.POSITIVE_INFINITY ? [] : [`at most ${formatRate(fault.rate)}`]),
      ];
      return `${worse.join(", ")} ${reach(fault.reach, names)} ${lasting(fault.for)}`;
    }
  }
}

function reach(item: LinkReach, { nodes, sites }: Names): string {
  if (item.kind === "nodes") return `to and from ${nodes(item.nodes)}`;
  const [from, to] = item.kind === "link" ? [sites[item.from]!, sites[item.to]!] : [nodes(item.from), nodes(item.to)];
  return item.oneWay ? `from ${from} to ${to}` : `between ${from} and ${to}`;
}

function churn({ at, until, nodes, every, down, keep, by }: Extract<Fault, { kind: "churn" }>, names: Names): string {
  const span = `from ${formatDuration(at)} to ${formatDuration(until)}`;
  const who = `a ${by} of one of ${names.nodes(nodes)}`;
  return `${span} ${who} every ${formatDuration(every)} on average, down for ${quantityInWords(down, formatDuration)}, ${keep} of them left up`;
}

function affected(nodes: Affected, names: Names): string {
  if (!("random" in nodes)) return names.nodes(nodes);
  const of = nodes.of === null ? "" : ` of ${names.nodes(nodes.of)}`;
  return `${counted(nodes.random, "node")}${of} drawn by seed`;
}

function lasting(span: number): string {
  return span === Number.POSITIVE_INFINITY ? "for good" : `for ${formatDuration(span)}`;
}

function each(span: number): string {
  return span === 0 ? "" : ` one after the other, ${formatDuration(span)} apart`;
}

function back({ restart, memory }: { readonly restart: number | null; readonly memory: "lost" | "kept" }): string {
  if (restart === null) return "for good";
  return `back ${formatDuration(restart)} later${memory === "kept" ? " with what it held" : ""}`;
}
