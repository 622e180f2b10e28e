import type * as z from "zod";
import { hasKey, isMapping, listOf, mapping, oneOf, rate, share, text } from "./fields.ts";
import { suggestion } from "./nearest-name.ts";
import type { Problems } from "./problems.ts";
import type { Link, LinkLimit } from "./scenario.ts";
import { type Path, show } from "./written.ts";

const siteName = () => text("the name of a site");

const limits = {
  rate: rate()
    .exactOptional()
    .describe("What the link carries in each direction, all connections over it together, or `unlimited`."),
  loss: share()
    .exactOptional()
    .describe("Share of the segments over it that are lost, instead of the network's `loss`."),
};

const linkSchema = oneOf(
  {
    both: mapping({
      between: listOf(siteName(), "a list of two sites", 2).describe("Two sites; holds in both directions."),
      ...limits,
    }),
    one: mapping({
      from: siteName().describe("Site from which it leads: one direction alone."),
      to: siteName().describe("Site to which it leads; the same as `from` for what hosts of one site send each other."),
      ...limits,
    }),
  },
  (value) => {
    if (hasKey(value, "between")) return "both";
    if (isMapping(value)) return "one";
    return { expected: "a link such as { between: [west, east], rate: 10 Mbit/s }" };
  },
);

/** `network.links`. */
export const linksSchema = listOf(linkSchema, "a list of links");

type Declared = z.output<typeof linksSchema>;

/** One entry for each direction. `graph` is what links there are; null where every pair of sites has one. */
export function resolveLinks(
  declared: Declared,
  { sites, graph, problems }: { sites: readonly string[]; graph: readonly Link[] | null; problems: Problems },
): LinkLimit[] {
  const seen = new Set<string>();
  return declared.flatMap((link, index) => {
    const path: Path = ["network", "links", index];
    const { rate = null, loss = null } = link;
    if (rate === null && loss === null) problems.add(path, 'expected a "rate" or a "loss": what is this link like?');
    const find = (name: string, at: Path) => {
      const site = sites.indexOf(name);
      if (site < 0) problems.add([...path, ...at], `no site is called ${show(name)}${suggestion(name, sites)}`);
      return site;
    };
    const directions =
      "between" in link
        ? pairs(link.between, path, find, problems)
        : [[find(link.from, ["from"]), find(link.to, ["to"])]];
    return directions.map(([from, to]): LinkLimit => {
      const words = `from ${sites[from!]} to ${sites[to!]}`;
      if (seen.has(words)) problems.add(path, `the link ${words} stands here twice`);
      seen.add(words);
      checkLink(graph, from!, to!, { path, words, problems });
      return { from: from!, to: to!, rate, loss };
    });
  });
}

function pairs(names: readonly string[], path: Path, find: (name: string, at: Path) => number, problems: Problems) {
  if (names.length > 2) problems.add([...path, "between"], `expected two sites, found ${names.length}`);
  const [a, b] = names.slice(0, 2).map((name, index) => find(name, ["between", index]));
  if (a === b && a! >= 0) {
    problems.add([...path, "between"], 'expected two different sites; inside one, write "from" and "to"');
    return [];
  }
  return [
    [a!, b!],
    [b!, a!],
  ];
}

/** Adds a problem where the sites are a graph in which there is no such link. */
export function checkLink(
  graph: readonly Link[] | null,
  from: number,
  to: number,
  { path, words, problems }: { path: Path; words: string; problems: Problems },
): void {
  if (graph === null || from < 0 || to < 0) return;
  if (!graph.some((link) => link.from === from && link.to === to)) problems.add(path, `there is no link ${words}`);
}
