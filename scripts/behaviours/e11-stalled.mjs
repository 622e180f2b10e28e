import { second, timesOf } from "./probes.mjs";

/** Every sentinel has expired by the first, and every stall timer has run. */
const [from, to] = [9 * second, 15 * second];

export const stalled = {
  number: 11,
  title: "A stalled node dials its peers",
  original:
    'A stalled node dials peers that it is already connected to and gets "duplicate connection" every second [T3, #49607].',
  settings: [{ name: "version 2.1", file: "e11-stalled.yaml" }],
  watch(scenario) {
    const nodes = scenario.cluster.nodes.length;
    const dialled = timesOf("dialled", ({ cause }) => cause === "bootstrap");
    const duplicate = timesOf("duplicate");
    const refused = timesOf("refused");
    const rate = (times) => (times.count(from, to) * second) / (to - from) / nodes;
    return {
      probes: [dialled, duplicate, refused],
      figures: () => ({
        before: dialled.count(2 * second, 5 * second),
        dialled: rate(dialled),
        duplicate: rate(duplicate),
        refused: rate(refused),
      }),
    };
  },
  rows: [
    { label: "dials in the 3 s before the sentinel expires", figure: "before", format: "count" },
    { label: "dials per node and second after it", figure: "dialled", format: "number" },
    { label: '"duplicate connection" per node and second', figure: "duplicate", format: "number" },
    { label: "refusals per node and second", figure: "refused", format: "number" },
  ],
  finding:
    "It comes out, at the rate of one dial a second. A stalled node takes all addresses that it knows in turn, so that the peers it is connected to are a part of them that " +
    "shrinks as the cluster grows; most of the others are full by then, refuse, and send it on, and these refusals are by far the larger cost.",
};
