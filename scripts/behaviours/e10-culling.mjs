import { overlay, second } from "./probes.mjs";

/** Which culls took the only way between two nodes, how many nodes the smaller part had, and how long it took to find another way. */
function bridges() {
  const graph = overlay();
  const counts = { culled: 0, cut: 0, largest: 0, longest: 0 };
  /** Pairs that have been parted, and since when. */
  let parted = [];
  return {
    connection(time, node, event) {
      if (event.type === "culled") {
        counts.culled++;
        const edge = { client: node, server: event.peerId };
        const reached = graph.distances(node, edge);
        // One that has not been answered yet is no way to anybody (M4).
        if (event.peerId !== 0 && !reached.has(event.peerId)) {
          counts.cut++;
          const smaller = Math.min(reached.size, graph.distances(event.peerId, edge).size);
          counts.largest = Math.max(counts.largest, smaller);
          parted.push({ ...edge, since: time });
        }
      }
      graph.connection(time, node, event);
      if (event.type !== "accepted") return;
      parted = parted.filter(({ client, server, since }) => {
        if (!graph.distances(client).has(server)) return true;
        counts.longest = Math.max(counts.longest, time - since);
        return false;
      });
    },
    ended(time) {
      for (const { since } of parted) counts.longest = Math.max(counts.longest, time - since);
    },
    figures: () => ({ ...counts, longest: counts.cut === 0 ? null : counts.longest / second }),
  };
}

export const culling = {
  number: 10,
  title: "Culling cuts a bridge",
  original:
    "Culling removes the connection that contributes fewest origins, and that can be the only bridge between two halves [#133381].",
  settings: [
    { name: "two slots", file: "e10-two-slots.yaml" },
    { name: "usual slots", file: "e10-usual-slots.yaml" },
  ],
  watch() {
    const watched = bridges();
    return { probes: [watched], figures: () => watched.figures() };
  },
  rows: [
    { label: "culled", figure: "culled", format: "count" },
    { label: "of them the only bridge", figure: "cut", format: "count" },
    { label: "nodes of the smaller part, at most", figure: "largest", format: "count" },
    { label: "apart for, at most (s)", figure: "longest", format: "seconds" },
  ],
  finding:
    "It comes out where the graph is thin, and seldom with the usual slots. What counts is how many origins a connection is the first to tell of: a bridge to a " +
    "small part contributes few and goes first, while one between two equal halves contributes half of all origins and is safe from a rule that takes the " +
    "least. The part without a sentinel misses it after 4.5 s at most, looks for the others and finds them; but the new bridge has contributed least of all and " +
    "is soon cut again. scenarios/bridge-culled.yaml shows what that costs with the usual interval.",
};
