/**
 * Why figures do not fit, as far as found; `rows`: by id of the section (sections.mjs), the figures it is about. Making the page fails on a remark
 * about a figure that fits: it has to go then.
 */
const lengths = ["bytes per Request(delta)", "bytes per Response(delta)"];

export const remarks = [
  {
    text: `**Bursts coalesce less as time goes on.** The clients timers of nodes that start together stay together in the original, for 60 s and more. Here a
timer's work waits behind the messages that are there already, and sets the timer again when its turn has come, so each burst spreads the next one a little: over the first
seconds 27 nodes have more infos a delta message than the original has (1.68), and over the recorded window 1.53. Go's scheduler looks at its timers before it looks at
the network, which a processor that takes things in the order of arrival does not; with Go's order there are 1.64 (docs/decisions.md).`,
    rows: {
      "steady 27": [
        "messages/s",
        "Request(delta)/s",
        "Response(delta)/s",
        "Response(ack)/s",
        ...lengths,
        "infos per delta message",
      ],
    },
  },
  {
    text: `**Copies do not overtake each other enough.** In a graph with cycles a second copy of an info may come over fewer hops than the first, and is then
accepted and counted as fresh (S4, S5): by 10 % of all adds in the recordings, by 2 % here. Of all that has come when Go's scheduler looks at the network, it reads the last
first; one processor that takes things in the order of arrival keeps them nearly in the order of hops.`,
    rows: {
      "steady 9": ["fresh/s"],
      "steady 9, 9 edges": ["fresh/s"],
      "steady 27": ["fresh/s"],
    },
  },
  {
    text: `**27 nodes end with more edges**, 55 against 46, of three recordings between 26 and 55 (and six of joins between 46 and 68): see the picture. Traffic
grows with them.`,
    rows: { "steady 27": ["edges", "bytes/s", "infos received/s"] },
  },
  {
    text: `**At 9 nodes a ninth edge is rarer** than in the recordings, where two of three have it. It closes when node 1, a second after its
start, dials a node that is not its own client (T1, T2). At equal numbers of edges the rates are closer; what is left depends on which edge it is, and on its direction.`,
    rows: {
      "steady 9": ["messages/s", "bytes/s", "mean hops"],
      "steady 9, 9 edges": ["Request(delta)/s", "Response(ack)/s", "infos received/s", "mean hops"],
    },
  },
  {
    text: `**Three recordings of trees lie so close together** that a median half a percent apart is outside.`,
    rows: {
      "steady 9-staggered": ["Response(delta)/s", "infos received/s", "fresh/s", "infos per delta message"],
      "steady 9-staggered, 8 edges": ["infos per delta message"],
    },
  },
];
