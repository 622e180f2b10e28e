import { second } from "./probes.mjs";

/** Joining is over by then. */
const settled = 2 * second;

const isTree = ["protocol.maxHops=100"];

const saved = (figure, on, off) => (figures) => 1 - figures[off][figure] / figures[on][figure];

export const clientsKeys = {
  number: 5,
  title: "The clients keys are most of the traffic of an idle cluster",
  original: "The `gossip-clients` keys are most of the traffic of an idle cluster [#89613].",
  settings: [
    { name: "on", file: "e05-clients-on.yaml" },
    { name: "off", file: "e05-clients-off.yaml" },
    { name: "on, tree", file: "e05-clients-on.yaml", set: isTree },
    { name: "off, tree", file: "e05-clients-off.yaml", set: isTree },
  ],
  watch() {
    const sent = { clients: 0, all: 0 };
    const probe = {
      messageSent(time, _, { delta }) {
        if (time < settled) return;
        sent.all += delta.length;
        sent.clients += delta.filter(({ key }) => key.startsWith("gossip-clients:")).length;
      },
    };
    return {
      probes: [probe],
      figures: ({ bytes: { steady } }) => ({
        bytes: steady.bytesPerSecondPerNode,
        messages: steady.messagesPerSecond,
        infos: sent.clients / sent.all,
      }),
    };
  },
  rows: [
    { label: "bytes per node and second, settled", figure: "bytes", format: "bytes" },
    { label: "messages per second, settled", figure: "messages", format: "number" },
    { label: "share of the infos sent, settled", figure: "infos", format: "percent", only: ["on", "on, tree"] },
    { label: "bytes saved without them", of: saved("bytes", "on", "off"), format: "percent" },
    { label: "messages saved without them", of: saved("messages", "on", "off"), format: "percent" },
    { label: "bytes saved without them, tree", of: saved("bytes", "on, tree", "off, tree"), format: "percent" },
    { label: "messages saved without them, tree", of: saved("messages", "on, tree", "off, tree"), format: "percent" },
  ],
  finding:
    "It comes out: in a tree of 27 nodes and more the clients keys cause more than six tenths of bytes and messages, near the two thirds that the original's " +
    "developers speak of. At 9 nodes it is half. The cost is in the messages that they set off, each with all its stamps. With the usual limit of hops it is half " +
    "at 128 nodes, though they are as large a part of the infos sent as elsewhere: nodes that started together publish together, and where many ways lead to a node, " +
    "what arrives together goes on together.",
};
