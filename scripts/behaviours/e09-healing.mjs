import { nodesOn, second } from "./probes.mjs";

export const healing = {
  number: 9,
  title: "A healed partition",
  original:
    "A healed partition must be seen within the 9 s liveness lease with v2.1 timers; with the older 30 s / 120 s timers it was not [#27731].",
  settings: [
    { name: "version 2.1", file: "e09-new-timers.yaml" },
    { name: "old stall interval", file: "e09-old-stall.yaml" },
    { name: "old timers", file: "e09-old-timers.yaml" },
  ],
  watch(scenario) {
    const [cut] = scenario.faults;
    const healed = cut.at + cut.for;
    const waiting = new Set(nodesOn(scenario, "east"));
    let seen = Number.POSITIVE_INFINITY;
    const probe = {
      stored(time, node, { key, value }) {
        if (key === "beat" && value.time >= healed && waiting.delete(node) && waiting.size === 0) seen = time - healed;
      },
    };
    return { probes: [probe], figures: () => ({ seen: seen / second }) };
  },
  rows: [{ label: "from the heal until all of the east have news (s)", figure: "seen", format: "seconds" }],
  finding:
    "It comes out: with the timers of version 2.1 the east is back within the lease, with the older ones it takes until the sentinel has expired (the last one before " +
    "the cut lives 95 s longer than the cut) and often a stall interval more. The sentinel is what matters; with the old stall interval alone the east is back as soon, " +
    "since a node that has lost a connection asks itself at once whether it is cut off. Where the graph is dense some old clusters heal sooner, by tightening.",
};
