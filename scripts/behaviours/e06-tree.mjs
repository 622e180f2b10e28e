import { holdings, overlay, timesOf } from "./probes.mjs";

export const tree = {
  number: 6,
  title: "A tree after joining",
  original:
    "After joining, while distances stay within `maxHops`, nobody opens further connections: the graph is a tree with N-1 edges [#28963].",
  settings: [
    { name: "no limit", file: "e06-tree.yaml" },
    { name: "five hops", file: "e06-five-hops.yaml" },
  ],
  watch(scenario) {
    const count = scenario.cluster.nodes.length;
    const graph = overlay();
    const descriptors = holdings((key) => key.startsWith("node:"));
    const opened = timesOf("accepted");
    return {
      probes: [graph, descriptors, opened],
      figures: ({ connections: { tightened, overlay: found } }) => ({
        surplus: found.edges.length - (count - 1),
        edges: found.edges.length,
        byFirst: graph.edges().filter(({ client }) => client === 1).length,
        tightened,
        late: opened.count((scenario.duration * 2) / 3),
        diameter: found.diameter ?? Number.POSITIVE_INFINITY,
        hops: Math.max(
          ...descriptors
            .nodes()
            .flatMap((holder) =>
              descriptors.nodes().map((subject) => descriptors.of(holder, `node:${subject}`)?.hops ?? 0),
            ),
        ),
      }),
    };
  },
  rows: [
    { label: "connections", figure: "edges", format: "count" },
    { label: "more than N-1", figure: "surplus", format: "count" },
    { label: "of them opened by node 1", figure: "byFirst", format: "count", only: ["no limit"] },
    { label: "tightened", figure: "tightened", format: "count", only: ["five hops"] },
    { label: "opened in the last third of the run", figure: "late", format: "count" },
    { label: "diameter of the graph", figure: "diameter", format: "count" },
    { label: "most hops of a `node:` info", figure: "hops", format: "count" },
  ],
  finding:
    "After joining nobody opens a connection, at any size. The tree comes out where no limit of hops is in the way: N-1 connections, or one " +
    "more. The one more is the doing of node 1: having found nobody but itself, it dials a node that it has heard of when its loop comes round a second later, " +
    "and unless that is a neighbour there is a cycle. With the usual five hops it is a tree at 9 nodes only. From 27 nodes on the tree is deeper than five " +
    "hops while nodes join, and they tighten: not once but again and again, since what a new connection shortens is told to its two ends only (an info with " +
    "the same stamp and fewer hops is not sent on), so that those behind them still count the old hops and dial as well.",
};
