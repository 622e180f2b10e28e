import type * as z from "zod";
import type { NodeNames } from "./cluster.ts";
import type { Context } from "./context.ts";
import { timeFields } from "./fault-fields.ts";
import { factor, hasKey, isMapping, listOf, mapping, oneOf, rate, share, span } from "./fields.ts";
import { checkLink } from "./links.ts";
import type { FaultTimes, LinkFault, LinkReach, NetworkSettings } from "./scenario.ts";
import type { Path } from "./written.ts";

type NodeList = number | string | (number | string)[];
type Names = z.ZodType<NodeList>;

/** The kinds of faults that befall what is between hosts. */
export function linkFaultFields(nodeNames: () => Names) {
  const when = {
    ...timeFields(),
    for: span().exactOptional().describe("When it is over, counted from its beginning; without it, never."),
  };
  const worse = {
    // At least 1: a network that gets faster would be no fault.
    latency: factor(1, 1000).exactOptional().describe("Factor on the latency, such as `x3`."),
    loss: share().exactOptional().describe("Share of segments lost, on top of what is lost anyway."),
    rate: rate()
      .exactOptional()
      .describe("What passes in each direction, all connections together; with `nodes`, in and out of each node."),
  };
  return {
    degrade: mapping({
      degrade: reachSchema(nodeNames, worse).describe(
        "Between whom, and what becomes worse. Where several overlap, factors multiply, losses combine, and the least rate holds.",
      ),
      ...when,
    }),
    linkDown: mapping({
      linkDown: reachSchema(nodeNames, {}).describe("Between whom no packet passes."),
      ...when,
    }),
  };
}

type LinkFaults = ReturnType<typeof linkFaultFields>;
type DeclaredDegrade = z.output<LinkFaults["degrade"]>;
type DeclaredLinkDown = z.output<LinkFaults["linkDown"]>;
type DeclaredReach = DeclaredLinkDown["linkDown"];

function reachSchema<Worse extends z.ZodRawShape>(nodeNames: () => Names, worse: Worse) {
  return oneOf(
    {
      both: mapping({
        between: listOf(nodeNames(), "a list of two sides", 2).describe(
          "Two sides, each a node id, a group, a site, or a list of these: in both directions. Where the sites are a graph, two sites mean the link between them, and all whose way leads over it; ways stay as they are.",
        ),
        ...worse,
      }),
      one: mapping({
        from: nodeNames().describe("Who sends: one direction alone."),
        to: nodeNames().describe("Who receives."),
        ...worse,
      }),
      nodes: mapping({
        nodes: nodeNames().describe("Nodes whose links to everybody are meant."),
        ...worse,
      }),
    },
    (value) => {
      if (hasKey(value, "between")) return "both";
      if (hasKey(value, "nodes")) return "nodes";
      return isMapping(value) ? "one" : { expected: "a mapping such as { between: [eu, us] }" };
    },
  );
}

export function resolveLinkFault(
  fault: DeclaredDegrade | DeclaredLinkDown,
  times: FaultTimes,
  path: Path,
  { names, network, context }: { names: NodeNames; network: NetworkSettings; context: Context },
): LinkFault {
  const lasts = { ...times, for: fault.for ?? Number.POSITIVE_INFINITY };
  const world = { names, network, context };
  if ("linkDown" in fault) {
    return { kind: "linkDown", ...lasts, reach: resolveReach(fault.linkDown, [...path, "linkDown"], world) };
  }
  const { latency = 1, loss = 0, rate = Number.POSITIVE_INFINITY } = fault.degrade;
  if (latency === 1 && loss === 0 && rate === Number.POSITIVE_INFINITY) {
    context.problems.add([...path, "degrade"], 'expected "latency", "loss" or "rate": what becomes worse?');
  }
  return {
    kind: "degrade",
    ...lasts,
    reach: resolveReach(fault.degrade, [...path, "degrade"], world),
    latency,
    loss,
    rate,
  };
}

function resolveReach(
  reach: DeclaredReach,
  path: Path,
  { names, network, context }: { names: NodeNames; network: NetworkSettings; context: Context },
): LinkReach {
  const { problems } = context;
  if ("nodes" in reach) return { kind: "nodes", nodes: names.findAll(reach.nodes, [...path, "nodes"]) };
  const oneWay = !("between" in reach);
  const sides = "between" in reach ? reach.between : [reach.from, reach.to];
  const places: Path[] = oneWay
    ? [
        [...path, "from"],
        [...path, "to"],
      ]
    : [
        [...path, "between", 0],
        [...path, "between", 1],
      ];
  if (sides.length > 2) problems.add([...path, "between"], `expected two sides, found ${sides.length}`);
  const [from, to] = sides.slice(0, 2).map((side) => (typeof side === "string" ? network.sites.indexOf(side) : -1));
  if (network.links !== null && from! >= 0 && to! >= 0) {
    const words = `from ${network.sites[from!]} to ${network.sites[to!]}`;
    checkLink(network.links, from!, to!, { path: places[1]!, words, problems });
    return { kind: "link", from: from!, to: to!, oneWay };
  }
  const [a, b] = sides.slice(0, 2).map((side, index) => names.findAll(side, places[index]!));
  const shared = a!.find((id) => b!.includes(id));
  if (shared !== undefined) problems.add(places[1]!, `node ${shared} stands on the other side already`);
  return { kind: "between", from: a!, to: b!, oneWay };
}
