/**
 * Why figures do not fit, as far as found; `rows`: by id of the section (sections.mjs), the figures it is about. Making the page fails on a remark
 * about a figure that fits: it has to go then.
 */
export const remarks = [
  {
    text: `**27 nodes end with more edges**, 54 or 55 against 46, of three recordings between 26 and 55: see the picture. Traffic grows with them. Of all nine recorded runs,
those of joining too, the edges are 26, 46, 48, 53, 54, 56, 57, 59 and 68 after five to ten seconds, and 60 (52 to 67) here: the middle is six lower, and they differ more. So more nodes
than in the recordings have all of their four slots taken, and hang up on somebody once a minute (M4), which they publish: five or six do, against two, one and none. The
recording with 55 edges sends 1,276 messages and 631 kB a second, in which 1,504 infos; the simulated runs with 54 to 56 edges send 1,340 and 664 kB, with 1,619. A tree, as one of
the nine is, has not come out of 50 runs. One cause is likely: **clients that are sent on leave without a word here**, while in the recordings of 27 nodes about a third tell
the server of themselves first. At the end 161, 171 and 110 pairs of nodes are one hop apart there; connections account for 96, 112 and 52 of them, and what refusals tell the
client for 52, 48 and 37; the other 13, 11 and 21 are what the word back would leave. Here none are left, and in the recordings of nine nodes, where no client says anything either, none are. What
servers hear in this way makes paths shorter, and fewer connections are opened. Why clients of a busier cluster get to speak is not known; letting some do so in all
clusters brings 27 nodes to 52 edges and 1,209 messages a second, takes nine nodes that join away from their recordings, and makes clients of staggered starts speak, who do not there.`,
    rows: {
      "steady 27": [
        "adds/s",
        "edges",
        "messages/s",
        "Request(delta)/s",
        "Response(delta)/s",
        "Response(ack)/s",
        "bytes/s",
        "infos received/s",
      ],
    },
  },
  {
    text: `**Copies do not overtake each other quite enough.** In a graph with cycles a second copy of an info may come over fewer hops than the first, and is then
accepted and counted as fresh (S4, S5): by 10 % of all adds in the recordings of 27 nodes and by 7 % here, by 2 % in recorded cycles of nine nodes and by none here. One
thread looks at its network when it has done what it was told of before; two threads, as in the recordings, look more often.`,
    rows: { "steady 9": ["fresh/s"], "steady 9, 9 edges": ["fresh/s"], "steady 27": ["fresh/s"] },
  },
  {
    text: `**At 9 nodes a ninth edge is rarer** than in the recordings, where two of three have it. It closes when node 1, a second after its
start, dials a node that is not its own client (T1, T2). At equal numbers of edges the rates are closer; what is left depends on which edges these are: the one recorded tree
is deeper than nearly all simulated ones.`,
    rows: {
      "steady 9": ["messages/s", "Response(delta)/s", "bytes/s", "mean hops"],
      "steady 9, 8 edges": ["Request(delta)/s", "Response(ack)/s", "infos per delta message", "mean hops"],
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
