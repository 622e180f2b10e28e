/** What the examples name. */
export const exampleFiles = { "scenarios/data/upgrade.csv": "time,node,key,size,ttl\n1.5 s,3,store:3,261 B,2 min\n" };

/** An example for each part of a scenario: each is laid over `base` and has to be right. */
export const examples: Readonly<Record<string, string>> = {
  stop: "stop: { when: membership, settle: 5 s }\n",
  cluster: `cluster:
  groups:
    - { name: eu, nodes: 15, site: frankfurt }
    - { name: us, nodes: 15, site: dallas }
  join: { nodes: [1, 16] }
  start: { within: 1 s, order: ids }
  locality: "region={site},zone={group}"
`,
  network: `network:
  sites: { names: [frankfurt, dallas], latency: 60 ms, within: 0.5 ms }
  jitter: { kind: lognormal, sigma: 0.1 }
  host: { up: 1 Gbit/s, down: 1 Gbit/s }
  transport: { kind: grpc-tls, heartbeats: false }
`,
  host: `host:
  processing: { message: 60 us, info: 4 us }
  persistAddresses: false
`,
  protocol: "protocol: { preset: cockroach-2.1, maxHops: 4, highWaterStamps: delta }\n",
  workload: `workload:
  - use: cockroach-2.1
  - { key: "load:{node}", from: all, every: 10 s, jitter: 10 %, size: 64 B, ttl: 30 s }
  - { key: settings, from: 1, at: 20 s, size: 4 KiB }
  - { key: settings, from: 1, at: 40 s, size: 0 B, ttl: 10 s }                               # a tombstone
  - key: "job:{group}:{node}"
    from: frankfurt
    every: { kind: exponential, mean: 5 s }
    size: { kind: lognormal, mean: 1 KiB, sigma: 0.5 }
    burst: { count: 20, spacing: 1 ms }
  - { replay: data/upgrade.csv, at: 5 s }
`,
  faults: `faults:
  - { at: 20 s, for: 10 s, partition: [[frankfurt], [dallas]] }
  - { at: 25 s, crash: { random: 5 % }, restart: 8 s }
`,
  measure: "measure: { settle: 3 s, bin: 100 ms }\n",
  expect: `expect:
  membership.time: { max: 5 s }
  dissemination.t99: { max: 2 s, keys: "node:*" }
  bytes.perNode.p99: [{ to: 2 s, max: 1 MiB }, { from: 10 s, max: 30 KiB, nodes: frankfurt }]
`,
  baseline: `baseline:
  tolerance: { "*": 1 %, "dissemination.*": 5 % }
`,
  sweep: `sweep:
  cluster.nodes: [10, 20, 40, 80]
  network.loss: { from: 0 %, to: 5 %, values: 6 }
  together:
    - label: version
      labels: [v2.0, v2.1, "v2.1, delta"]
      protocol.preset: [cockroach-2.0, cockroach-2.1, cockroach-2.1]
      protocol.highWaterStamps: [full, full, delta]
  figures: [membership.time, bytes.total]
`,
};
