import { parseScenario } from "../../src/scenario/parse.ts";
import { run } from "../../src/simulation/run.ts";
import type { Probe } from "../../src/simulation/trace.ts";
import { convergence } from "./convergence.ts";
import { watch } from "./invariants.ts";
import { Ledger } from "./ledger.ts";
import { shrink } from "./shrink.ts";
import { Violation } from "./violation.ts";
import { generate, spread, toYaml, type World } from "./world.ts";

const millisecond = 1_000_000;

/** How often a failing world is run again to find a smaller one that fails too. */
const tries = 20;

/**
 * Runs the world of a seed with all checks on. Throws with what is left of the world when all that has no part in the failure is taken
 * out, and with the one command that shows it again.
 */
export function runSeed(seed: number, probes: readonly Probe[] = []): void {
  const world = generate(seed);
  const failure = failureOf(world, probes);
  if (failure === null) return;
  const smallest = shrink(world, tries, (smaller) => failureOf(smaller, [])?.name === failure.name);
  throw new Error(`${failure.text}\n\n${toYaml(smallest)}\nnpm run swarm -- --seed ${seed}`);
}

/** What went wrong, and a name for its kind. */
function failureOf(world: World, probes: readonly Probe[]): { readonly name: string; readonly text: string } | null {
  try {
    runWorld(world, probes);
    return null;
  } catch (error) {
    if (error instanceof Violation) return { name: error.invariant, text: error.message };
    const { name, message, stack } = error as Error;
    return { name: `${name} ${message.replace(/\d+/g, "")}`, text: stack ?? message };
  }
}

export function runWorld(world: World, probes: readonly Probe[] = []): void {
  const { seed, wire, calm, wayBack, skew } = world;
  runText(toYaml(world), { seed, wire, calm, wayBack, skew, probes });
}

/** Runs a scenario with all checks on; `calm`, in milliseconds: from when on it must converge. */
export function runText(
  text: string,
  options: Pick<World, "calm" | "wire"> &
    Partial<Pick<World, "wayBack" | "skew">> & { readonly seed: number; readonly probes?: readonly Probe[] },
): void {
  const { seed, wire, calm, wayBack = 0, skew = 0, probes = [] } = options;
  const scenario = parseScenario({
    file: "swarm.yaml",
    text,
    read: (path) => {
      throw new Error(`a world of the swarm reads no files, not ${path}`);
    },
  });
  const ledger = new Ledger(skew * millisecond);
  const checks = [watch(scenario.protocol, ledger)];
  if (calm !== null) {
    const [from, within] = [(calm + spread) * millisecond, wayBack * millisecond];
    checks.push(convergence(ledger, { from, spread: spread * millisecond, wayBack: within }));
  }
  run(scenario, { seed, probes: [...probes, ...checks], wire });
}
