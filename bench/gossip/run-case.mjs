import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Runs case.mjs in a process of its own, with V8 set as the command line sets it for its threads (src/cli/process-io.ts, worker-simulator.ts). */
export function runCase(kind, nodes, seconds, processors = "busy") {
  return runNode("case.mjs", kind, nodes, seconds, processors);
}

/** Runs a script beside this one that prints one line of JSON. */
export function runNode(script, ...args) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const flags = ["--max-old-space-size=16384", "--max-semi-space-size=32", "--heap-growing-percent=100"];
  const output = execFileSync(process.execPath, [...flags, path, ...args.map(String)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(output);
}

export function median(runs, key) {
  const sorted = runs.map((run) => run[key]).toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
