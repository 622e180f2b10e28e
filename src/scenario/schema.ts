import type * as z from "zod";
import { defaults } from "./defaults.ts";
import { drawn } from "./distribution-fields.ts";
import { faultFields } from "./fault-fields.ts";
import {
  anyKeys,
  duration,
  filePath,
  hasKey,
  isMapping,
  listOf,
  mapping,
  oneKind,
  oneOf,
  pattern,
  rate,
  share,
  size,
  span,
  spanOr,
  speed,
  text,
  whole,
  word,
  yesOrNo,
} from "./fields.ts";
import { maxSites } from "./graph-sites.ts";
import { jitterSchema } from "./jitter.ts";
import { linkFaultFields } from "./link-faults.ts";
import { linksSchema } from "./links.ts";
import { promiseFields } from "./promise-fields.ts";
import { sweepSchema } from "./sweep-fields.ts";

/** What a scenario file may say, field by field. Parsing converts units and fills in defaults; `resolve.ts` checks what spans fields. */
export type Declared = z.output<typeof scenarioSchema>;

export const maxNodes = 200_000;
const maxSeed = 4_294_967_295;
/** Bytes. */
export const maxValueSize = 64 * 1024 * 1024;

const version = () => word("cockroach-2.1", "cockroach-2.0", "cockroach-1.0");

const nodeId = () => whole(1, maxNodes);

const nodeName = () =>
  oneOf({ id: nodeId(), name: text("a name") }, (value) =>
    typeof value === "number"
      ? "id"
      : typeof value === "string"
        ? "name"
        : { expected: "a node id, the name of a group or site, or all" },
  ).describe("A node id, or the name of a group or else of a site, meaning all its nodes, or `all`.");

const nodeNameList = () => listOf(nodeName(), "a list of nodes");

const nodeNames = () =>
  oneOf({ one: nodeName(), several: listOf(nodeName(), "a list of nodes", 1) }, (value) =>
    Array.isArray(value) ? "several" : "one",
  );

const joinSchema = oneOf(
  {
    word: word("first", "ring", "line"),
    first: mapping({
      first: whole(1, maxNodes).describe("Every node knows so many nodes, those with the lowest ids."),
    }),
    random: mapping({ random: whole(1, maxNodes).describe("Each node knows so many others, drawn by seed.") }),
    nodes: mapping({ nodes: listOf(nodeId(), "a list of node ids", 1).describe("Every node knows these.") }),
    lists: mapping({
      lists: anyKeys(nodeNameList(), "a mapping such as { eu: [1], 7: [3, 4] }").describe(
        "Whom nodes know, by node id, group, site or `all`; an id goes before a group or site, and these before `all`. Whoever is in no list knows nobody.",
      ),
    }),
    file: mapping({
      file: filePath("a CSV file").describe(
        "CSV file with the header `node,knows` and in each row two ids (or names of groups or sites), relative to this file; read as `lists`.",
      ),
    }),
  },
  (value) => {
    if (value === "first" || value === "ring" || value === "line") return "word";
    for (const kind of ["first", "random", "nodes", "lists", "file"] as const) if (hasKey(value, kind)) return kind;
    return {
      expected:
        "first, ring, line, { first: 3 }, { random: 3 }, { nodes: [1, 2] }, { lists: { eu: [1] } } or { file: join.csv }",
    };
  },
);

const groupSchema = mapping({
  name: text("the name of the group").describe("Name of the group; faults and workloads may refer to it."),
  nodes: whole(1, maxNodes).describe("How many nodes."),
  site: text("the name of a site")
    .exactOptional()
    .describe("The site of its nodes, or `even` for all sites alike; may be left out when there is only one site."),
  startDelay: duration()
    .exactOptional()
    .describe("How much later than the others its nodes start, each at a random moment of `start.within` after that."),
  cluster: text("the name of a cluster")
    .exactOptional()
    .describe(
      "The cluster that its nodes belong to, where there are several by mistake or by design: nodes of another one are turned away. Either all groups name one, or none.",
    ),
});

const clusterSchema = mapping({
  nodes: whole(1, maxNodes).exactOptional().describe("How many nodes; either this or `groups`."),
  placement: text("even or the name of a site")
    .exactOptional()
    .describe(
      "Goes with `nodes`: the site of all nodes, or `even` for equal blocks of consecutive nodes on each site (the default).",
    ),
  groups: listOf(groupSchema, "a list of groups", 1)
    .exactOptional()
    .describe("Named groups of nodes, numbered one after the other; either this or `nodes`."),
  join: joinSchema
    .prefault(defaults.join)
    .describe(
      "Whose addresses a node knows at its start: `first` for node 1, `ring` and `line` for its predecessor, `{ first: 3 }` for the first three, `{ random: 3 }` for so many others, `{ nodes: [1, 2] }` for these, `{ lists: { eu: [1], 7: [3, 4] } }` or `{ file: join.csv }` for each its own.",
    ),
  start: mapping({
    within: duration().prefault(defaults.startWithin).describe("Each node starts at a random moment of this span."),
    listen: word("at-start", "early")
      .prefault(defaults.listen)
      .describe(
        "Whether a node can be reached from its own start on, or all can from the beginning, as in one process.",
      ),
    order: word("any", "ids")
      .prefault(defaults.startOrder)
      .describe("Whether nodes start in any order, drawn by seed, or in that of their ids."),
  })
    .prefault({})
    .describe("When the nodes start."),
  descriptors: yesOrNo()
    .prefault(defaults.descriptors)
    .describe(
      "Whether nodes publish their descriptors. Without, no node knows of any but its peers, and a cluster may be larger than one in which all know all.",
    ),
  locality: text('tiers such as "region={site},zone={group}"')
    .exactOptional()
    .describe(
      'Locality tiers that a node states in its descriptor, such as "region={site},zone={group}"; `{site}`, `{group}` and `{node}` stand for its own.',
    ),
});

const latencyOrRange = (ofWhat: string) =>
  oneOf(
    {
      constant: span(),
      range: mapping({ from: span().describe("The least."), to: span().describe("The most.") }),
    },
    (value) => (isMapping(value) ? "range" : "constant"),
  ).describe(
    `One-way latency of ${ofWhat}, or \`{ from: 2 ms, to: 10 ms }\`, drawn evenly from between for each link.`,
  );

const within = () =>
  duration()
    .prefault(defaults.within)
    .describe("One-way latency between two hosts of the same site, and the least between two sites.");

const graphmlSchema = mapping({
  graphml: filePath("a GraphML file").describe(
    "GraphML file with the attributes of the Internet Topology Zoo, relative to this file: its nodes are the sites, its edges the links, and latencies are those of the shortest paths.",
  ),
  propagation: speed()
    .prefault(defaults.propagation)
    .describe("How fast a signal travels along the great circle between two nodes."),
  within: within(),
  missing: oneOf({ word: word("neighbours"), latency: span() }, (value) =>
    value === "neighbours"
      ? "word"
      : typeof value === "string"
        ? "latency"
        : { expected: 'neighbours or a duration with its unit such as "5 ms"' },
  )
    .prefault(defaults.missing)
    .describe(
      "Where nodes without coordinates stand: in the middle of their `neighbours`; or the one-way latency of each of their links.",
    ),
  rate: rate()
    .prefault(defaults.bandwidth)
    .describe("Capacity, in each direction, of links for which the file states no speed, or `unlimited`."),
  component: word("largest")
    .exactOptional()
    .describe("Takes the `largest` part of a graph that falls into several; without it such a graph is refused."),
});

const siteCount = () => whole(1, maxSites);

const drawnShapes = oneKind({
  "random-regular": mapping({
    "random-regular": siteCount().describe("A random graph in which each site has so many links."),
  }),
  "erdos-renyi": mapping({
    "erdos-renyi": share().describe("A random graph in which each pair of sites has a link with this probability."),
  }),
  "watts-strogatz": mapping({
    "watts-strogatz": mapping({
      neighbours: siteCount().describe("Links of each site to those next to it in a ring, an even number."),
      rewired: share().describe("Share of the links that lead to a site drawn at random instead."),
    }).describe("A small world: a ring of neighbours, some of whose links lead far away."),
  }),
  "barabasi-albert": mapping({
    "barabasi-albert": siteCount().describe(
      "A graph that grows: each new site has so many links, to sites drawn in proportion to the links they have.",
    ),
  }),
  regions: mapping({
    regions: mapping({
      count: siteCount().describe("How many regions; the sites are dealt out to them in equal blocks."),
      latency: latencyOrRange("a link between two regions"),
      rate: rate()
        .prefault(defaults.bandwidth)
        .describe("Capacity of a link between two regions, in each direction, or `unlimited`."),
    }).describe(
      "Inside a region each site has a link to each other; the first sites of all regions have links to each other, which are these.",
    ),
  }),
});

const generatedSchema = mapping({
  generate: oneOf({ plain: word("star", "ring", "line", "grid", "full-mesh"), drawn: drawnShapes }, (value) =>
    isMapping(value) ? "drawn" : "plain",
  ).describe(
    "Shape of the graph: `star`, `ring`, `line`, `grid`, `full-mesh`, `{ random-regular: 3 }`, `{ erdos-renyi: 20 % }`, `{ watts-strogatz: { neighbours: 4, rewired: 10 % } }`, `{ barabasi-albert: 2 }` or `{ regions: { count: 4, latency: 40 ms, rate: 100 Mbit/s } }`.",
  ),
  count: siteCount().describe(
    "How many sites, called `site-1`, `site-2` and so on, or with regions `region-1-site-1`.",
  ),
  latency: latencyOrRange("a link"),
  rate: rate().prefault(defaults.bandwidth).describe("Capacity of a link, in each direction, or `unlimited`."),
  within: within(),
  seed: whole(0, maxSeed)
    .exactOptional()
    .describe(
      `What the graph and its latencies are drawn by (default ${defaults.sitesSeed}); they are the same in all runs.`,
    ),
});

const sitesSchema = oneOf(
  {
    graphml: graphmlSchema,
    generate: generatedSchema,
    rtt: mapping({
      rtt: filePath("a CSV file").describe(
        "CSV file of round-trip times in milliseconds between sites, relative to this file; the diagonal is between two hosts of a site. A one-way latency is half the round trip.",
      ),
    }),
    inline: mapping({
      latency: duration().describe(
        "One-way latency between any two hosts; with `within`, between those of different sites.",
      ),
      within: duration()
        .exactOptional()
        .describe("One-way latency between two hosts of the same site; needs several `names`."),
      names: listOf(text("the name of a site"), "a list of site names", 1)
        .exactOptional()
        .describe("Names of the sites; without it there is one, called `site`."),
    }),
  },
  (value) => {
    for (const kind of ["rtt", "graphml", "generate"] as const) if (hasKey(value, kind)) return kind;
    const expected =
      "{ latency: 5 ms }, { rtt: matrix.csv }, { graphml: network.graphml } or { generate: ring, count: 9, latency: 5 ms }";
    return isMapping(value) ? "inline" : { expected };
  },
);

const transportKind = () => word("grpc", "grpc-tls", "none");

const transportSchema = oneOf(
  {
    word: transportKind(),
    parts: mapping({
      kind: transportKind().prefault(defaults.transport).describe("gRPC over TCP, over TLS 1.3, or nothing at all."),
      compression: word("none", "snappy")
        .prefault(defaults.compression)
        .describe(
          "What messages are compressed with, as the original does with `snappy`; encodes each for it, which takes time.",
        ),
      headers: yesOrNo()
        .prefault(defaults.counted)
        .describe("Whether TCP/IP headers are counted, and packets that are nothing else."),
      acknowledgements: yesOrNo()
        .prefault(defaults.counted)
        .describe("Whether acknowledgements that travel alone are counted."),
      handshakes: yesOrNo()
        .prefault(defaults.counted)
        .describe("Whether what opens and ends connections and streams is counted."),
      heartbeats: yesOrNo()
        .prefault(defaults.counted)
        .describe("Whether heartbeats are counted; they are sent all the same."),
    }),
  },
  (value) => {
    if (typeof value === "string") return "word";
    return isMapping(value) ? "parts" : { expected: "grpc, grpc-tls, none or { kind: grpc, compression: snappy }" };
  },
);

const networkSchema = mapping({
  sites: sitesSchema.describe(
    "Where hosts stand and how far apart: `{ latency: 0.5 ms }`, `{ names: [a, b], latency: 40 ms, within: 0.5 ms }`, `{ rtt: matrix.csv }`, `{ graphml: network.graphml }` or `{ generate: ring, count: 9, latency: 5 ms }`.",
  ),
  loopback: duration().prefault(defaults.loopback).describe("One-way latency of a host to itself."),
  jitter: jitterSchema
    .prefault(defaults.networkJitter)
    .describe(
      "Random factor on each one-way latency, with mean 1: `none`, `{ kind: uniform, spread: 20 % }`, `{ kind: normal, deviation: 10 % }`, `{ kind: lognormal, sigma: 0.1 }`, `{ kind: exponential, share: 20 % }`, `{ kind: pareto, shape: 3 }` or `{ kind: empirical, file: latencies.csv }`. Packets of one connection do not overtake each other.",
    ),
  loss: share()
    .prefault(defaults.loss)
    .describe(
      "Share of segments lost between any two hosts. TCP sends them again, so loss shows as delay and as bytes (`wire.retransmitted`).",
    ),
  links: linksSchema
    .prefault([])
    .describe(
      "What single links between sites carry and lose: `{ between: [west, east], rate: 10 Mbit/s, loss: 1 % }`, or `from` and `to` for one direction. A link is one queue each way, shared by all connections over it.",
    ),
  host: mapping({
    up: rate()
      .prefault(defaults.bandwidth)
      .describe("What a host can send, all its connections together, or `unlimited`."),
    down: rate()
      .prefault(defaults.bandwidth)
      .describe("What a host can receive, all its connections together, or `unlimited`."),
  })
    .prefault({})
    .describe("Capacity of each host's access link."),
  transport: transportSchema
    .prefault(defaults.transport)
    .describe(
      "Whose framing, headers, handshakes and heartbeats cost bytes and round trips: `grpc`, `grpc-tls`, `none` for protobuf bytes only, or `{ kind: grpc, compression: snappy, heartbeats: false }`.",
    ),
  keepalive: mapping({
    heartbeat: span().prefault(defaults.heartbeat).describe("How often the side that dialled sends a heartbeat."),
    silence: span()
      .prefault(defaults.silence)
      .describe("After hearing nothing for so long a side takes the connection for dead."),
  })
    .prefault({})
    .describe("How a dead connection is noticed."),
  connectTimeout: span().prefault(defaults.connectTimeout).describe("A dial that has not come up by then has failed."),
  writeQuota: size(1, maxValueSize)
    .prefault(defaults.writeQuota)
    .describe("Bytes that one stream may have accepted and not yet put on the wire."),
});

const hostSchema = mapping({
  processing: mapping({
    message: duration().prefault(defaults.processing.message).describe("For each message sent or received."),
    info: duration().prefault(defaults.processing.info).describe("For each info in a message."),
    wakeUp: duration()
      .prefault(defaults.processing.wakeUp)
      .describe("For each wake-up of one of its loops; what comes before the loop is run is dealt with together."),
    stream: duration()
      .prefault(defaults.processing.stream)
      .describe("For each stream that opens, on either side, on average."),
    streamSpread: share()
      .prefault(defaults.processing.streamSpread)
      .describe("Relative half-width of the uniform variation of `stream`."),
  })
    .prefault({})
    .describe("Processor time; a node works on one thing at a time."),
  processor: word("own", "shared")
    .prefault(defaults.processor)
    .describe("Whether each node has a processor of its own, or all take turns on one, as nodes in one process do."),
  order: word("arrival", "go")
    .prefault(defaults.order)
    .describe(
      "What a processor does next of all that waits: `arrival`: what came first. `go`: much as one thread of Go's runtime: of the messages that came in since it last looked, those of the stream heard of last, and each 61st time what a timer has set off.",
    ),
  receiverFirst: share()
    .prefault(defaults.receiverFirst)
    .describe("Share of new streams whose first Request is handled before the first Response is prepared."),
  persistAddresses: yesOrNo()
    .prefault(defaults.persistAddresses)
    .describe("Whether a node that comes back after a crash still has the addresses of the nodes it knew."),
});

const protocolSchema = mapping({
  preset: version().prefault(defaults.preset).describe("The version whose options hold where none is given here."),
  maxHops: whole(1, 100).exactOptional().describe("Nodes further away than this are dialled directly."),
  minPeers: whole(1, 1000).exactOptional().describe("Least number of connections a node allows in each direction."),
  peersRoot: whole(1, 10)
    .exactOptional()
    .describe("A node allows as many connections as this root of the number of nodes."),
  resend: word("ratchet", "replace")
    .exactOptional()
    .describe(
      "Whether a sender remembers what it sent (`ratchet`), or knows of its peer only what the peer said last (`replace`).",
    ),
  highWaterStamps: word("full", "delta")
    .exactOptional()
    .describe("All high-water stamps in every message, or those that changed on this stream."),
  identity: word("every-request", "first-request")
    .exactOptional()
    .describe("When a client states its address and cluster id."),
  startMarkers: yesOrNo().exactOptional().describe("Whether the first delta of a stream repeats all node descriptors."),
  firstSend: word("after-reply", "at-once").exactOptional().describe("When a client sends its first delta."),
  emptyFirstReply: yesOrNo().exactOptional().describe("Whether a server answers at once even with nothing to tell."),
  clientsInterval: spanOr("off")
    .exactOptional()
    .describe("How often a node publishes whom it is connected to, or `off`."),
  clientsTtl: span().exactOptional().describe("How long that information lives."),
  stallInterval: span().exactOptional().describe("How often a node checks whether it is cut off."),
  bootstrapInterval: span().exactOptional().describe("How long a node that is cut off waits between two addresses."),
  cullInterval: span()
    .exactOptional()
    .describe("How often a node with no room left hangs up on its least useful peer."),
  jitter: share().exactOptional().describe("Relative half-width of the jitter of the stall and cull timers."),
  batchDelay: duration().exactOptional().describe("How long a sender waits for more to send along."),
  tightenInterval: duration()
    .exactOptional()
    .describe("After a look for distant nodes that found none, the next look waits this long."),
  incomingSlack: whole(0, 1000)
    .exactOptional()
    .describe("How many more incoming than outgoing connections a node allows."),
  callbacks: word("changed-or-redundant", "all")
    .exactOptional()
    .describe("Whether an unchanged value calls all callbacks, or those only that asked for it."),
});

const published = {
  key: text("the key of an info").describe(
    "Key of the info; `{node}`, `{group}` and `{site}` stand for the id, group and site of the node that publishes it, `{of}` for the node of `of`.",
  ),
  size: drawn(() => size(0, maxValueSize), "64 B").describe(
    "Size of the value, or a distribution from which each is drawn: `{ kind: lognormal, mean: 1 KiB, sigma: 0.5 }`. A value of `0 B` is a tombstone: the info is deleted.",
  ),
  ttl: span().exactOptional().describe("How long it lives; without it, for ever."),
};

const publishing = {
  from: nodeNames().describe("Who publishes: `all`, a node id, a group or site, or a list of these."),
  of: nodeNames()
    .exactOptional()
    .describe("Once for each of these nodes, evenly spread over `every`; `{of}` in the key stands for the node."),
  at: duration()
    .prefault(defaults.publishAt)
    .describe("When it is published first; a node that is not up by then counts from its start."),
  every: drawn(span, "10 s")
    .exactOptional()
    .describe(
      "How often again, or a distribution from which each interval is drawn: `{ kind: exponential, mean: 2 s }` for arrivals at random; without it, once.",
    ),
  burst: mapping({
    count: whole(1, 100_000).describe("How many times."),
    spacing: duration().describe("How long after each other."),
  })
    .exactOptional()
    .describe("Each time several times, one after the other: `{ count: 20, spacing: 1 ms }`."),
  phase: word("fixed", "random")
    .prefault(defaults.publishPhase)
    .describe("Whether each node begins at `at`, or at a random moment of the first `every` after it."),
  jitter: share().prefault(defaults.publishJitter).describe("Relative half-width of the jitter of `every`."),
};

const replaySchema = mapping({
  replay: filePath("a CSV file").describe(
    "CSV file, relative to this one, of what was published: a header `time,node,key,size,ttl`, then one info a row, in any order: `1.5 s,3,store:3,261 B,2 min`; nothing under `ttl` is for ever. Such a file comes from polling `/_status/gossip/local` of a node of a real cluster: a row for each new `origStamp` of a key, with what has passed since the first one, the `nodeId`, the key, the bytes of the value less 5 (its checksum and tag), and `ttlStamp` less `origStamp`; without the keys `node:` and `gossip-clients:`, which nodes publish by themselves. A node that is not up yet publishes its rows, of each key the last, at its first start; one that is down does not publish. Rows past the end of the run are left out, and counted by `validate`.",
  ),
  at: duration().prefault(defaults.replayAt).describe("The moment of the run from which the times in the file count."),
});

const workloadSchema = oneKind({
  use: mapping({
    use: version().describe("What a real node of that version gossips by itself."),
    storesPerNode: whole(0, 1000).prefault(defaults.storesPerNode).describe("Stores of each node."),
    storeSize: size(0, maxValueSize).prefault(defaults.storeSize).describe("Size of a store descriptor."),
  }),
  key: mapping({ ...published, ...publishing }),
  infos: mapping({
    infos: listOf(mapping(published), "a list of infos", 1).describe(
      "What is published together, and travels together where the protocol allows.",
    ),
    ...publishing,
  }),
  replay: replaySchema,
});

const faultSchema = oneKind({ ...faultFields({ nodeName, nodeNames, maxNodes }), ...linkFaultFields(nodeNames) });

const toleranceSchema = oneOf(
  { all: share(), some: anyKeys(share(), 'a mapping such as { "dissemination.*": 5 % }') },
  (value) => {
    if (isMapping(value)) return "some";
    return typeof value === "string" ? "all" : { expected: '1 % or { "dissemination.*": 5 % }' };
  },
);

export const scenarioSchema = mapping({
  name: pattern(
    'a name of lower-case letters, digits and hyphens such as "thirteen-regions"',
    /^[a-z0-9][a-z0-9-]{0,99}$/,
  ).describe("Names the scenario and the folder of its report: lower-case letters, digits and hyphens."),
  extends: filePath("a scenario file")
    .exactOptional()
    .describe(
      "Scenario file, relative to this one, over which this one is laid: mappings merge, lists and scalars replace, a key with nothing after it takes away.",
    ),
  description: text("text").prefault("").describe("What question the scenario answers."),
  seed: whole(0, maxSeed)
    .exactOptional()
    .describe(`Seed of the run (default ${defaults.seed}); either this or \`seeds\`.`),
  seeds: oneOf({ count: whole(1, 100_000), each: listOf(whole(0, maxSeed), "a list of seeds", 1) }, (value) =>
    typeof value === "number"
      ? "count"
      : Array.isArray(value)
        ? "each"
        : { expected: "a number of seeds or a list of them" },
  )
    .exactOptional()
    .describe("One run per seed: how many (1, 2, 3 …) or a list of them."),
  duration: span().describe("Virtual length of a run."),
  stop: mapping({
    when: word("membership").describe(
      "Every live node holds the descriptor of every live node, and the faults are over.",
    ),
    settle: duration().prefault(defaults.settle).describe("How long the run goes on after that."),
  })
    .exactOptional()
    .describe("Ends a run before its duration is over."),
  cluster: clusterSchema.describe("The nodes, and whom they know."),
  network: networkSchema.describe("What carries the messages."),
  host: hostSchema.prefault({}).describe("What a node's processor costs."),
  protocol: protocolSchema.prefault({}).describe("The gossip protocol: a version, and options of it."),
  workload: listOf(workloadSchema, "a list of what is published").prefault([]).describe("What the nodes publish."),
  faults: listOf(faultSchema, "a list of faults").prefault([]).describe("What goes wrong, and when."),
  measure: mapping({
    settle: span()
      .prefault(defaults.settle)
      .describe("The network counts as settled when for so long no connection is opened, closed or refused."),
    bin: span().prefault(defaults.bin).describe("Width of the bins of every series over time."),
  })
    .prefault({})
    .describe("How the run is measured."),
  expect: promiseFields(nodeNames)
    .prefault({})
    .describe("What the scenario promises of its figures: each may not be more than `max`, nor less than `min`."),
  baseline: mapping({
    tolerance: toleranceSchema.describe(
      'How far figures may be from the baseline: `1 %` for all, or `{ "dissemination.*": 5 % }` for those that fit a pattern, of which the last one holds.',
    ),
  })
    .exactOptional()
    .describe("How runs are held against the recorded baseline; without it they have to be exactly the same."),
  sweep: sweepSchema
    .exactOptional()
    .describe("What `gossipsim sweep` varies: it runs every point of this grid with every seed."),
});
