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
    return { probes: [probe], figures: () => ({ seen: seen / second, within: seen <= 9 * second ? 1 : 0 }) };
  },
  rows: [{ label: "from the heal until all of the east have news (s)", figure: "seen", format: "seconds" }],
  finding: "",
};
