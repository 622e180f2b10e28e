import type { NodeNames } from "./cluster.ts";
import { type Context, checkBeforeEnd } from "./context.ts";
import { checkDrawn } from "./distribution-fields.ts";
import { checkPlaceholders, placeholders } from "./placeholders.ts";
import type { Cluster, PublishedInfo, WorkloadItem } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { type Path, show } from "./written.ts";

type DeclaredItem = Declared["workload"][number];
type DeclaredPublishing = Exclude<DeclaredItem, { use: unknown }>;
type DeclaredInfo = Pick<Extract<DeclaredItem, { key: unknown }>, "key" | "size" | "ttl">;

export function resolveWorkload(
  declared: readonly DeclaredItem[],
  nodes: Cluster["nodes"],
  names: NodeNames,
  context: Context,
): WorkloadItem[] {
  const known = placeholders(nodes);
  const firstUse = declared.findIndex((item) => "use" in item);
  return declared.map((item, index): WorkloadItem => {
    const path: Path = ["workload", index];
    if (!("use" in item)) return resolvePublishing(item, path, known, names, context);
    if (index !== firstUse) {
      context.problems.add([...path, "use"], `workload.${firstUse} says already what nodes gossip by themselves`);
    }
    return item;
  });
}

/** What the nodes publish themselves, whatever the workload; two publishers of one key would overtake each other for ever. */
const ownPrefixes = ["node:", "gossip-clients:"];

/** The nodes listen to whatever contains it, and take anything but the key itself for a fatal mistake (protocol rule K6). */
const systemConfigKey = "system-db";

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
  const { problems } = context;
  const keyPath = [...path, "key"];
  if (key === "") problems.add(keyPath, "expected a key, found an empty one");
  const prefix = ownPrefixes.find((own) => key.startsWith(own));
  if (prefix !== undefined) {
    problems.add(keyPath, `keys that begin with ${show(prefix)} are published by the nodes themselves`);
  }
  if (key !== systemConfigKey && key.includes(systemConfigKey)) {
    problems.add(keyPath, `a key that contains ${show(systemConfigKey)} and is another one stops every node (K6)`);
  }
  checkPlaceholders(key, known, keyPath, problems);
  checkDrawn(size, [...path, "size"], context);
  return { key, size, ttl: ttl ?? Number.POSITIVE_INFINITY };
}
