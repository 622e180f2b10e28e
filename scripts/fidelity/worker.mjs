import { parentPort } from "node:worker_threads";
import { Random } from "../../dist/kernel/random.js";
import { measure } from "../../dist/measure/measure.js";
import { run } from "../../dist/simulation/run.js";
import { arrivals, withSamples } from "./dissemination.mjs";
import { recorder } from "./recorder.mjs";

parentPort.on("message", (job) => parentPort.postMessage(result(job)));

/** The figures of one run. */
function result({ id, scenario, seed, window, transport, recording }) {
  if (transport !== undefined) return transportFigures(scenario, seed);
  if (id === "dissemination") return disseminationFigures(scenario, seed, recording);
  const watching = recorder({ nodes: scenario.cluster.nodes.length, from: 10e9, to: (10 + window) * 1e9 });
  run(scenario, { seed, probes: [watching.probe] });
  return watching.figures();
}

function disseminationFigures(scenario, seed, recording) {
  const watching = arrivals(recording.samples.length);
  run(withSamples(scenario, recording, new Random(`seed ${seed}`).fork("samples")), { seed, probes: [watching.probe] });
  return watching.samples();
}

function transportFigures(scenario, seed) {
  const measured = measure(scenario);
  run(scenario, { seed, probes: measured.probes });
  const { total, messages, wire } = measured.measurements().bytes;
  return { total, messages, wire };
}
