import { timesOf } from "./probes.mjs";

export const ownAddress = {
  number: 8,
  title: "The own address among the bootstrap addresses",
  original:
    "A node whose own address is among its bootstrap addresses must not end in a loop of dialling itself [#28517].",
  settings: [
    { name: "with a sentinel", file: "e08-own-address.yaml" },
    { name: "without", file: "e08-no-sentinel.yaml" },
  ],
  watch() {
    const loopbacks = timesOf("hung-up", ({ reason }) => reason === "loopback");
    return {
      probes: [loopbacks],
      figures: () => ({ loopbacks: loopbacks.count(), last: loopbacks.last() }),
    };
  },
  rows: [
    { label: "dials to itself", figure: "loopbacks", format: "count" },
    { label: "last of them (s)", figure: "last", format: "seconds" },
  ],
  finding:
    "It comes out: one dial at the start. Without a sentinel a node never stops looking, and its own address comes round with all others, one dial a second in " +
    "all: the larger the cluster, the seldomer it dials itself, and alone it does so once a second. That is no tight loop, and as long as there " +
    "is no sentinel it does not end.",
};
