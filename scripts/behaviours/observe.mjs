import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built-in scenarios of the behaviours. */
export const folder = fileURLToPath(new URL("../../scenarios/behaviours/", import.meta.url));

/**
 * Runs one setting of a behaviour once and gives its figures. `simulator` is what is run: `parseScenario`, `run` and `measure`, built or not.
 */
export function observe(simulator, behaviour, setting, nodes, seed) {
  return observeTogether(simulator, [behaviour], scenarioOf(simulator, setting, nodes), seed)[0];
}

/** Runs a scenario once and gives the figures of each behaviour that is watched in it. */
export function observeTogether(simulator, behaviours, scenario, seed) {
  const watched = behaviours.map((behaviour) => behaviour.watch(scenario));
  const measured = simulator.measure(scenario);
  simulator.run(scenario, { seed, probes: [...measured.probes, ...watched.flatMap(({ probes }) => probes)] });
  const measurements = measured.measurements();
  return watched.map(({ figures }) => figures(measurements));
}

/** A setting as a scenario, for a cluster of so many nodes. */
export function scenarioOf({ parseScenario }, { file, set = [], adjust = (scenario) => scenario }, nodes) {
  const path = `${folder}${file}`;
  const read = (name) => readFileSync(name, "utf8");
  const scenario = parseScenario({ file: path, text: read(path), read, overrides: [`cluster.nodes=${nodes}`, ...set] });
  return adjust(scenario);
}

/** The seeds that a size is run with: fewer where a run takes long. */
export function seedsOf(nodes) {
  return Array.from({ length: nodes > 64 ? 3 : 5 }, (_, index) => index + 1);
}
