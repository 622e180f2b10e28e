import { nodesOn, second } from "./probes.mjs";

export const oldStamps = {
  number: 14,
  title: "Stamps of nodes that are gone",
  original: "Old nodes' stamps stay in every message for as long as one of their keys without expiry lives [#117011].",
  settings: [
    { name: "keys for ever", file: "e14-keys-for-ever.yaml" },
    { name: "keys with a ttl", file: "e14-keys-with-ttl.yaml" },
  ],
  watch(scenario) {
    const gone = nodesOn(scenario, "gone").length;
    const from = scenario.duration - 300 * second;
    let messages = 0;
    let entries = 0;
    const probe = {
      messageSent(time, _, { kind, stamps }) {
        if (time < from || kind === "response-forward") return;
        messages++;
        entries += stamps.count;
      },
    };
    return {
      probes: [probe],
      figures: () => ({ live: scenario.cluster.nodes.length - gone, stamps: entries / messages }),
    };
  },
  rows: [
    { label: "live nodes", figure: "live", format: "count", only: ["keys for ever"] },
    { label: "stamps in a message in the last five minutes", figure: "stamps", format: "number" },
  ],
  finding:
    "It comes out. Every message carries one entry for each node that ever was, as long as somebody holds an info of it: restarts do not help, since the key brings the " +
    "stamp back. When all keys of the nodes that are gone have expired, a restart forgets them; a process that is not restarted never does.",
};
