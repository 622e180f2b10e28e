import { second, timesOf } from "./probes.mjs";

export const joining = {
  number: 1,
  title: "Joining through one address",
  original: "The first node fills up, refuses and forwards; refusals die out, they do not go on for ever.",
  settings: [{ name: "version 2.1", file: "e01-joining.yaml" }],
  watch(scenario) {
    const refused = timesOf("refused");
    return {
      probes: [refused],
      figures: ({ connections, membership }) => ({
        refused: refused.count(),
        forwarded: connections.forwarded,
        last: refused.last(),
        late: refused.count((scenario.duration * 2) / 3),
        membership: membership.time === null ? Number.POSITIVE_INFINITY : membership.time / second,
      }),
    };
  },
  rows: [
    { label: "refusals", figure: "refused", format: "count" },
    { label: "forwards followed", figure: "forwarded", format: "count" },
    { label: "last refusal (s)", figure: "last", format: "seconds" },
    { label: "refusals in the last third of the run", figure: "late", format: "count" },
    { label: "membership complete (s)", figure: "membership", format: "seconds" },
  ],
  finding:
    "It comes out. Refusals end as soon as everybody is in, about a second after the start: a node that dials before node 1 listens is turned " +
    "away by the transport and tries again a second later. Where there is more than a tree to build (see [E6](#e6)), refusals are those of " +
    "joining and of tightening together.",
};
