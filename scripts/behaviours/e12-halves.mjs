import { nodesOn, second } from "./probes.mjs";

export const halves = {
  number: 12,
  title: "Two halves, two sentinels, expired descriptors",
  original: "Expired descriptors on one side keep two halves apart when both hold a sentinel [#24753].",
  settings: [
    { name: "one sentinel", file: "e12-one-sentinel.yaml" },
    { name: "two sentinels", file: "e12-two-sentinels.yaml" },
    { name: "two sentinels, expired", file: "e12-two-sentinels-expired.yaml" },
  ],
  watch(scenario) {
    const [cut] = scenario.faults;
    const healed = cut.at + cut.for;
    const east = new Set(nodesOn(scenario, "east"));
    let across = Number.POSITIVE_INFINITY;
    const probe = {
      connection(time, node, event) {
        if (event.type !== "accepted" || time < healed || east.has(node) === east.has(event.peerId)) return;
        across = Math.min(across, time - healed);
      },
    };
    return { probes: [probe], figures: () => ({ across: across / second }) };
  },
  rows: [{ label: "from the heal until a connection leads across (s)", figure: "across", format: "seconds" }],
  finding:
    "It comes out, but it is the second sentinel that keeps the halves apart. With one sentinel the half without it looks for others and finds them at once. " +
    "With two nobody looks, whether descriptors have expired or not. Before they expire there is one way left, tightening: a node that sees a " +
    "descriptor of the other half more than five hops away, and has a slot free since the cut, dials it. That happens with some seeds, and never once they have expired.",
};
