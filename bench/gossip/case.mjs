// node bench/gossip/case.mjs full|join|light NODES SECONDS [free]
// One run in a fresh process, in one site at 0.5 ms; messages are counted, and nothing is measured but their number. Prints one line of JSON.
//   full    a cold start and the whole background traffic of v2.1, stamps in full
//   join    the same until everybody knows everybody
//   light   one info through nodes that publish nothing, not even their descriptors
// free: the simulated processors take no time, so that nodes send only what the protocol makes them send, not what waits have them send besides.
import { parseScenario } from "../../dist/scenario/parse.js";
import { run } from "../../dist/simulation/run.js";

const [kind, nodes, seconds, processors = "busy"] = process.argv.slice(2);
const host = processors === "free" ? "host: { processing: { message: 0 s, info: 0 s } }" : "";
const background = "workload: [{ use: cockroach-2.1 }]\ncluster: { nodes: NODES }";
const parts = {
  full: background,
  join: `${background}\nstop: { when: membership, settle: 0 s }`,
  light: `
cluster: { nodes: NODES, join: { random: 3 }, descriptors: false }
protocol: { clientsInterval: off }
workload:
  - { key: sentinel, size: 16 B, from: 1 }
  - { key: news, size: 100 B, from: 1, at: 12 s }`,
};
const scenario = parseScenario({
  file: "case.yaml",
  text: `
name: ${kind}
description: What does a run cost?
duration: ${seconds} s
network: { sites: { latency: 0.5 ms } }
${host}
${parts[kind].replace("NODES", nodes)}
`,
  read: () => {
    throw new Error("this scenario reads no other file");
  },
});

const seen = { messages: 0, bytes: 0, received: 0, fresh: 0 };
const holders = new Set();
const counter = {
  messageSent(_time, _node, { length }) {
    seen.messages++;
    seen.bytes += length;
  },
  combined(_time, _node, received, fresh) {
    seen.received += received;
    seen.fresh += fresh;
  },
  stored(_time, node, { key }) {
    if (key === "news") holders.add(node);
  },
};

const startedAt = performance.now();
const cpuAtStart = process.cpuUsage();
const { endTime, events } = run(scenario, { seed: 1, probes: [counter] });
const wall = (performance.now() - startedAt) / 1e3;
const cpu = process.cpuUsage(cpuAtStart);
if (kind === "light" && holders.size !== Number(nodes))
  throw new Error(`${holders.size} of ${nodes} nodes got the info`);
console.log(
  JSON.stringify({
    kind,
    processors,
    nodes: Number(nodes),
    virtual: endTime / 1e9,
    wall,
    cpu: (cpu.user + cpu.system) / 1e6,
    events,
    ...seen,
    mebibytes: process.resourceUsage().maxRSS / 1024,
  }),
);
