import { second } from "./probes.mjs";

/** Joining is over by then, and three seconds are enough to see. */
const [from, to] = [3 * second, 6 * second];

/** Follows what crosses each stream: a pair of nodes has at most one stream, and its direction shows in the kind of the message. */
function crossings() {
  /** By stream and direction: how often each version of an info crossed. */
  const streams = new Map();
  let received = 0;
  let sent = 0;
  let versions = 0;
  let most = 0;
  return {
    messageReceived(time, node, message, peer) {
      if (time < from || time >= to || message.delta.length === 0) return;
      const isResponse = message.kind.startsWith("response");
      if (isResponse) received += message.delta.length;
      else sent += message.delta.length;
      const name = `${peer} ${node} ${isResponse}`;
      if (!streams.has(name)) streams.set(name, new Map());
      const counts = streams.get(name);
      for (const { key, originStamp } of message.delta) {
        const version = `${key} ${originStamp}`;
        const count = (counts.get(version) ?? 0) + 1;
        counts.set(version, count);
        if (count === 1) versions++;
        most = Math.max(most, count);
      }
    },
    figures: () => ({ mean: (received + sent) / versions, most, ratio: received / sent }),
  };
}

export const resending = {
  number: 3,
  title: "The same info several times over one stream",
  original:
    "Without the per-stream ratchet (`resend: replace`) the same info is sent several times over one stream [#30106]; the receive/send ratio of " +
    "a client then grows far beyond one, with the ratchet it stays near one.",
  settings: [
    { name: "ratchet", file: "e03-ratchet.yaml" },
    { name: "replace", file: "e03-replace.yaml" },
    { name: "version 2.0", file: "e03-version-2.0.yaml" },
  ],
  watch() {
    const crossed = crossings();
    return { probes: [crossed], figures: () => crossed.figures() };
  },
  rows: [
    { label: "crossings of an info over one stream, mean", figure: "mean", format: "number" },
    { label: "crossings of an info over one stream, most", figure: "most", format: "count" },
    { label: "infos clients received per info they sent", figure: "ratio", format: "number" },
  ],
  finding:
    "The first half comes out to the letter: with the ratchet no info ever crosses a stream twice. The ratio is not near one in small clusters, " +
    "and need not be: in a tree a leaf sends its own infos and receives those of all others. It comes near one where tightening has made the graph dense. " +
    "Without the ratchet it grows, and in version 2.0, whose nodes have nothing to say for seconds, by orders of magnitude. At 128 nodes version 2.0 " +
    "turns round: so much is sent again that processors fall behind, acknowledgements come late, and it is the clients that repeat themselves. With processors " +
    "that cost nearly nothing (`--set host.processing.message=1us --set host.processing.info=0us`) they do not.",
};
