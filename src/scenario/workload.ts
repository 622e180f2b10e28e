import type { NodeNames } from "./cluster.ts";
import { type Context, checkBeforeEnd } from "./context.ts";
import { checkDrawn } from "./distribution-fields.ts";
import { keyProblems } from "./key-problems.ts";
import type { ReadFileAt } from "./named-file.ts";
import { placeholders } from "./placeholders.ts";
import { parseReplay } from "./replay.ts";
import type { Cluster, PublishedInfo, WorkloadItem } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import type { Path } from "./written.ts";

type DeclaredItem = Declared["workload"][number];
type DeclaredPublishing = Exclude<DeclaredItem, { use: unknown } | { replay: unknown }>;
type DeclaredInfo = Pick<Extract<DeclaredItem, { key: unknown }>, "key" | "size" | "ttl">;

/** What a workload speaks of. */
interface World {
  readonly nodes: Cluster["nodes"];
  readonly names: NodeNames;
  readonly readFileAt: ReadFileAt;
  readonly context: Context;
}

export function resolveWorkload(
  declared: readonly DeclaredItem[],
  { nodes, names, readFileAt, context }: World,
): WorkloadItem[] {
  const known = placeholders(nodes);
  const firstUse = declared.findIndex((item) => "use" in item);
  return declared.map((item, index): WorkloadItem => {
    const path: Path = ["workload", index];
    if ("replay" in item) {
      checkBeforeEnd(item.at, [...path, "at"], context);
      context.problems.throwIfAny();
      const { duration } = context;
      return parseReplay(readFileAt([...path, "replay"]), { at: item.at, duration, names, placeholders: known });
    }
    if (!("use" in item)) return resolvePublishing(item, path, known, names, context);
    if (index !== firstUse) {
      context.problems.add([...path, "use"], `workload.${firstUse} says already what nodes gossip by themselves`);
    }
    return item;
  });
}

function resolvePublishing(
  item: DeclaredPublishing,
  path: Path,
  ofNode: readonly string[],
  names: NodeNames,
  context: Context,
): Extract<WorkloadItem, { infos: unknown }> {
  const { problems } = context;
  if (item.every === undefined) {
    for (const key of ["jitter", "phase", "of"] as const) {
      if (needsInterval(item, key)) problems.add([...path, key], 'goes with "every", which is missing');
    }
  }
  if (typeof item.every === "object") {
    checkDrawn(item.every, [...path, "every"], context);
    for (const key of ["jitter", "of"] as const) {
      if (needsInterval(item, key)) problems.add([...path, key], 'goes with a fixed "every", found a distribution');
    }
  }
  checkBeforeEnd(item.at, [...path, "at"], context);
  const known = item.of === undefined ? ofNode : [...ofNode, "{of}"];
  const infos =
    "key" in item
      ? [resolveInfo(item, path, known, context)]
      : item.infos.map((info, index) => resolveInfo(info, [...path, "infos", index], known, context));
  return {
    infos,
    from: names.findAll(item.from, [...path, "from"]),
    of: item.of === undefined ? null : names.findAll(item.of, [...path, "of"]),
    at: item.at,
    every: item.every ?? null,
    burst: item.burst ?? null,
    phase: item.phase,
    jitter: item.jitter,
  };
}

function needsInterval({ jitter, phase, of }: DeclaredPublishing, key: "jitter" | "phase" | "of"): boolean {
  if (key === "jitter") return jitter > 0;
  return key === "phase" ? phase === "random" : of !== undefined;
}

function resolveInfo(
  { key, size, ttl }: DeclaredInfo,
  path: Path,
  known: readonly string[],
  context: Context,
): PublishedInfo {
  for (const problem of keyProblems(key, known)) context.problems.add([...path, "key"], problem);
  checkDrawn(size, [...path, "size"], context);
  return { key, size, ttl: ttl ?? Number.POSITIVE_INFINITY };
}
