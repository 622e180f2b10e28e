import type { Duration, Time } from "../kernel/time.ts";
import type { NodeNames } from "./cluster.ts";
import { type Context, checkBeforeEnd } from "./context.ts";
import { checkDrawn } from "./distribution-fields.ts";
import { mostTimes } from "./fault-fields.ts";
import { resolveLinkFault } from "./link-faults.ts";
import { suggestion } from "./nearest-name.ts";
import type { Affected, Fault, FaultTimes, NetworkSettings } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { type Path, show } from "./written.ts";

type DeclaredFault = Declared["faults"][number];
type DeclaredAs<Key extends string> = Extract<DeclaredFault, { readonly [K in Key]: unknown }>;
type DeclaredTimes = Pick<DeclaredAs<"partition">, "at" | "every" | "times" | "until">;
type DeclaredAffected = DeclaredAs<"crash">["crash"];
type DeclaredChurn = DeclaredAs<"churn">;

/** `count` is the number of nodes. */
export function resolveFaults(
  declared: readonly DeclaredFault[],
  count: number,
  names: NodeNames,
  network: NetworkSettings,
  context: Context,
): Fault[] {
  const resolver = new Resolver(declared, { count, names, network, context });
  const faults = declared.map((fault, index) => resolver.fault(fault, ["faults", index]));
  checkSomebodyIsLeft(faults, context);
  return faults;
}

/** When the last consequence of a fault is over, as far as that is certain; of one that does not end, when it has begun. */
export function endOfFault(fault: Fault): Time {
  return fault.kind === "churn" ? fault.until : lastBeginning(fault) + steps(fault) + lasts(fault);
}

class Resolver {
  readonly #declared: readonly DeclaredFault[];
  readonly #count: number;
  readonly #names: NodeNames;
  readonly #network: NetworkSettings;
  readonly #context: Context;

  constructor(
    declared: readonly DeclaredFault[],
    world: { count: number; names: NodeNames; network: NetworkSettings; context: Context },
  ) {
    this.#declared = declared;
    this.#count = world.count;
    this.#names = world.names;
    this.#network = world.network;
    this.#context = world.context;
  }

  fault(declared: DeclaredFault, path: Path): Fault {
    if ("churn" in declared) return this.#churn(declared, path);
    const times = this.#times(declared, path);
    const fault = this.#timed(declared, times, path);
    this.#checkEnd(fault, "for" in declared ? "for" : "restart" in declared ? "restart" : null, path);
    return fault;
  }

  #timed(
    declared: Exclude<DeclaredFault, DeclaredChurn>,
    times: FaultTimes,
    path: Path,
  ): Exclude<Fault, { kind: "churn" }> {
    if ("degrade" in declared || "linkDown" in declared) {
      const [names, network, context] = [this.#names, this.#network, this.#context];
      return resolveLinkFault(declared, times, path, { names, network, context });
    }
    if ("heal" in declared) return { kind: "heal", ...times, partitions: this.#healed(declared, path) };
    if ("partition" in declared) return { ...times, ...this.#partition(declared, path) };
    const never = Number.POSITIVE_INFINITY;
    if ("slow" in declared) {
      const { slow, for: lasts = never } = declared;
      return { kind: "slow", ...times, nodes: this.#some(slow, [...path, "slow"]), factor: slow.factor, for: lasts };
    }
    if ("clock" in declared) {
      const { clock, for: lasts = never } = declared;
      const { offset = 0, drift = 0 } = clock;
      const nodes = this.#some(clock, [...path, "clock"]);
      if (offset === 0 && drift === 0) {
        this.#context.problems.add([...path, "clock"], 'expected an "offset" or a "drift" other than 0');
      }
      return { kind: "clock", ...times, nodes, offset, drift, for: lasts };
    }
    const { each = 0 } = declared;
    if ("pause" in declared) {
      const nodes = this.#affected(declared.pause, [...path, "pause"]);
      return { kind: "pause", ...times, nodes, each, for: declared.for ?? never };
    }
    const { restart = null, memory } = declared;
    if (memory !== undefined && restart === null) {
      this.#context.problems.add(
        [...path, "memory"],
        'goes with "restart": a node that does not come back has no memory',
      );
    }
    const back = { each, restart, memory: memory ?? ("lost" as const) };
    return "crash" in declared
      ? { kind: "crash", ...times, nodes: this.#affected(declared.crash, [...path, "crash"]), ...back }
      : {
          kind: "stop",
          ...times,
          nodes: this.#affected(declared.stop, [...path, "stop"]),
          drain: declared.drain,
          ...back,
        };
  }

  #times({ at, every, times, until }: DeclaredTimes, path: Path): FaultTimes {
    const { problems, duration, written } = this.#context;
    const random = typeof at === "number" ? [at, at] : at.random;
    const [earliest, latest] = [random[0]!, random[1]!];
    if (typeof at === "number") {
      checkBeforeEnd(at, [...path, "at"], this.#context);
    } else {
      const place = [...path, "at", "random"];
      if (at.random.length > 2) problems.add(place, `expected two times, found ${at.random.length}`);
      if (latest <= earliest)
        problems.add([...place, 1], `expected a time after ${written([...place, 0])}, found ${written([...place, 1])}`);
      checkBeforeEnd(latest, [...place, 1], this.#context);
    }
    const once: FaultTimes = { at: earliest, within: latest - earliest, every: null, times: 1 };
    if (every === undefined) {
      for (const key of ["times", "until"] as const) {
        if ({ times, until }[key] !== undefined) problems.add([...path, key], 'goes with "every"');
      }
      return once;
    }
    if (times !== undefined && until !== undefined) problems.addBoth(path, "times", "until");
    if (until !== undefined) checkWithin(until, earliest, [...path, "until"], this.#context);
    const end = until ?? duration;
    const most = Math.max(1, Math.ceil((end - earliest) / every));
    const fits = Math.max(1, Math.ceil((duration - earliest) / every));
    if (times !== undefined && times > fits) {
      problems.add(
        [...path, "times"],
        `${times} times ${written([...path, "every"])} apart is past the end of the run at ${written(["duration"])}: expected at most ${fits}`,
      );
    }
    if ((times ?? most) > mostTimes) {
      problems.add([...path, "every"], `that is ${most} times, expected at most ${mostTimes}`);
    }
    return { ...once, every, times: Math.min(times ?? most, mostTimes) };
  }

  #partition(declared: DeclaredAs<"partition">, path: Path) {
    const { partition, name = null } = declared as typeof declared & { name?: string | null };
    const lasts = declared.for ?? Number.POSITIVE_INFINITY;
    if (name === "all")
      this.#context.problems.add([...path, "name"], '"all" means all partitions; expected another name');
    const shared = { name, for: lasts };
    const place = [...path, "partition"];
    if (Array.isArray(partition)) {
      return { kind: "partition" as const, ...shared, sides: this.#sides(partition as (string | number)[][], place) };
    }
    const { from, to } = partition as {
      from: string | number | (string | number)[];
      to: string | number | (string | number)[];
    };
    const [senders, receivers] = [
      this.#names.findAll(from, [...place, "from"]),
      this.#names.findAll(to, [...place, "to"]),
    ];
    const both = senders.find((id) => receivers.includes(id));
    if (both !== undefined)
      this.#context.problems.add([...place, "to"], `node ${both} stands on the other side already`);
    return { kind: "one-way" as const, ...shared, from: senders, to: receivers };
  }

  #sides(declared: readonly (readonly (string | number)[])[], path: Path): (readonly number[])[] {
    const taken = new Set<number>();
    return declared.map((members, side) => {
      const ids = new Set<number>();
      for (const [index, name] of members.entries()) {
        const place = [...path, side, index];
        const found = this.#names.find(name, place);
        const shared = found.find((id) => taken.has(id));
        if (shared !== undefined) this.#context.problems.add(place, `node ${shared} stands on another side already`);
        for (const id of found) ids.add(id);
      }
      for (const id of ids) taken.add(id);
      return [...ids].sort((a, b) => a - b);
    });
  }

  #healed({ heal }: DeclaredAs<"heal">, path: Path): readonly string[] | null {
    const partitions = this.#declared.filter((fault): fault is DeclaredAs<"partition"> => "partition" in fault);
    const known = partitions.flatMap(({ name }) => (name === undefined ? [] : [name]));
    const { problems } = this.#context;
    const place = [...path, "heal"];
    if (heal === "all") {
      if (partitions.length === 0) problems.add(place, "there is no partition to heal");
      return null;
    }
    const names = Array.isArray(heal) ? heal : [heal];
    for (const [index, name] of names.entries()) {
      if (known.includes(name)) continue;
      const hint = suggestion(name, ["all", ...known]);
      problems.add(Array.isArray(heal) ? [...place, index] : place, `no partition is called ${show(name)}${hint}`);
    }
    return names;
  }

  #churn({ churn, at, until }: DeclaredChurn, path: Path): Fault {
    const { problems, duration } = this.#context;
    const place = [...path, "churn"];
    checkBeforeEnd(at, [...path, "at"], this.#context);
    if (until !== undefined) checkWithin(until, at, [...path, "until"], this.#context);
    const nodes = this.#names.findAll(churn.nodes ?? "all", [...place, "nodes"]);
    const { every, rate, down, keep, by } = churn;
    if (every !== undefined && rate !== undefined) problems.addBoth(place, "every", "rate");
    if (every === undefined && rate === undefined) problems.add(place, 'expected either "every" or "rate"');
    checkDrawn(down, [...place, "down"], this.#context);
    if (keep >= nodes.length && nodes.length > 0) {
      problems.add([...place, "keep"], `of ${nodes.length} nodes nobody is left to go down, found ${keep}`);
    }
    const mean = every ?? Math.max(1, Math.round(1 / ((rate ?? 1) * Math.max(1, nodes.length))));
    return { kind: "churn", at, until: until ?? duration, nodes, every: mean, down, keep, by };
  }

  /** The nodes of a mapping that names one or several. */
  #some({ node, nodes }: Pick<DeclaredAs<"slow">["slow"], "node" | "nodes">, path: Path): Affected {
    if (node !== undefined && nodes !== undefined) this.#context.problems.addBoth(path, "node", "nodes");
    if (nodes !== undefined) return this.#affected(nodes, [...path, "nodes"]);
    if (node !== undefined) return this.#names.find(node, [...path, "node"]);
    this.#context.problems.add(path, 'expected either "node" or "nodes"');
    return [];
  }

  #affected(declared: DeclaredAffected, path: Path): Affected {
    if (typeof declared !== "object" || Array.isArray(declared)) return this.#names.findAll(declared, path);
    if ("group" in declared) return this.#names.find(declared.group, [...path, "group"]);
    const { random } = declared;
    const of = declared.of === undefined ? null : this.#names.findAll(declared.of, [...path, "of"]);
    const count = of === null ? this.#count : of.length;
    // A small share of a small cluster still means a fault.
    const drawn = typeof random === "number" ? random : Math.max(1, Math.round(random.share * count));
    if (drawn > count && count > 0) {
      this.#context.problems.add([...path, "random"], `there are ${count} nodes, found ${drawn}`);
    }
    return { random: drawn, of };
  }

  /** A fault that never ends is written without an end, so that one that was meant to end is not cut off unseen. */
  #checkEnd(fault: Exclude<Fault, { kind: "churn" }>, key: "for" | "restart" | null, path: Path): void {
    const { duration, problems, written } = this.#context;
    const began = lastBeginning(fault) + steps(fault);
    if (lastBeginning(fault) >= duration) return;
    if (began > duration) {
      problems.add([...path, "each"], `the last node's turn is past the end of the run at ${written(["duration"])}`);
    } else if (key !== null && began + lasts(fault) > duration) {
      const since = fault.times > 1 ? 'the last "at"' : '"at"';
      const found = `${written([...path, key])} after ${since} is past the end of the run at ${written(["duration"])}`;
      problems.add([...path, key], `${found}; leave it out for never`);
    }
  }
}

/** An end must lie between a beginning and the end of the run. */
function checkWithin(until: Time, from: Time, path: Path, { problems, duration, written }: Context): void {
  if (until > duration) {
    problems.add(path, `expected at most the duration of the run, ${written(["duration"])}, found ${written(path)}`);
  } else if (until <= from) {
    problems.add(path, `expected a time after the first one, found ${written(path)}`);
  }
}

/** Who is down for good cannot go down once more. */
function checkSomebodyIsLeft(faults: readonly Fault[], { problems }: Context): void {
  const gone = new Map<number, Time>();
  const isEnd = (fault: Fault) =>
    (fault.kind === "crash" || fault.kind === "stop") && fault.within === 0 && !("random" in fault.nodes);
  const byTime = faults
    .map((fault, index) => ({ fault, index }))
    .sort((a, b) => a.fault.at - b.fault.at || a.index - b.index);
  for (const { fault, index } of byTime) {
    if (!isEnd(fault) || (fault.kind !== "crash" && fault.kind !== "stop") || "random" in fault.nodes) continue;
    const { nodes, kind, at, restart } = fault;
    if (nodes.length > 0 && nodes.every((id) => (gone.get(id) ?? Number.POSITIVE_INFINITY) < at)) {
      const who = nodes.length === 1 ? `node ${nodes[0]} is` : "all of these nodes are";
      problems.add(["faults", index, kind], `${who} down for good by then`);
    }
    if (restart === null)
      for (const [step, id] of nodes.entries())
        gone.set(id, Math.min(gone.get(id) ?? Number.POSITIVE_INFINITY, at + step * fault.each));
  }
}

function lastBeginning({ at, within, every, times }: FaultTimes): Time {
  return at + within + (times - 1) * (every ?? 0);
}

/** From the first node to the last, where it is one after the other; a node that stops takes its time for it. */
function steps(fault: Fault): Duration {
  if (fault.kind !== "crash" && fault.kind !== "stop" && fault.kind !== "pause") return 0;
  const count = "random" in fault.nodes ? fault.nodes.random : fault.nodes.length;
  return Math.max(0, count - 1) * fault.each + (fault.kind === "stop" ? fault.drain : 0);
}

function lasts(fault: Exclude<Fault, { kind: "churn" }>): Duration {
  const lasts = "for" in fault ? fault.for : "restart" in fault ? (fault.restart ?? 0) : 0;
  return Number.isFinite(lasts) ? lasts : 0;
}
