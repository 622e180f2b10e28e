/** What holds when a scenario does not say, written as a scenario would write it, each with its reason. */
export const defaults = {
  /** Any seed will do; a fixed one makes two people see the same run. */
  seed: 1,
  /** Longer than every timer of the protocol that opens or refuses a connection (stall 2 s, bootstrap 1 s, a failed dial backs off 1 s). */
  settle: "5 s",
  /** The natural reading of a number of nodes and a list of sites. */
  placement: "even",
  /** As a cluster is started by hand: every node is told the address of the first. */
  join: "first",
  /** Programs started by one script are not up in the same instant. */
  startWithin: "100 ms",
  /** A program that is not up yet cannot be reached. */
  listen: "at-start",
  /** Nobody waits for anybody. */
  startOrder: "any",
  /** A node is known by its descriptor. */
  descriptors: true,
  /** Name of the only site of a network that has but one. */
  siteName: "site",
  /** Light in glass fibre, whose refractive index is 1.5. */
  propagation: "200 km/ms",
  /** Two hosts of one data centre, or of two in the same city: 20 km of fibre. */
  within: "0.1 ms",
  /** A network's drawing shows such a node among those that it is linked to. */
  missing: "neighbours",
  /** Any graph of the kind will do; a fixed seed makes the sites a part of the scenario, the same in all of its runs. */
  sitesSeed: 1,
  /** A packet through the kernel and back to a program on the same machine. */
  loopback: "20 us",
  /** A mean latency is what a reader expects to see again in the results; spread is asked for. */
  networkJitter: "none",
  /** No packet outruns light, which takes half the time that a path usually does. */
  leastJitter: "50 %",
  /** As latencies: what is out of order is asked for. */
  loss: "0 %",
  /** The protocol is what is studied; a capacity is a setting of the experiment. */
  bandwidth: "unlimited",
  /** What the original implementation runs over. */
  transport: "grpc",
  /**
   * The original compresses with snappy. To know what that saves, every message has to be really encoded, with which a run takes six to seven
   * times as long; protobuf bytes do not depend on it.
   */
  compression: "none",
  /** Everything that the original puts on the wire. */
  counted: true,
  /** The original's RPC heartbeat interval. */
  heartbeat: "3 s",
  /** The original's RPC heartbeat timeout: two missed heartbeats. */
  silence: "6 s",
  /** The original's RPC timeout. */
  connectTimeout: "6 s",
  /** gRPC's write quota of one stream. */
  writeQuota: "64 KiB",
  /**
   * What the original was measured to spend on a join of 27 nodes, all that its runtime and its connections need included: 69 us for each
   * message sent or received, with 4.4 infos each. scenarios/reference/base.yaml takes that apart.
   */
  processing: { message: "60 us", info: "4 us", wakeUp: "0 us", stream: "0 us", streamSpread: "0 %" },
  /** A node is a machine of its own. */
  processor: "own",
  /** The one that needs no rules. scenarios/reference says what Go's changes. */
  order: "arrival",
  /** 3 of 209 refused streams in a recording of the original. */
  receiverFirst: "1.4 %",
  /** The original's stores keep them. */
  persistAddresses: true,
  /** The version whose behaviour is the reference. */
  preset: "cockroach-2.1",
  /** One disk a node. */
  storesPerNode: 1,
  /** A store descriptor of version 2.1 with two locality tiers; 234 B before. */
  storeSize: "261 B",
  /** Published from the start on. */
  publishAt: "0 s",
  /** The times of a recording are those of the run, unless it is to begin later. */
  replayAt: "0 s",
  /** The moment is the one that stands there. */
  publishPhase: "fixed",
  /** An application's timer is exact unless it is told to be otherwise. */
  publishJitter: "0 %",
  /** Who shuts a node down in haste does not wait. */
  drain: "0 s",
  /** Somebody has to be there to come back to. */
  keep: 1,
  /** The harder way to go. */
  churnBy: "crash",
  /** From the start on. */
  churnAt: "0 s",
  /** Fine enough to see the timers of a few seconds, coarse enough to read. */
  bin: "1 s",
  /** A promise is kept when every run keeps it. */
  over: "worst",
  /** Even steps are what a reader assumes. */
  sweepScale: "linear",
  /** Any points will do; a fixed seed makes them a part of the study, the same when it goes on. */
  sampleSeed: 1,
} as const;
