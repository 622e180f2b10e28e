// Who takes part: how it is built, what it needs, and how it is run.
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const here = import.meta.dirname;
const python = "/usr/bin/python3";
const flags = ["-O3", "-std=c++17", "-ffp-contract=off"];

export const ours = { name: "gossipsim", command: [process.execPath, join(here, "ours.mjs")] };
export const naive = { name: "naive Node heap", command: [process.execPath, join(here, "naive.mjs")] };

/**
 * The peers that this machine can build, and one line for each that it cannot. `share` of the events and `rounds` at most are run by one that
 * takes long; `ownOrder` says that the order of its events, or its random numbers, are its own, so that its checksum says nothing.
 */
export function findPeers(wanted) {
  const folder = mkdtempSync(join(tmpdir(), "gossipsim-bench-"));
  const build = (source, ...libraries) => {
    const program = join(folder, source);
    quietly("g++", [...flags, "-o", program, join(here, `${source}.cpp`), ...libraries]);
    return program;
  };
  const all = {
    cpp: {
      name: "C++ priority_queue",
      install: "g++",
      prepare: () => [{ command: [build("heap")] }],
    },
    naive: { name: naive.name, prepare: () => [naive], share: 0.2, rounds: 3, ownOrder: true },
    ns3: {
      name: "ns-3, its best scheduler",
      install: "g++ libns3-dev",
      prepare: () => {
        const program = build("ns3", "-lns3-core");
        return ["Map", "PriorityQueue", "Heap", "Calendar"].map((scheduler) => ({
          variant: scheduler,
          command: [program],
          last: [scheduler],
        }));
      },
    },
    simgrid: {
      name: "SimGrid timers",
      install: "g++ libsimgrid-dev",
      prepare: () => [{ command: [build("simgrid", "-lsimgrid")] }],
      leavesOut: ["rumor"],
      share: 0.2,
      rounds: 2,
      ownOrder: true,
    },
    simpy: simpy("processes"),
    "simpy-callbacks": simpy("callbacks"),
  };
  const peers = [];
  const missing = [];
  for (const [key, peer] of Object.entries(all)) {
    if (!wanted.includes(key)) continue;
    try {
      peers.push({ ...peer, key, variants: peer.prepare() });
    } catch {
      missing.push(`${peer.name} is left out: apt-get install --no-install-recommends ${peer.install}`);
    }
  }
  return { peers, missing, folder };
}

function simpy(style) {
  return {
    name: `SimPy, ${style}`,
    install: "python3-simpy3",
    prepare: () => {
      quietly(python, ["-c", "import simpy; assert simpy.__version__ >= '3'"]);
      return [{ command: [python, join(here, "with_simpy.py")], last: [style] }];
    },
    share: 0.1,
    rounds: 2,
    ownOrder: true,
  };
}

function quietly(program, args) {
  execFileSync(program, args, { stdio: "ignore", timeout: 120_000 });
}
