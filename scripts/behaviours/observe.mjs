import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The built-in scenarios of the behaviours. */
export const folder = fileURLToPath(new URL("../../scenarios/behaviours/", import.meta.url));

/**
 * Runs one setting of a behaviour once and gives its figures. `simulator` is what is run: `parseScenario`, `run` and `measure`, built or not.
 */
export function observe(simulator, behaviour, setting, nodes, seed) {
  const file = `${folder}${setting.file}`;
  const written = simulator.parseScenario({
    file,
    text: readFileSync(file, "utf8"),
    read: (path) => readFileSync(path, "utf8"),
    overrides: [`cluster.nodes=${nodes}`, ...(setting.set ?? [])],
  });
  const scenario = setting.adjust === undefined ? written : setting.adjust(written);
  const { probes, figures } = behaviour.watch(scenario);
  const measured = simulator.measure(scenario);
  simulator.run(scenario, { seed, probes: [...measured.probes, ...probes] });
  return figures(measured.measurements());
}

/** The seeds that a size is run with: fewer where a run takes long. */
export function seedsOf(nodes) {
  return Array.from({ length: nodes > 64 ? 3 : 5 }, (_, index) => index + 1);
}
