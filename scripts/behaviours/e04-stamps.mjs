const isTree = ["protocol.maxHops=100"];

export const stamps = {
  number: 4,
  title: "Bytes grow with one more power of N",
  original:
    "Full high-water stamps make every message O(N) bytes, so bytes grow with one more power of N; differences remove it [#30126, #126892].",
  settings: [
    { name: "full", file: "e04-full.yaml" },
    { name: "delta", file: "e04-delta.yaml" },
    { name: "full, tree", file: "e04-full.yaml", set: isTree },
    { name: "delta, tree", file: "e04-delta.yaml", set: isTree },
  ],
  watch: () => ({
    probes: [],
    figures: ({ bytes: { steady, byComponent, total, messages } }) => ({
      bytes: steady.bytesPerSecondPerNode,
      message: total / messages,
      stamps: byComponent.stamps / total,
    }),
  }),
  rows: [
    { label: "bytes per node and second, settled", figure: "bytes", format: "bytes" },
    { label: "exponent from the size before", exponent: "bytes", format: "number" },
    { label: "bytes per message", figure: "message", format: "bytes" },
    { label: "share of the stamps", figure: "stamps", format: "percent", only: ["full", "delta"] },
  ],
  finding:
    "It comes out. In a tree, where only the size changes, full stamps make the bytes of a node grow by nearly one power more than differences do; what " +
    "it lacks of a whole power is the part of a message that is no stamp. With the usual limit of hops both exponents are higher, since tightening " +
    "adds connections as the cluster grows, and the difference between them is of the same order.",
};
