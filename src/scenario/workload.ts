import { checkPlaceholders, type NodeNames } from "./cluster.ts";
import { type Context, checkBeforeEnd } from "./context.ts";
import type { WorkloadItem } from "./scenario.ts";
import type { Declared } from "./schema.ts";
import { type Path, show } from "./written.ts";

type DeclaredItem = Declared["workload"][number];
type DeclaredInfo = Exclude<DeclaredItem, { use: unknown }>;

export function resolveWorkload(declared: readonly DeclaredItem[], names: NodeNames, context: Context): WorkloadItem[] {
  const firstUse = declared.findIndex((item) => "use" in item);
  return declared.map((item, index): WorkloadItem => {
    const path: Path = ["workload", index];
    if (!("use" in item)) return resolveInfo(item, path, names, context);
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

function resolveInfo(item: DeclaredInfo, path: Path, names: NodeNames, context: Context): WorkloadItem {
  const { problems } = context;
  const keyPath = [...path, "key"];
  if (item.key === "") problems.add(keyPath, "expected a key, found an empty one");
  const prefix = ownPrefixes.find((own) => item.key.startsWith(own));
  if (prefix !== undefined) {
    problems.add(keyPath, `keys that begin with ${show(prefix)} are published by the nodes themselves`);
  }
  if (item.key !== systemConfigKey && item.key.includes(systemConfigKey)) {
    problems.add(keyPath, `a key that contains ${show(systemConfigKey)} and is another one stops every node (K6)`);
  }
  checkPlaceholders(item.key, ["{node}"], keyPath, problems);
  if (item.every === undefined && item.jitter > 0) {
    problems.add([...path, "jitter"], 'goes with "every", which is missing');
  }
  checkBeforeEnd(item.at, [...path, "at"], context);
  return {
    key: item.key,
    from: names.findAll(item.from, [...path, "from"]),
    at: item.at,
    every: item.every ?? null,
    jitter: item.jitter,
    size: item.size,
    ttl: item.ttl ?? Number.POSITIVE_INFINITY,
  };
}
