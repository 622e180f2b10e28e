import { parentPort } from "node:worker_threads";
import { Random } from "../../dist/kernel/random.js";
import { run } from "../../dist/simulation/run.js";
import { arrivals, withSamples } from "./dissemination.mjs";
import { recorder } from "./recorder.mjs";
import { wireRecorder } from "./transport.mjs";

parentPort.on("message", (job) => parentPort.postMessage(result(job)));

/** The figures of one run. */
function result({ id, scenario, seed, window, transport, recording }) {
  const span = { from: 10e9, to: (10 + window) * 1e9 };
  if (id === "dissemination") {
    const watching = arrivals(recording.samples.length);
    const random = new Random(`seed ${seed}`).fork("samples");
    run(withSamples(scenario, recording, random), { seed, probes: [watching.probe] });
    return watching.samples();
  }
  const watching =
    transport === undefined ? recorder({ nodes: scenario.cluster.nodes.length, ...span }) : wireRecorder(span);
  run(scenario, { seed, probes: [watching.probe] });
  return watching.figures();
}
