import { shellCommand } from "./shell-command.ts";

/** The command that repeats one run of a scenario, or all of these. */
export function runCommand(
  file: string,
  seed: number | readonly number[],
  overrides: readonly string[],
  ...more: string[]
) {
  const seeds = typeof seed === "number" ? [seed] : seed;
  return scenarioCommand("run", file, seeds, overrides, ...more);
}

/** The command that repeats the whole sweep of a scenario; `seeds` is null where the scenario says them. */
export function sweepCommand(file: string, seeds: readonly number[] | null, overrides: readonly string[]) {
  return scenarioCommand("sweep", file, seeds, overrides);
}

function scenarioCommand(
  command: "run" | "sweep",
  file: string,
  seeds: readonly number[] | null,
  overrides: readonly string[],
  ...more: string[]
) {
  const sets = overrides.flatMap((override) => ["--set", override]);
  return shellCommand(["npx", "gossipsim", command, file, ...seedOptions(seeds), ...sets, ...more]);
}

/** A single number after --seeds would say how many. */
function seedOptions(seeds: readonly number[] | null): string[] {
  if (seeds === null) return [];
  return seeds.length === 1 ? ["--seed", String(seeds[0])] : ["--seeds", seeds.join(",")];
}
