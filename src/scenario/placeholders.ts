import { suggestion } from "./nearest-name.ts";
import type { Cluster, NodePlace } from "./scenario.ts";
import { show } from "./written.ts";

/** What may stand in a text that each node has for itself: its id, the name of its site and, where there are groups, of its group. */
export function placeholders(nodes: Cluster["nodes"]): string[] {
  const hasGroups = nodes.some(({ group }) => group !== "");
  return hasGroups ? ["{node}", "{site}", "{group}"] : ["{node}", "{site}"];
}

/** The text for one node. `sites` are the names of the sites. */
export function filledIn(text: string, node: number, place: NodePlace, sites: readonly string[]): string {
  if (!text.includes("{")) return text;
  return text
    .replaceAll("{site}", sites[place.site]!)
    .replaceAll("{group}", place.group)
    .replaceAll("{node}", String(node));
}

/** What is wrong with every `{…}` in `text` that stands for nothing. */
export function unknownPlaceholders(text: string, known: readonly string[]): string[] {
  const found = [...text.matchAll(/\{[^{}]*\}?|\}/g)].map(([placeholder]) => placeholder);
  return found
    .filter((placeholder) => !known.includes(placeholder))
    .map((placeholder) => `unknown placeholder ${show(placeholder)}${suggestion(placeholder, known)}`);
}
