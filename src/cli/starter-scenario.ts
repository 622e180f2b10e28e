/** A scenario that says in comments what each of its fields means, and what else may stand there. */
export function starterScenario(name: string): string {
  return `# A gossipsim scenario. It runs as it is; every field that is commented out shows its default or an example.
# Quantities carry their unit: 100 ms, 64 KiB, 1 Gbit/s, 5 %.

name: ${name}                   # names the folder of the report: lower-case letters, digits and hyphens
description: How long does it take until every node knows every other, and what does that cost?

seed: 1                          # the same seed gives the same run, to the byte
# seeds: 20                      # or several runs, with seeds 1 to 20; also a list: [1, 7, 8841]
duration: 60 s                   # virtual time
stop: { when: membership, settle: 10 s }   # end earlier: 10 s after every node knows every node and the faults are over

cluster:
  groups:                        # numbered one after the other: west is nodes 1 to 10, east is 11 to 20
    - { name: west, nodes: 10, site: dallas }
    - { name: east, nodes: 10, site: frankfurt }
  # nodes: 20                    # instead of groups: spread evenly over all sites
  join: first                    # whose address everybody knows: first | ring | line | { random: 3 } | { nodes: [1, 2] }
  start: { within: 100 ms }      # each node starts at a random moment of this span
  locality: "region={site}"      # what a node says about its place

network:
  sites: { names: [dallas, frankfurt], latency: 60 ms, within: 0.5 ms }   # one way, between and within sites
  # sites: { latency: 0.5 ms }   # one site
  # sites: { rtt: matrix.csv }   # round trips between sites, measured
  jitter: { kind: lognormal, sigma: 0.1 }   # or none
  host: { up: 1 Gbit/s, down: 1 Gbit/s }    # shared by all connections of a host; or unlimited
  transport: grpc                # whose bytes are counted: grpc | grpc-tls | none, or { kind: grpc, compression: snappy }

# host:
#   processing: { message: 60 us, info: 4 us }   # processor time for each message and each info in it

protocol:
  preset: cockroach-2.1          # cockroach-2.0, cockroach-1.0
  # maxHops: 5                   # single options of the protocol are laid over the preset
  # highWaterStamps: delta       # send only the stamps that changed

workload:
  - use: cockroach-2.1           # what a real node of that version gossips by itself
  - { key: "load:{node}", from: all, every: 10 s, jitter: 10 %, size: 64 B, ttl: 30 s }   # each node, again and again
  # - { key: settings, from: 1, at: 5 s, size: 4 KiB }                                    # one node, once

faults: []
  # - { at: 10 s, for: 10 s, partition: [[west], [east]] }
  # - { at: 15 s, crash: { random: 5 % }, restart: 8 s }      # or a node id, a list, { group: east }

expect:                          # what the scenario promises: a run that breaks it ends with exit code 1
  membership.time: { max: 5 s }
  # bytes.total: { max: 40 MiB, over: mean }                        # over several seeds: worst (default) | mean | median | p95
  # dissemination.t99: { max: 2 s, keys: "load:*" }                 # of some keys; of a distribution the worst value is meant
  # bytes.perNode.p99: [{ to: 5 s, max: 1 MiB }, { from: 10 s, max: 300 KiB, nodes: west }]   # in a window, of some nodes

# measure:
#   settle: 5 s                  # settled: for so long no connection is opened, closed or refused
#   bin: 1 s                     # width of the bars in the charts over time
`;
}
