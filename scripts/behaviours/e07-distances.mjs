import { holdings, overlay, second, timesOf } from "./probes.mjs";

export const distances = {
  number: 7,
  title: "Hops are not a distance",
  original:
    "Hops of a rarely refreshed key are not a distance; only `node:` keys may drive tightening [#15533]; start markers repair wrong distances " +
    "[#31049].",
  settings: [
    { name: "with markers", file: "e07-markers.yaml" },
    { name: "without", file: "e07-no-markers.yaml" },
  ],
  watch() {
    const graph = overlay();
    const infos = holdings((key) => key === "rare" || key === "often" || key.startsWith("node:"));
    const tightened = timesOf("dialled", ({ cause }) => cause === "tighten");
    return {
      probes: [graph, infos, tightened],
      figures() {
        const errors = (subjects, keyOf) =>
          subjects.flatMap((subject) => {
            const hops = graph.distances(subject);
            const others = infos.nodes().filter((holder) => holder !== subject);
            return others.map((holder) => infos.of(holder, keyOf(subject)).hops - hops.get(holder));
          });
        const tooFar = (subjects, keyOf) => {
          const all = errors(subjects, keyOf);
          return all.filter((error) => error > 0).length / all.length;
        };
        return {
          node: tooFar(infos.nodes(), (id) => `node:${id}`),
          rare: tooFar([1], () => "rare"),
          often: tooFar([1], () => "often"),
          tightened: tightened.count(),
          late: tightened.count(10 * second),
        };
      },
    };
  },
  rows: [
    { label: "`often`: nodes whose hops exceed the distance", figure: "often", format: "percent" },
    { label: "`rare`: nodes whose hops exceed the distance", figure: "rare", format: "percent" },
    { label: "`node:` infos whose hops exceed the distance", figure: "node", format: "percent" },
    { label: "tightened", figure: "tightened", format: "count" },
    { label: "tightened in the second half of the run", figure: "late", format: "count" },
  ],
  finding:
    "It comes out. The hops of a key that is refreshed are the distance (but for the moment after a change of the graph), those of a key published once tell of a " +
    "graph that is no more. Markers keep most `node:` infos right, and tightening ends with joining; without them most are wrong, and nodes go on " +
    "tightening, in small clusters in vain, since they see the same distance after each dial. Only `node:` keys count for tightening here, always.",
};
