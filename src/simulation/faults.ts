import type { Random } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Network } from "../network/network.ts";
import { partition } from "../network/partition.ts";
import type { Fault } from "../scenario/scenario.ts";
import { scheduleLinkFault } from "./link-faults.ts";
import type { Trace } from "./trace.ts";

/** What faults are done to. */
export interface Faultable {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly random: Random;
  readonly trace: Trace;
  /** Ids of the nodes that are up. */
  live(): number[];
  stopNode(id: number): void;
  startNode(id: number): void;
}

/** Sets the scenario's faults, to come at their times. */
export function scheduleFaults(world: Faultable, faults: readonly Fault[]): void {
  for (const [index, fault] of faults.entries()) {
    if (fault.kind === "partition") schedulePartition(world, fault);
    else if (fault.kind === "degrade" || fault.kind === "linkDown") scheduleLinkFault(world, fault);
    else scheduleCrash(world, fault, world.random.fork(`fault ${index}`));
  }
}

function schedulePartition({ scheduler, network, trace }: Faultable, fault: Fault & { kind: "partition" }): void {
  const rule = partition(fault.sides);
  const description = `partition of ${fault.sides.map((side) => nodes(side.length)).join(" from ")}`;
  const cut = () => {
    network.rules.add(rule);
    trace.fault(scheduler.now, description, true);
  };
  const heal = () => {
    network.rules.delete(rule);
    trace.fault(scheduler.now, description, false);
  };
  scheduler.scheduleAt(fault.at, cut);
  if (Number.isFinite(fault.for)) scheduler.scheduleAt(fault.at + fault.for, heal);
}

function scheduleCrash(world: Faultable, fault: Fault & { kind: "crash" }, random: Random): void {
  const { scheduler, trace } = world;
  const crash = () => {
    const live = world.live();
    const chosen = "random" in fault.nodes ? random.sample(live, fault.nodes.random) : fault.nodes;
    const victims = chosen.filter((id) => live.includes(id)).sort((a, b) => a - b);
    if (victims.length === 0) return;
    const description = `crash of node${victims.length > 1 ? "s" : ""} ${victims.join(", ")}`;
    for (const id of victims) world.stopNode(id);
    trace.fault(scheduler.now, description, true);
    if (fault.restart === null) return;
    const restart = () => {
      for (const id of victims) world.startNode(id);
      trace.fault(scheduler.now, description, false);
    };
    scheduler.schedule(fault.restart, restart);
  };
  scheduler.scheduleAt(fault.at, crash);
}

function nodes(count: number): string {
  return count === 1 ? "1 node" : `${count} nodes`;
}
