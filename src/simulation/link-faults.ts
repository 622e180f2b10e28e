import { formatPercent, formatRate } from "../kernel/units.ts";
import { Degradation } from "../network/degradation.ts";
import type { Network } from "../network/network.ts";
import { around, between, type Reach } from "../network/reach.ts";
import type { LinkFault, LinkReach } from "../scenario/scenario.ts";
import type { FaultNames } from "./fault-names.ts";

/** A fault of what is between hosts: turned on and off, and what it is called. */
export function linkFault(
  network: Network,
  fault: LinkFault,
): { turn(active: boolean): void; description(names: FaultNames): string } {
  const reach = reachOf(fault.reach, network);
  const turn = fault.kind === "degrade" ? degradation(network, reach, fault) : linkDown(network, reach);
  return { turn, description: (names) => describe(fault, names) };
}

function degradation(network: Network, reach: Reach, fault: LinkFault & { kind: "degrade" }) {
  const worse = new Degradation(reach, fault);
  network.degradations.push(worse);
  return (active: boolean) => {
    worse.isActive = active;
  };
}

function linkDown(network: Network, reach: Reach) {
  const rule = { passes: (from: number, to: number) => !reach.includes(from, to) };
  return (active: boolean) => {
    if (active) network.rules.add(rule);
    else network.rules.delete(rule);
  };
}

function reachOf(reach: LinkReach, network: Network): Reach {
  switch (reach.kind) {
    case "nodes":
      return around(reach.nodes);
    case "between":
      return between(reach.from, reach.to, reach.oneWay);
    case "link":
      return network.reachOver(reach);
    default:
      return reach satisfies never;
  }
}

/** With all that tells it from others: what is still open at the end is told by its description. */
function describe(fault: LinkFault, names: FaultNames): string {
  const where = whereabouts(fault.reach, names);
  if (fault.kind === "linkDown") return `link down ${where}`;
  const { latency, loss, rate } = fault;
  const what = [
    ...(latency > 1 ? [`latency x${latency}`] : []),
    ...(loss > 0 ? [`loss ${formatPercent(loss)}`] : []),
    ...(Number.isFinite(rate) ? [`rate ${formatRate(rate)}`] : []),
  ];
  return `degradation ${where}: ${what.join(", ")}`;
}

function whereabouts(reach: LinkReach, { nodes, site }: FaultNames): string {
  if (reach.kind === "nodes") return `of all links of ${nodes(reach.nodes)}`;
  const [from, to] = reach.kind === "link" ? [site(reach.from), site(reach.to)] : [nodes(reach.from), nodes(reach.to)];
  return reach.oneWay ? `from ${from} to ${to}` : `between ${from} and ${to}`;
}
