import { timesOf } from "./probes.mjs";

/** The scenario language has no word for it: a surplus is what the original was rid of by design. */
const oneSlotFewer = (scenario) => ({ ...scenario, protocol: { ...scenario.protocol, incomingSlack: -1 } });

export const bouncing = {
  number: 2,
  title: "Surplus connections bounce",
  original:
    "More outgoing than incoming slots make surplus connections bounce for ever (a forward does not check space); counting placeholders and " +
    "skipping addresses already dialled ends it [#9819, #12880]; `peersRoot` 4 thrashes where 3 does not [#17610].",
  settings: [
    { name: "one incoming slot fewer", file: "e02-slots-equal.yaml", adjust: oneSlotFewer },
    { name: "as many", file: "e02-slots-equal.yaml" },
    { name: "two more", file: "e02-slots-spare.yaml" },
    { name: "root 4", file: "e02-root-4.yaml" },
    { name: "root 3", file: "e02-root-3.yaml" },
  ],
  watch(scenario) {
    const refused = timesOf("refused");
    return {
      probes: [refused],
      figures: ({ connections }) => ({
        refused: refused.count(),
        late: refused.count((scenario.duration * 2) / 3),
        last: refused.last(),
        tightened: connections.tightened,
      }),
    };
  },
  rows: [
    { label: "refusals", figure: "refused", format: "count" },
    { label: "refusals in the last third of the run", figure: "late", format: "count" },
    { label: "last refusal (s)", figure: "last", format: "seconds" },
    { label: "tightened", figure: "tightened", format: "count", only: ["root 4", "root 3"] },
  ],
  finding:
    "Bouncing comes out, and so does its cure. Placeholders are counted here and dialled addresses skipped, always; so the demand has to be made " +
    "otherwise: with two hops at most every node wants all the connections it may have. With one incoming slot fewer than outgoing ones (which only a " +
    "test can set) refusals run into the thousands, and in large clusters they go on to the end with some seeds; with others every surplus " +
    "client is at last sent to a peer that its node has already, and gives up. With as many slots they end after a few rounds, each set off by the " +
    "next sentinel, and with two more they end with joining. `peersRoot` 4 costs more refusals than 3, the more the larger the cluster, but it does not " +
    "thrash: with either they end, but for one or two that a late dial of the farthest node brings at 128 nodes.",
};
