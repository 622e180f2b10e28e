import { parseScenario } from "../../src/scenario/parse.ts";
import { run } from "../../src/simulation/run.ts";
import type { Probe } from "../../src/simulation/trace.ts";
import { convergence } from "./convergence.ts";
import { watch } from "./invariants.ts";
import { Ledger } from "./ledger.ts";
import { generate, spread, toYaml, type World } from "./world.ts";

const millisecond = 1_000_000;

/** Runs the world of a seed with all checks on. Throws with the world and the one command that shows the failure again. */
export function runSeed(seed: number, probes: readonly Probe[] = []): { events: number } {
  const world = generate(seed);
  try {
    return runWorld(world, probes);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    throw new Error(`${text}\n\n${toYaml(world)}\nnpm run swarm -- --seed ${seed}`, { cause: error });
  }
}

export function runWorld(world: World, probes: readonly Probe[] = []): { events: number } {
  const scenario = parseScenario({
    file: `swarm-${world.seed}.yaml`,
    text: toYaml(world),
    read: (path) => {
      throw new Error(`a world of the swarm reads no files, not ${path}`);
    },
  });
  const ledger = new Ledger();
  const checks = [
    watch(scenario.protocol, ledger),
    convergence(ledger, { from: (world.calm + spread) * millisecond, spread: spread * millisecond }),
  ];
  return run(scenario, { seed: world.seed, probes: [...probes, ...checks], wire: world.wire });
}
