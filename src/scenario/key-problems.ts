import { unknownPlaceholders } from "./placeholders.ts";
import { show } from "./written.ts";

/** What the nodes publish themselves, whatever the workload; two publishers of one key would overtake each other for ever. */
const ownPrefixes = ["node:", "gossip-clients:"];

/** The nodes listen to whatever contains it, and take anything but the key itself for a fatal mistake (protocol rule K6). */
const systemConfigKey = "system-db";

/** What is wrong with a key that a workload shall publish; `known` are the placeholders that may stand in it. */
export function keyProblems(key: string, known: readonly string[]): string[] {
  const problems: string[] = [];
  if (key === "") problems.push("expected a key, found an empty one");
  const prefix = ownPrefixes.find((own) => key.startsWith(own));
  if (prefix !== undefined) {
    problems.push(`keys that begin with ${show(prefix)} are published by the nodes themselves`);
  }
  if (key !== systemConfigKey && key.includes(systemConfigKey)) {
    problems.push(`a key that contains ${show(systemConfigKey)} and is another one stops every node (K6)`);
  }
  return [...problems, ...unknownPlaceholders(key, known)];
}
