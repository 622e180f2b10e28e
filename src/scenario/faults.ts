import type { NodeNames } from "./cluster.ts";
import { type Context, checkBeforeEnd, checkEnd } from "./context.ts";
import { resolveLinkFault } from "./link-faults.ts";
import type { Problems } from "./problems.ts";
import type { Fault, NetworkSettings } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import type { Path } from "./written.ts";

type DeclaredFault = Declared["faults"][number];
type DeclaredPartition = Extract<DeclaredFault, { partition: unknown }>;
type DeclaredCrash = Extract<DeclaredFault, { crash: unknown }>;

/** `count` is the number of nodes. */
export function resolveFaults(
  declared: readonly DeclaredFault[],
  count: number,
  names: NodeNames,
  network: NetworkSettings,
  context: Context,
): Fault[] {
  return declared.map((fault, index): Fault => {
    const path: Path = ["faults", index];
    const { at } = fault;
    checkBeforeEnd(at, [...path, "at"], context);
    if ("degrade" in fault || "linkDown" in fault) return resolveLinkFault(fault, path, { names, network, context });
    if ("partition" in fault) {
      checkEnd(at, fault.for, [...path, "for"], context);
      const sides = resolveSides(fault.partition, [...path, "partition"], names, context.problems);
      return { kind: "partition", at, for: fault.for ?? Number.POSITIVE_INFINITY, sides };
    }
    checkEnd(at, fault.restart, [...path, "restart"], context);
    const nodes = resolveCrashed(fault.crash, [...path, "crash"], count, names, context.problems);
    return { kind: "crash", at, nodes, restart: fault.restart ?? null };
  });
}

function resolveSides(
  declared: DeclaredPartition["partition"],
  path: Path,
  names: NodeNames,
  problems: Problems,
): (readonly number[])[] {
  const taken = new Set<number>();
  return declared.map((members, side) => {
    const ids = new Set<number>();
    for (const [index, name] of members.entries()) {
      const found = names.find(name, [...path, side, index]);
      const shared = found.find((id) => taken.has(id));
      if (shared !== undefined) problems.add([...path, side, index], `node ${shared} stands on another side already`);
      for (const id of found) ids.add(id);
    }
    for (const id of ids) taken.add(id);
    return [...ids].sort((a, b) => a - b);
  });
}

function resolveCrashed(
  crash: DeclaredCrash["crash"],
  path: Path,
  count: number,
  names: NodeNames,
  problems: Problems,
): readonly number[] | { readonly random: number } {
  if (typeof crash === "number" || Array.isArray(crash)) return names.findAll(crash, path);
  if ("group" in crash) return names.find(crash.group, [...path, "group"]);
  const { random } = crash;
  // A small share of a small cluster still means a fault.
  const drawn = typeof random === "number" ? random : Math.max(1, Math.round(random.share * count));
  if (drawn > count) problems.add([...path, "random"], `there are ${count} nodes, found ${drawn}`);
  return { random: drawn };
}
