import type { Random } from "../kernel/random.ts";
import type { Scheduler } from "../kernel/scheduler.ts";
import type { Duration, Time } from "../kernel/time.ts";
import { formatDuration, formatPpm } from "../kernel/units.ts";
import type { Network } from "../network/network.ts";
import { oneWay, partition, type Rule } from "../network/partition.ts";
import type { Affected, Fault, LinkFault } from "../scenario/scenario.ts";
import { scheduleChurn } from "./churn.ts";
import { type FaultNames, numbers } from "./fault-names.ts";
import { linkFault } from "./link-faults.ts";
import type { NodeStates } from "./node-states.ts";
import { Timeline } from "./timeline.ts";
import type { Trace } from "./trace.ts";

/** What faults are done to. */
export interface Faultable {
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly random: Random;
  readonly trace: Trace;
  readonly states: NodeStates;
  /** What the scenario's author calls what is hit. */
  readonly faultNames: FaultNames;
  /** Ids of the nodes that run. */
  live(): number[];
  /** The node says that it is about to stop. */
  announceStop(id: number): void;
}

type Kind<K extends Fault["kind"]> = Extract<Fault, { kind: K }>;
type Outage = Kind<"crash" | "stop" | "pause">;

/** What a fault is called, with what it hits called so. */
type Description = (names: FaultNames) => string;

const never = Number.POSITIVE_INFINITY;

/** Sets the scenario's faults, to come at their times; returns what knows when they are over. */
export function scheduleFaults(world: Faultable, faults: readonly Fault[]): Timeline {
  const timeline = new Timeline(world.scheduler);
  const schedule = new Schedule(world, timeline);
  for (const [index, fault] of faults.entries()) schedule.add(fault, world.random.fork(`fault ${index}`));
  return timeline;
}

/** The moments at which a fault happens; where they are random, each is drawn by itself. */
function momentsOf({ at, within, every, times }: Exclude<Fault, Kind<"churn">>, random: Random): Time[] {
  const draws = random.fork("moments");
  return Array.from({ length: times }, (_, index) => {
    const drawn = within === 0 ? 0 : Math.floor(draws.uniform() * within);
    return at + index * (every ?? 0) + drawn;
  });
}

class Schedule {
  readonly #world: Faultable;
  readonly #timeline: Timeline;
  /** The partitions that are open, by their names, with what heals them. */
  readonly #open = new Map<() => void, string | null>();

  constructor(world: Faultable, timeline: Timeline) {
    this.#world = world;
    this.#timeline = timeline;
  }

  add(fault: Fault, random: Random): void {
    if (fault.kind === "churn") this.#churn(fault, random);
    else for (const time of momentsOf(fault, random)) this.#addOnce(fault, time, random);
  }

  #addOnce(fault: Exclude<Fault, Kind<"churn">>, time: Time, random: Random): void {
    const timeline = this.#timeline;
    switch (fault.kind) {
      case "partition":
        timeline.during(time, fault.for, () =>
          this.#cut(fault.name, partition(fault.sides), (names) => sides(fault, names)),
        );
        break;
      case "one-way":
        timeline.during(time, fault.for, () =>
          this.#cut(fault.name, oneWay(fault.from, fault.to), (names) => ways(fault, names)),
        );
        break;
      case "heal":
        timeline.at(time, () => this.#heal(fault));
        break;
      case "slow":
        timeline.during(time, fault.for, () => this.#slow(fault, random));
        break;
      case "clock":
        timeline.during(time, fault.for, () => this.#skew(fault, random));
        break;
      case "degrade":
      case "linkDown":
        timeline.during(time, fault.for, this.#onLinks(fault));
        break;
      case "crash":
      case "stop":
      case "pause":
        timeline.at(time, () => this.#outages(fault, random));
        break;
      default:
        fault satisfies never;
    }
  }

  #cut(name: string | null, rule: Rule, description: Description): () => void {
    const { network } = this.#world;
    const heal = () => {
      // It may have been healed ahead of its time.
      if (!this.#open.delete(heal)) return;
      network.rules.delete(rule);
      this.#tell(description, false);
    };
    this.#open.set(heal, name);
    network.rules.add(rule);
    this.#tell(description, true);
    return heal;
  }

  /** Connections have to know from the beginning what may befall their way. */
  #onLinks(fault: LinkFault): () => () => void {
    const { turn, description } = linkFault(this.#world.network, fault);
    const change = (active: boolean) => {
      turn(active);
      this.#tell(description, active);
    };
    return () => {
      change(true);
      return () => change(false);
    };
  }

  #heal({ partitions }: Kind<"heal">): void {
    for (const [heal, name] of [...this.#open]) {
      if (partitions === null || (name !== null && partitions.includes(name))) heal();
    }
  }

  #slow({ nodes, factor }: Kind<"slow">, random: Random): () => void {
    const { states } = this.#world;
    const ids = this.#choose(nodes, random);
    return this.#lasting(
      ({ nodes: called }) => `slow ${called(ids)}, ×${factor}`,
      ids,
      (id) => states.slow(id, factor),
    );
  }

  #skew({ nodes, offset, drift }: Kind<"clock">, random: Random): () => void {
    const { states, scheduler } = this.#world;
    const ids = this.#choose(nodes, random);
    const description: Description = (names) => `clock of ${names.nodes(ids)} ${skewInWords(offset, drift)}`;
    return this.#lasting(description, ids, (id) => {
      const skew = { offset, drift, since: scheduler.now };
      const clock = states.clockOf(id);
      clock.add(skew);
      return () => clock.remove(skew);
    });
  }

  /** Begins something for each of these nodes; returns what ends it. */
  #lasting(description: Description, ids: readonly number[], begin: (id: number) => () => void): () => void {
    if (ids.length === 0) return () => {};
    const ends = ids.map(begin);
    this.#tell(description, true);
    return () => {
      for (const end of ends) end();
      this.#tell(description, false);
    };
  }

  /** All of them at once, or one after the other. */
  #outages(fault: Outage, random: Random): void {
    const ids = this.#choose(fault.nodes, random);
    if (ids.length === 0) return;
    if (fault.each === 0) {
      this.#outage(fault, ids);
      return;
    }
    for (const [index, id] of ids.entries()) {
      if (index === 0) this.#outage(fault, [id]);
      else this.#timeline.after(index * fault.each, () => this.#outage(fault, [id]));
    }
  }

  #outage(fault: Outage, ids: readonly number[]): void {
    if (fault.kind === "pause") {
      this.#hold({ ids, state: "paused", what: "pause", lasts: fault.for });
      return;
    }
    const inPeace = fault.kind === "stop";
    const state = fault.memory === "kept" ? "suspended" : "down";
    const end = () => this.#hold({ ids, state, what: fault.kind, lasts: fault.restart ?? never, inPeace });
    if (fault.kind === "crash" || fault.drain === 0) {
      end();
      return;
    }
    for (const id of ids) this.#world.announceStop(id);
    this.#timeline.after(fault.drain, end);
  }

  #hold(outage: {
    readonly ids: readonly number[];
    readonly state: "down" | "suspended" | "paused";
    readonly what: string;
    readonly lasts: Duration;
    readonly inPeace?: boolean;
  }): void {
    const { ids, state, lasts, inPeace = false } = outage;
    const { states } = this.#world;
    const kept = state === "suspended" ? ", memory kept" : "";
    const description: Description = (names) => `${outage.what} of ${names.nodes(ids)}${kept}`;
    for (const id of ids) states.hold(id, state, inPeace);
    this.#tell(description, true);
    if (!Number.isFinite(lasts)) return;
    this.#timeline.after(lasts, () => {
      for (const id of ids) states.release(id, state);
      this.#tell(description, false);
    });
  }

  #churn(fault: Kind<"churn">, random: Random): void {
    const nodes = random.fork("nodes");
    const strike = (down: Duration) => {
      const live = this.#world.live();
      const candidates = live.filter((id) => fault.nodes.includes(id));
      if (candidates.length <= fault.keep || live.length === 1) return;
      const ids = [candidates[nodes.below(candidates.length)]!];
      this.#hold({ ids, state: "down", what: fault.by, lasts: down, inPeace: fault.by === "stop" });
    };
    scheduleChurn(fault, random, (time, action) => this.#timeline.at(time, action), strike);
  }

  /** In ascending order. */
  #choose(nodes: Affected, random: Random): readonly number[] {
    if (!("random" in nodes)) return nodes;
    const { of } = nodes;
    const live = this.#world.live();
    const candidates = of === null ? live : live.filter((id) => of.includes(id));
    return random.sample(candidates, nodes.random).sort((a, b) => a - b);
  }

  #tell(description: Description, active: boolean): void {
    const { trace, scheduler, faultNames } = this.#world;
    trace.fault(scheduler.now, description(numbers), active, description(faultNames));
  }
}

function sides(fault: Kind<"partition">, { side }: FaultNames): string {
  return `partition of ${fault.sides.map(side).join(" from ")}`;
}

function ways({ from, to }: Kind<"one-way">, { side }: FaultNames): string {
  return `partition one way, ${side(from)} to ${side(to)}`;
}

function skewInWords(offset: Duration, drift: number): string {
  const parts = [
    ...(offset === 0 ? [] : [`off by ${formatDuration(offset)}`]),
    ...(drift === 0 ? [] : [`drifting by ${formatPpm(drift)}`]),
  ];
  return parts.join(" and ");
}
