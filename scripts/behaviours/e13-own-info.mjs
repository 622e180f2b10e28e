import { holdings, second } from "./probes.mjs";

const victim = 2;

export const ownInfo = {
  number: 13,
  title: "The own infos do not come back",
  original:
    "An info whose originator is this node, arriving from elsewhere with an older stamp than the node's own newest, is not pulled [#34494]: a known " +
    "limitation, kept.",
  settings: [{ name: "version 2.1", file: "e13-own-info.yaml" }],
  watch(scenario) {
    const [crash] = scenario.faults;
    const back = crash.at + crash.restart;
    const infos = holdings((key) => key === "own" || key === "other");
    let regained = Number.POSITIVE_INFINITY;
    const probe = {
      stored(time, node, { key }) {
        if (node === victim && key === "other" && time >= back) regained = Math.min(regained, time - back);
      },
    };
    const holders = (key) => infos.nodes().filter((node) => infos.of(node, key) !== null);
    return {
      probes: [infos, probe],
      figures: () => ({
        holders: holders("own").length,
        own: holders("own").includes(victim) ? 1 : 0,
        other: regained / second,
      }),
    };
  },
  rows: [
    { label: "nodes that hold `own` at the end", figure: "holders", format: "count" },
    { label: "is node 2 among them (1: yes)", figure: "own", format: "count" },
    { label: "from its return until it holds `other` (ms)", figure: "other", format: "milliseconds" },
  ],
  finding:
    "It comes out. The node gets what others had published within milliseconds, and what it had published itself never: before it dials anybody it has " +
    "published its descriptor anew, and that stamp tells its peers that it has everything of its own up to now.",
};
